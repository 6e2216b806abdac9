// How the requests of each target group are shared among its targets, where that is not as simple as in load-sharing.ts:
// several target groups, targets that are registered in more than one of them, sick ones, slow start, sticky sessions.
import { instanceRpsOf, type Scenario } from '../scenario.ts'
import type { FleetInstance } from '../services/auto-scaling/fleet-view.ts'
import type { CheckedTarget, TargetGroupView } from '../services/elastic-load-balancing/listener-view.ts'
import type { RoutedRequests } from './listener-traffic.ts'
import type { LoadPart } from './load-sharing.ts'
import { servingFactor } from './physics.ts'
import { type Shares, stickyShares, sumOf } from './request-routing.ts'

/** What the targets of one target group make of their requests. */
export interface TargetGroupLoad {
  readonly dimension: string
  readonly requests: number
  readonly reads: number
  readonly healthy: number
  readonly unhealthy: number
  /** Targets that requests are sent to: the healthy ones, or all where too few are. */
  readonly receiving: number
  readonly parts: readonly LoadPart[]
}

/** The load of one instance, from all target groups together. */
export interface InstanceLoad {
  readonly groupName: string | undefined
  readonly requests: number
  /** May be above 1. */
  readonly utilisation: number
}

export interface SharedLoad {
  readonly targetGroups: readonly TargetGroupLoad[]
  /** By instance; those that get no request are in it as long as they are targets. */
  readonly instances: ReadonlyMap<string, InstanceLoad>
}

interface Receiver {
  readonly target: CheckedTarget
  readonly requests: number
}

interface SharedGroup extends RoutedRequests {
  readonly targets: readonly CheckedTarget[]
  readonly receivers: readonly Receiver[]
}

export class TargetSharing {
  readonly #scenario: Scenario
  readonly #stepSeconds: number
  /** Epoch milliseconds at which an instance got its first request. */
  readonly #servingSinceMs = new Map<string, number>()
  /** By target group. */
  readonly #slowStarts = new Map<string, SlowStart>()
  /** By target group: how the clients of sticky sessions are spread over the targets. */
  readonly #spread = new Map<string, Shares>()

  constructor(scenario: Scenario, stepSeconds: number) {
    this.#scenario = scenario
    this.#stepSeconds = stepSeconds
  }

  /** Instances that have served since they came into service, as they do in the plain case. */
  remember(instances: Iterable<FleetInstance>): void {
    for (const instance of instances) {
      const { instanceId, inServiceAtMs, state } = instance
      if (state !== 'InService' || inServiceAtMs === undefined || this.#sinceMs(instance) !== undefined) continue
      this.#servingSinceMs.set(instanceId, inServiceAtMs)
    }
  }

  share(routed: readonly RoutedRequests[], atMs: number): SharedLoad {
    const groups = routed.map(group => this.#shareGroup(group, atMs))
    const instances = this.#instanceLoads(groups, atMs)
    return { targetGroups: groups.map(group => loadOf(group, instances)), instances }
  }

  #shareGroup(group: RoutedRequests, atMs: number): SharedGroup {
    const targets = group.view.checkedTargets(atMs)
    const receiving = receivingTargets(targets, group.view)
    const shares = this.#targetShares(group.view, receiving, atMs)
    const receivers = receiving.map(target => {
      return { target, requests: group.requests * (shares.get(target.key) ?? 0) }
    })
    for (const { target, requests } of receivers) {
      if (requests === 0 || this.#sinceMs(target.instance) !== undefined) continue
      this.#servingSinceMs.set(target.instance.instanceId, atMs)
    }
    return { ...group, targets, receivers }
  }

  /** Each target's share of the target group's requests. */
  #targetShares({ arn, behaviour }: TargetGroupView, receiving: readonly CheckedTarget[], atMs: number): Shares {
    const { algorithm, slowStartSeconds, stickySeconds } = behaviour
    const weights = receiving.map(target => {
      if (algorithm === 'least_outstanding_requests') return this.#capacityFactor(target, atMs)
      return slowStartSeconds === 0 ? 1 : this.#slowStart(arn).factor(target, receiving, slowStartSeconds, atMs)
    })
    if (slowStartSeconds > 0) this.#slowStart(arn).remember(receiving)
    else this.#slowStarts.delete(arn)
    const total = sumOf(weights)
    const fair = new Map(
      receiving.map(({ key }, index) => [key, total > 0 ? weights[index] / total : 1 / weights.length]),
    )
    if (stickySeconds === undefined) {
      this.#spread.delete(arn)
      return fair
    }
    const spread = stickyShares(this.#spread.get(arn), fair, this.#stepSeconds, stickySeconds)
    this.#spread.set(arn, spread)
    return spread
  }

  #slowStart(targetGroupArn: string): SlowStart {
    const known = this.#slowStarts.get(targetGroupArn)
    if (known !== undefined) return known
    const slowStart = new SlowStart()
    this.#slowStarts.set(targetGroupArn, slowStart)
    return slowStart
  }

  /** Share of its capacity that an instance serves; it warms up by serving, not by being there. */
  #capacityFactor({ instance }: CheckedTarget, atMs: number): number {
    const sinceMs = this.#sinceMs(instance) ?? atMs
    return servingFactor((atMs - sinceMs) / 1000, this.#scenario.coldServing)
  }

  /** When the instance got its first request since it was started. */
  #sinceMs({ instanceId, startedAtMs, launchedAtMs }: FleetInstance): number | undefined {
    const sinceMs = this.#servingSinceMs.get(instanceId)
    return sinceMs !== undefined && sinceMs >= (startedAtMs ?? launchedAtMs) ? sinceMs : undefined
  }

