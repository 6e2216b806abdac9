// Adaptive conformal calibration: a stated 90 % is 90 %, also when the load has changed its nature. Walked through the
// backtest in time, the standardized error at which a quantile is set follows the wanted quantile of the errors by online
// gradient descent on the pinball loss, for every level and horizon band by itself: a miss moves it out by step × level, a hit
// in by step × (1 − level) (Gibbs & Candès, "Adaptive conformal inference under distribution shift", NeurIPS 2021; in this
// score form Angelopoulos, Candès & Tibshirani, "Conformal PID control for time series prediction", NeurIPS 2023).
import { type ErrorQuantiles, errorSize, type KnownErrors, standardQuantile } from './error-quantiles.ts'
import { bandCount, bandOf, placeIn } from './horizon-bands.ts'

export interface Calibration {
  readonly levels: readonly number[]
  readonly quantiles: ErrorQuantiles
  /** Standardized error for each band and level. */
  readonly thresholds: Float64Array
}

/** What a day of nothing but misses adds, in mean sizes of the error. */
const stepPerDay = 0.25

export function calibrate(
  quantiles: ErrorQuantiles,
  known: readonly KnownErrors[],
  levels: readonly number[],
  dayBins: number,
  horizonBins: number,
): Calibration {
  const start = levels.map(level => standardQuantile(quantiles, level))
  const bands = bandCount(horizonBins)
  const thresholds = Float64Array.from({ length: bands * levels.length }, (_, index) => start[index % levels.length])
  for (let index = 0; index < known.length; index++) {
    const next = known[index + 1]?.origin ?? known[index].origin + known[index].actuals.length
    const days = Math.min((next - known[index].origin) / dayBins, 1)
    follow(thresholds, levels, coveredShares(quantiles, known[index], thresholds, levels), stepPerDay * days)
  }
  return { levels, quantiles, thresholds }
}

/** Share of one forecast's outcomes at or below the threshold, for each band and level; NaN where nothing is known. */
function coveredShares(
  quantiles: ErrorQuantiles,
  { origin, points, actuals }: KnownErrors,
  thresholds: Float64Array,
  levels: readonly number[],
): Float64Array {
  const covered = new Float64Array(thresholds.length)
  const outcomes = new Float64Array(thresholds.length / levels.length)
  for (let ahead = 0; ahead < actuals.length; ahead++) {
    const band = bandOf(ahead + 1)
    const size = errorSize(quantiles, origin + ahead, ahead + 1, points[ahead])
    outcomes[band]++
    for (let k = 0; k < levels.length; k++) {
      if (actuals[ahead] - points[ahead] <= thresholds[band * levels.length + k] * size)
        covered[band * levels.length + k]++
    }
  }
  return covered.map((count, index) => count / outcomes[Math.floor(index / levels.length)])
}

function follow(thresholds: Float64Array, levels: readonly number[], covered: Float64Array, step: number): void {
  for (let index = 0; index < thresholds.length; index++) {
    const share = covered[index]
    if (!Number.isNaN(share)) thresholds[index] += step * (levels[index % levels.length] - share)
  }
}

/**
 * What must be added to the forecast `point` for the quantile of each level; ascending.
 * @param bin the bin that is forecast, counted from the start of the history
 */
export function offsetsAt(calibration: Calibration, bin: number, horizon: number, point: number): Float64Array {
  const { levels, quantiles, thresholds } = calibration
  const { lower, upper, share } = placeIn(horizon, thresholds.length / levels.length)
  const size = errorSize(quantiles, bin, horizon, point)
  const at = (k: number) =>
    (1 - share) * thresholds[lower * levels.length + k] + share * thresholds[upper * levels.length + k]
  return Float64Array.from(levels, (_, k) => size * at(k)).sort()
}
