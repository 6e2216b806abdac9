// The latest minutes of a group's demand, carried from tick to tick, so that a tick only asks CloudWatch for what is new.
import type { DemandSeries } from './series.ts'

const minuteMs = 60_000

/** Minutes kept: what the models' lags reach back to, and a little more. */
export const recentMinutes = 120

/** Requests per second a minute, oldest first, null where unknown; the last minute ends at `endMs`. */
export interface RecentDemand {
  readonly rps: readonly (number | null)[]
  readonly endMs: number
}

/** What a group's state holds of it; undefined until there is something. */
export function recentOf(
  state: { readonly recentRps: readonly (number | null)[]; readonly recentEndMs: number } | undefined,
): RecentDemand | undefined {
  if (state === undefined || state.recentRps.length === 0) return undefined
  return { rps: state.recentRps, endMs: state.recentEndMs }
}

/** From where a tick must read: where our knowledge ends, at most `recentMinutes` back. */
export function readFromMs(recent: RecentDemand | undefined, nowMs: number): number {
  const earliestMs = floorToMinute(nowMs) - recentMinutes * minuteMs
  return Math.max(recent?.endMs ?? earliestMs, earliestMs)
}

/**
 * Adds minutes that have become readable. A load balancer reports nothing in a minute without requests, so a hole before
 * the newest point is zero; what comes after it has not arrived yet.
 * @param perMinute requests in each minute from `startMs` on, NaN where CloudWatch has none
 */
export function appendMinutes(
  recent: RecentDemand | undefined,
  startMs: number,
  perMinute: Float64Array,
): RecentDemand | undefined {
  let arrived = perMinute.length
  while (arrived > 0 && Number.isNaN(perMinute[arrived - 1])) arrived--
  if (arrived === 0) return recent
  const added = Array.from(perMinute.subarray(0, arrived), requests => (Number.isNaN(requests) ? 0 : requests / 60))
  const known = recent?.endMs === startMs ? recent.rps : []
  return { rps: [...known, ...added].slice(-recentMinutes), endMs: startMs + arrived * minuteMs }
}

/** A minute can usually be read this long after its end (observed of CloudWatch; design: minute m at m + 3 minutes). */
const usualLagMs = 2 * minuteMs

/** After this long without a new minute nothing is on its way: a load balancer reports nothing while nobody asks. */
const longestLagMs = 10 * minuteMs

/** Whether a minute that could usually be read by now is still on its way; `endMs` is where the newest one known ends. */
export function isLate(endMs: number, nowMs: number): boolean {
  return endMs < floorToMinute(nowMs - usualLagMs) && nowMs - endMs <= longestLagMs
}

export function toSeries({ rps, endMs }: RecentDemand): DemandSeries {
  return {
    startMs: endMs - rps.length * minuteMs,
    binSeconds: 60,
    ratesRps: Float64Array.from(rps, value => value ?? Number.NaN),
  }
}

/** Largest demand in [fromMs, toMs), requests per second; undefined while the window is not wholly known. */
export function maximumIn({ rps, endMs }: RecentDemand, fromMs: number, toMs: number): number | undefined {
  if (toMs > endMs) return undefined
  const first = rps.length - Math.ceil((endMs - fromMs) / minuteMs)
  const last = rps.length - Math.ceil((endMs - toMs) / minuteMs)
  if (first < 0) return undefined
  let maximum = 0
  for (let index = first; index < last; index++) maximum = Math.max(maximum, rps[index] ?? 0)
  return maximum
}

export function floorToMinute(timeMs: number): number {
  return Math.floor(timeMs / minuteMs) * minuteMs
}
