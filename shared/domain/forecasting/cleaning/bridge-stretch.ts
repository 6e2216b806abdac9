// What a stretch that is not known, or not to be believed, would have been: the courses of the same time of neighbouring days,
// each moved to the level on either side of the stretch; the more alike a day is there, the likelier it is here.
import { hourBins, neighbourDays } from './day-neighbours.ts'
import type { Stretch } from './odd-stretches.ts'

interface Likeness {
  readonly lag: number
  /** By how much the stretch's surroundings lie above the neighbour's, before and after it; NaN where that is not known. */
  readonly before: number
  readonly after: number
  /** Mean distance on the flanks that moving it leaves, and a part of the way that it is moved. */
  readonly unlikeness: number
}

/** Hours on either side that are held against the neighbours'. */
const flankHours = 3

/** So many of the likest days. */
const mostAlike = 3

/** Days that are much less alike than the likest have another course. */
const nearlyAsAlike = 2
const leastUnlikeness = 0.03

/** A neighbour at another level is less alike, though its course may be the same. */
const shareOfMove = 0.25

/** Of the flanks and of the stretch, a neighbour must know so much. */
const knownShare = 0.5

/**
 * @param logs logarithm of demand; NaN where it is not known or not to be believed
 * @returns logarithms for the bins of the stretch, or undefined where no neighbouring day is known
 */
export function bridgeStretch(logs: Float64Array, stretch: Stretch, dayBins: number): Float64Array | undefined {
  const likest = neighbourDays
    .map(days => likenessOf(logs, stretch, days * dayBins, dayBins))
    .filter(likeness => likeness !== undefined)
    .sort((a, b) => a.unlikeness - b.unlikeness)
    .filter(({ unlikeness }, _rank, [likest]) => unlikeness <= nearlyAsAlike * (likest.unlikeness + leastUnlikeness))
    .slice(0, mostAlike)
  if (likest.length === 0) return undefined
  return Float64Array.from({ length: stretch.to - stretch.from }, (_, index) => meanOf(logs, likest, stretch, index))
}

function likenessOf(logs: Float64Array, stretch: Stretch, lag: number, dayBins: number): Likeness | undefined {
  if (shareKnown(logs, stretch.from + lag, stretch.to + lag) < knownShare) return undefined
  const flank = flankHours * hourBins(dayBins)
  const before = differencesOf(logs, stretch.from - flank, stretch.from, lag)
  const after = differencesOf(logs, stretch.to, stretch.to + flank, lag)
  if (before.count + after.count < knownShare * flank) return undefined
  const move =
    (Math.abs(before.mean) * before.count + Math.abs(after.mean) * after.count) / (before.count + after.count)
  const apart = (before.around + after.around) / (before.count + after.count)
  return {
    lag,
    before: before.count > 0 ? before.mean : after.mean,
    after: after.count > 0 ? after.mean : before.mean,
    unlikeness: apart + shareOfMove * move,
  }
}

function shareKnown(logs: Float64Array, from: number, to: number): number {
  if (from < 0 || to > logs.length) return 0
  let known = 0
  for (let bin = from; bin < to; bin++) if (!Number.isNaN(logs[bin])) known++
  return known / (to - from)
}

interface Differences {
  readonly mean: number
  /** Sum of the distances from the mean. */
  readonly around: number
  readonly count: number
}

/** Of what is known in both, at the bins and so many bins later. */
function differencesOf(logs: Float64Array, from: number, to: number, lag: number): Differences {
  const known: number[] = []
  for (let bin = Math.max(0, from, -lag); bin < Math.min(to, logs.length, logs.length - lag); bin++) {
    const difference = logs[bin] - logs[bin + lag]
    if (!Number.isNaN(difference)) known.push(difference)
  }
  const count = known.length
  const mean = count === 0 ? 0 : known.reduce((sum, each) => sum + each, 0) / count
  return { mean, count, around: known.reduce((sum, each) => sum + Math.abs(each - mean), 0) }
}

/** NaN where none of the neighbours knows the bin. */
function meanOf(logs: Float64Array, likest: readonly Likeness[], { from, to }: Stretch, index: number): number {
  const way = (index + 1) / (to - from + 1)
  let sum = 0
  let count = 0
  for (const { lag, before, after } of likest) {
    const value = logs[from + index + lag]
    if (Number.isNaN(value)) continue
    sum += value + before + (after - before) * way
    count++
  }
  return count === 0 ? Number.NaN : sum / count
}
