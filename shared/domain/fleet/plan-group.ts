// From what is expected to how much is needed: everything that a plan, its reason and its cost rest on.
import { affordableMissCost } from '../capacity/budget.ts'
import { cheapestCapacity } from '../capacity/cheapest-capacity.ts'
import { carriedOn } from '../capacity/overload.ts'
import { planFloor, statedUtilisation } from '../capacity/plan-floor.ts'
import { priceOf } from '../capacity/prices.ts'
import { latestDemand } from '../demand/fresh-demand.ts'
import { recentOf } from '../demand/recent-demand.ts'
import type { GroupState } from '../group/records.ts'
import type { Situation } from './explain.ts'
import { baselineOf } from './floor-steps.ts'
import { eventsIn, type GroupView, observedFloor } from './group-view.ts'
import type { Outlook } from './outlook.ts'

/** @returns undefined while demand, forecast or the capacity of an instance is not known */
export function planGroup(view: GroupView, state: GroupState, outlook: Outlook | undefined): Situation | undefined {
  const capacity = capacityOf(view)
  if (outlook === undefined || capacity === undefined) return undefined
  const { group, config } = view
  const { settings } = config
  const price = priceOf(group.instanceType)
  const baselineMinSize = baselineOf(observedFloor(view), view.memory)
  const missCostRatio = affordableMissCost(state.budget, settings.budgetPercent, settings.missCostRatio)
  const needed = neededInstances(view, state, outlook, capacity.saturationRps, missCostRatio)
  const plan = planFloor({
    ...needed,
    running: group.desiredCapacity,
    baselineMinSize,
    maxSize: group.maxSize,
    priceUsdPerHour: price.usdPerHour,
    maxHourlyCostUsd: settings.maxHourlyCostUsd,
  })
  return {
    outlook,
    needed,
    plan,
    saturationRps: capacity.saturationRps,
    capacitySource: capacity.source,
    inService: group.inService,
    pending: group.pending,
    baselineMinSize,
    maxSize: group.maxSize,
    price,
    missCostRatio,
    statedMissCostRatio: settings.missCostRatio,
    policyAlone: policyAlone(view, outlook.lastRps),
    events: eventsIn(view, outlook),
    tagPrefix: config.tagPrefix,
  }
}

function neededInstances(
  view: GroupView,
  state: GroupState,
  outlook: Outlook,
  saturationRps: number,
  missCostRatio: number,
) {
  const forRps = (rps: Float64Array) => cheapestCapacity(rps, saturationRps, missCostRatio)
  const recentRps = latestDemand(recentOf(state), state.fresh, view.nowMs)?.rps ?? []
  const warmed = view.poolSeen?.warmed ?? 0
  const untilPool = outlook.untilPoolRps === undefined ? 0 : forRps(outlook.untilPoolRps)
  const forecast = Math.max(untilPool, forRps(outlook.untilHelpRps) - warmed)
  const overload = forRps(Float64Array.of(overloadRps(view, state, outlook, saturationRps)))
  const untilHelp = Math.max(forecast, overload)
  return {
    untilHelp,
    whileKept: Math.max(untilHelp, forRps(outlook.twoLeadsRps), forRps(Float64Array.of(mostOfPeak(recentRps)))),
    because: overload > forecast ? ('overload' as const) : ('forecast' as const),
  }
}

function overloadRps({ group }: GroupView, state: GroupState, outlook: Outlook, saturationRps: number): number {
  if (outlook.isFresh) return 0
  return carriedOn({
    recentRps: state.recentRps,
    saturationRps: group.inService * saturationRps,
    minutesAhead: (outlook.toMs - state.recentEndMs) / 60_000,
  })
}

/**
 * What was needed within the last half-hour may be needed again (batches, bursts that come in pairs, a disruption that ends):
 * most of it is kept.
 */
function mostOfPeak(recentRps: readonly (number | null)[]): number {
  return keptPeak.share * recentRps.slice(-keptPeak.minutes).reduce<number>((peak, rps) => Math.max(peak, rps ?? 0), 0)
}

export const keptPeak = { minutes: 30, share: 0.8 } as const

/** What one instance can serve at the very most, requests per second; undefined while it is neither stated nor learned. */
export function saturationOf(known: Pick<GroupView, 'config' | 'learned'>): number | undefined {
  return capacityOf(known)?.saturationRps
}

/** A tag states what an instance should serve, which is less than the most it can. */
function capacityOf({
  config,
  learned,
}: Pick<GroupView, 'config' | 'learned'>): { saturationRps: number; source: string } | undefined {
  const { requestsPerInstance } = config.settings
  if (requestsPerInstance !== undefined) {
    return { saturationRps: requestsPerInstance / statedUtilisation, source: 'stated by tag' }
  }
  if (learned?.saturationRps === undefined) return undefined
  return { saturationRps: learned.saturationRps, source: 'learned from CPU' }
}

/** What the team's own policy would settle at, were demand to stay as it is. */
function policyAlone({ learned }: GroupView, demandRps: number): number | undefined {
  if (learned?.saturationRps === undefined || learned.policyTargetPercent === undefined) return undefined
  return Math.ceil(demandRps / ((learned.saturationRps * learned.policyTargetPercent) / 100))
}
