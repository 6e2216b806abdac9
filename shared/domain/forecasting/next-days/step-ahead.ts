/** The forecast of one bin. */
export interface StepAhead {
  /** The forecast to be judged: the middle of what may come, in the unit of the series. */
  readonly point: number
  /** One value for each quantile that was asked for, ascending. */
  readonly quantiles: Float64Array
}
