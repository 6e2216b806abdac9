/** What was forecast at one origin, in the unit of the series; undefined stands for a fit that failed or took too long. */
export interface StepsForecast {
  /** A row for every level that was asked for, a value for every step. */
  readonly quantiles: readonly (readonly number[])[]
}

/** One forecaster on one series. */
export interface Rolled {
  readonly name: string
  /** In the order of the test origins. */
  readonly forecasts: readonly (StepsForecast | undefined)[]
  readonly failures: readonly string[]
  /** Of every fit at a test origin. */
  readonly seconds: readonly number[]
  /** How a peer was set in the end; empty where there was no choice. */
  readonly choice: string
}
