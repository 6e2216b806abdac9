// The team's own target tracking, without Penumbra. A fair tuning: both of AWS's usual metrics are tried on the history, and
// the better one counts. Better is cheaper by cost plus bad requests, a bad request priced so that 75 % would be the best
// utilisation of a fleet that knows its load (the middle of where target tracking is run).
import type { PolicyResult } from '../result.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import type { TargetTracking } from '../team-policy.ts'
import { usdPerBadRequest } from './oracle.ts'

const hourMs = 3_600_000
const referencePercent = 75

/** @param targetPercent target utilisation, percent of one instance's capacity */
export async function simulateTargetTracking(
  plan: SimulationPlan,
  targetPercent: number,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  return simulateOne(plan, await betterOnHistory(plan, targetPercent), sinks)
}

async function simulateOne(
  plan: SimulationPlan,
  policy: TargetTracking,
  sinks: SimulationSinks = {},
): Promise<PolicyResult> {
  const stage = await setStage(plan, policy)
  await play(stage, plan, sinks)
  return stage.ledger.figures()
}

async function betterOnHistory(plan: SimulationPlan, targetPercent: number): Promise<TargetTracking> {
  const cpu: TargetTracking = { metric: 'cpu', targetPercent }
  const requests: TargetTracking = { metric: 'requests', targetPercent }
  const past = historyOf(plan)
  if (past === undefined) return cpu
  const lossOf = async (policy: TargetTracking) => {
    const { costUsd, badRequests } = await simulateOne(past, policy)
    return costUsd + usdPerBadRequest(referencePercent, plan.scenario) * badRequests
  }
  return (await lossOf(requests)) < (await lossOf(cpu)) ? requests : cpu
}

/** The history as a simulation of its own; undefined where it is too short to tell anything. */
function historyOf(plan: SimulationPlan): SimulationPlan | undefined {
  const judgeFromMs = plan.historyFromMs + 2 * hourMs
  if (plan.judgeFromMs - judgeFromMs < 12 * hourMs) return undefined
  return { ...plan, simulateFromMs: plan.historyFromMs, judgeFromMs, judgeToMs: plan.judgeFromMs }
}
