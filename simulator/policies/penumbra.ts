// Penumbra itself: the real handlers, deployed into the region, above the team's policy at its relaxed target.
import { deployControlPlane, type LoggedDecision } from '../control-plane.ts'
import type { DecisionRow, PolicyResult } from '../result.ts'
import { instanceRpsOf } from '../scenario.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import { Coverage } from './coverage.ts'

/** Functions of the control plane; calls of the team and of CloudFormation are not Penumbra's. */
const controlPlaneCallers = new Set(['discover', 'reconcile', 'learn'])

/** @param knob utilisation at which an instance is planned to run, percent; default: Penumbra's own */
export async function simulatePenumbra(
  plan: SimulationPlan,
  knob: number | undefined,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  const calls: Record<string, number> = {}
  const decisions: DecisionRow[] = []
  const coverage = new Coverage(plan)
  const tags: Record<string, string> = { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' }
  if (knob !== undefined) tags['penumbra:requests-per-instance'] = statedCapacity(plan, knob)
  const policy = { metric: 'cpu' as const, targetPercent: plan.scenario.team.targetTrackingPercent }
  const stage = await setStage(plan, policy, tags, call => {
    if (!controlPlaneCallers.has(call.caller)) return
    calls[call.service] = (calls[call.service] ?? 0) + 1
    sinks.onCall?.(call)
  })
  const { ledger, arrivals } = stage
  deployControlPlane(stage.region, {
    onDecision: logged => {
      const { outlook } = logged.decision
      ledger.expect(outlook?.medianRps ?? null, outlook?.p95Rps ?? null)
      if (outlook !== undefined) coverage.add(outlook, arrivals)
      const row = toRow(logged)
      if (row !== undefined && Date.parse(row.t) >= plan.judgeFromMs) decisions.push(row)
    },
  })
  await play(stage, plan, sinks)
  return { ...ledger.figures(), decisions, forecast: coverage.figures(), calls }
}

/** The knob of Penumbra is the utilisation at which an instance is planned to run, stated to it by tag. */
function statedCapacity(plan: SimulationPlan, utilisationPercent: number): string {
  return String((instanceRpsOf(plan.scenario) * utilisationPercent) / 100)
}

function toRow({ recorded, decision }: LoggedDecision): DecisionRow | undefined {
  if (!recorded) return undefined
  const { at, action, reason, floorBefore, floorAfter, costUsdPerHour } = decision
  return { t: at, action, reason, floorBefore, floorAfter, costUsdPerHour }
}
