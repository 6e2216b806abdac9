// What people and programs ask for: a forecast of any series in bins of a minute to an hour, up to fourteen days ahead.
import type { ForecastAlgorithm } from './algorithms.ts'
import type { KnownEvent } from './event-effect.ts'

export interface ForecastRequest {
  readonly algorithm: ForecastAlgorithm
  /** Bins ahead, at least 1 and at most fourteen days. */
  readonly horizonBins: number
  /** Between 0 and 1, ascending. */
  readonly quantiles: readonly number[]
  /** Announced and past events; past ones teach what their kind does. */
  readonly events?: readonly KnownEvent[]
  /** Bins of the shorter season. @default the bins of a day */
  readonly seasonBins?: number
}

export interface Forecast {
  /** The family that was used; another one than was asked for where history is too short, and then `degraded` says so. */
  readonly algorithm: ForecastAlgorithm
  /** Epoch milliseconds of the start of the first bin that is forecast. */
  readonly originMs: number
  readonly binSeconds: number
  /** Share of each family in the forecast, summing to 1. */
  readonly weights: Readonly<Record<string, number>>
  /** In one plain sentence, why this forecast is worse than it could be; undefined when it is not. */
  readonly degraded?: string
  readonly steps: readonly ForecastStep[]
}

export interface ForecastStep {
  /** The forecast to be judged: the middle of what may come, in the unit of the series. */
  readonly point: number
  /** One value for each quantile that was asked for, ascending. */
  readonly quantiles: Float64Array
}
