// Demand in bins of ten seconds, where a group publishes it: what came until some ten seconds ago, instead of two or three
// minutes. Models think in minutes, so the latest bins are put together to minutes that end where the bins end.
import { type RecentDemand, recentMinutes } from './recent-demand.ts'

export const freshBinSeconds = 10
const freshBinMs = freshBinSeconds * 1000
const minuteMs = 60_000
const binsPerMinute = minuteMs / freshBinMs

/** Bins kept: twenty minutes. What is older is known by the minute. */
const freshBins = 120

/** Without a new bin for this long the metric counts as gone, and minutes have to do. */
const stalestFreshMs = 2 * minuteMs

/** Requests per second of every bin, oldest first; the last one ends at `endMs`. */
export interface FreshDemand {
  readonly rps: readonly number[]
  readonly endMs: number
}

/** From where the next read must begin. */
export function readFreshFromMs(fresh: FreshDemand | undefined, nowMs: number): number {
  const earliestMs = Math.floor(nowMs / freshBinMs) * freshBinMs - freshBins * freshBinMs
  return Math.max(fresh?.endMs ?? earliestMs, earliestMs)
}

/**
 * Adds bins that have become readable. A hole before the newest point is a bin without requests, unless it is so long that
 * the metric counts as gone: then bins begin anew after it. What comes after the newest point has not arrived yet.
 * @param perBin requests in each bin from `startMs` on, NaN where CloudWatch has none
 */
export function appendFresh(
  fresh: FreshDemand | undefined,
  startMs: number,
  perBin: Float64Array,
): FreshDemand | undefined {
  let arrived = perBin.length
  while (arrived > 0 && Number.isNaN(perBin[arrived - 1])) arrived--
  if (arrived === 0) return fresh
  const from = endOfSilence(perBin, arrived)
  const known = from === 0 && fresh?.endMs === startMs ? fresh.rps : []
  // Before the first report nothing is known, not even that it was nothing.
  const first = known.length > 0 ? 0 : perBin.findIndex((requests, bin) => bin >= from && !Number.isNaN(requests))
  // Anybody can publish anything under that name: fewer requests than none are none.
  const added = Array.from(perBin.subarray(first, arrived), requests => (requests > 0 ? requests / freshBinSeconds : 0))
  return { rps: [...known, ...added].slice(-freshBins), endMs: startMs + arrived * freshBinMs }
}

/** @returns the bin after the last hole for which the metric was gone; 0: there was none */
function endOfSilence(perBin: Float64Array, arrived: number): number {
  let silent = 0
  for (let bin = arrived - 1; bin >= 0; bin--) {
    silent = Number.isNaN(perBin[bin]) ? silent + 1 : 0
    if (silent * freshBinMs > stalestFreshMs) return bin + silent
  }
  return 0
}

/** The latest minutes as well as they are known: minutes up to the newest bin where there are bins, else as they are. */
export function latestDemand(
  recent: RecentDemand | undefined,
  fresh: FreshDemand | undefined,
  nowMs: number,
): RecentDemand | undefined {
  if (fresh === undefined || fresh.rps.length < binsPerMinute || nowMs - fresh.endMs > stalestFreshMs) return recent
  if (recent !== undefined && recent.endMs >= fresh.endMs) return recent
  const wholeMinutes = Math.floor(fresh.rps.length / binsPerMinute)
  const minutes: (number | null)[] = []
  for (let back = wholeMinutes; back >= 1; back--) {
    const from = fresh.rps.length - back * binsPerMinute
    minutes.push(meanOf(fresh.rps, from, from + binsPerMinute))
  }
  const older = recent === undefined ? [] : shifted(recent, fresh.endMs - wholeMinutes * minuteMs)
  return { rps: [...older, ...minutes].slice(-recentMinutes), endMs: fresh.endMs }
}

/** Minutes that end at `endMs`, each made of the two that it overlaps; those that are not wholly known are unknown. */
function shifted({ rps, endMs: knownToMs }: RecentDemand, endMs: number): (number | null)[] {
  const unknown = Math.max(0, Math.ceil((endMs - knownToMs) / minuteMs))
  const late = (knownToMs - endMs) / minuteMs + unknown
  const whole = Math.floor(late)
  const share = late - whole
  const minutes: (number | null)[] = []
  for (let index = share > 0 ? 1 : 0; index < rps.length - whole; index++) {
    const value = rps[index]
    const before = share > 0 ? rps[index - 1] : value
    minutes.push(value === null || before === null ? null : before * share + value * (1 - share))
  }
  return [...minutes, ...new Array<null>(unknown).fill(null)]
}

function meanOf(values: readonly number[], from: number, to: number): number {
  let sum = 0
  for (let index = from; index < to; index++) sum += values[index]
  return sum / (to - from)
}
