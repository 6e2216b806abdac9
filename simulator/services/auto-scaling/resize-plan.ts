// Which instances to draw from the warm pool, to launch and to terminate so that the group has its desired capacity. Pure.
//
// Out: warmed instances of the pool first, always of the zone with the fewest live ones that has any, the oldest of them;
// when no warmed one is left, cold launches into the zone with the fewest live instances. Which type a pool of mixed types
// yields is not documented.
// Termination, after the user guide's default policy (ec2-auto-scaling-termination-policies, "How the default termination
// policy works"): in the zone with the most live instances, among those not protected from scale-in. The guide then takes
// the market (On-Demand or Spot) of which a mixed group would have too much, an outdated launch template, and the instance
// nearest to its next billing hour, at random among equals. That rule says nothing of the lifecycle state, so an instance in
// service may go while another is still Pending. Here, with billing by the second, the oldest launch goes, or the newest
// where the group's TerminationPolicies begin with NewestInstance.
// Rebalancing between zones (AZRebalance) of a group that has its desired capacity is not simulated.
import type { LaunchSite } from './group-attributes.ts'
import { isLaunchedFrom, type LaunchSource } from './launch-source.ts'
import { isLive } from './lifecycle.ts'
import { marketToShed } from './mixed-instances.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

export interface ResizeRequest {
  readonly sizes: { readonly desiredCapacity: number }
  /** Instances that a refresh may have beyond the desired capacity. */
  readonly surge: number
  /** In any state. */
  readonly group: readonly SimulatedInstance[]
  /** What the warm pool has ready. */
  readonly warmed: readonly SimulatedInstance[]
  /** Where EC2 has capacity; none at all means that nothing can be launched. */
  readonly sites: readonly LaunchSite[]
  readonly mayLaunch: boolean
  readonly mayTerminate: boolean
  readonly newestFirst: boolean
  /** What the group launches from. */
  readonly source: LaunchSource
}

export interface ResizePlan {
  readonly draws: readonly SimulatedInstance[]
  readonly launches: readonly LaunchSite[]
  /** Launches for which no zone has capacity. */
  readonly unplaced: number
  readonly terminations: readonly SimulatedInstance[]
}

export function planResize(request: ResizeRequest): ResizePlan {
  const live = request.group.filter(isLive)
  const missing = request.sizes.desiredCapacity + request.surge - live.length
  const draws = missing > 0 && request.mayLaunch ? chooseDraws(live, request.warmed, missing) : []
  const wanted = request.mayLaunch ? Math.max(0, missing - draws.length) : 0
  const launches = chooseSites([...live, ...draws], request.sites, wanted)
  return {
    draws,
    launches,
    unplaced: wanted - launches.length,
    terminations: missing < 0 && request.mayTerminate ? chooseVictims(live, -missing, request) : [],
  }
}

function chooseDraws(
  live: readonly SimulatedInstance[],
  warmed: readonly SimulatedInstance[],
  count: number,
): SimulatedInstance[] {
  const perZone = countPerZone(live)
  const countAt = ({ availabilityZone }: SimulatedInstance) => perZone.get(availabilityZone) ?? 0
  const candidates = [...warmed]
  return Array.from({ length: Math.min(count, candidates.length) }, () => {
    const chosen = candidates.reduce((best, instance) => (countAt(instance) < countAt(best) ? instance : best))
    candidates.splice(candidates.indexOf(chosen), 1)
    perZone.set(chosen.availabilityZone, countAt(chosen) + 1)
    return chosen
  })
}

/** One site after the other, always in the zone with the fewest of `instances`; none where there is no site. */
export function chooseSites(
  instances: readonly SimulatedInstance[],
  sites: readonly LaunchSite[],
  count: number,
): LaunchSite[] {
  const perZone = countPerZone(instances)
  const countAt = (site: LaunchSite) => perZone.get(site.availabilityZone) ?? 0
  return Array.from({ length: sites.length === 0 ? 0 : count }, () => {
    const chosen = sites.reduce((best, site) => (countAt(site) < countAt(best) ? site : best))
    perZone.set(chosen.availabilityZone, countAt(chosen) + 1)
    return chosen
  })
}

function chooseVictims(
  live: readonly SimulatedInstance[],
  count: number,
  { newestFirst, source }: ResizeRequest,
): SimulatedInstance[] {
  const remaining = [...live]
  const candidates = live.filter(instance => !instance.isProtectedFromScaleIn)
  // Instances are kept in the order of their launches.
  if (newestFirst) candidates.reverse()
  const victims: SimulatedInstance[] = []
  while (victims.length < count && candidates.length > 0) {
    const victim = chooseVictim(candidates, remaining, source)
    candidates.splice(candidates.indexOf(victim), 1)
    remaining.splice(remaining.indexOf(victim), 1)
    victims.push(victim)
  }
  return victims
}

/** Each rule decides only as far as the one before left a choice. */
function chooseVictim(
  candidates: readonly SimulatedInstance[],
  live: readonly SimulatedInstance[],
  source: LaunchSource,
): SimulatedInstance {
  const perZone = countPerZone(live)
  const countAt = ({ availabilityZone }: SimulatedInstance) => perZone.get(availabilityZone) ?? 0
  const fullest = Math.max(...candidates.map(countAt))
  const inZone = candidates.filter(instance => countAt(instance) === fullest)
  const market = source.MixedInstancesPolicy && marketToShed(source.MixedInstancesPolicy, live)
  const tooMany = inZone.filter(instance => instance.market === market)
  const chosen = tooMany.length > 0 ? tooMany : inZone
  return chosen.find(instance => !isLaunchedFrom(instance, source)) ?? chosen[0]
}

function countPerZone(instances: readonly SimulatedInstance[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { availabilityZone } of instances) counts.set(availabilityZone, (counts.get(availabilityZone) ?? 0) + 1)
  return counts
}
