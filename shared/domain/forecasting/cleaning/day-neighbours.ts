// The same time of neighbouring days: what a bin is held against, and what one that is not known is made of.

import { insertSorted, middleOf } from './medians.ts'

/** A week catches what is weekly; days on both sides, because a level moves. */
export const neighbourDays: readonly number[] = [-7, -3, -2, -1, 1, 2, 3, 7]

/** Least and most that the neighbours of a bin have within an hour of its time; Infinity and -Infinity where none is known. */
export interface Envelope {
  readonly low: Float64Array
  readonly high: Float64Array
}

/**
 * An hour on either side: a clock put back or forward is no incident.
 * @param values NaN where nothing is known
 */
export function envelopeOf(values: Float64Array, dayBins: number): Envelope {
  const lows = extremesWithin(values, hourBins(dayBins), -1)
  const highs = extremesWithin(values, hourBins(dayBins), 1)
  const low = new Float64Array(values.length).fill(Number.POSITIVE_INFINITY)
  const high = new Float64Array(values.length).fill(Number.NEGATIVE_INFINITY)
  for (const days of neighbourDays) {
    const lag = days * dayBins
    for (let bin = Math.max(0, -lag); bin < Math.min(values.length, values.length - lag); bin++) {
      if (lows[bin + lag] < low[bin]) low[bin] = lows[bin + lag]
      if (highs[bin + lag] > high[bin]) high[bin] = highs[bin + lag]
    }
  }
  return { low, high }
}

/** How far a bin lies above the middle of its neighbours; NaN where fewer than so many of them are known. */
export function aboveNeighbours(values: Float64Array, dayBins: number, fewest: number): (bin: number) => number {
  const sorted = new Float64Array(neighbourDays.length)
  return bin => {
    let known = 0
    for (const days of neighbourDays) {
      const other = bin + days * dayBins
      if (other >= 0 && other < values.length && !Number.isNaN(values[other]))
        insertSorted(sorted, known++, values[other])
    }
    return known < fewest ? Number.NaN : values[bin] - middleOf(sorted, known)
  }
}

export function hourBins(dayBins: number): number {
  return Math.max(1, Math.round(dayBins / 24))
}

/**
 * The greatest (sign 1) or least (sign -1) of the values at most `reach` bins away, by a queue of candidates that each
 * newcomer shortens; Infinity of the opposite sign where none is known.
 */
function extremesWithin(values: Float64Array, reach: number, sign: 1 | -1): Float64Array {
  const extremes = new Float64Array(values.length)
  const queue = new Int32Array(values.length)
  let [head, tail] = [0, 0]
  for (let bin = 0; bin < values.length + reach; bin++) {
    if (bin < values.length && !Number.isNaN(values[bin])) {
      while (tail > head && sign * values[queue[tail - 1]] <= sign * values[bin]) tail--
      queue[tail++] = bin
    }
    const centre = bin - reach
    if (centre < 0) continue
    while (tail > head && queue[head] < centre - reach) head++
    extremes[centre] = tail > head ? values[queue[head]] : -sign * Number.POSITIVE_INFINITY
  }
  return extremes
}
