// When demand has already outrun what is in service, users are hurt every second until help comes, and what the forecast
// learned from calmer days matters less than where the last minutes lead. Their rise is then carried on until help can serve.
// It costs little: overload is rare, and what proves too much is let go by the next plans.

/** The rise is measured over this many minutes: one would be noise, more would be late. */
const riseMinutes = 2

/** A rise that would multiply demand by more than this within a lead time is not believed. */
const largestGrowth = 4

/**
 * Demand that has to be covered because of an overload, requests per second; undefined while there is none.
 * @param rps requests per second of the latest minutes, oldest first
 * @param servedRps what the instances in service are planned to serve together
 * @param minutesAhead from the end of the latest minute until help can serve
 */
export function overloadDemandRps(
  rps: readonly (number | null)[],
  servedRps: number,
  minutesAhead: number,
): number | undefined {
  const last = rps.at(-1) ?? 0
  const before = rps.at(-1 - riseMinutes)
  if (last <= servedRps || before === null || before === undefined) return undefined
  const risePerMinute = Math.max(0, last - before) / riseMinutes
  return Math.min(last + risePerMinute * minutesAhead, largestGrowth * last)
}
