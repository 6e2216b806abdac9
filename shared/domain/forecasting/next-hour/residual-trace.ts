// What the forecasts look at: the residuals of log demand from the base curve, their recent means and their recent
// turbulence. The same code reads two weeks of history in a fit and the last two hours in a tick.

import { fillResiduals, smoothed } from './smoothed-level.ts'

export interface ResidualTrace {
  /** Residual of every bin; where demand is unknown, the last known one. */
  readonly residuals: Float64Array
  /** `sums[t]` is the sum of the residuals before bin t. */
  readonly sums: Float64Array
  /** Exponentially smoothed residuals: the level from which a forecast after each bin starts. */
  readonly levels: Float64Array
  /** Exponentially weighted mean square of innovations. */
  readonly turbulence: Float64Array
  /** The same in the long run. */
  readonly usualTurbulence: number
  /** The base curve, aligned with the residuals and reaching `lookaheadBins` further. */
  readonly base: Float64Array
}

/** Bins of the base curve that must be known after the last residual. */
export const lookaheadBins = 60

/** Bins of residuals that reach into a forecast; older ones are forgotten. */
export const memoryBins = 120

export const featureCount = 18

const riseBins = 3
const riseLag = 5
const innovationRate = 0.3
const turbulenceRate = 1 - 2 ** (-1 / 25)
/** One spike counts as at most so many standard deviations of what was usual before it. */
const largestInnovation = 6
const assumedInnovations = 4
const assumedVariance = 0.01

/** @param levelRate share of a bin in the level after it, above 0 and at most 1 */
export function traceResiduals(
  logs: Float64Array,
  base: Float64Array,
  usualTurbulence: number,
  levelRate: number,
): ResidualTrace {
  const bins = logs.length
  const residuals = fillResiduals(logs, base)
  const sums = new Float64Array(bins + 1)
  const turbulence = new Float64Array(bins)
  let level = residuals[0] ?? 0
  let mean = usualTurbulence
  for (let bin = 0; bin < bins; bin++) {
    const innovation = residuals[bin] - level
    const most = largestInnovation * largestInnovation * Math.max(mean, usualTurbulence)
    if (!Number.isNaN(logs[bin])) mean += turbulenceRate * (Math.min(innovation * innovation, most) - mean)
    level += innovationRate * innovation
    sums[bin + 1] = sums[bin] + residuals[bin]
    turbulence[bin] = mean
  }
  return { residuals, sums, levels: smoothed(residuals, levelRate), turbulence, usualTurbulence, base }
}

/** Mean square of the innovations of a whole history, with a few of 10 % assumed before it. */
export function usualTurbulenceOf(logs: Float64Array, base: Float64Array): number {
  const residuals = fillResiduals(logs, base)
  let squares = assumedInnovations * assumedVariance
  let count = assumedInnovations
  for (let bin = 1; bin < residuals.length; bin++) {
    if (Number.isNaN(logs[bin])) continue
    const change = residuals[bin] - residuals[bin - 1]
    // A change holds the noise of two bins, an innovation that of one and of a smoothed level.
    squares += 0.6 * Math.min(change * change, 1)
    count++
  }
  return squares / count
}

/** The level of the last minutes, from which a forecast starts. */
export function levelAt({ levels }: ResidualTrace, bin: number): number {
  return levels[bin]
}

/** How far the level has come in the last five bins. */
export function levelRiseAt({ levels }: ResidualTrace, bin: number): number {
  return levels[bin] - levels[Math.max(bin - riseLag, 0)]
}

/** How far the last three bins lie above the mean of the last thirteen. */
export function riseAt({ sums }: ResidualTrace, bin: number): number {
  return meanUpTo(sums, bin, riseBins) - meanUpTo(sums, bin, 13)
}

/**
 * Writes the `featureCount` features of a forecast made after bin `bin` to `out[at…]`: the level's distance from the base; the
 * latest residuals and means over growing windows (Fibonacci's), against the level; a rise, which may go on where a fall does
 * not; and the slope of the base before and after, which may be more or less reliable than its own height.
 */
export function writeFeatures(trace: ResidualTrace, bin: number, out: Float64Array, at: number): void {
  const { residuals, sums, base } = trace
  const level = levelAt(trace, bin)
  const now = base[bin]
  out[at] = 1
  out[at + 1] = level
  out[at + 2] = residuals[bin] - level
  out[at + 3] = residuals[bin > 0 ? bin - 1 : 0] - level
  out[at + 4] = meanUpTo(sums, bin, 5) - level
  out[at + 5] = meanUpTo(sums, bin, 8) - level
  out[at + 6] = meanUpTo(sums, bin, 13) - level
  out[at + 7] = meanUpTo(sums, bin, 21) - level
  out[at + 8] = meanUpTo(sums, bin, 34) - level
  out[at + 9] = meanUpTo(sums, bin, 55) - level
  out[at + 10] = meanUpTo(sums, bin, 80) - level
  out[at + 11] = Math.max(riseAt(trace, bin), 0)
  out[at + 12] = base[bin + 5] - now
  out[at + 13] = base[bin + 15] - now
  out[at + 14] = base[bin + 30] - now
  out[at + 15] = base[bin + 60] - now
  out[at + 16] = now - base[bin > 10 ? bin - 10 : 0]
  out[at + 17] = now - base[bin > 30 ? bin - 30 : 0]
}

/** Mean of the `bins` residuals that end with bin `bin`, fewer at the start. */
function meanUpTo(sums: Float64Array, bin: number, bins: number): number {
  const from = bin + 1 > bins ? bin + 1 - bins : 0
  return (sums[bin + 1] - sums[from]) / (bin + 1 - from)
}
