// What the doctor looks at, as data: everything that decides whether a group can be helped, and what would be touched.

import type { ControlMode } from '../control-mode.ts'
import type { ObservedGroup } from '../fleet/observed-group.ts'
import type { GroupRecords, MetricReference } from '../group/records.ts'

/** What a group's description says beyond what a tick needs. */
export interface GroupDetails {
  /** `$Latest`, `$Default` or a number; undefined without a launch template. */
  readonly templateVersion: string | undefined
  /** Of the mixed instances policy; empty without one. */
  readonly mixedTypes: readonly string[]
  readonly classicLoadBalancers: readonly string[]
  /** Kinds of traffic sources other than target groups, such as vpc-lattice. */
  readonly otherSources: readonly string[]
  readonly collectsMetrics: boolean
}

export interface PolicyDetails {
  readonly name: string
  /** AWS's own word: TargetTrackingScaling, StepScaling, SimpleScaling or PredictiveScaling. */
  readonly type: string
  readonly enabled: boolean
}

/** A scheduled action of the team's own. */
export interface ScheduledSize {
  readonly name: string
  readonly setsMinSize: boolean
  readonly setsDesiredCapacity: boolean
}

export interface TargetGroupDetails {
  readonly arn: string
  readonly name: string
  /** application, network or gateway: the kinds of the load balancers that forward to it. */
  readonly loadBalancerTypes: readonly string[]
  /** Kubernetes cluster whose AWS Load Balancer Controller owns it, its load balancer or a rule that forwards to it. */
  readonly kubernetesCluster: string | undefined
}

/** Another group behind one of the same target groups. */
export interface Neighbour {
  readonly name: string
  readonly optedIn: boolean
}

/** Requests that CloudWatch knows of, hour by hour of the last fortnight. */
export interface DemandHistory {
  readonly hoursWithRequests: number
  /** Start of the oldest and of the newest hour with any, epoch milliseconds; undefined: there was none. */
  readonly fromMs: number | undefined
  readonly toMs: number | undefined
}

export interface Examination {
  readonly nowMs: number
  readonly tagPrefix: string
  readonly mode: ControlMode
  readonly group: ObservedGroup
  readonly details: GroupDetails
  readonly policies: readonly PolicyDetails[]
  /** Whether an enabled policy scales in. */
  readonly canScaleIn: boolean
  /** Whether an enabled policy tracks CPU or requests per target, which the budget emulates. */
  readonly tracksLoad: boolean
  readonly hasLaunchHook: boolean
  readonly scheduledSizes: readonly ScheduledSize[]
  readonly targetGroups: readonly TargetGroupDetails[]
  readonly neighbours: readonly Neighbour[]
  readonly demandMetrics: readonly MetricReference[]
  readonly demand: DemandHistory
  /** What Penumbra remembers; a group that it never saw has none. */
  readonly records: GroupRecords | undefined
}

export interface Finding {
  readonly level: 'ok' | 'note' | 'warning' | 'blocker'
  readonly what: string
  readonly toDo?: string
}
