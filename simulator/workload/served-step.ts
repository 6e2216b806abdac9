// What became of the requests of one step, target group by target group and group by group.
import type { Scenario } from '../scenario.ts'
import type { FleetInstance, FleetView } from '../services/auto-scaling/fleet-view.ts'
import type { Algorithm } from '../services/elastic-load-balancing/target-group-attributes.ts'
import type { BalancerAnswers, SplitRequests } from './listener-traffic.ts'
import { type LoadOutcome, outcomeOf, servingFleet, shareLoad } from './load-sharing.ts'
import type { BadShareCurve } from './physics.ts'
import type { InstanceLoad, SharedLoad, TargetGroupLoad } from './target-sharing.ts'

export interface ServedTargetGroup extends TargetGroupLoad {
  readonly outcome: LoadOutcome
}

/** The instances of one Auto Scaling group. */
export interface ServedGroup {
  readonly name: string
  readonly inService: number
  readonly requests: number
  /** Mean over those in service, 0 to 1. */
  readonly utilisation: number
}

export interface ServedStep {
  readonly targetGroups: readonly ServedTargetGroup[]
  readonly groups: readonly ServedGroup[]
  /** Over everything. */
  readonly outcome: LoadOutcome
  /** Targets that requests are sent to. */
  readonly receiving: number
  readonly answers: BalancerAnswers | undefined
}

interface StepRequests {
  readonly binStartMs: number
  readonly stepSeconds: number
  readonly requests: number
  readonly reads: number
}

interface PlainNames {
  readonly autoScalingGroupName: string
  /** `targetgroup/name/id`. */
  readonly targetGroup: string
}

/** Everything goes to the instances in service of one fleet, behind one target group. */
export function servePlain(
  { binStartMs, stepSeconds, requests, reads }: StepRequests,
  fleet: FleetView,
  names: PlainNames,
  scenario: Scenario,
  badShare: BadShareCurve,
  algorithm: Algorithm | undefined,
): ServedStep {
  const serving = servingFleet(fleet.instances, binStartMs, scenario)
  const parts = shareLoad(requests, stepSeconds, serving, scenario, algorithm)
  const outcome = outcomeOf(requests, parts, badShare, scenario.instance.errorShare)
  const { inService } = serving
  const targetGroup = {
    dimension: names.targetGroup,
    requests,
    reads,
    healthy: inService,
    unhealthy: 0,
    receiving: inService,
    parts,
    outcome,
  }
  return {
    targetGroups: [targetGroup],
    groups: [{ name: names.autoScalingGroupName, inService, requests, utilisation: outcome.utilisation }],
    outcome,
    receiving: inService,
    answers: undefined,
  }
}

/** What the rules of the listener and the health of the targets make of it. */
export function serveRouted(
  split: SplitRequests,
  shared: SharedLoad,
  fleets: ReadonlyMap<string, FleetView>,
  badShare: BadShareCurve,
  errorShare: number,
): ServedStep {
  const targetGroups = shared.targetGroups.map(load => {
    return { ...load, outcome: outcomeOf(load.requests, load.parts, badShare, errorShare) }
  })
  const loads = [...shared.instances.values()]
  return {
    targetGroups,
    groups: Array.from(fleets, ([name, fleet]) => servedGroup(name, fleet.instances, shared.instances)),
    outcome: { ...totalOf(targetGroups, split), utilisation: meanUtilisation(loads) },
    receiving: loads.length,
    answers: split.answers,
  }
}

function totalOf(targetGroups: readonly ServedTargetGroup[], { unrouted, answers }: SplitRequests) {
  const total = { rejected: unrouted, dropped: 0, errors: 0, bad: unrouted + (answers?.byClass['5XX'] ?? 0) }
  for (const { outcome } of targetGroups) {
    total.rejected += outcome.rejected
    total.dropped += outcome.dropped
    total.errors += outcome.errors
    total.bad += outcome.bad
  }
  return total
}

/** Instances without a target group, or without requests, idle. */
function servedGroup(
  name: string,
  instances: readonly FleetInstance[],
  loads: ReadonlyMap<string, InstanceLoad>,
): ServedGroup {
  const inService = instances.filter(({ state }) => state === 'InService')
  const own = inService.flatMap(({ instanceId }) => loads.get(instanceId) ?? [])
  const busy = own.reduce((sum, { utilisation }) => sum + Math.min(1, utilisation), 0)
  return {
    name,
    inService: inService.length,
    requests: own.reduce((sum, { requests }) => sum + requests, 0),
    utilisation: inService.length === 0 ? 0 : busy / inService.length,
  }
}

function meanUtilisation(loads: readonly InstanceLoad[]): number {
  if (loads.length === 0) return 0
  return loads.reduce((sum, { utilisation }) => sum + Math.min(1, utilisation), 0) / loads.length
}
