// Exponential smoothing with two seasons, the day and the week, and a correction for the first autocorrelation of its errors
// (Taylor 2003, "Short-term electricity demand forecasting using double seasonal exponential smoothing", additive form without
// trend). Its four weights are found by a fixed search over the misses of forecasts of a day, made on the last weeks.
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { repeated } from './repeated.ts'
import { ceilingOf, fromScale, type ScaleName, scaleOf, toScale } from './scale.ts'

const mostBins = 8640
const shortestWeeklyDays = 15

export function holtWinters(scaleName: ScaleName): Family {
  return {
    name: 'holt-winters',
    fewestBins: dayBins => 2 * dayBins,
    fit: history => fitHoltWinters(history, scaleName),
  }
}

/** Each is the share of an error that is learned from it, 0 to 1. */
export interface SmoothingWeights {
  readonly level: number
  readonly day: number
  readonly week: number
  /** Share of a miss that is expected again in the next bin. */
  readonly persistence: number
}

interface Seasons {
  readonly dayBins: number
  /** Bins of the longer season; those of the day where the history is too short for a week. */
  readonly weekBins: number
}

function fitHoltWinters({ dayBins, values, trust }: SeasonalHistory, scaleName: ScaleName): Expert {
  const weekly = values.length >= shortestWeeklyDays * dayBins
  const seasons = { dayBins, weekBins: weekly ? 7 * dayBins : dayBins }
  const first = Math.max(values.length - mostBins, 0)
  const scale = scaleOf(scaleName, values.subarray(first))
  const scaled = toScale(scale, values, first)
  const weights = searched(seasons, scaled, trust.subarray(first))
  return {
    foretell(known, horizonBins) {
      if (known.length - first < seasons.weekBins) return repeated(known, dayBins, horizonBins)
      const series = toScale(scale, known, first)
      const state = smoothed(startOf(seasons, series), weights, series, trust.subarray(first))
      return fromScale(scale, continued(state, weights, horizonBins, ceilingOf(scale.name, series)))
    },
  }
}

/** What the smoothing knows after `bins` bins. */
interface State extends Seasons {
  readonly bins: number
  readonly level: number
  readonly day: Float64Array
  readonly week: Float64Array
  /** Last miss, before its expected part was taken out. */
  readonly miss: number
}

/** Level and seasons as the means of the first week say. */
function startOf({ dayBins, weekBins }: Seasons, series: Float64Array): State {
  const day = new Float64Array(dayBins)
  const week = new Float64Array(weekBins)
  let level = 0
  for (let bin = 0; bin < weekBins; bin++) level += series[bin] / weekBins
  for (let bin = 0; bin < weekBins; bin++) day[bin % dayBins] += ((series[bin] - level) * dayBins) / weekBins
  for (let bin = 0; bin < weekBins; bin++) week[bin] = series[bin] - level - day[bin % dayBins]
  return { dayBins, weekBins, bins: 0, level, day, week, miss: 0 }
}

function smoothed(start: State, weights: SmoothingWeights, series: Float64Array, trust: Float64Array): State {
  const { dayBins, weekBins, day, week } = start
  let { level, miss } = start
  for (let bin = start.bins; bin < series.length; bin++) {
    const inDay = bin % dayBins
    const inWeek = bin % weekBins
    const base = level + day[inDay] + week[inWeek]
    const error = (trust[bin] ?? 1) * (series[bin] - base - weights.persistence * miss)
    miss = error + weights.persistence * miss
    level += weights.level * error
    day[inDay] += weights.day * error
    week[inWeek] += weights.week * error
  }
  return { ...start, bins: series.length, level, miss }
}

function continued(state: State, weights: SmoothingWeights, horizonBins: number, ceiling: number): Float64Array {
  const { dayBins, weekBins, day, week, bins } = state
  let miss = state.miss
  return new Float64Array(horizonBins).map((_, ahead) => {
    miss *= weights.persistence
    const foretold = state.level + day[(bins + ahead) % dayBins] + week[(bins + ahead) % weekBins] + miss
    return Math.min(Math.max(foretold, 0), ceiling)
  })
}

const candidates: { readonly [weight in keyof SmoothingWeights]: readonly number[] } = {
  persistence: [0, 0.5, 0.7, 0.85, 0.93, 0.97],
  week: [0, 0.05, 0.1, 0.2, 0.35, 0.5],
  day: [0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5],
  level: [0, 0.005, 0.02, 0.05, 0.1],
}
const rounds = 2

/** One weight after the other, each taking the best of its candidates. */
function searched(seasons: Seasons, series: Float64Array, trust: Float64Array): SmoothingWeights {
  const names = ['persistence', 'week', 'day', 'level'] as const
  let best: SmoothingWeights = { level: 0.01, day: 0.1, week: 0.1, persistence: 0.85 }
  if (series.length < 2 * seasons.weekBins) return best
  let least = meanMiss(seasons, best, series, trust)
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      for (const candidate of candidates[name]) {
        const weights = { ...best, [name]: candidate }
        const miss = meanMiss(seasons, weights, series, trust)
        if (miss < least) [best, least] = [weights, miss]
      }
    }
  }
  return best
}

/** Sum of the misses of forecasts made twice a day after the first week, each of them for two days. */
function meanMiss(seasons: Seasons, weights: SmoothingWeights, series: Float64Array, trust: Float64Array): number {
  const step = Math.max(Math.floor(seasons.dayBins / 2), 1)
  let state = startOf(seasons, series)
  let sum = 0
  for (let origin = seasons.weekBins; origin < series.length; origin += step) {
    state = smoothed(state, weights, series.subarray(0, origin), trust)
    const horizon = Math.min(2 * seasons.dayBins, series.length - origin)
    const foretold = continued(state, weights, horizon, Number.POSITIVE_INFINITY)
    for (let ahead = 0; ahead < horizon; ahead++)
      sum += trust[origin + ahead] * Math.abs(series[origin + ahead] - foretold[ahead])
  }
  return sum
}
