// From a series in any bins to its forecast in the same bins: made in coarse bins where the horizon allows, read in the fine
// ones.
import type { DemandSeries } from '../../demand/series.ts'
import type { ForecastAlgorithm } from '../algorithms.ts'
import { type PrepareOptions, prepareHistory, withoutEvents } from '../clean-history.ts'
import type { Family, SeasonalHistory } from '../families/family.ts'
import { type InnerPattern, learnInnerPattern, noiseQuantile, refine } from './inner-pattern.ts'
import { type DaysForecast, forecastDays } from './next-days.ts'
import type { StepAhead } from './step-ahead.ts'
import { coarsen, mostWeeks, workingBinSeconds } from './working-bin.ts'

export interface StepsAhead {
  readonly steps: readonly StepAhead[]
  /** Share of each family, summing to 1. */
  readonly shares: ReadonlyMap<ForecastAlgorithm, number>
}

export interface SeriesRequest {
  readonly dayBins: number
  readonly horizonBins: number
  readonly levels: readonly number[]
  /** False when the bins have no place on the clock; they are then worked with as they are. */
  readonly coarsening: boolean
  /** Announced events, past ones as well, and what their kinds do. */
  readonly known: Pick<PrepareOptions, 'events' | 'effects'>
}

export function forecastSeries(series: DemandSeries, families: readonly Family[], request: SeriesRequest): StepsAhead {
  const { dayBins, horizonBins, levels, coarsening, known } = request
  const latest = recent(series, dayBins)
  const history = prepareHistory(latest, { dayBins, ...known })
  const seen = seenIn(history, withoutEvents(latest, { dayBins, ...known }).ratesRps)
  const working = coarsening ? workingBinSeconds(series.binSeconds, horizonBins) : series.binSeconds
  const factor = working / series.binSeconds
  const coarseSeen = coarsen(seen, factor).values
  const coarse = forecastDays(coarsen(history, factor), coarseSeen, families, Math.ceil(horizonBins / factor), levels)
  const steps = factor === 1 ? plainSteps(coarse) : finerSteps(coarse, learnInnerPattern(seen, factor), levels)
  return { steps: steps.slice(0, horizonBins), shares: coarse.shares }
}

/** What came, incidents among it: families are not taught by them, but forecasts are judged by them. */
function seenIn(history: SeasonalHistory, rates: Float64Array): SeasonalHistory {
  const from = rates.length - history.values.length
  const values = history.values.map((cleaned, bin) => (Number.isNaN(rates[from + bin]) ? cleaned : rates[from + bin]))
  return { ...history, values, trust: new Float64Array(values.length).fill(1) }
}

/** What lies further back teaches nothing that a family would remember. */
function recent(series: DemandSeries, dayBins: number): DemandSeries {
  const { startMs, binSeconds, ratesRps } = series
  const from = Math.max(ratesRps.length - 7 * mostWeeks * dayBins, 0)
  const latest = ratesRps.subarray(from)
  if (latest.every(value => Number.isNaN(value))) return series
  return { binSeconds, startMs: startMs + from * binSeconds * 1000, ratesRps: latest }
}

function plainSteps({ points, quantiles }: DaysForecast): StepAhead[] {
  return quantiles.map((values, ahead) => ({ point: points[ahead], quantiles: values }))
}

/** The noise of the finer bin is independent of what is wrong with the coarse forecast: their squares add up. */
function finerSteps(coarse: DaysForecast, pattern: InnerPattern, levels: readonly number[]): StepAhead[] {
  const noise = levels.map(level => noiseQuantile(pattern, level) - 1)
  return Array.from(refine(pattern, coarse.points), (point, ahead) => {
    const bin = Math.floor(ahead / pattern.factor)
    const ratio = coarse.points[bin] > 0 ? point / coarse.points[bin] : 1
    const quantiles = Float64Array.from(levels, (_, k) => {
      const offset = ratio * (coarse.quantiles[bin][k] - coarse.points[bin])
      return Math.max(point + together(offset, noise[k] * point), 0)
    })
    return { point, quantiles: quantiles.sort() }
  })
}

/** Root of the sum of squares for offsets to the same side, the sum for those to opposite sides. */
function together(one: number, other: number): number {
  return one * other > 0 ? Math.sign(one) * Math.hypot(one, other) : one + other
}
