// Penumbra itself: the real handlers, deployed into the region, above the team's policy at its relaxed target.
import { deployControlPlane, type LoggedDecision } from '../control-plane.ts'
import type { DecisionRow, PolicyResult } from '../result.ts'
import { instanceRpsOf } from '../scenario.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import type { Arrivals } from '../workload/arrivals.ts'

const minuteMs = 60_000

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

/** How often what came stayed at or below the stated 95 % quantile, over windows that lie wholly in the judged time. */
class Coverage {
  readonly #plan: SimulationPlan
  #evaluated = 0
  #covered = 0

  constructor(plan: SimulationPlan) {
    this.#plan = plan
  }

  add(outlook: { fromMs: number; toMs: number; p95Rps: number }, arrivals: Arrivals): void {
    if (outlook.fromMs < this.#plan.judgeFromMs || outlook.toMs > this.#plan.judgeToMs) return
    this.#evaluated++
    if (largestMinuteRps(arrivals, outlook.fromMs, outlook.toMs) <= outlook.p95Rps) this.#covered++
  }

  figures(): { coverage95: number; evaluated: number } {
    return { coverage95: this.#evaluated === 0 ? 0 : this.#covered / this.#evaluated, evaluated: this.#evaluated }
  }
}

function largestMinuteRps(arrivals: Arrivals, fromMs: number, toMs: number): number {
  const stepsPerMinute = minuteMs / (arrivals.stepSeconds * 1000)
  let largest = 0
  for (let minute = fromMs; minute < toMs; minute += minuteMs) {
    const first = (minute - arrivals.startMs) / (arrivals.stepSeconds * 1000)
    let requests = 0
    for (let step = first; step < first + stepsPerMinute; step++) requests += arrivals.counts[step]
    largest = Math.max(largest, requests / 60)
  }
  return largest
}
