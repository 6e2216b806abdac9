// Amazon EC2 Auto Scaling of the simulated region, behind the SDK's own commands. Hibernation, health checks of AWS's own
// and AZ rebalancing are not simulated: what asks for them is absent or refused.
import type { LaunchTemplateSpecification } from '@aws-sdk/client-auto-scaling'
import type { VirtualClock } from '../../kernel/clock.ts'
import { RandomStream } from '../../kernel/random.ts'
import type { CallContext, Operation, SimulatedService } from '../../kernel/service.ts'
import type { MetricReader } from '../cloudwatch/metric-key.ts'
import type { InstanceDirectory } from '../elastic-load-balancing/instance-directory.ts'
import type { EventSink } from '../event-bridge.ts'
import { activityOperations } from './activity-operations.ts'
import { runBootScript } from './boot-script.ts'
import { capacityOperations } from './capacity-operations.ts'
import { DetachedInstances } from './detached-instances.ts'
import { moveEvent } from './group-events.ts'
import { GroupInstances } from './group-instances.ts'
import { GroupMetrics, type PublishMetric } from './group-metrics.ts'
import { groupOperations } from './group-operations.ts'
import { GroupRegistry } from './group-registry.ts'
import { hookOperations } from './hook-operations.ts'
import type { MoveReport } from './instance-mover.ts'
import { instanceOperations } from './instance-operations.ts'
import { GroupLeads, type LeadTimes } from './lead-times.ts'
import { LoadBalancerHealth } from './load-balancer-health.ts'
import { membershipOperations } from './membership-operations.ts'
import { PolicyEvaluation } from './policy-evaluation.ts'
import { policyOperations } from './policy-operations.ts'
import { processOperations } from './process-operations.ts'
import { refreshOperations } from './refresh-operations.ts'
import { scheduleOperations } from './schedule-operations.ts'
import { type GroupStart, SimulatedGroup } from './simulated-group.ts'
import { tagOperations } from './tag-operations.ts'
import { TokenBucket } from './token-bucket.ts'
import { trafficSourceOperations } from './traffic-source-operations.ts'
import type { TargetGroupDirectory } from './traffic-sources.ts'
import { warmPoolOperations } from './warm-pool-operations.ts'

export interface AutoScalingOptions {
  readonly clock: VirtualClock
  /** Used once, to seed a stream of leads and one of delays for every group. */
  readonly random: RandomStream
  readonly metrics: MetricReader
  /** Takes the metrics of groups that enabled them. @default they are lost */
  readonly publish?: PublishMetric
  readonly leadTimes: LeadTimes
  /** Scheduled actions run late by a uniform draw from 0 to this. */
  readonly scheduledActionMaxDelaySeconds: number
  /** What every launch template says. @default 'm5.large' */
  readonly instanceType?: string
  /** Groups that the account may have in the region. @default 500 */
  readonly maxGroups?: number
  /** Calls per second, over all operations, beyond which they are throttled. @default no limit */
  readonly requestsPerSecondLimit?: number
  /** Hears of every instance that waits for a lifecycle hook, has arrived somewhere or has failed to. */
  readonly onReport?: (report: MoveReport, group: SimulatedGroup) => void
  /** Where events for EventBridge go. @default nowhere */
  readonly emit?: EventSink
  /** Whether a launch template names its image by an SSM parameter, which rules a rollback out. @default none does */
  readonly usesImageParameter?: (template: LaunchTemplateSpecification) => boolean
  /** What is known of target groups. @default every one exists and finds everything healthy */
  readonly targetGroups?: TargetGroupDirectory
  /** Whether instances complete launch hooks by themselves as soon as they have booted. @default somebody else has to */
  readonly completesLaunchHooks?: boolean
  /** Called when a deleted group has lost its last instance. */
  readonly onGroupDeleted?: (name: string) => void
}

interface OperationParts {
  readonly registry: GroupRegistry
  readonly evaluation: PolicyEvaluation
  readonly groupMetrics: GroupMetrics
  readonly detached: DetachedInstances
  readonly createGroup: (start: GroupStart) => SimulatedGroup
  readonly targetGroups: TargetGroupDirectory | undefined
}

function operationsOf({ registry, evaluation, groupMetrics, detached, createGroup, targetGroups }: OperationParts) {
  return {
    ...groupOperations(registry, createGroup, targetGroups),
    ...trafficSourceOperations(registry, targetGroups),
    ...capacityOperations(registry),
    ...membershipOperations(registry, detached),
    ...instanceOperations(registry),
    ...warmPoolOperations(registry),
    ...hookOperations(registry),
    ...tagOperations(registry),
    ...policyOperations(registry, evaluation),
    ...scheduleOperations(registry),
    ...activityOperations(registry),
    ...processOperations(registry, groupMetrics),
    ...refreshOperations(registry),
  }
}

type AutoScalingOperations = ReturnType<typeof operationsOf>

