// What a peer is asked and what it answers, the same for those in Python and those from npm.

export interface PeerTask {
  readonly peer: string
  /** Gap-free, oldest first; already on the scale on which the peer works. */
  readonly values: readonly number[]
  /** Epoch milliseconds of the first value. */
  readonly startMs: number
  readonly binSeconds: number
  /** Bins of each season that the peer is told of, ascending; none: it is told of none. */
  readonly seasons: readonly number[]
  readonly horizon: number
  /** Ascending, between 0 and 1. */
  readonly levels: readonly number[]
  readonly timeoutSeconds: number
}

export interface PeerForecast {
  readonly seconds: number
  readonly point: readonly number[]
  /** A row for every level that was asked for. */
  readonly quantiles: readonly (readonly number[])[]
}

/** A fit that took too long or that the peer refused: it is listed and never scored. */
export interface PeerFailure {
  readonly seconds: number
  readonly failure: string
}

export type PeerAnswer = PeerForecast | PeerFailure

export function isFailure(answer: PeerAnswer): answer is PeerFailure {
  return 'failure' in answer
}
