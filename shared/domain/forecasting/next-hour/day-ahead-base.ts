// The base curve of the seasonal ridge: log demand of a minute, as the same minute of earlier days foretells it.
//
// It starts from the plain mean of the earlier days and corrects it by a ridge regression on the single days, their trimmed
// mean (which an incident on one day does not move), the size of the daily swing, the pattern within the hour, and daily
// Fourier terms. The regression is on changes over some minutes, not on levels: how much demand rises from now to then is what
// the forecast takes from the base; the level it sees for itself. Nothing younger than a day is used, so that a day can be
// drawn in advance; and every day of the history is drawn with coefficients from before that day, so that its residuals are
// as large as real ones.
import { addRow, fade, type NormalEquations, normalEquations, robustWeight, solve } from '../ridge.ts'
import { movingMean } from '../smoothing.ts'

export interface DayAheadBase {
  /** Base of every bin from 0 (meaningless in the first day) to `ahead` bins after the history, as it was known a day before. */
  readonly values: Float64Array
  /** The same from `memory` bins before the end of the history on, with the latest coefficients throughout. */
  readonly latest: Float64Array
}

interface History {
  readonly days: readonly number[]
  readonly logs: Float64Array
  readonly filled: Float64Array
  readonly smooth: Float64Array
  readonly dayMean: Float64Array
  readonly hourly: Float64Array
  readonly waves: Float64Array
  readonly dayBins: number
}

const smoothHalfWidth = 2
/** Taken in turn: what matters is the next minutes, what a coefficient is worth shows better over more of them. */
const changeBins = [5, 10, 20, 40]
const robustTolerance = 25
const rowStep = 4
const dailyFade = 0.9
const priorWeight = 40
const harmonics = 4
const singleFeatures = 4

/** Days back whose same minute is looked at, given how many days of history there are. */
function lagDays(historyDays: number): number[] {
  return [1, 2, 3, 7].filter(day => historyDays >= day + (day === 1 ? 0.5 : 1.25))
}

/**
 * @param logs log demand, NaN where unknown  @param filled the same without gaps
 * @param dayBins bins in a day; the history must be at least 1.5 days long
 */
export function dayAheadBase(
  logs: Float64Array,
  filled: Float64Array,
  dayBins: number,
  memory: number,
  ahead: number,
): DayAheadBase {
  const history = prepare(logs, filled, dayBins)
  const bins = logs.length
  const from = dayBins
  const equations = normalEquations(history.days.length + singleFeatures + 2 * harmonics, 1)
  const values = new Float64Array(bins + ahead)
  let coefficients = solve(equations, priorWeight)
  for (let start = bins - dayBins * Math.ceil((bins - from) / dayBins); start < bins; start += dayBins) {
    drawInto(values, 0, history, coefficients, Math.max(start, from), start + dayBins)
    fade(equations, dailyFade)
    learnDay(equations, history, Math.max(start, from), start + dayBins)
    coefficients = solve(equations, priorWeight)
  }
  const latest = new Float64Array(memory + ahead)
  drawInto(latest, bins - memory, history, coefficients, Math.max(bins - memory, from), bins + ahead)
  values.set(latest.subarray(memory), bins)
  return { values, latest }
}

/** Writes the base of the bins [from, to) to `out`, whose first place belongs to bin `first`. */
function drawInto(
  out: Float64Array,
  first: number,
  history: History,
  coefficients: Float64Array,
  from: number,
  to: number,
): void {
  const row = new Float64Array(coefficients.length)
  for (let bin = from; bin < to; bin++) {
    let value = writeFeatures(history, bin, row)
    for (let i = 0; i < row.length; i++) value += coefficients[i] * row[i]
    out[bin - first] = value
  }
}