export class AutoScalingService implements SimulatedService {
  readonly name = 'AutoScaling'
  readonly operations: AutoScalingOperations
  readonly #options: AutoScalingOptions
  readonly #registry: GroupRegistry
  readonly #detached = new DetachedInstances()
  readonly #exhaustedZones = new Set<string>()
  readonly #seed: number
  readonly #instances: GroupInstances

  constructor(options: AutoScalingOptions) {
    this.#options = options
    this.#registry = new GroupRegistry(options.maxGroups)
    this.#instances = new GroupInstances(this.#registry, this.#detached)
    this.#seed = Math.floor(options.random.uniform() * 2 ** 32)
    const groups = () => this.#registry.all()
    const operations = operationsOf({
      registry: this.#registry,
      evaluation: new PolicyEvaluation(options.clock, options.metrics, groups),
      groupMetrics: new GroupMetrics(options.clock, groups, options.publish ?? (() => {})),
      detached: this.#detached,
      createGroup: start => this.#createGroup(start),
      targetGroups: options.targetGroups,
    })
    const { requestsPerSecondLimit } = options
    this.operations = requestsPerSecondLimit === undefined ? operations : throttled(operations, requestsPerSecondLimit)
  }

  group(name: string): SimulatedGroup | undefined {
    return this.#registry.find(name)
  }

  /** In the order of their creation; one under deletion belongs to them until its last instance is gone. */
  groups(): Iterable<SimulatedGroup> {
    return this.#registry.all()
  }

  /** What load balancing sees of the instances. */
  get instances(): InstanceDirectory {
    return this.#instances
  }

  /** An instance has stopped answering: groups with ELB health checks may have to replace it. */
  watchHealth(instanceId: string): void {
    const { clock, targetGroups } = this.#options
    if (targetGroups !== undefined) new LoadBalancerHealth(clock, this.#registry, targetGroups).watch(instanceId)
  }

  /** Takes an Availability Zone's EC2 capacity away, or gives it back; then every group makes up for what it missed. */
  setZoneCapacity(availabilityZone: string, hasCapacity: boolean): void {
    if (hasCapacity) this.#exhaustedZones.delete(availabilityZone)
    else this.#exhaustedZones.add(availabilityZone)
    for (const group of this.groups()) group.fleet.resize('')
  }

  #createGroup(start: GroupStart): SimulatedGroup {
    const {
      clock,
      leadTimes,
      scheduledActionMaxDelaySeconds,
      instanceType = 'm5.large',
      onGroupDeleted,
      onReport = () => {},
      emit = () => {},
      usesImageParameter = () => false,
      completesLaunchHooks = false,
    } = this.#options
    const delays = new RandomStream(this.#seed, 'scheduled-action-delay', start.name)
    return new SimulatedGroup(start, {
      clock,
      leads: new GroupLeads(this.#seed, start.name, leadTimes, () => this.#deregistrationDelay(start.name)),
      onTrafficChange: () => this.#instances.changed(),
      exhaustedZones: this.#exhaustedZones,
      detached: this.#detached,
      scheduledActionDelaySeconds: () => delays.uniform() * scheduledActionMaxDelaySeconds,
      instanceType,
      emit,
      usesImageParameter,
      onReport: (report, group) => {
        const event = moveEvent(report, group)
        if (event !== undefined) emit(event)
        leaveOut(report, group)
        onReport(report, group)
        if (completesLaunchHooks) runBootScript(report, group, clock)
      },
      onEmptied: group => {
        this.#registry.remove(group)
        this.#instances.changed()
        onGroupDeleted?.(group.name)
      },
    })
  }

  /** The longest of the group's target groups. */
  #deregistrationDelay(groupName: string): number | undefined {
    const { targetGroups } = this.#options
    let longest: number | undefined
    for (const arn of this.#registry.find(groupName)?.targetGroupARNs ?? []) {
      const delay = targetGroups?.deregistrationDelaySeconds(arn)
      if (delay !== undefined && delay > (longest ?? -1)) longest = delay
    }
    return longest
  }
}

/** Source: user guide, as-suspend-resume-processes.md: what is launched while AddToLoadBalancer is suspended is not added later. */
function leaveOut({ outcome, instance }: MoveReport, { suspendedProcesses, trafficSources }: SimulatedGroup): void {
  if (outcome !== 'arrived' || instance.state !== 'InService') return
  if (suspendedProcesses.has('AddToLoadBalancer')) trafficSources.leaveOut(instance.instanceId)
}

/** One bucket before every operation. */
function throttled<Operations extends object>(operations: Operations, requestsPerSecond: number): Operations {
  const bucket = new TokenBucket(requestsPerSecond)
  const entries = Object.entries(operations as Record<string, Operation<never, object>>)
  const limited = entries.map(([name, operation]) => [
    name,
    (input: never, context: CallContext) => {
      bucket.take(context.nowMs)
      return operation(input, context)
    },
  ])
  return Object.fromEntries(limited) as Operations
}
