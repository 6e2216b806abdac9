// What became of the requests of one 10-second bin.
import type { LoadOutcome } from './load-sharing.ts'

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
  /** Mean over the targets, 0 to 1. */
  readonly utilisation: number
  /** Targets that requests are sent to. */
  readonly inService: number
  /** Served requests per latency bucket; overwritten by the next step. */
  readonly latencyCounts: Float64Array
  /** Where they went. */
  readonly targetGroups: readonly TargetGroupOutcome[]
}

/** What one target group of the load balancer was sent. */
export interface TargetGroupOutcome {
  /** `targetgroup/name/id`. */
  readonly dimension: string
  readonly requests: number
  readonly reads: number
  readonly healthy: number
  readonly outcome: LoadOutcome
}
