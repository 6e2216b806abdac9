// What is simulated: which load, at which scale, which days are history, which are judged.
import { createHash } from 'node:crypto'
import { steering } from '../shared/domain/capacity/budget.ts'
import { waitDecay } from '../shared/domain/capacity/cheapest-capacity.ts'
import { statedUtilisation } from '../shared/domain/capacity/plan-floor.ts'
import { InputError } from '../shared/domain/errors.ts'
import { floorLifetimeMs } from '../shared/domain/fleet/floor-steps.ts'
import { keptPeak } from '../shared/domain/fleet/plan-group.ts'
import { poolLifetimeMs } from '../shared/domain/fleet/pool-steps.ts'
import { defaultSettings } from '../shared/domain/group/settings.ts'
import type { Scenario } from './scenario.ts'
import { scaleOf } from './workload/demand-curve.ts'
import { isKnownAt, type Trace, traceEndMs } from './workload/trace.ts'

export interface SimulationOptions {
  readonly seed: number
  /** Epoch milliseconds at which judging begins; default: after the history. */
  readonly startMs?: number
  /** Days judged; default: to the end of the trace. */
  readonly days?: number
  /** One real instance's capacity, in the trace's own requests per second; default: 40 instances at the 99th percentile. */
  readonly instanceRps?: number
}

export interface SimulationPlan {
  readonly trace: Trace
  readonly scenario: Scenario
  readonly seed: number
  readonly scale: number
  /** Epoch milliseconds, ascending: history is preloaded, then simulated, then judged until the end. */
  readonly historyFromMs: number
  readonly simulateFromMs: number
  readonly judgeFromMs: number
  readonly judgeToMs: number
}

const minuteMs = 60_000
const dayMs = 86_400_000
const historyShare = 0.4
const historyDays = { least: 3, most: 14 }

/** @throws InputError when the trace is too short for what is asked */
export function planSimulation(trace: Trace, scenario: Scenario, options: SimulationOptions): SimulationPlan {
  const scale = scaleOf(trace, scenario, options.instanceRps)
  const endMs = Math.floor(traceEndMs(trace) / minuteMs) * minuteMs
  const firstMs = Math.ceil(trace.startMs / minuteMs) * minuteMs
  const judgeFromMs = options.startMs ?? firstMs + historyLengthMs(endMs - firstMs)
  const judgeToMs = options.days === undefined ? endMs : judgeFromMs + Math.round(options.days * 1440) * minuteMs
  checkWindow(trace, firstMs, judgeFromMs, judgeToMs, endMs)
  checkScored(trace, judgeFromMs, judgeToMs)
  const simulateFromMs = Math.max(firstMs, judgeFromMs - Math.round(scenario.warmUpHours * 60) * minuteMs)
  return {
    trace,
    scenario,
    seed: options.seed,
    scale,
    historyFromMs: Math.max(firstMs, judgeFromMs - historyDays.most * dayMs - (judgeFromMs - simulateFromMs)),
    simulateFromMs,
    judgeFromMs,
    judgeToMs,
  }
}

/** Minutes that the trace itself holds are judged; filled gaps are simulated, but never scored. */
export function isScored(plan: SimulationPlan, minuteStartMs: number): boolean {
  return isKnownAt(plan.trace, minuteStartMs)
}

/** Tells apart two configurations of Penumbra: the defaults of its settings and of its plan, the same for every trace. */
export function configSha256(): string {
  const configuration = {
    defaultSettings,
    statedUtilisation,
    waitDecay,
    keptPeak,
    steering,
    floorLifetimeMs,
    poolLifetimeMs,
  }
  return createHash('sha256').update(JSON.stringify(configuration)).digest('hex')
}

/** 40 % of the days, at least 3, at most 14, in whole minutes. */
function historyLengthMs(traceMs: number): number {
  const days = Math.min(Math.max((traceMs / dayMs) * historyShare, historyDays.least), historyDays.most)
  return Math.round((days * dayMs) / minuteMs) * minuteMs
}

function checkScored(trace: Trace, fromMs: number, toMs: number): void {
  for (let timeMs = fromMs; timeMs < toMs; timeMs += minuteMs) if (isKnownAt(trace, timeMs)) return
  throw new InputError(`${trace.name}: got only gaps in the judged time, wanted at least one bin with a value`)
}

function checkWindow(trace: Trace, firstMs: number, fromMs: number, toMs: number, endMs: number): void {
  if (fromMs >= firstMs + dayMs && toMs > fromMs && toMs <= endMs) return
  const iso = (timeMs: number) => new Date(timeMs).toISOString()
  throw new InputError(
    `${trace.name}: got judging from ${iso(fromMs)} to ${iso(toMs)}, wanted it within ${iso(firstMs + dayMs)} ` +
      `(a day of history) and ${iso(endMs)}`,
  )
}