  #instanceLoads(groups: readonly SharedGroup[], atMs: number): Map<string, InstanceLoad> {
    const loads = new Map<string, InstanceLoad>()
    for (const { target, requests } of groups.flatMap(({ targets, receivers }) => withIdle(targets, receivers))) {
      const { instanceId } = target.instance
      const total = (loads.get(instanceId)?.requests ?? 0) + requests
      const capacity = instanceRpsOf(this.#scenario) * this.#stepSeconds * this.#capacityFactor(target, atMs)
      const utilisation = target.failure === undefined ? total / capacity : 0
      loads.set(instanceId, { groupName: target.groupName, requests: total, utilisation })
    }
    return loads
  }
}

/** With too few healthy ones, requests go to all targets (source: "Target group health" in the user guide). */
function receivingTargets(targets: readonly CheckedTarget[], { behaviour }: TargetGroupView): readonly CheckedTarget[] {
  const healthy = targets.filter(({ state }) => state === 'healthy')
  const { minimumHealthyCount, minimumHealthyPercent } = behaviour
  const isEnough =
    healthy.length >= minimumHealthyCount && 100 * healthy.length >= minimumHealthyPercent * targets.length
  return isEnough ? healthy : targets
}

function withIdle(targets: readonly CheckedTarget[], receivers: readonly Receiver[]): Receiver[] {
  const busy = new Set(receivers.map(({ target }) => target))
  return [...receivers, ...targets.filter(target => !busy.has(target)).map(target => ({ target, requests: 0 }))]
}

function loadOf(group: SharedGroup, instances: ReadonlyMap<string, InstanceLoad>): TargetGroupLoad {
  const { view, requests, reads, targets, receivers } = group
  const count = (state: CheckedTarget['state']) => targets.filter(target => target.state === state).length
  return {
    dimension: view.dimension,
    requests,
    reads,
    healthy: count('healthy'),
    unhealthy: count('unhealthy'),
    receiving: receivers.length,
    parts: partsOf(receivers, instances),
  }
}

/** Utilisations this close are one: equal ones differ by what rounding leaves. */
const sameUtilisation = 1e-9

/** Targets with the same load are one part. */
function partsOf(receivers: readonly Receiver[], instances: ReadonlyMap<string, InstanceLoad>): LoadPart[] {
  const parts: { instances: number; requests: number; utilisation: number; failure: LoadPart['failure'] }[] = []
  for (const { target, requests } of receivers) {
    const utilisation = instances.get(target.instance.instanceId)?.utilisation ?? 0
    const failure = failureOf(target)
    const alike = parts.find(part => {
      return part.failure === failure && Math.abs(part.utilisation - utilisation) < sameUtilisation
    })
    if (alike === undefined) parts.push({ instances: 1, requests, utilisation, failure })
    else {
      alike.instances++
      alike.requests += requests
    }
  }
  return parts
}

/** An error page comes from the target; where nothing answers, the load balancer answers with 502 or 504. */
function failureOf({ failure }: CheckedTarget): LoadPart['failure'] {
  if (failure === undefined) return undefined
  return failure === 'Target.ResponseCodeMismatch' ? 'target' : 'load balancer'
}

/**
 * Slow start of one target group (source: "Slow start mode" in the user guide): a target that becomes healthy gets a share
 * that grows linearly over the duration, if at that moment another healthy target is not in slow start. Targets that are
 * healthy when slow start is turned on never enter it; one that becomes unhealthy leaves it, and enters again.
 */
class SlowStart {
  /** Targets that were healthy at the step before. */
  #healthy: ReadonlySet<string> = new Set()
  /** Those of them that entered slow start, with the epoch milliseconds of that moment. */
  readonly #startedAtMs = new Map<string, number>()

  /** Share of its full share that a target gets, 0 to 1. */
  factor(target: CheckedTarget, targets: readonly CheckedTarget[], durationSeconds: number, atMs: number): number {
    const { key, state, sinceMs } = target
    if (state !== 'healthy') return 1
    const isOut = ({ key: other }: CheckedTarget) =>
      this.#healthy.has(other) &&
      atMs - (this.#startedAtMs.get(other) ?? Number.NEGATIVE_INFINITY) >= 1000 * durationSeconds
    if (!this.#healthy.has(key) && targets.some(isOut)) this.#startedAtMs.set(key, sinceMs)
    const startedAtMs = this.#startedAtMs.get(key)
    if (startedAtMs === undefined) return 1
    return Math.min(1, (atMs - startedAtMs) / (1000 * durationSeconds))
  }

  /** Ends a step: what is healthy now has been so when the next one begins. */
  remember(targets: readonly CheckedTarget[]): void {
    this.#healthy = new Set(targets.filter(({ state }) => state === 'healthy').map(({ key }) => key))
    for (const key of this.#startedAtMs.keys()) if (!this.#healthy.has(key)) this.#startedAtMs.delete(key)
  }
}
