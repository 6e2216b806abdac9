// Demand has outrun what is in service, as minutes tell it that are two or three minutes old: users are hurt every second until
// help comes, so the rise is carried on until help can serve. Overload is rare, so this costs next to nothing. Where demand is
// known to the last ten seconds the forecast sees as much by itself.

export interface DemandSeen {
  /** Requests per second of the latest minutes, oldest first, null where unknown. */
  readonly recentRps: readonly (number | null)[]
  /** What the instances in service can serve at the very most, requests per second. */
  readonly saturationRps: number
  /** From the end of the latest minute until help can serve. */
  readonly minutesAhead: number
}

/** The rise is measured over this many minutes: one would be noise, more would be late. */
const riseMinutes = 2

/** A rise that would multiply demand by more than this within a lead time is not believed. */
const largestGrowth = 4

/** Demand when help can serve, requests per second; 0 while there is no overload, or no telling how fast demand rises. */
export function carriedOn({ recentRps, saturationRps, minutesAhead }: DemandSeen): number {
  const last = recentRps.at(-1) ?? 0
  const before = recentRps.at(-1 - riseMinutes)
  if (last <= saturationRps || before === null || before === undefined) return 0
  const risePerMinute = Math.max(0, last - before) / riseMinutes
  return Math.min(last + risePerMinute * minutesAhead, largestGrowth * last)
}
