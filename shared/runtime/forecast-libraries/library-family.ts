// What stands between Penumbra and a library: the log scale, the length that it can carry in time, the guard against nonsense,
// and the memory of the last origin.
import type { Expert, Family, QuantilePaths, SeasonalHistory } from '../../domain/forecasting/families/family.ts'
import { selectQuantile } from '../../domain/forecasting/quantiles.ts'
import type { ForecastLibrary, LogForecast, LogHistory } from './forecast-library.ts'
import { quantileLevels } from './normal-quantiles.ts'

/** A family that says when its answer is not the library's. */
export interface LibraryFamily extends Family {
  fit(history: SeasonalHistory): LibraryExpert
}

export interface LibraryExpert extends Expert {
  /** Why the answer is only the recent level: the library failed, or what it said cannot be. Undefined where it is the library's. */
  problem(values: Float64Array, horizonBins: number): string | undefined
  quantiles(values: Float64Array, horizonBins: number): QuantilePaths
}

interface Answer {
  readonly point: Float64Array
  readonly quantiles: QuantilePaths
  readonly problem?: string
}

/** Demand beyond so many times the highest that was seen is nonsense. */
const mostGrowth = 10

/** The recent level is the mean of the last hour, and of so many bins at least. */
const fewestRecentBins = 3

/** Below this mean the logarithm is nearly a straight line, so such demand is counted in smaller units. */
const leastMean = 10

/**
 * A library cannot take in new data with the parameters that it has: it fits anew at every origin, so a call costs a fit. The
 * last answer is kept, so that quantiles and expectation of the same origin cost one.
 */
export function libraryFamily(library: ForecastLibrary): LibraryFamily {
  const { name, fewestBins } = library
  return { name, fewestBins, fit: history => expert(library, history) }
}

function expert(library: ForecastLibrary, history: SeasonalHistory): LibraryExpert {
  let last: { readonly values: Float64Array; readonly horizonBins: number; readonly answer: Answer } | undefined
  const answerTo = (values: Float64Array, horizonBins: number): Answer => {
    if (last?.horizonBins === horizonBins && isSame(last.values, values)) return last.answer
    last = { values: values.slice(), horizonBins, answer: ask(library, history, values, horizonBins) }
    return last.answer
  }
  return {
    foretell: (values, horizonBins) => answerTo(values, horizonBins).point.slice(),
    quantiles: (values, horizonBins) => answerTo(values, horizonBins).quantiles,
    problem: (values, horizonBins) => answerTo(values, horizonBins).problem,
  }
}

function ask(library: ForecastLibrary, history: SeasonalHistory, values: Float64Array, horizonBins: number): Answer {
  const { dayBins } = history
  const instead = (problem?: string) => recent(values.subarray(-dayBins), dayBins, horizonBins, problem)
  const fewest = library.fewestBins(dayBins)
  if (values.length < fewest) return instead(`got a history of ${values.length} bins, wanted at least ${fewest}`)
  const wrong = values.find(value => !isDemand(value))
  if (wrong !== undefined) return instead(`got a history with ${wrong} in it, wanted demand of at least 0`)
  const end = values.subarray(-library.longestBins)
  if (end.every(value => value === end[0])) return instead()
  const unit = unitOf(end)
  try {
    const forecast = library.foretell(logHistory(history, values.length, end, unit), horizonBins)
    return inDemand(forecast, unit, mostGrowth * highest(values))
  } catch (error) {
    return instead(`${library.name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function isSame(left: Float64Array, right: Float64Array): boolean {
  return left.length === right.length && left.every((value, bin) => value === right[bin])
}

function isDemand(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY
}

function highest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0)
}

/** One of the demand's own units, or less of it where that is more than a tenth of the mean. */
function unitOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value / values.length, 0)
  return Math.min(1, mean / leastMean)
}

function logHistory(history: SeasonalHistory, bins: number, end: Float64Array, unit: number): LogHistory {
  const { startMs, binSeconds, dayBins, trust } = history
  const from = bins - end.length
  return {
    startMs: startMs + from * binSeconds * 1000,
    binSeconds,
    dayBins,
    logs: end.map(value => Math.log1p(value / unit)),
    // What came after the fit was never doubted.
    trust: end.map((_, bin) => trust[from + bin] ?? 1),
  }
}

/** @throws where the answer is nonsense */
function inDemand({ point, quantiles }: LogForecast, unit: number, most: number): Answer {
  const demand = (log: number) => Math.max(unit * Math.expm1(log), 0)
  const expected = point.map(demand)
  const absurd = expected.find(value => !(value <= most))
  if (absurd !== undefined)
    throw new Error(`got ${absurd} ahead, wanted at most ${most}, ${mostGrowth} times the highest seen`)
  if (quantiles.paths.some(path => path.some(Number.isNaN))) throw new Error('got NaN for a quantile, wanted a number')
  const paths = quantiles.paths.map(path => path.map(log => Math.min(demand(log), most)))
  return { point: expected, quantiles: { levels: quantiles.levels, paths } }
}

/** The mean of the last hour goes on, and the last day says how far it may stray. */
function recent(lastDay: Float64Array, dayBins: number, horizonBins: number, problem?: string): Answer {
  const known = lastDay.filter(isDemand)
  const hour = known.subarray(-Math.max(fewestRecentBins, Math.round(dayBins / 24)))
  const level = hour.reduce((sum, value) => sum + value / hour.length, 0)
  const flat = (value: number) => new Float64Array(horizonBins).fill(value)
  const paths = quantileLevels.map(each => flat(known.length === 0 ? 0 : selectQuantile(known.slice(), each)))
  return { point: flat(level), quantiles: { levels: quantileLevels, paths }, problem }
}
