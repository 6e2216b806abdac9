// From a trace to `SimulationResult`: the plan, the policies, the figures that identify the run.
import type { SimulationResult } from './result.ts'
import { type RunOptions, runPolicies } from './run-policies.ts'
import { instanceRpsOf, scenarioSha256 } from './scenario.ts'
import { configSha256, isScored, type SimulationPlan } from './simulation-plan.ts'
import { demandCurve } from './workload/demand-curve.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** Target tracking alone at the target that Penumbra's team has set is always shown beside it. */
export function withTeamPolicy(policies: readonly string[], plan: SimulationPlan): string[] {
  const alone = `target-tracking@${plan.scenario.team.targetTrackingPercent}`
  const wanted = policies.some(name => name.startsWith('penumbra')) ? [...policies, alone] : policies
  return [...new Set(wanted)]
}

export async function simulate(
  plan: SimulationPlan,
  policies: readonly string[],
  options: RunOptions = {},
): Promise<SimulationResult> {
  const { scenario } = plan
  return {
    seed: plan.seed,
    trace: plan.trace.name,
    scale: plan.scale,
    instanceRps: instanceRpsOf(scenario),
    slo: {
      ...scenario.slo,
      waitSeconds: scenario.instance.slowWaitServiceTimes / scenario.instance.rpsPerServer,
    },
    prices: scenario.prices,
    scenarioSha256: scenarioSha256(scenario),
    configSha256: configSha256(),
    start: new Date(plan.judgeFromMs).toISOString(),
    days: (plan.judgeToMs - plan.judgeFromMs) / dayMs,
    traceRequests: traceRequests(plan),
    policies: await runPolicies(plan, policies, options),
  }
}

/** Requests of the judged and scored minutes, as the scaled trace holds them. */
function traceRequests(plan: SimulationPlan): number {
  const { judgeFromMs, judgeToMs, scale } = plan
  const demand = demandCurve(plan.trace, { fromMs: judgeFromMs, toMs: judgeToMs, scale, stepSeconds: 60 })
  return demand.ratesRps.reduce(
    (sum, rate, minute) => (isScored(plan, judgeFromMs + minute * minuteMs) ? sum + rate * 60 : sum),
    0,
  )
}
