// What the team's own target-tracking policy would have held by itself: the reactive counterfactual. It is the yardstick of
// the budget and of what is saved. An emulation by the minute of what EC2 Auto Scaling documents: three of three minutes above
// the target, fifteen of fifteen below nine tenths of it, metrics that are three minutes old, launches that take their lead
// and their warm-up (user guide, as-scaling-target-tracking.md).
import { z } from 'zod'

export const reactiveFleetSchema = z.object({
  desired: z.number().int().nonnegative(),
  /** Instances in service. */
  serving: z.number().int().nonnegative(),
  /** Launches under way and warming up, oldest first: minutes until in service and until warm. */
  launches: z.array(z.object({ count: z.number().int(), servesIn: z.number(), warmIn: z.number() })),
  /** Utilisation in percent of the last minutes, which the policy cannot read yet, and who carried it; oldest first. */
  unread: z.array(z.object({ percent: z.number(), serving: z.number() })),
  above: z.number().int().nonnegative(),
  below: z.number().int().nonnegative(),
})

export type ReactiveFleet = Readonly<z.infer<typeof reactiveFleetSchema>>

export interface ReactivePolicy {
  /** Target, percent of what an instance can serve. */
  readonly targetPercent: number
  /** CPU says no more than 100 %, however much demand there is; requests per target do. */
  readonly metric: 'cpu' | 'requests'
  readonly saturationRps: number
  readonly leadSeconds: number
  readonly minSize: number
  readonly maxSize: number
}

const metricLagMinutes = 3
const pointsAbove = 3
const pointsBelow = 15
const lowShare = 0.9
/** Default instance warm-up of most groups. */
const warmUpMinutes = 3
/** Connections drain while the instance is still paid. */
const drainMinutes = 1

export function initialReactiveFleet(instances: number): ReactiveFleet {
  return { desired: instances, serving: instances, launches: [], unread: [], above: 0, below: 0 }
}

/**
 * One more minute.
 * @returns the fleet after it, and the instances that are paid during it
 */
export function reactToMinute(
  before: ReactiveFleet,
  demandRps: number,
  policy: ReactivePolicy,
): { readonly fleet: ReactiveFleet; readonly paidInstances: number } {
  const fleet = withinSizes(before, policy)
  const launches = fleet.launches.map(launch => ({
    ...launch,
    servesIn: launch.servesIn - 1,
    warmIn: launch.warmIn - 1,
  }))
  const arrived = launches.reduce((sum, { count, servesIn }) => sum + (servesIn <= 0 && servesIn > -1 ? count : 0), 0)
  const serving = fleet.serving + arrived
  const unread = [...fleet.unread, { percent: utilisationPercent(demandRps, serving, policy), serving }]
  const warming = launches.filter(({ warmIn }) => warmIn > 0)
  const next = { ...fleet, serving, launches: warming, unread }
  const decided = unread.length > metricLagMinutes ? decide(next, policy) : next
  const retired = Math.max(0, serving - decided.serving)
  const pending = decided.launches.reduce((sum, { count, servesIn }) => sum + (servesIn > 0 ? count : 0), 0)
  return { fleet: decided, paidInstances: decided.serving + pending + retired * drainMinutes }
}

/** The team may change MinSize and MaxSize at any time, and the group follows at once. */
function withinSizes(fleet: ReactiveFleet, policy: ReactivePolicy): ReactiveFleet {
  const { desired, serving, launches } = fleet
  if (desired < leastOf(policy)) return launched(fleet, leastOf(policy), policy)
  if (desired <= policy.maxSize) return fleet
  const kept = Math.min(serving, policy.maxSize)
  return { ...fleet, desired: policy.maxSize, serving: kept, launches: newestLeftOut(launches, policy.maxSize - kept) }
}

/** No policy scales out from nothing, for nobody measures anything there: somebody would hold one instance by hand. */
function leastOf({ minSize, maxSize }: ReactivePolicy): number {
  return Math.min(Math.max(minSize, 1), maxSize)
}

/** Those that serve already count as serving; of those under way only `room` are still wanted. */
function newestLeftOut(launches: ReactiveFleet['launches'], room: number): ReactiveFleet['launches'] {
  let left = room
  return launches.map(launch => {
    if (launch.servesIn <= 0) return launch
    const count = Math.min(launch.count, left)
    left -= count
    return { ...launch, count }
  })
}

function launched(fleet: ReactiveFleet, desired: number, policy: ReactivePolicy): ReactiveFleet {
  const servesIn = Math.ceil(policy.leadSeconds / 60)
  const launch = { count: desired - fleet.desired, servesIn, warmIn: servesIn + warmUpMinutes }
  return { ...fleet, desired, launches: [...fleet.launches, launch] }
}

function utilisationPercent(demandRps: number, serving: number, { saturationRps, metric }: ReactivePolicy): number {
  const percent = serving === 0 ? 100 : (100 * demandRps) / (serving * saturationRps)
  return metric === 'cpu' ? Math.min(100, percent) : percent
}

function decide(fleet: ReactiveFleet, policy: ReactivePolicy): ReactiveFleet {
  const [metric, ...unread] = fleet.unread
  const above = metric.percent > policy.targetPercent ? fleet.above + 1 : 0
  const below = metric.percent < lowShare * policy.targetPercent ? fleet.below + 1 : 0
  const seen = { ...fleet, unread, above, below }
  if (above >= pointsAbove) return scaleOut(seen, metric.percent, policy)
  if (below < pointsBelow || fleet.launches.length > 0) return seen
  return scaleIn(seen, Math.ceil((metric.serving * metric.percent) / policy.targetPercent), policy)
}

function scaleOut(fleet: ReactiveFleet, percent: number, policy: ReactivePolicy): ReactiveFleet {
  const warming = fleet.launches.reduce((sum, { count, servesIn }) => sum + (servesIn <= 0 ? count : 0), 0)
  const warm = fleet.serving - warming
  const wanted = Math.min(Math.ceil((warm * percent) / policy.targetPercent), policy.maxSize)
  return wanted <= fleet.desired ? fleet : launched(fleet, wanted, policy)
}

function scaleIn(fleet: ReactiveFleet, capacity: number, policy: ReactivePolicy): ReactiveFleet {
  const wanted = Math.max(capacity, leastOf(policy))
  if (wanted >= fleet.desired) return fleet
  return { ...fleet, desired: wanted, serving: wanted }
}
