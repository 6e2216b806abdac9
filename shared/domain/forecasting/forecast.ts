// What people and programs ask for: a forecast of any series in bins of a minute to an hour, up to fourteen days ahead.
import { type DemandSeries, endOf } from '../demand/series.ts'
import type { ForecastAlgorithm } from './algorithms.ts'
import { withoutLaunch } from './clean-history.ts'
import type { KnownEvent } from './event-effect.ts'
import { type EventEffects, withLearnedEffect } from './event-regressors.ts'
import type { Family } from './families/family.ts'
import { learnEventEffects } from './learn-event-effects.ts'
import { checkRequest, dayBinsOf, degradation } from './next-days/check-request.ts'
import { withEventLift } from './next-days/event-lift.ts'
import { cheapFamilies, familiesOf } from './next-days/experts.ts'
import { forecastSeries, type StepsAhead } from './next-days/forecast-series.ts'
import type { StepAhead } from './next-days/step-ahead.ts'
import { crossFade, type NearSteps, nearSteps } from './short-end/short-end.ts'

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
  checkRequest(series, request)
  const chosen = familiesOf(request.algorithm, families)
  const known = eventsOf(series, request)
  const near = nearOf(series, request, known)
  const far = farOf(series, request, chosen, known, near)
  const used = usedAlgorithm(request.algorithm, [...far.shares.keys()])
  return {
    algorithm: used,
    originMs: endOf(series),
    binSeconds: series.binSeconds,
    weights: weightsOf(far.shares, near, request.horizonBins),
    degraded: degradation(withoutLaunch(series).ratesRps, dayBinsOf(series, request), request.algorithm, used),
    steps: crossFade(near, far.steps),
  }
}

interface Events {
  readonly events: readonly KnownEvent[]
  readonly effects: EventEffects
}

function eventsOf(series: DemandSeries, request: ForecastRequest): Events {
  const { events = [] } = request
  return { events, effects: learnEventEffects(series, events, { dayBins: dayBinsOf(series, request) }) }
}

/** Only `auto` mixes two engines, and only bins that lie on the clock are minutes. */
function nearOf(series: DemandSeries, request: ForecastRequest, { events, effects }: Events): NearSteps {
  const mixes = request.algorithm === 'auto' && request.seasonBins === undefined
  const learned = events.map(event => withLearnedEffect(event, effects))
  return nearSteps(series, mixes ? request.horizonBins : 0, request.quantiles, learned)
}

/** Nothing is spent on days where the next hour is all that is asked for. */
function farOf(
  series: DemandSeries,
  request: ForecastRequest,
  families: readonly Family[],
  known: Events,
  near: NearSteps,
): StepsAhead {
  const { horizonBins, quantiles: levels, seasonBins } = request
  if (near.shares.filter(share => share === 1).length === horizonBins) return { steps: near.steps, shares: new Map() }
  const dayBins = dayBinsOf(series, request)
  const far = forecastSeries(series, families, {
    dayBins,
    horizonBins,
    levels,
    coarsening: seasonBins === undefined,
    known,
  })
  const clock = { startMs: endOf(series), binMs: series.binSeconds * 1000, levels }
  return { ...far, steps: withEventLift(far.steps, known.events, known.effects, clock) }
}

function usedAlgorithm(wanted: ForecastAlgorithm, used: readonly ForecastAlgorithm[]): ForecastAlgorithm {
  return wanted === 'auto' || used.includes(wanted) ? wanted : used[0]
}

/** The families' shares in all steps, beside that of the model of the next hour. */
function weightsOf(shares: ReadonlyMap<string, number>, near: NearSteps, horizonBins: number): Record<string, number> {
  const ofNextHour = near.shares.reduce((sum, share) => sum + share, 0) / horizonBins
  const ofFamilies = [...shares].map(([name, share]) => [name, share * (1 - ofNextHour)] as const)
  return Object.fromEntries(ofNextHour > 0 ? [['next-hour', ofNextHour], ...ofFamilies] : ofFamilies)
}
