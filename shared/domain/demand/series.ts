/** Demand in equal bins: requests per second, oldest first; NaN where nothing is known. */
export interface DemandSeries {
  /** Epoch milliseconds of the start of the first bin, a multiple of the bin. */
  readonly startMs: number
  readonly binSeconds: number
  readonly ratesRps: Float64Array
}

/** Epoch milliseconds at which the last bin ends, that is where a forecast begins. */
export function endOf(series: DemandSeries): number {
  return series.startMs + series.ratesRps.length * series.binSeconds * 1000
}
