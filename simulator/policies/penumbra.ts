// Penumbra itself: the real handlers, deployed into the region, above the team's policy at its relaxed target.

import { missCostRatioAt } from '../../shared/domain/capacity/cheapest-capacity.ts'
import type { DemandFan } from '../../shared/domain/forecasting/demand-fan.ts'
import { addBootHook } from '../boot-hook.ts'
import { deployControlPlane, type LoggedDecision } from '../control-plane.ts'
import type { DecisionRow, FanRow, PolicyResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import { Coverage } from './coverage.ts'
import { defaultTargetPercent } from './policy-name.ts'
import { betterOnHistory } from './target-tracking.ts'

/** Functions of the control plane; calls of the team and of CloudFormation are not Penumbra's. */
const controlPlaneCallers = new Set(['discover', 'reconcile', 'learn'])

/** @param knob Penumbra may spend what target tracking at this target would, percent, and wants to; default 60 */
export async function simulatePenumbra(
  plan: SimulationPlan,
  knob: number | undefined,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  const calls: Record<string, number> = {}
  const decisions: DecisionRow[] = []
  const fans: FanRow[] = []
  const coverage = new Coverage(plan)
  const policy = await betterOnHistory(plan, { targetPercent: plan.scenario.team.targetTrackingPercent })
  const stage = await setStage(plan, policy, tagsOf(plan.scenario, knob), call => {
    if (!controlPlaneCallers.has(call.caller)) return
    calls[call.service] = (calls[call.service] ?? 0) + 1
    sinks.onCall?.(call)
  })
  const { ledger, arrivals } = stage
  // As a team would prepare its group for a warm pool.
  addBootHook(stage.region, stage.site.group.name)
  deployControlPlane(stage.region, {
    onDecision: logged => {
      const { outlook } = logged.decision
      ledger.expect(outlook?.medianRps ?? null, outlook?.p95Rps ?? null)
      if (outlook !== undefined) coverage.add(outlook, arrivals)
      const row = toRow(logged)
      if (row !== undefined && Date.parse(row.t) >= plan.judgeFromMs) decisions.push(row)
      if (logged.fan !== undefined && logged.fan.fromMs >= plan.judgeFromMs) fans.push(toFanRow(logged.fan))
    },
  })
  await play(stage, plan, sinks)
  return {
    ...ledger.figures(),
    decisions,
    fans,
    forecast: coverage.figures(),
    calls,
    callsPerMinute: perMinute(calls, plan),
  }
}

/**
 * As a team would tag its group. It runs its own policy at a relaxed target, and says what may be spent: as much as target
 * tracking at the knob would cost, whose fleet is larger in the proportion of the targets. A knob other than the default also
 * says what a miss is worth: as much more or less as moves the fleet's utilisation with the knob.
 */
function tagsOf({ team, freshMetric }: Scenario, knob = defaultTargetPercent): Record<string, string> {
  const tags: Record<string, string> = {
    'penumbra:enabled': 'true',
    'penumbra:mode': 'act',
    'penumbra:scale-in': 'penumbra',
    'penumbra:budget': String(Math.round((100 * team.targetTrackingPercent) / knob)),
  }
  if (knob !== defaultTargetPercent) tags['penumbra:miss-cost-ratio'] = missCostRatioFor(knob)
  if (freshMetric.enabled) tags['penumbra:fresh-metric'] = `${freshMetric.namespace}/RequestCount`
  return tags
}

/** Within what the tag takes. */
function missCostRatioFor(knob: number): string {
  const utilisation = cheapestUtilisation + (knob - defaultTargetPercent) / 100
  return Math.min(Math.max(missCostRatioAt(utilisation), 2), 10_000).toPrecision(3)
}

/** Where the default price of a miss, 700, is cheapest. */
const cheapestUtilisation = 0.709

function perMinute(calls: Readonly<Record<string, number>>, plan: SimulationPlan): Record<string, number> {
  const minutes = (plan.judgeToMs - plan.simulateFromMs) / 60_000
  return Object.fromEntries(
    Object.entries(calls).map(([service, count]) => [service, Number((count / minutes).toPrecision(3))]),
  )
}

function toRow({ recorded, decision }: LoggedDecision): DecisionRow | undefined {
  if (!recorded) return undefined
  const { at, action, reason, floorBefore, floorAfter, costUsdPerHour } = decision
  return { t: at, action, reason, floorBefore, floorAfter, costUsdPerHour }
}

/** Three significant digits are more than a picture shows. */
function toFanRow({ fromMs, minutesAhead, ...quantiles }: DemandFan): FanRow {
  const rounded = (values: readonly number[]) => values.map(value => Number(value.toPrecision(3)))
  const { p05, p25, p50, p75, p95 } = quantiles
  return {
    t: new Date(fromMs).toISOString(),
    minutesAhead,
    p05: rounded(p05),
    p25: rounded(p25),
    p50: rounded(p50),
    p75: rounded(p75),
    p95: rounded(p95),
  }
}
