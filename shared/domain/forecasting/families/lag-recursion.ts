// Regression of a series on windows of its own past, and its recursive continuation.
import { type Belief, type RidgeSums, ridgeCoefficients, ridgeSums } from './fading-ridge.ts'
import { enter, laggedMeans } from './lagged-means.ts'
import type { LagWindow } from './seasonal-lags.ts'

const mostRows = 2400

export interface Lessons {
  readonly series: Float64Array
  readonly trust: Float64Array
  /** Bins after which a bin counts half. */
  readonly halfLifeBins: number
  readonly dayBins: number
}

/**
 * One pass over the series.
 * @param stops bins, ascending
 * @returns the sums of the regression as they stood at each of the stops that lies far enough in; `rowsEnd` is the stop
 */
export function lagSums(windows: readonly LagWindow[], lessons: Lessons, stops: readonly number[]): RidgeSums[] {
  const { series, trust, halfLifeBins, dayBins } = lessons
  const first = deepestBins(windows)
  const lagged = laggedMeans(series, widthsOf(windows))
  const columns = windows.map(({ lag, width }) => lagged.get(width)!.subarray(first - lag))
  const target = series.subarray(first)
  const stride = strideFor(target.length, dayBins)
  const rows = { columns, target, trust: trust.subarray(first), halfLifeRows: halfLifeBins, stride }
  const kept = ridgeSums(
    rows,
    stops.map(stop => stop - first),
  )
  return kept.map(sums => ({ ...sums, rowsEnd: sums.rowsEnd + first }))
}

/** Misses of so many times their usual size make a row count half (Cauchy's M-estimator). */
const tolerance = 2
/** Deviation of a normal variable over its mean absolute value. */
const meanToDeviation = 1.2533
/** What is rare, but comes every day, must not be lost. */
const leastWeight = 0.25
/** Rows that there must be for each coefficient before misses are believed. */
const fewestRowsEach = 8

/**
 * The same with less weight for bins that the regression cannot explain, as a fit on the first half of the history or more
 * says, so that a stop says nothing about what came after it.
 */
export function robustLagSums(
  windows: readonly LagWindow[],
  lessons: Lessons,
  belief: Belief,
  stops: readonly number[],
): RidgeSums[] {
  const plain = lagSums(windows, lessons, stops)
  const first = deepestBins(windows)
  const early = plain.find(({ rowsEnd }) => 2 * rowsEnd >= first + lessons.series.length)
  if (early === undefined || early.rowsEnd - first < fewestRowsEach * windows.length) return plain
  const misses = missesOf(windows, lessons.series, ridgeCoefficients(early, belief))
  const usual = misses.subarray(first, early.rowsEnd)
  const size = tolerance * meanToDeviation * (usual.reduce((sum, miss) => sum + miss, 0) / usual.length)
  if (size === 0) return plain
  const trust = misses.map((miss, bin) => lessons.trust[bin] * Math.max(1 / (1 + (miss / size) ** 2), leastWeight))
  return lagSums(windows, { ...lessons, trust }, stops)
}

/** How far the regression is off in each bin, 0 where it has not begun. */
function missesOf(windows: readonly LagWindow[], series: Float64Array, coefficients: Float64Array): Float64Array {
  const lagged = laggedMeans(series, widthsOf(windows))
  const misses = new Float64Array(series.length)
  const first = deepestBins(windows)
  for (let bin = first; bin < series.length; bin++) misses[bin] = series[bin] - coefficients[windows.length]
  for (const [index, { lag, width }] of windows.entries()) {
    const means = lagged.get(width)!
    for (let bin = first; bin < series.length; bin++) misses[bin] -= coefficients[index] * means[bin - lag]
  }
  return misses.map(Math.abs)
}

/** Bins that the windows reach back. */
export function deepestBins(windows: readonly LagWindow[]): number {
  return Math.max(...windows.map(({ lag, width }) => lag + width - 1))
}

function widthsOf(windows: readonly LagWindow[]): number[] {
  return [...new Set(windows.map(({ width }) => width))]
}

/** Every how many rows are looked at; it shares no factor with the day, so that all times of the day are seen. */
function strideFor(rows: number, dayBins: number): number {
  let stride = Math.max(Math.ceil(rows / mostRows), 1)
  while (!coprime(stride, dayBins)) stride++
  return stride
}

function coprime(a: number, b: number): boolean {
  return b === 0 ? a === 1 : coprime(b, a % b)
}

export interface Law {
  readonly windows: readonly LagWindow[]
  /** One for each window, and the intercept. */
  readonly coefficients: Float64Array
  /** What the series is counted from, asked for one bin after the other. */
  readonly baseline: (bin: number) => number
  readonly ceiling: number
}

/**
 * Fills `course`, which is the baseline plus the series, from bin `from` on: every new bin is a lag of the next ones. It is held
 * between 0 and the ceiling, so that no unstable root can run away.
 * @param series known up to before `from`; it is continued too
 */
export function recur(law: Law, series: Float64Array, course: Float64Array, from: number): void {
  const { windows, coefficients, baseline, ceiling } = law
  const lagged = laggedMeans(series, widthsOf(windows))
  const columns = windows.map(({ width }) => lagged.get(width)!)
  const lags = Int32Array.from(windows, ({ lag }) => lag)
  const shift = course.length - series.length
  for (let bin = from; bin < course.length; bin++) {
    const base = baseline(bin)
    let sum = base + coefficients[windows.length]
    for (let i = 0; i < columns.length; i++) sum += coefficients[i] * columns[i][bin - shift - lags[i]]
    course[bin] = Math.min(Math.max(sum, 0), ceiling)
    enter(lagged, bin - shift, course[bin] - base)
  }
}
