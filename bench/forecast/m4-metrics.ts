// The measures of the M4 competition, as its organisers define them: Makridakis, Spiliotis & Assimakopoulos, "The M4
// Competition: 100,000 time series and 61 forecasting methods", International Journal of Forecasting 36 (2020), section 2.
import { mean } from './metrics.ts'

/** Symmetric mean absolute percentage error, 0 to 200. */
export function smape(forecast: readonly number[], actual: readonly number[]): number {
  return mean(
    actual.map((value, step) => {
      const size = Math.abs(value) + Math.abs(forecast[step])
      return size === 0 ? 0 : (200 * Math.abs(value - forecast[step])) / size
    }),
  )
}

/** What MASE and MSIS are in units of: the mean absolute error of the seasonal naive forecast within the history. */
export function seasonalScale(history: readonly number[], season: number): number {
  return mean(history.slice(season).map((value, bin) => Math.abs(value - history[bin])))
}

/** Mean absolute scaled error. */
export function mase(forecast: readonly number[], actual: readonly number[], scale: number): number {
  return mean(actual.map((value, step) => Math.abs(value - forecast[step]))) / scale
}

/** Mean scaled interval score of the central interval that should hold 1 − `alpha`. */
export function msis(
  lower: readonly number[],
  upper: readonly number[],
  actual: readonly number[],
  scale: number,
  alpha = 0.05,
): number {
  const scores = actual.map((value, step) => {
    const below = Math.max(0, lower[step] - value)
    const above = Math.max(0, value - upper[step])
    return upper[step] - lower[step] + (2 / alpha) * (below + above)
  })
  return mean(scores) / scale
}

/** Overall weighted average: the mean of both errors, each over that of Naive 2. */
export function owa(errors: M4Errors, naive2: M4Errors): number {
  return (errors.smape / naive2.smape + errors.mase / naive2.mase) / 2
}

export interface M4Errors {
  readonly smape: number
  readonly mase: number
}

/** The last value, of a series that is seasonally adjusted where a 90 % test finds it seasonal. */
export function naive2(history: readonly number[], season: number, horizon: number): number[] {
  const indices = isSeasonal(history, season) ? seasonalIndices(history, season) : Array<number>(season).fill(1)
  const last = history.length - 1
  const level = history[last] / indices[last % season]
  return Array.from({ length: horizon }, (_, step) => level * indices[(last + 1 + step) % season])
}

/** The autocorrelation at one season, against Bartlett's limits for the lags before it. */
function isSeasonal(history: readonly number[], season: number): boolean {
  if (history.length < 3 * season) return false
  const autocorrelations = Array.from({ length: season }, (_, lag) => autocorrelation(history, lag + 1))
  const before = autocorrelations.slice(0, -1).reduce((sum, value) => sum + 2 * value * value, 1)
  const limit = 1.645 * Math.sqrt(before / history.length)
  return Math.abs(autocorrelations[season - 1]) > limit
}

function autocorrelation(values: readonly number[], lag: number): number {
  const centre = mean(values)
  const product = (a: number, b: number) => (a - centre) * (b - centre)
  const together = values.slice(lag).reduce((sum, value, bin) => sum + product(value, values[bin]), 0)
  return together / values.reduce((sum, value) => sum + product(value, value), 0)
}

/** Classical multiplicative decomposition: mean ratio of each phase to the centred moving average, with mean 1. */
function seasonalIndices(history: readonly number[], season: number): number[] {
  const half = Math.floor(season / 2)
  const ratios = Array.from({ length: season }, (): number[] => [])
  for (let bin = half; bin + half < history.length; bin++) {
    const around = history.slice(bin - half, bin + half + 1)
    // Of an even season both ends count half.
    const ends = season % 2 === 0 ? (around[0] + around[around.length - 1]) / 2 : 0
    const trend = (around.reduce((sum, value) => sum + value, 0) - ends) / season
    ratios[bin % season].push(history[bin] / trend)
  }
  const indices = ratios.map(mean)
  return indices.map(index => index / mean(indices))
}
