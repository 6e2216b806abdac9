// The proxy of EC2 predictive scaling, with target tracking at the same target beneath it. A fair tuning, all of it on the
// history: target tracking's metric as for target tracking alone, then whether an hour is sized by its mean or by its largest
// 5 minutes, then how long before the hour its capacity is ordered.
import type { PolicyResult } from '../result.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import type { TargetTracking } from '../team-policy.ts'
import { deployPredictiveScaling, type PredictiveScaling } from './predictive-scaling.ts'
import { betterOnHistory } from './target-tracking.ts'
import { bestOf, historyOf } from './tuning.ts'

const defaultBufferSeconds = 300
const buffersSeconds = [defaultBufferSeconds, 900, 1800]

/** @param targetPercent target utilisation of both, percent of one instance's capacity */
export async function simulatePredictiveHourly(
  plan: SimulationPlan,
  targetPercent: number,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  const tracking = await betterOnHistory(plan, { targetPercent })
  return simulateOne(plan, tracking, await bestOnHistory(plan, tracking), sinks)
}

async function bestOnHistory(plan: SimulationPlan, tracking: TargetTracking): Promise<PredictiveScaling> {
  const { targetPercent } = tracking
  const byPeak: PredictiveScaling = { targetPercent, sizedBy: 'peak', schedulingBufferSeconds: defaultBufferSeconds }
  const past = historyOf(plan)
  if (past === undefined) return byPeak
  const known = new Map<PredictiveScaling, PolicyResult>()
  const resultOf = async (policy: PredictiveScaling) => {
    const result = known.get(policy) ?? (await simulateOne(past, tracking, policy))
    known.set(policy, result)
    return result
  }
  const sized = await bestOf([byPeak, { ...byPeak, sizedBy: 'mean' }], resultOf, plan.scenario)
  const buffered = buffersSeconds.map(seconds =>
    seconds === sized.schedulingBufferSeconds ? sized : { ...sized, schedulingBufferSeconds: seconds },
  )
  return bestOf(buffered, resultOf, plan.scenario)
}

async function simulateOne(
  plan: SimulationPlan,
  tracking: TargetTracking,
  policy: PredictiveScaling,
  sinks: SimulationSinks = {},
): Promise<PolicyResult> {
  const stage = await setStage(plan, tracking)
  deployPredictiveScaling(stage.region, stage.site, policy)
  await play(stage, plan, sinks)
  return stage.ledger.figures()
}
