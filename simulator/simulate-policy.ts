// One policy by name, on one plan.
import { simulateOracle } from './policies/clairvoyant.ts'
import { simulatePenumbra } from './policies/penumbra.ts'
import { defaultTargetPercent, parsePolicy } from './policies/policy-name.ts'
import { simulatePredictiveHourly } from './policies/predictive-hourly.ts'
import { simulateStaticPool } from './policies/static-pool.ts'
import { simulateTargetTracking } from './policies/target-tracking.ts'
import type { PolicyResult } from './result.ts'
import type { SimulationPlan } from './simulation-plan.ts'
import type { SimulationSinks } from './stage.ts'

/** @throws InputError when there is no such policy */
export async function simulatePolicy(
  plan: SimulationPlan,
  name: string,
  sinks: SimulationSinks = {},
): Promise<PolicyResult> {
  const { family, knob } = parsePolicy(name, plan.scenario.group.maxSize)
  switch (family) {
    case 'penumbra':
      return simulatePenumbra(plan, knob, sinks)
    case 'target-tracking':
      return simulateTargetTracking(plan, { targetPercent: knob ?? defaultTargetPercent }, sinks)
    case 'target-tracking-fast':
      return simulateTargetTracking(plan, { targetPercent: knob ?? defaultTargetPercent, periodSeconds: 10 }, sinks)
    case 'predictive-hourly':
      return simulatePredictiveHourly(plan, knob ?? defaultTargetPercent, sinks)
    case 'static-pool':
      return simulateStaticPool(plan, knob, sinks)
    case 'oracle':
      return simulateOracle(plan, knob ?? defaultTargetPercent)
  }
}
