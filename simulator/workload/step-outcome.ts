// What became of the requests of one 10-second bin.

export interface StepOutcome {
  readonly binStartMs: number
  readonly requests: number
  /** How many of them are reads. */
  readonly reads: number
  readonly rejected: number
  readonly dropped: number
  readonly errors: number
  /** Rejected, dropped, erroneous or too slow; an expectation, not a whole number. */
  readonly bad: number
  /** Mean over the instances in service, 0 to 1. */
  readonly utilisation: number
  readonly inService: number
  /** Served requests per latency bucket; overwritten by the next step. */
  readonly latencyCounts: Float64Array
}
