// Sets the stage for one policy: region, site, load and ledger. The load is the same for every policy, request by request.
import type { CallRecord } from './kernel/simulated-client.ts'
import { Region } from './region.ts'
import { instanceRpsOf } from './scenario.ts'
import { isScored, type SimulationPlan } from './simulation-plan.ts'
import { createSite, type Site } from './site.ts'
import type { TargetTracking } from './team-policy.ts'
import { ApplicationPhysics } from './workload/application.ts'
import { type Arrivals, drawArrivals } from './workload/arrivals.ts'
import { demandCurve } from './workload/demand-curve.ts'
import { Ledger } from './workload/ledger.ts'

export interface SimulationSinks {
  /** Share of the simulated time that is over, 0 to 1. */
  readonly onProgress?: (share: number) => void
  /** Every AWS call of the control plane, in order. */
  readonly onCall?: (call: CallRecord) => void
}

export interface Stage {
  readonly region: Region
  readonly site: Site
  readonly ledger: Ledger
  readonly arrivals: Arrivals
}

const groupName = 'web'
const hourMs = 3_600_000

/** Long enough for a whole fleet's cold launches. */
const launchTimeMs = 15 * 60_000

export async function setStage(
  plan: SimulationPlan,
  policy: TargetTracking,
  tags: Readonly<Record<string, string>> = {},
  onCall: (call: CallRecord) => void = () => {},
): Promise<Stage> {
  const region = new Region({
    scenario: plan.scenario,
    seed: plan.seed,
    startMs: plan.simulateFromMs - launchTimeMs,
    onCall,
  })
  const physics = new ApplicationPhysics(plan.scenario)
  const ledger = ledgerOf(plan, physics)
  const arrivals = arrivalsOf(plan)
  const site = await createSite(
    region,
    { name: groupName, tags, policy, arrivals, physics, initialInstances: startingInstances(plan, arrivals) },
    (outcome, group) => ledger.record(outcome, group),
  )
  site.application.preload(
    demandCurve(plan.trace, {
      fromMs: plan.historyFromMs,
      toMs: plan.simulateFromMs,
      scale: plan.scale,
      stepSeconds: 60,
    }),
  )
  // The first fleet has to be in service when the first request comes.
  await region.clock.runUntil(plan.simulateFromMs - 1)
  return { region, site, ledger, arrivals }
}

export function ledgerOf(plan: SimulationPlan, physics: ApplicationPhysics): Ledger {
  return new Ledger({
    scenario: plan.scenario,
    responseTimes: physics.responseTimes,
    fromMs: plan.judgeFromMs,
    toMs: plan.judgeToMs,
    isScored: minuteStartMs => isScored(plan, minuteStartMs),
  })
}

export function arrivalsOf(plan: SimulationPlan): Arrivals {
  const window = { fromMs: plan.simulateFromMs, toMs: plan.judgeToMs, scale: plan.scale }
  return drawArrivals(demandCurve(plan.trace, window), plan.seed)
}

/** A fleet that serves the first minutes at 60 %, whatever the policy; the unscored hours before judging smooth it out. */
function startingInstances(plan: SimulationPlan, arrivals: Arrivals): number {
  const steps = 6 * 10
  const rps = arrivals.counts.subarray(0, steps).reduce((sum, count) => sum + count, 0) / (steps * arrivals.stepSeconds)
  return Math.ceil(rps / (0.6 * instanceRpsOf(plan.scenario)))
}

/** Lets the simulated time pass, an hour at a time. */
export async function play({ region }: Stage, plan: SimulationPlan, { onProgress }: SimulationSinks): Promise<void> {
  for (let untilMs = plan.simulateFromMs + hourMs; ; untilMs += hourMs) {
    await region.clock.runUntil(Math.min(untilMs, plan.judgeToMs))
    onProgress?.(Math.min(1, (untilMs - plan.simulateFromMs) / (plan.judgeToMs - plan.simulateFromMs)))
    if (untilMs >= plan.judgeToMs) return
  }
}
