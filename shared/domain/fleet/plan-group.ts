// From what is expected to how much is needed: everything that a plan, its reason and its cost rest on.
import { demandToCover } from '../capacity/demand-to-cover.ts'
import { planFloor, plannedUtilisation } from '../capacity/plan-floor.ts'
import { priceOf } from '../capacity/prices.ts'
import type { GroupState } from '../group/records.ts'
import type { Situation } from './explain.ts'
import { baselineOf } from './floor-steps.ts'
import { type GroupView, observedFloor } from './group-view.ts'
import type { Outlook } from './outlook.ts'

/** @returns undefined while demand, forecast or the capacity of an instance is not known */
export function planGroup(view: GroupView, state: GroupState, outlook: Outlook | undefined): Situation | undefined {
  const capacity = instanceRpsOf(view)
  if (outlook === undefined || capacity === undefined) return undefined
  const { group, config } = view
  const { settings } = config
  const price = priceOf(group.instanceType)
  const baselineMinSize = baselineOf(observedFloor(view), view.memory)
  const toCover = demandToCover({
    forecastRps: outlook.boughtRps,
    recentRps: state.recentRps,
    saturationRps: (group.inService * capacity.rps) / plannedUtilisation,
    minutesAhead: (outlook.toMs - state.recentEndMs) / 60_000,
  })
  const plan = planFloor({
    demandRps: toCover.rps,
    instanceRps: capacity.rps,
    baselineMinSize,
    maxSize: group.maxSize,
    priceUsdPerHour: price.usdPerHour,
    maxHourlyCostUsd: settings.maxHourlyCostUsd,
  })
  return {
    outlook,
    toCover,
    plan,
    instanceRps: capacity.rps,
    instanceRpsSource: capacity.source,
    inService: group.inService,
    pending: group.pending,
    baselineMinSize,
    maxSize: group.maxSize,
    price,
    missCostRatio: settings.missCostRatio,
    policyAlone: policyAlone(view, outlook.lastRps),
  }
}

function instanceRpsOf({ config, learned }: GroupView): { rps: number; source: string } | undefined {
  if (config.settings.requestsPerInstance !== undefined) {
    return { rps: config.settings.requestsPerInstance, source: 'stated by tag' }
  }
  if (learned?.saturationRps === undefined) return undefined
  return {
    rps: learned.saturationRps * plannedUtilisation,
    source: `learned, at ${Math.round(plannedUtilisation * 100)} % CPU`,
  }
}

/** What the team's own policy would settle at, were demand to stay as it is. */
function policyAlone({ learned }: GroupView, demandRps: number): number | undefined {
  if (learned?.saturationRps === undefined || learned.policyTargetPercent === undefined) return undefined
  return Math.ceil(demandRps / ((learned.saturationRps * learned.policyTargetPercent) / 100))
}
