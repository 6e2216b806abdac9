// Season taken out and put back, for libraries that know none or only short ones. On the log scale, so that a sum there is a
// factor of the demand: the classical decomposition (moving average, then means by position in the day and in the week).
import type { LogForecast, LogHistory } from './forecast-library.ts'
import { normalQuantiles } from './normal-quantiles.ts'

/** Expected values and standard deviations of the bins ahead. */
export interface NormalForecast {
  readonly point: Float64Array
  readonly deviations: Float64Array
}

/** What is left without season varies by less only where history repeats itself, and libraries divide by that. */
const leastRange = 1e-9

/** @param foretell continues what is left of the history when the season is taken out */
export function foretellAroundSeason(
  history: LogHistory,
  horizonBins: number,
  foretell: (adjusted: Float64Array) => NormalForecast,
): LogForecast {
  const { adjusted, ahead } = adjustSeason(history)
  const { point, deviations } = rangeOf(adjusted) < leastRange ? level(adjusted, horizonBins) : foretell(adjusted)
  const season = ahead(horizonBins)
  const expected = point.map((value, bin) => value + season[bin])
  return { point: expected, quantiles: normalQuantiles(expected, deviations) }
}

export function rangeOf(values: Float64Array): number {
  const least = values.reduce((sofar, value) => Math.min(sofar, value))
  return values.reduce((sofar, value) => Math.max(sofar, value)) - least
}

function level(adjusted: Float64Array, horizonBins: number): NormalForecast {
  return { point: new Float64Array(horizonBins).fill(adjusted[0]), deviations: new Float64Array(horizonBins) }
}

export interface SeasonalAdjustment {
  /** The history without its season. */
  readonly adjusted: Float64Array
  /** Season of the next bins. */
  ahead(horizonBins: number): Float64Array
}

/** A position of the week was seen only two or three times: so many sightings of "no difference from other days" join them. */
const weekDoubt = 1

/** Both seasons where two periods of them are there, else the day alone, else none. */
export function adjustSeason({ logs, trust, dayBins }: LogHistory): SeasonalAdjustment {
  const weekBins = 7 * dayBins
  const known = [dayBins, weekBins].filter(period => period > 1 && logs.length >= 2 * period)
  if (known.length === 0) return adjustment(logs, () => 0)
  const rest = minus(logs, movingAverage(logs, known.at(-1) ?? dayBins))
  const day = profile(rest, trust, dayBins, 0)
  if (known.length === 1) return adjustment(logs, bin => day[bin % dayBins])
  const differences = rest.map((value, bin) => value - day[bin % dayBins])
  const week = smoothed(profile(differences, trust, weekBins, weekDoubt), Math.round(dayBins / 24))
  return adjustment(logs, bin => day[bin % dayBins] + week[bin % weekBins])
}

function adjustment(logs: Float64Array, seasonOf: (bin: number) => number): SeasonalAdjustment {
  return {
    adjusted: logs.map((value, bin) => value - seasonOf(bin)),
    ahead: horizonBins => Float64Array.from({ length: horizonBins }, (_, step) => seasonOf(logs.length + step)),
  }
}

function minus(left: Float64Array, right: Float64Array): Float64Array {
  return left.map((value, bin) => value - right[bin])
}

/** Centred on each bin, over one whole period; at the ends the nearest whole one, carried on by the slope of the whole. */
function movingAverage(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(values.length + 1)
  for (let bin = 0; bin < values.length; bin++) sums[bin + 1] = sums[bin] + values[bin]
  const meanFrom = (from: number) => (sums[from + period] - sums[from]) / period
  const last = values.length - period
  const slope = (meanFrom(last) - meanFrom(0)) / last
  return values.map((_, bin) => {
    const centred = bin - Math.floor(period / 2)
    const from = Math.min(Math.max(centred, 0), last)
    return meanFrom(from) + slope * (centred - from)
  })
}

/** Mean at every position in the period, with mean 0; `doubt` is the weight of a zero that joins each. */
function profile(values: Float64Array, trust: Float64Array, period: number, doubt: number): Float64Array {
  const sums = new Float64Array(period)
  const weights = new Float64Array(period).fill(doubt)
  for (let bin = 0; bin < values.length; bin++) {
    sums[bin % period] += trust[bin] * values[bin]
    weights[bin % period] += trust[bin]
  }
  const means = sums.map((sum, position) => (weights[position] > 0 ? sum / weights[position] : 0))
  const mean = means.reduce((sum, value) => sum + value, 0) / period
  return means.map(value => value - mean)
}

/** Running mean around a circle, over `width` bins. */
function smoothed(values: Float64Array, width: number): Float64Array {
  if (width < 2) return values
  const { length } = values
  const first = -Math.floor(width / 2)
  return values.map((_, at) => {
    let sum = 0
    for (let step = first; step < first + width; step++) sum += values[(at + step + length) % length]
    return sum / width
  })
}
