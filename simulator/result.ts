// What a simulation leaves behind: `out/simulation.json`, which other programs read. Field names are a stable interface.

export interface SimulationResult {
  readonly seed: number
  readonly trace: string
  /** Requests of the region per request of the trace. */
  readonly scale: number
  /** One instance's capacity in the region, requests per second. */
  readonly instanceRps: number
  readonly slo: { readonly badShare: number; readonly badMinuteShare: number; readonly waitSeconds: number }
  readonly prices: { readonly runningUsdPerHour: number; readonly stoppedUsdPerHour: number; readonly source: string }
  readonly scenarioSha256: string
  readonly configSha256: string
  /** ISO 8601, first judged minute. */
  readonly start: string
  readonly days: number
  /** Requests that the trace holds for the judged time, after scaling. */
  readonly traceRequests: number
  readonly policies: Readonly<Record<string, PolicyResult>>
}

export interface PolicyResult {
  readonly requests: number
  readonly badRequests: number
  readonly badMinutes: number
  readonly costUsd: number
  readonly instanceHours: InstanceHours
  readonly p50Ms: number
  readonly p99Ms: number
  readonly launches: number
  readonly timeline: readonly TimelineRow[]
  /** Only for policies that explain themselves, oldest first; judged time only. */
  readonly decisions?: readonly DecisionRow[]
  /** Only for policies that forecast: share of realised maxima at or below the stated 95 % quantile. */
  readonly forecast?: {
    readonly coverage95: number
    readonly evaluated: number
    /** The same, hour by hour, oldest first; hours in which no forecast's window ended are left out. */
    readonly hours?: readonly ForecastHour[]
  }
  /** Only for policies that forecast, oldest first: what was expected of the next half-hour, every five minutes. */
  readonly fans?: readonly FanRow[]
  /** AWS calls of the control plane per service, judged and warm-up time together. */
  readonly calls?: Readonly<Record<string, number>>
  /** The same for each minute; there is one group. */
  readonly callsPerMinute?: Readonly<Record<string, number>>
}

/** Forecasts of the highest minute until help can serve, whose windows ended in one hour. */
export interface ForecastHour {
  /** ISO 8601, start of the hour. */
  readonly t: string
  readonly evaluated: number
  /** How many of them were kept: what came stayed at or below the stated 95 % quantile. */
  readonly covered: number
  /** Mean pinball loss of that quantile, requests per second. */
  readonly lossRps: number
  /** The same of the reactive baseline's quantile; left out where it was not stated. */
  readonly reactiveLossRps?: number
  /** Mean length of the windows. */
  readonly windowMinutes: number
}

export interface InstanceHours {
  readonly inService: number
  readonly shadow: number
  readonly warmRunning: number
  readonly warmStopped: number
  readonly pending: number
  readonly draining: number
}

/** One judged minute; counts are means over the minute, requests and bad are sums. */
export interface TimelineRow {
  /** ISO 8601, start of the minute. */
  readonly t: string
  readonly requests: number
  readonly bad: number
  readonly inService: number
  readonly shadow: number
  readonly warmRunning: number
  readonly warmStopped: number
  readonly pending: number
  readonly draining: number
  readonly desired: number
  /** MinSize at the end of the minute. */
  readonly floor: number
  /** Requests per second: what was expected, at the last decision before this minute, of the maximum over the lead time. */
  readonly forecastP50: number | null
  readonly forecastP95: number | null
}

export interface DecisionRow {
  readonly t: string
  readonly action: string
  readonly reason: string
  readonly floorBefore: number
  readonly floorAfter: number
  readonly costUsdPerHour: number
}

/** Quantiles of demand in single minutes, requests per second; arrays run over `minutesAhead`. */
export interface FanRow {
  /** ISO 8601: when it was made; minute 1 begins there. */
  readonly t: string
  readonly minutesAhead: readonly number[]
  readonly p05: readonly number[]
  readonly p25: readonly number[]
  readonly p50: readonly number[]
  readonly p75: readonly number[]
  readonly p95: readonly number[]
}