function learnDay(equations: NormalEquations, history: History, from: number, to: number): void {
  const { logs } = history
  const now = new Float64Array(equations.features)
  const then = new Float64Array(equations.features)
  const target = new Float64Array(1)
  for (let bin = from, row = 0; bin < to; bin += rowStep, row++) {
    const ahead = changeBins[row % changeBins.length]
    const change = bin + ahead < to ? logs[bin + ahead] - logs[bin] : Number.NaN
    if (Number.isNaN(change)) continue
    const foretold = writeFeatures(history, bin + ahead, then) - writeFeatures(history, bin, now)
    for (let i = 0; i < now.length; i++) then[i] -= now[i]
    target[0] = change - foretold
    addRow(equations, robustWeight(equations, target[0], robustTolerance), then, 0, target, 0)
  }
}

/** Writes the features of one bin, none of them younger than a day; returns the mean of the days that there are. */
function writeFeatures(history: History, bin: number, out: Float64Array): number {
  const { days, filled, smooth, dayBins, waves } = history
  let sum = 0
  let detail = 0
  let count = 0
  for (; count < days.length && bin >= days[count] * dayBins; count++) {
    const lag = daysBefore(bin, days[count], dayBins, filled.length)
    out[count] = smooth[lag]
    sum += smooth[lag]
    detail += filled[lag] - smooth[lag]
  }
  const mean = sum / count
  const last = daysBefore(bin, 1, dayBins, filled.length)
  let at = days.length
  out[at++] = trimmedMean(out, count, sum) - mean
  for (let i = 0; i < days.length; i++) out[i] = i < count ? out[i] - mean : 0
  out[at++] = mean - history.dayMean[last]
  out[at++] = history.hourly[last]
  out[at++] = detail / count
  const phase = (bin % dayBins) * 2 * harmonics
  for (let i = 0; i < 2 * harmonics; i++) out[at++] = waves[phase + i]
  return mean
}

/** The bin at the same time `days` days earlier, or more where that is not history yet. */
function daysBefore(bin: number, days: number, dayBins: number, bins: number): number {
  let lag = bin - days * dayBins
  while (lag >= bins) lag -= dayBins
  return lag
}

function prepare(logs: Float64Array, filled: Float64Array, dayBins: number): History {
  const smooth = movingMean(filled, smoothHalfWidth, smoothHalfWidth)
  const hourBins = Math.max(Math.round(dayBins / 24), 1)
  return {
    days: lagDays(logs.length / dayBins),
    logs,
    filled,
    smooth,
    dayMean: movingMean(filled, dayBins - 1, 0),
    hourly: hourlyPattern(filled, hourBins, dayBins),
    waves: dailyWaves(dayBins),
    dayBins,
  }
}

/** Mean of the last 24 deviations from the surrounding hour at the same minute of the hour. */
function hourlyPattern(filled: Float64Array, hourBins: number, dayBins: number): Float64Array {
  const around = movingMean(filled, hourBins >> 1, hourBins >> 1)
  const pattern = new Float64Array(filled.length)
  const deviation = (bin: number) => (bin < 0 ? 0 : filled[bin] - around[bin])
  for (let bin = 0; bin < filled.length; bin++) {
    const before = bin < hourBins ? 0 : pattern[bin - hourBins]
    pattern[bin] = before + (deviation(bin) - deviation(bin - dayBins)) / 24
  }
  return pattern
}

function dailyWaves(dayBins: number): Float64Array {
  const waves = new Float64Array(dayBins * 2 * harmonics)
  for (let bin = 0, at = 0; bin < dayBins; bin++) {
    for (let harmonic = 1; harmonic <= harmonics; harmonic++) {
      const angle = (2 * Math.PI * harmonic * bin) / dayBins
      waves[at++] = Math.sin(angle)
      waves[at++] = Math.cos(angle)
    }
  }
  return waves
}

/** Mean of the first `count` values without the largest and the smallest, where there are more than two. */
function trimmedMean(values: Float64Array, count: number, sum: number): number {
  if (count < 3) return sum / count
  let least = values[0]
  let largest = values[0]
  for (let i = 1; i < count; i++) {
    if (values[i] < least) least = values[i]
    if (values[i] > largest) largest = values[i]
  }
  return (sum - least - largest) / (count - 2)
}
