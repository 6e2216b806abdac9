// What every peer is tuned by, so that none is tuned better than another: candidates are tried on the history that Penumbra
// learns from, and the cheapest counts. Cheap is cost plus bad requests, a bad request priced so that 75 % would be the best
// utilisation of a fleet that knows its load (the middle of where target tracking is run).
import type { PolicyResult } from '../result.ts'
import type { Scenario } from '../scenario.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { usdPerBadRequest } from './oracle.ts'

const hourMs = 3_600_000
const referencePercent = 75

/** What a candidate is judged by, USD. */
export function lossUsd({ costUsd, badRequests }: PolicyResult, scenario: Scenario): number {
  return costUsd + usdPerBadRequest(referencePercent, scenario) * badRequests
}

/** The history as a simulation of its own; undefined where it is too short to tell anything. */
export function historyOf(plan: SimulationPlan): SimulationPlan | undefined {
  const judgeFromMs = plan.historyFromMs + 2 * hourMs
  if (plan.judgeFromMs - judgeFromMs < 12 * hourMs) return undefined
  return { ...plan, simulateFromMs: plan.historyFromMs, judgeFromMs, judgeToMs: plan.judgeFromMs }
}

/** The candidate whose result loses least; the first of equals, so put the default first. */
export async function bestOf<Candidate>(
  candidates: readonly Candidate[],
  resultOf: (candidate: Candidate) => Promise<PolicyResult>,
  scenario: Scenario,
): Promise<Candidate> {
  let best = candidates[0]
  let least = Number.POSITIVE_INFINITY
  for (const candidate of candidates) {
    const loss = lossUsd(await resultOf(candidate), scenario)
    if (loss >= least) continue
    best = candidate
    least = loss
  }
  return best
}
