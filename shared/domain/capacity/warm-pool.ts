// What a plan for a warm pool rests on and what comes of it, as plain data.

export type PoolState = 'Stopped' | 'Running'

export interface PoolInput {
  /**
   * Equally likely values of the largest demand until cold help arrives, requests per second. An instance that is drawn
   * takes a cold launch to be replaced, so the window is best twice the cold lead: then a rise that empties the pool
   * enlarges it beforehand.
   */
  readonly demandSamples: Float64Array
  /** What one instance serves at the planned utilisation, requests per second. */
  readonly instanceRps: number
  /** Instances planned to be in service. */
  readonly floor: number
  readonly maxSize: number
  /** 95th percentiles, seconds, from the request to the first served user. */
  readonly leads: { readonly coldSeconds: number; readonly stoppedSeconds: number; readonly runningSeconds: number }
  readonly prices: PoolPrices
  /** Launches of the group in an hour, whoever orders them: every one is drawn from the pool. */
  readonly launchesPerHour: number
  /** Whether instances return to the pool when the group scales in, so that nothing is refilled. */
  readonly reuseOnScaleIn: boolean
  /** Cost cap of the group, floor included, US dollars per hour; undefined: none. */
  readonly maxHourlyCostUsd: number | undefined
  /** The pool that stands, if Penumbra made it. */
  readonly standing: { readonly size: number; readonly state: PoolState } | undefined
  /** Of the last plan. */
  readonly slack: PoolSlack | undefined
  readonly nowMs: number
  /** What the keys of the group's tags begin with. @default 'penumbra' */
  readonly tagPrefix?: string
}

export interface PoolPrices {
  /** US dollars per hour of an instance that runs, serving or idle. */
  readonly runningUsdPerHour: number
  /** US dollars per hour of a stopped instance: its volumes. */
  readonly stoppedUsdPerHour: number
  /** US dollars per instance-hour that is missing. */
  readonly missUsdPerHour: number
}

/** Since when the pool has been clearly too large or in the wrong state, and the largest size wanted since. */
export interface PoolSlack {
  readonly sinceMs: number
  readonly largest: number
}

export interface PoolPlan {
  /** 0: no pool. */
  readonly size: number
  readonly state: PoolState
  /** Size that would be chosen if none stood yet. */
  readonly wanted: number
  /** Quantile of demand that floor and pool are worth covering, 0 to 1. */
  readonly level: number
  readonly limit: PoolLimit
  /** Holding and refilling. */
  readonly costUsdPerHour: number
  /** Expected price of the misses that the pool saves. */
  readonly savesUsdPerHour: number
  /** To be handed to the next plan. */
  readonly slack: PoolSlack | undefined
  readonly reason: string
}

export type PoolLimit = 'none' | 'max-size' | 'cost-cap'

/** A pool of one state, sized by price, before anything about the one that stands. */
export interface PoolOption {
  readonly state: PoolState
  readonly size: number
  readonly level: number
  readonly limit: PoolLimit
  readonly leadSeconds: number
}
