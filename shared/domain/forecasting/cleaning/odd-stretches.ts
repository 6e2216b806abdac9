// Incidents, load tests, lone spikes: stretches that no neighbouring day knows and that are over again.
//
// A bin is odd when it lies well outside of everything that the same hour of the neighbouring days has seen, and well away
// from where the rest of its own day lies. What looks odd but is not an incident:
// - a new level: it stays, so days to come know it; and it lasts longer than an incident does
// - what is odd at the end of history, since nobody knows yet whether it stays
// - what comes again and again without keeping the hour (bursts of a batch load): that is the load
import { aboveNeighbours, envelopeOf, hourBins } from './day-neighbours.ts'
import { medianOf, runningMedian } from './medians.ts'

/** Bins from `from` up to, and without, `to`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}

interface Excursion extends Stretch {
  /** Largest distance from the usual, in logarithms. */
  readonly peak: number
  readonly sign: number
}

/** Of a day: what lasts longer is more than an incident. */
const longestShare = 1 / 4

/** Fewer neighbours say nothing about what is usual. */
const fewestNeighbours = 2

/** Distance from the usual in logarithms, at least, and in usual distances; both must be surpassed. */
const oddAbove = { least: 0.4, spreads: 4 }

/** What is that far outside of all neighbours is not just the highest of many. */
const outsideAbove = { least: 0.1, spreads: 1 }

/** The same where no week before or after is known: a Sunday is not odd for being no weekday. */
const withoutWeek = 0.7

/** So many are enough for the usual distance. */
const mostSamples = 2000

/** Beginning and end of an incident are less odd than its middle. */
const flankAbove = { least: 0.15, spreads: 1.5 }

/** What is seen in more than this share of the bins, or on more than this share of the days and more than two, is usual. */
const usualBins = 0.01
const usualDays = 1 / 3

/** This share of a distance, in logarithms, is as far. */
const alike = 0.7

/**
 * @param logs logarithm of demand, NaN where nothing is known
 * @returns in order, without overlap
 */
export function oddStretches(logs: Float64Array, dayBins: number): Stretch[] {
  const away = awayFromUsual(logs, dayBins)
  const samples = sampled(away, 0, logs.length, sampleEvery(dayBins))
  const spread = spreadOf(samples)
  const envelope = envelopeOf(logs, dayBins)
  const odd = beyond(oddAbove, spread)
  const outside = beyond(outsideAbove, spread)
  const isOdd = (bin: number) => {
    const out = Math.max(logs[bin] - envelope.high[bin], envelope.low[bin] - logs[bin])
    return out > outside && Math.abs(away(bin)) > odd && (out > withoutWeek || knowsWeek(logs, bin, dayBins))
  }
  return excursionsOf({ away, isOdd, bins: logs.length, flank: beyond(flankAbove, spread) }, dayBins)
    .filter(({ from, to }) => to - from <= Math.max(1, longestShare * dayBins))
    .filter(excursion => isOver(excursion, logs.length, dayBins))
    .filter(excursion => !isUsual(excursion, samples, dayBins))
}

function beyond({ least, spreads }: { least: number; spreads: number }, spread: number): number {
  return Math.max(least, spreads * spread)
}

function knowsWeek(logs: Float64Array, bin: number, dayBins: number): boolean {
  return !(Number.isNaN(logs[bin - 7 * dayBins] ?? Number.NaN) && Number.isNaN(logs[bin + 7 * dayBins] ?? Number.NaN))
}

/** Distance from the neighbours beyond that of the rest of the day: of a holiday, of growth, of a new level. */
function awayFromUsual(logs: Float64Array, dayBins: number): (bin: number) => number {
  const above = aboveNeighbours(logs, dayBins, fewestNeighbours)
  const drift = driftOf(above, logs.length, dayBins)
  const hour = hourBins(dayBins)
  return bin => above(bin) - drift[Math.floor(bin / hour)]
}

/** How far the whole of the day around each hour lies from its neighbours. */
function driftOf(above: (bin: number) => number, bins: number, dayBins: number): Float64Array {
  const hour = hourBins(dayBins)
  const step = sampleEvery(dayBins)
  const hours = Float64Array.from({ length: Math.ceil(bins / hour) }, (_, index) =>
    medianOf(sampled(above, index * hour, Math.min((index + 1) * hour, bins), step)),
  )
  return runningMedian(hours, Math.max(1, Math.round(dayBins / hour / 2))).map(drift =>
    Number.isNaN(drift) ? 0 : drift,
  )
}

/** Usual distance: the standard deviation of a normal distribution with the same median distance. */
function spreadOf(samples: Float64Array): number {
  const step = Math.ceil(samples.length / mostSamples)
  const median = medianOf(sampled(index => Math.abs(samples[index]), 0, samples.length, step))
  return Number.isNaN(median) ? 0 : 1.4826 * median
}

/** A median of a dozen an hour is as good as one of sixty. */
function sampleEvery(dayBins: number): number {
  return Math.max(1, Math.floor(hourBins(dayBins) / 12))
}

function sampled(of: (bin: number) => number, from: number, to: number, step: number): Float64Array {
  const samples = new Float64Array(Math.ceil((to - from) / step))
  for (let index = 0; index < samples.length; index++) samples[index] = of(from + index * step)
  return samples
}

interface Search {
  readonly away: (bin: number) => number
  readonly isOdd: (bin: number) => boolean
  readonly bins: number
  readonly flank: number
}

function excursionsOf({ away, isOdd, bins, flank }: Search, dayBins: number): Excursion[] {
  const apart = Math.max(1, Math.round(dayBins / 96))
  const found: Excursion[] = []
  for (let bin = 0; bin < bins; bin++) {
    if (!isOdd(bin)) continue
    const sign = Math.sign(away(bin))
    let [from, to] = [bin, bin + 1]
    while (from > 0 && sign * away(from - 1) > flank) from--
    while (to < bins && sign * away(to) > flank) to++
    let peak = 0
    for (let each = from; each < to; each++) peak = Math.max(peak, sign * away(each))
    join(found, { from, to, peak, sign }, apart)
    bin = to - 1
  }
  return found
}

/** One that begins soon after the last one of its kind ended is the same. */
function join(found: Excursion[], next: Excursion, apart: number): void {
  const last = found.at(-1)
  if (last === undefined || last.sign !== next.sign || next.from - last.to > apart) found.push(next)
  else found[found.length - 1] = { ...last, to: next.to, peak: Math.max(last.peak, next.peak) }
}

/**
 * Whether as much has been seen too often, at whatever hour, to be an incident.
 * @param samples distances from the usual
 */
function isUsual({ peak, sign, from, to }: Excursion, samples: Float64Array, dayBins: number): boolean {
  const step = sampleEvery(dayBins)
  const days = new Set<number>()
  let often = 0
  for (let index = 0; index < samples.length; index++) {
    const bin = index * step
    if (sign * samples[index] < alike * peak || Number.isNaN(samples[index]) || (bin >= from && bin < to)) continue
    often++
    days.add(Math.floor(bin / dayBins))
  }
  const bins = samples.length * step
  return often > usualBins * samples.length || days.size > Math.max(2, (usualDays * bins) / dayBins)
}

/** As long as it lasted, and a quarter of an hour at least, it has been as usual since. */
function isOver({ from, to }: Stretch, bins: number, dayBins: number): boolean {
  return bins - to >= Math.max(1, Math.round(dayBins / 96), to - from)
}
