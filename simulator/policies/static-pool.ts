// A warm pool of stopped instances whose size never changes, under target tracking at the default target. A more than fair
// tuning: without a size of its own it gets one that is good for the very days that are judged, found with hindsight.
import { addBootHook } from '../boot-hook.ts'
import type { PolicyResult } from '../result.ts'
import type { SimulationPlan } from '../simulation-plan.ts'
import { play, type SimulationSinks, setStage } from '../stage.ts'
import type { TargetTracking } from '../team-policy.ts'
import { defaultTargetPercent } from './policy-name.ts'
import { smallestLoss } from './smallest-loss.ts'
import { betterOnHistory } from './target-tracking.ts'
import { lossUsd } from './tuning.ts'

/** @param poolSize stopped instances; undefined: chosen with hindsight */
export async function simulateStaticPool(
  plan: SimulationPlan,
  poolSize: number | undefined,
  sinks: SimulationSinks,
): Promise<PolicyResult> {
  const tracking = await betterOnHistory(plan, { targetPercent: defaultTargetPercent })
  if (poolSize !== undefined) return simulateOne(plan, tracking, poolSize, sinks)
  return bestWithHindsight(plan, tracking)
}

async function bestWithHindsight(plan: SimulationPlan, tracking: TargetTracking): Promise<PolicyResult> {
  const without = await simulateOne(plan, tracking, 0)
  const results = new Map([[0, without]])
  const lossOf = async (size: number) => {
    const result = results.get(size) ?? (await simulateOne(plan, tracking, size))
    results.set(size, result)
    return lossUsd(result, plan.scenario)
  }
  return results.get(await smallestLoss(lossOf, mostLaunching(without))) ?? without
}

/** Instances that were being launched at once: a larger pool would never be drawn empty. */
function mostLaunching({ timeline }: PolicyResult): number {
  return Math.ceil(timeline.reduce((most, { pending }) => Math.max(most, pending), 0))
}

async function simulateOne(
  plan: SimulationPlan,
  tracking: TargetTracking,
  poolSize: number,
  sinks: SimulationSinks = {},
): Promise<PolicyResult> {
  const stage = await setStage(plan, tracking)
  const { region, site } = stage
  if (poolSize > 0) {
    addBootHook(region, site.group.name)
    // Of the same size however many instances are in service: MinSize and MaxGroupPreparedCapacity are equal.
    region.autoScaling.operations.PutWarmPool(
      {
        AutoScalingGroupName: site.group.name,
        PoolState: 'Stopped',
        MinSize: poolSize,
        MaxGroupPreparedCapacity: poolSize,
      },
      { nowMs: region.clock.now(), caller: 'team' },
    )
  }
  await play(stage, plan, sinks)
  return stage.ledger.figures()
}
