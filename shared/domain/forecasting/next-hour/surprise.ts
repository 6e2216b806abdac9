// What to do when demand runs away: the latest forecasts have all been too low, by more than errors of the present scale
// explain. Then the next ones are lifted and widened by the excess. Where runs of such errors are nothing new (short pulses
// that are over before the forecast has adapted) this would cost more than it brings, so the threshold is chosen by what it
// would have cost in history: the most watchful one that costs next to nothing is taken, as insurance against what history
// does not hold yet, a first flash crowd.
import { pinballLoss } from '../baseline.ts'
import { selectQuantile } from '../quantiles.ts'
import type { ScaleRows } from './error-scale.ts'

/** Thresholds tried, in scales, the most watchful first. */
const thresholds = [1, 1.5, 2, 3, 4]
/** Threshold that is never reached. */
const neverSurprised = 1e6
/** Threshold where history is too short to choose one. */
export const usualThreshold = 2
/** Share of its loss that the insurance may cost. */
const premium = 0.002
/** Share of the excess by which a forecast is lifted; the other half may be over soon. */
const liftShare = 0.5
const level = 0.95

/** Rows of a backtest with their scales, after lifting and widening. */
export interface SurprisedRows {
  readonly threshold: number
  /** Log demand by which each forecast was lifted. */
  readonly lifts: Float64Array
  readonly scales: Float64Array
  /** Errors of the lifted forecasts in units of their scales. */
  readonly ranks: Float64Array
}

/** How far the mean error of the latest forecasts lies above what is no surprise, log demand; 0 mostly. */
export function excessOf(bias: number, scale: number, threshold: number): number {
  return Math.max(bias - threshold * scale, 0)
}

/**
 * @param rise of the level in the latest bins: a lift presumes that it goes on, and after a step that is over and done with,
 *   which the level holds already, it does not
 */
export function liftOf(excess: number, rise: number): number {
  return Math.min(liftShare * excess, Math.max(rise, 0))
}

export function widened(scale: number, excess: number): number {
  return excess > 0 ? Math.hypot(scale, excess) : scale
}

/** What was known when the forecast of each row was made. */
export interface KnownSigns {
  /** Mean error of the latest forecasts. */
  readonly biases: Float64Array
  /** Rise of the level in the latest bins. */
  readonly rises: Float64Array
}

export function chooseThreshold(rows: ScaleRows, scales: Float64Array, signs: KnownSigns): SurprisedRows {
  const calm = withThreshold(rows, scales, signs, neverSurprised)
  const most = (1 + premium) * lossOf(rows, calm, 0)
  for (const threshold of thresholds) {
    const surprised = withThreshold(rows, scales, signs, threshold)
    if (lossOf(rows, surprised, 0) <= most) return surprised
  }
  return calm
}

function withThreshold(
  { count, errors }: ScaleRows,
  calmScales: Float64Array,
  { biases, rises }: KnownSigns,
  threshold: number,
): SurprisedRows {
  const lifts = new Float64Array(count)
  const scales = new Float64Array(count)
  const ranks = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    const excess = excessOf(biases[row], calmScales[row], threshold)
    lifts[row] = liftOf(excess, rises[row])
    scales[row] = widened(calmScales[row], excess)
    ranks[row] = (errors[row] - lifts[row]) / scales[row]
  }
  return { threshold, lifts, scales, ranks }
}

/** Mean pinball loss of the 95 % quantile in the rows from `from` on, requests per bin. */
export function lossOf({ count, errors, levels }: ScaleRows, rows: SurprisedRows, from: number): number {
  const quantile = selectQuantile(Float64Array.from(rows.ranks), level)
  let loss = 0
  for (let row = from; row < count; row++) {
    const predicted = Math.expm1(levels[row] + rows.lifts[row] + rows.scales[row] * quantile)
    loss += pinballLoss(level, predicted, Math.expm1(levels[row] + errors[row]))
  }
  return loss / (count - from)
}
