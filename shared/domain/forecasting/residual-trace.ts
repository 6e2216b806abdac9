// What the forecasts look at: the residuals of log demand from the base curve, their recent means and their recent
// turbulence. The same code reads two weeks of history in a fit and the last hour and a half in a tick.
import { countingVariance } from './log-scale.ts'

export interface ResidualTrace {
  /** Residual of every bin; where demand is unknown, the last known one. */
  readonly residuals: Float64Array
  /** `sums[t]` is the sum of the residuals before bin t. */
  readonly sums: Float64Array
  /** Exponentially weighted mean square of innovations, fast and slow. */
  readonly fast: Float64Array
  readonly slow: Float64Array
  /** Mean square of innovations in the long run. */
  readonly typical: number
  /** The base curve, aligned with the residuals and reaching `lookaheadBins` further. */
  readonly base: Float64Array
}

/** Bins of the base curve that must be known after the last residual. */
export const lookaheadBins = 60

/** Bins of residuals that reach into a forecast; older ones are forgotten. */
export const memoryBins = 90

export const featureCount = 18
export const scaleFeatureCount = 5

const levelBins = 3
const levelRate = 0.3
const fastRate = 1 - 2 ** (-1 / 6)
const slowRate = 1 - 2 ** (-1 / 25)
const assumedInnovations = 4
/** One spike counts as at most so many standard deviations of what was usual before it. */
const largestInnovation = 6

/** @param longVariance mean square of innovations in the long run, where the trace begins */
export function traceResiduals(logs: Float64Array, base: Float64Array, longVariance: number): ResidualTrace {
  const bins = logs.length
  const residuals = fillResiduals(logs, base)
  const trace = {
    residuals,
    typical: longVariance,
    sums: new Float64Array(bins + 1),
    fast: new Float64Array(bins),
    slow: new Float64Array(bins),
    base,
  }
  let level = residuals[0] ?? 0
  let fast = longVariance
  let slow = longVariance
  for (let bin = 0; bin < bins; bin++) {
    const innovation = residuals[bin] - level
    const squared = Math.min(
      innovation * innovation,
      largestInnovation * largestInnovation * Math.max(slow, longVariance),
    )
    if (!Number.isNaN(logs[bin])) {
      fast += fastRate * (squared - fast)
      slow += slowRate * (squared - slow)
    }
    level += levelRate * innovation
    trace.sums[bin + 1] = trace.sums[bin] + residuals[bin]
    trace.fast[bin] = fast
    trace.slow[bin] = slow
  }
  return trace
}

/** Mean square of the innovations of a whole history, with a few of 10 % assumed before it. */
export function typicalVariance(logs: Float64Array, base: Float64Array): number {
  const residuals = fillResiduals(logs, base)
  let squares = assumedInnovations * 0.01
  let count = assumedInnovations
  for (let bin = 1; bin < residuals.length; bin++) {
    const change = residuals[bin] - residuals[bin - 1]
    if (Number.isNaN(logs[bin]) || Number.isNaN(base[bin - 1])) continue
    squares += 0.6 * Math.min(change * change, 1)
    count++
  }
  return squares / count
}

/** The level of the last minutes, from which a forecast starts. */
export function levelAt({ sums }: ResidualTrace, bin: number): number {
  return meanBefore(sums, bin, levelBins)
}

/** Writes the `featureCount` features of a forecast made after bin `bin` to `out[at…]`. */
export function writeFeatures(trace: ResidualTrace, bin: number, out: Float64Array, at: number): void {
  const { residuals, sums, base } = trace
  const level = meanBefore(sums, bin, levelBins)
  const now = base[bin]
  out[at] = 1
  out[at + 1] = level
  out[at + 2] = residuals[bin] - level
  out[at + 3] = residuals[bin > 0 ? bin - 1 : 0] - level
  out[at + 4] = meanBefore(sums, bin, 5) - level
  out[at + 5] = meanBefore(sums, bin, 8) - level
  out[at + 6] = meanBefore(sums, bin, 13) - level
  out[at + 7] = meanBefore(sums, bin, 21) - level
  out[at + 8] = meanBefore(sums, bin, 34) - level
  out[at + 9] = meanBefore(sums, bin, 55) - level
  out[at + 10] = meanBefore(sums, bin, 89) - level
  out[at + 11] = Math.max(level - meanBefore(sums, bin, 13), 0)
  out[at + 12] = base[bin + 5] - now
  out[at + 13] = base[bin + 15] - now
  out[at + 14] = base[bin + 30] - now
  out[at + 15] = base[bin + 60] - now
  out[at + 16] = now - base[bin > 10 ? bin - 10 : 0]
  out[at + 17] = now - base[bin > 30 ? bin - 30 : 0]
}

/** Writes the `scaleFeatureCount` features of the size of the next errors (log variance) to `out[at…]`. */
export function writeScaleFeatures(trace: ResidualTrace, bin: number, out: Float64Array, at: number): void {
  const { residuals, sums, base } = trace
  const counting = countingVariance(residuals[bin] + base[bin])
  const slope = meanBefore(sums, bin, levelBins) - meanBefore(sums, bin, 13)
  out[at] = 1
  out[at + 1] = Math.log(trace.fast[bin] + counting)
  out[at + 2] = Math.log(trace.slow[bin] + counting)
  out[at + 3] = Math.log(counting)
  out[at + 4] = Math.log(slope * slope + counting)
}

function meanBefore(sums: Float64Array, bin: number, bins: number): number {
  const from = Math.max(bin + 1 - bins, 0)
  return (sums[bin + 1] - sums[from]) / (bin + 1 - from)
}

/** Unknown bins take the last known residual (the first known one at the start; 0 when nothing is known). */
function fillResiduals(logs: Float64Array, base: Float64Array): Float64Array {
  const residuals = new Float64Array(logs.length)
  const first = logs.findIndex(log => !Number.isNaN(log))
  let last = first < 0 ? 0 : logs[first] - base[first]
  for (let bin = 0; bin < logs.length; bin++) {
    if (!Number.isNaN(logs[bin])) last = logs[bin] - base[bin]
    residuals[bin] = last
  }
  return residuals
}
