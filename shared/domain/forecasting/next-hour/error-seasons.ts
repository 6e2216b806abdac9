// When errors are usually large: at which minutes of the hour (jobs that start at :00 and :30), and at which times of day.
import { movingMean } from '../smoothing.ts'

/** Usual squared errors after the end of the history: one hour of bins, and one day in steps of `dailyStep` bins. */
export interface ErrorSeasons {
  readonly hourly: Float32Array
  readonly daily: Float32Array
}

export interface SeasonalErrors {
  /** For every bin of the history and an hour more, what was usual at its minute of the hour until an hour before. */
  readonly hourly: Float64Array
  /** For every bin of the history and a day more, what was usual at its time of day until a day before. */
  readonly daily: Float64Array
}

const dailyStep = 5
const hourlyMemory = 0.9
const dailyMemory = 0.6
/** One spike counts as at most so many times the mean. */
const largestSquare = 30

/** @param squares squared error of the forecast that was made for each bin */
export function seasonalErrors(squares: Float64Array, dayBins: number): SeasonalErrors {
  const usual = squares.reduce((sum, square) => sum + square, 0) / squares.length
  const bounded = squares.map(square => Math.min(square, largestSquare * usual))
  return {
    hourly: remember(movingMean(bounded, 2, 2), hourBinsOf(dayBins), hourlyMemory, usual),
    daily: remember(movingMean(bounded, 8, 8), dayBins, dailyMemory, usual),
  }
}

export function packSeasons({ hourly, daily }: SeasonalErrors, bins: number, dayBins: number): ErrorSeasons {
  const atSteps = daily.subarray(bins, bins + dayBins).filter((_, bin) => bin % dailyStep === 0)
  return {
    hourly: Float32Array.from(hourly.subarray(bins, bins + hourBinsOf(dayBins))),
    daily: Float32Array.from(atSteps),
  }
}

/** No season is known: the same at every time. */
export function flatSeasons(square: number): ErrorSeasons {
  return { hourly: Float32Array.of(square), daily: Float32Array.of(square) }
}

/** @param binsAhead bins from the end of the history, negative before it */
export function usualErrors({ hourly, daily }: ErrorSeasons, binsAhead: number): { hourly: number; daily: number } {
  const hour = modulo(binsAhead, hourly.length)
  const day = modulo(Math.floor(binsAhead / dailyStep), daily.length)
  return { hourly: hourly[hour], daily: daily[day] }
}

function remember(means: Float64Array, period: number, memory: number, usual: number): Float64Array {
  const known = new Float64Array(means.length + period)
  for (let bin = 0; bin < known.length; bin++) {
    known[bin] = bin < period ? usual : memory * known[bin - period] + (1 - memory) * means[bin - period]
  }
  return known
}

function hourBinsOf(dayBins: number): number {
  return Math.max(Math.round(dayBins / 24), 1)
}

function modulo(value: number, period: number): number {
  return ((value % period) + period) % period
}
