// What people and programs ask for: a forecast of any series in bins of a minute to an hour, up to fourteen days ahead.
import { type DemandSeries, endOf } from '../demand/series.ts'
import type { ForecastAlgorithm } from './algorithms.ts'
import type { KnownEvent } from './event-effect.ts'
import type { Family } from './families/family.ts'
import { checkRequest, dayBinsOf, degradation } from './next-days/check-request.ts'
import { cheapFamilies, familiesOf } from './next-days/experts.ts'
import { forecastSeries } from './next-days/forecast-series.ts'
import { crossFade, type NearSteps, nearSteps } from './next-days/short-end.ts'
import type { StepAhead } from './next-days/step-ahead.ts'

export interface ForecastRequest {
  readonly algorithm: ForecastAlgorithm
  /** Bins ahead, at least 1 and at most fourteen days. */
  readonly horizonBins: number
  /** Between 0 and 1, ascending. */
  readonly quantiles: readonly number[]
  /** Announced and past events; past ones teach what their kind does. */
  readonly events?: readonly KnownEvent[]
  /** Bins of the shorter season. @default the bins of a day */
  readonly seasonBins?: number
}

export interface Forecast {
  /** The family that was used; another one than was asked for where history is too short, and then `degraded` says so. */
  readonly algorithm: ForecastAlgorithm
  /** Epoch milliseconds of the start of the first bin that is forecast. */
  readonly originMs: number
  readonly binSeconds: number
  /** Share of each family in the forecast, summing to 1. */
  readonly weights: Readonly<Record<string, number>>
  /** In one plain sentence, why this forecast is worse than it could be; undefined when it is not. */
  readonly degraded?: string
  readonly steps: readonly ForecastStep[]
}

/** One bin of a forecast. */
export type ForecastStep = StepAhead

/**
 * The forecast of a series after its end. Deterministic; never NaN, never negative, quantiles ascending and at most ten times
 * the largest demand that was seen.
 * @param families those that may be used; ones that must be loaded first are added by the caller, @default the cheap ones
 * @throws InputError when the series holds no demand or a negative one, the horizon is none or longer than fourteen days, or
 * no family of the algorithm's name is given
 */
export function forecast(
  series: DemandSeries,
  request: ForecastRequest,
  families: readonly Family[] = cheapFamilies,
): Forecast {
  const { algorithm, horizonBins, quantiles: levels, seasonBins } = request
  const chosen = familiesOf(algorithm, families)
  checkRequest(series, request)
  const dayBins = dayBinsOf(series, request)
  const onClock = seasonBins === undefined
  const days = forecastSeries(series, chosen, { dayBins, horizonBins, levels, coarsening: onClock })
  const near = nearSteps(series, algorithm === 'auto' && onClock ? horizonBins : 0, levels)
  const names = [...days.shares.keys()]
  const used = algorithm === 'auto' || days.shares.has(algorithm) ? algorithm : names[0]
  return {
    algorithm: used,
    originMs: endOf(series),
    binSeconds: series.binSeconds,
    weights: weightsOf(days.shares, near, horizonBins),
    degraded: degradation(series.ratesRps, dayBins, algorithm, used),
    steps: crossFade(near, days.steps),
  }
}

/** The families' shares in all steps, beside that of the model of the next hour. */
function weightsOf(shares: ReadonlyMap<string, number>, near: NearSteps, horizonBins: number): Record<string, number> {
  const ofNextHour = near.shares.reduce((sum, share) => sum + share, 0) / horizonBins
  const ofFamilies = [...shares].map(([name, share]) => [name, share * (1 - ofNextHour)] as const)
  return Object.fromEntries(ofNextHour > 0 ? [['next-hour', ofNextHour], ...ofFamilies] : ofFamilies)
}
