// The one interface of the families that foretell demand from its past alone. A family is fitted once and then asked from any
// origin, so that a backtest costs one fit, not one for every origin.
import type { ForecastAlgorithm } from '../algorithms.ts'

/** History as the families want it: regular and without gaps. */
export interface SeasonalHistory {
  /** Epoch milliseconds of the start of the first bin. */
  readonly startMs: number
  readonly binSeconds: number
  /** Bins in a day, the shorter season; a week, the longer one, is seven of them. */
  readonly dayBins: number
  /** Demand in any unit, at least 0, never NaN; incidents and gaps are bridged, effects of announced events taken out. */
  readonly values: Float64Array
  /** How far each value is to be believed, 0 (bridged) to 1. */
  readonly trust: Float64Array
}

/** Ascending levels and, for every level, one value for each bin ahead. */
export interface QuantilePaths {
  readonly levels: readonly number[]
  readonly paths: readonly Float64Array[]
}

/** A fitted family. Both functions are deterministic and never give NaN, Infinity or a negative value. */
export interface Expert {
  /**
   * Expected demand of the next bins, in the unit of the history.
   * @param values history from the same first bin on; it may end before or after the one that was fitted on
   */
  foretell(values: Float64Array, horizonBins: number): Float64Array
  /** The family's own uncertainty, where it has one that is worth having. */
  quantiles?(values: Float64Array, horizonBins: number): QuantilePaths
}

export interface Family {
  readonly name: ForecastAlgorithm
  /** Bins that `fit` must be given at least. */
  fewestBins(dayBins: number): number
  /** @throws never on a history that is long enough: what cannot be fitted foretells its recent level */
  fit(history: SeasonalHistory): Expert
}
