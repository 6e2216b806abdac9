// The reactive baseline of law 11: what somebody without a forecast would do: take the last value and add the error that it
// has usually had. Its quantile is tracked online by the gradient of the pinball loss (Koenker & Bassett 1978), with a step
// in units of the errors' own size, on the log scale of `log-scale.ts`.
import { z } from 'zod'
import type { DemandSeries } from '../demand/series.ts'
import { fromLog, logSeries, toLog } from './log-scale.ts'
import { selectQuantile } from './quantiles.ts'

export const baselineStateSchema = z.object({
  /** Quantile that is tracked, 0 to 1. */
  level: z.number().min(0).max(1),
  /** Its estimate: log of (1 + requests in the busiest bin of the window) over (1 + requests in the last bin). */
  logRatio: z.number(),
  /** Mean size of such errors, for the step. */
  scale: z.number().nonnegative(),
  /** Outcomes seen. */
  count: z.number().int().nonnegative(),
})

export type BaselineState = Readonly<z.infer<typeof baselineStateSchema>>

export interface BaselineOutcome {
  /** The last value known when the forecast was made, requests per second. */
  readonly lastRps: number
  /** The largest value in the window that was forecast, requests per second. */
  readonly actualRps: number
}

const binSeconds = 60
const firstSteps = 0.5
const smallestStep = 0.02
const largestLogRatio = 5

/** Loss of a forecast quantile (Koenker & Bassett 1978), in the unit of the values; its mean is least at the true quantile. */
export function pinballLoss(level: number, predicted: number, actual: number): number {
  return actual >= predicted ? level * (actual - predicted) : (1 - level) * (predicted - actual)
}

/** Knows nothing yet: expects 10 % above the last value. */
export function initialBaseline(level = 0.95): BaselineState {
  return { level, logRatio: Math.log(1.1), scale: 0.1, count: 0 }
}

/** Quantile of the largest demand in the window, requests per second. */
export function baselineQuantile(state: BaselineState, lastRps: number): number {
  return fromLog(toLog(lastRps, binSeconds) + state.logRatio, binSeconds)
}

export function updateBaseline(state: BaselineState, outcome: BaselineOutcome): BaselineState {
  const error = toLog(outcome.actualRps, binSeconds) - toLog(outcome.lastRps, binSeconds)
  if (!Number.isFinite(error)) return state
  const size = Math.min(Math.abs(error), largestLogRatio)
  const count = state.count + 1
  const scale = state.scale + (size - state.scale) * Math.max(1 / (count + 1), 0.001)
  const step = scale * Math.max(firstSteps / Math.sqrt(count), smallestStep)
  const moved = state.logRatio + step * (error > state.logRatio ? state.level : state.level - 1)
  return { level: state.level, logRatio: clamp(moved), scale, count }
}

/**
 * Starts the baseline from history, so that it is compared with a forecast on equal terms.
 * @param fromBin the window is [fromBin, toBin) bins after the last value, 0 being the first bin after it
 */
export function fitBaseline(series: DemandSeries, fromBin: number, toBin: number, level = 0.95): BaselineState {
  const errors = windowErrors(logSeries(series), fromBin, toBin)
  if (errors.length === 0) return initialBaseline(level)
  let sizes = 0
  for (const error of errors) sizes += Math.min(Math.abs(error), largestLogRatio)
  const scale = sizes / errors.length
  return { level, logRatio: clamp(selectQuantile(errors, level)), scale, count: errors.length }
}

function windowErrors(logs: Float64Array, fromBin: number, toBin: number): Float64Array {
  const errors: number[] = []
  for (let last = 0; last + toBin < logs.length; last++) {
    let maximum = Number.NEGATIVE_INFINITY
    for (let bin = last + 1 + fromBin; bin <= last + toBin; bin++) if (logs[bin] > maximum) maximum = logs[bin]
    const error = maximum - logs[last]
    if (Number.isFinite(error)) errors.push(error)
  }
  return Float64Array.from(errors)
}

function clamp(logRatio: number): number {
  return Math.min(Math.max(logRatio, -largestLogRatio), largestLogRatio)
}
