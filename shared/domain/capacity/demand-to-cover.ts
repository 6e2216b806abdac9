// Which demand the floor has to cover: what the forecast says is worth buying, or more in two situations that its history
// may not hold.
//   overload:    demand has outrun what is in service. Users are hurt every second until help comes, so the rise of the last
//                minutes is carried on until help can serve. Overload is rare, so this costs next to nothing.
//   recent peak: what was needed within the last half-hour may be needed again (batches, bursts that come in pairs). Letting
//                an instance go and launching it again costs its lead and its draining, some four minutes of nothing.

export interface DemandSeen {
  /** What the forecast says is worth buying, requests per second. */
  readonly forecastRps: number
  /** Requests per second of the latest minutes, oldest first, null where unknown. */
  readonly recentRps: readonly (number | null)[]
  /** What the instances in service can serve at the very most, requests per second. */
  readonly saturationRps: number
  /** From the end of the latest minute until help can serve. */
  readonly minutesAhead: number
}

export interface DemandToCover {
  readonly rps: number
  readonly because: 'forecast' | 'recent-peak' | 'overload'
}

/** The rise is measured over this many minutes: one would be noise, more would be late. */
const riseMinutes = 2

/** A rise that would multiply demand by more than this within a lead time is not believed. */
const largestGrowth = 4

const peakMinutes = 30
const peakShare = 0.8

export function demandToCover(seen: DemandSeen): DemandToCover {
  const candidates: DemandToCover[] = [
    { rps: seen.forecastRps, because: 'forecast' },
    { rps: peakShare * recentPeak(seen.recentRps), because: 'recent-peak' },
    { rps: carriedOn(seen), because: 'overload' },
  ]
  return candidates.reduce((most, candidate) => (candidate.rps > most.rps ? candidate : most))
}

function recentPeak(recentRps: DemandSeen['recentRps']): number {
  return recentRps.slice(-peakMinutes).reduce<number>((peak, rps) => Math.max(peak, rps ?? 0), 0)
}

/** 0 while there is no overload, or no telling how fast demand rises. */
function carriedOn({ recentRps, saturationRps, minutesAhead }: DemandSeen): number {
  const last = recentRps.at(-1) ?? 0
  const before = recentRps.at(-1 - riseMinutes)
  if (last <= saturationRps || before === null || before === undefined) return 0
  const risePerMinute = Math.max(0, last - before) / riseMinutes
  return Math.min(last + risePerMinute * minutesAhead, largestGrowth * last)
}
