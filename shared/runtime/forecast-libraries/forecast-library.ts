import type { ForecastAlgorithm } from '../../domain/forecasting/algorithms.ts'
import type { QuantilePaths } from '../../domain/forecasting/families/family.ts'

/** What a library is given: the end of a history on a log scale, gap-free and not constant. */
export interface LogHistory {
  /** Epoch milliseconds of the start of the first bin. */
  readonly startMs: number
  readonly binSeconds: number
  readonly dayBins: number
  /** log(1 + demand). */
  readonly logs: Float64Array
  /** 0 (bridged) to 1. */
  readonly trust: Float64Array
}

/** On the scale of the history. */
export interface LogForecast {
  readonly point: Float64Array
  readonly quantiles: QuantilePaths
}

/** A library behind one function. It may throw and may answer nonsense: `libraryFamily` stands in front of it. */
export interface ForecastLibrary {
  readonly name: ForecastAlgorithm
  /** Bins below which it cannot run. */
  fewestBins(dayBins: number): number
  /** Bins above which only the last ones are given to it, so that a fit ends in time. */
  readonly longestBins: number
  foretell(history: LogHistory, horizonBins: number): LogForecast
}
