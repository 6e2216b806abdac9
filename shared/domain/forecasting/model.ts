// The one interface of every forecast family. A model is fitted hourly on long history; a tick only hands it the latest
// minutes and draws paths, so that a tick costs microseconds.
import type { DemandSeries } from '../demand/series.ts'

export interface FittedModel {
  readonly algorithm: string
  /** Epoch milliseconds of the end of the history that the model was fitted on. */
  readonly fittedAtMs: number
  /** Bins of recent history that `paths` wants; fewer are accepted and degrade the forecast. */
  readonly recentBins: number
  /** Longest horizon in bins that `paths` can draw. */
  readonly horizonBins: number
  /**
   * Draws what demand may do after `recent` ends. Deterministic: equal inputs give equal paths.
   * @param horizonBins 1 to this model's `horizonBins`
   */
  paths(recent: DemandSeries, horizonBins: number): DemandPaths
  /** Plain JSON that the family's `restore` turns back into an equal model; at most 300 KB as text. */
  toRecord(): ModelRecord
}

export interface ModelRecord {
  readonly algorithm: string
  readonly fittedAtMs: number
  readonly binSeconds: number
  readonly parameters: unknown
}

/** Equally likely futures. `rates[path * bins + bin]` is requests per second, never negative, never NaN. */
export interface DemandPaths {
  /** Epoch milliseconds of the start of the first forecast bin. */
  readonly startMs: number
  readonly binSeconds: number
  readonly bins: number
  readonly count: number
  readonly rates: Float64Array
}
