// The team's own target tracking, without Penumbra, on AWS's one-minute metrics or (the fast one) on the application's own
// 10-second ones. A fair tuning: CPU and requests per target are both tried on the history, and the better one counts.
import type { PolicyResult } from '../result.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import type { TargetTracking } from '../team-policy.ts'
import { bestOf, historyOf } from './tuning.ts'

/** Target utilisation in percent of one instance's capacity, and the period of the metrics. */
type Tracking = Pick<TargetTracking, 'targetPercent' | 'periodSeconds'>

export async function simulateTargetTracking(
  plan: SimulationPlan,
  tracking: Tracking,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  return simulateOne(plan, await betterOnHistory(plan, tracking), sinks)
}

/** CPU where the history is too short to tell. */
export async function betterOnHistory(plan: SimulationPlan, tracking: Tracking): Promise<TargetTracking> {
  const past = historyOf(plan)
  const cpu: TargetTracking = { ...tracking, metric: 'cpu' }
  if (past === undefined) return cpu
  return bestOf([cpu, { ...tracking, metric: 'requests' }], policy => simulateOne(past, policy), plan.scenario)
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
