// Exponential smoothing with two seasons, the day and the week, and a correction for the first autocorrelation of its errors
// (Taylor 2003, "Short-term electricity demand forecasting using double seasonal exponential smoothing", additive and without
// trend). Its four weights are those of a fixed grid whose forecasts of two days, made twice a day, have lately missed least.
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { repeated } from './repeated.ts'
import { ceilingOf, fromScale, type ScaleName, scaleOf, toScale } from './scale.ts'

/** More bins than these are not looked at: 30 days of five minutes. */
const mostBins = 8640
/** Bins and weeks that the weights are chosen on, whichever is less, but always two weeks and a day. */
const mostJudgedBins = 5000
const mostJudgedWeeks = 5
const shortestWeeklyDays = 15

export function holtWinters(scaleName: ScaleName): Family {
  return {
    name: 'holt-winters',
    fewestBins: dayBins => 2 * dayBins,
    fit: history => fitHoltWinters(history, scaleName),
  }
}

/** Each is the share of an error that is learned from it, 0 to 1. */
interface SmoothingWeights {
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
  const first = Math.max(values.length - mostBins, 0)
  const weekly = values.length - first >= shortestWeeklyDays * dayBins
  const seasons = { dayBins, weekBins: weekly ? 7 * dayBins : dayBins }
  const scale = scaleOf(scaleName, values.subarray(first))
  const judged = Math.min(mostJudgedWeeks * 7 * dayBins, Math.max(mostJudgedBins, 15 * dayBins))
  const judgedFrom = Math.max(values.length - judged, first)
  const weights = searched(seasons, toScale(scale, values, judgedFrom), trust.subarray(judgedFrom))
  return {
    foretell(known, horizonBins) {
      if (known.length - first < seasons.weekBins) return repeated(known, dayBins, horizonBins)
      const series = toScale(scale, known, first)
      const state = smoothed(startOf(seasons, series), weights, series, trust.subarray(first))
      return fromScale(scale, continued(state, weights, horizonBins, ceilingOf(scaleName, series)))
    },
  }
}

/** What the smoothing knows after `bins` bins; the seasons are changed in place. */
interface State extends Seasons {
  readonly bins: number
  readonly level: number
  readonly day: Float64Array
  readonly week: Float64Array
  /** Last miss, before its expected part was taken out. */
  readonly miss: number
}

/** Level and seasons as the first two weeks say, or what there is of them, without the rise from one to the next. */
function startOf({ dayBins, weekBins }: Seasons, series: Float64Array): State {
  const weeks = series.length >= 2 * weekBins ? 2 : 1
  const rise = weeks === 2 ? (meanOf(series, weekBins, 2 * weekBins) - meanOf(series, 0, weekBins)) / weekBins : 0
  const bins = weeks * weekBins
  const middle = meanOf(series, 0, bins)
  const departure = (bin: number) => series[bin] - middle - rise * (bin - (bins - 1) / 2)
  const day = new Float64Array(dayBins)
  const week = new Float64Array(weekBins)
  for (let bin = 0; bin < bins; bin++) day[bin % dayBins] += (departure(bin) * dayBins) / bins
  for (let bin = 0; bin < bins; bin++) week[bin % weekBins] += (departure(bin) - day[bin % dayBins]) / weeks
  return { dayBins, weekBins, bins: 0, level: middle - (rise * (bins - 1)) / 2, day, week, miss: 0 }
}

function meanOf(series: Float64Array, from: number, to: number): number {
  return series.subarray(from, to).reduce((sum, z) => sum + z / (to - from), 0)
}

function smoothed(start: State, weights: SmoothingWeights, series: Float64Array, trust: Float64Array): State {
  const { dayBins, weekBins, day, week } = start
  let { level, miss } = start
  for (let bin = start.bins; bin < series.length; bin++) {
    const inDay = bin % dayBins
    const inWeek = bin % weekBins
    const expected = weights.persistence * miss
    const error = (trust[bin] ?? 1) * (series[bin] - level - day[inDay] - week[inWeek] - expected)
    miss = error + expected
    level += weights.level * error
    day[inDay] += weights.day * error
    week[inWeek] += weights.week * error
  }
  return { ...start, bins: series.length, level, miss }
}

/** Held between 0 and the ceiling. */
function continued(state: State, weights: SmoothingWeights, horizonBins: number, ceiling: number): Float64Array {
  const { dayBins, weekBins, day, week, bins } = state
  const course = new Float64Array(horizonBins)
  let miss = state.miss
  for (let ahead = 0; ahead < horizonBins; ahead++) {
    miss *= weights.persistence
    const foretold = state.level + day[(bins + ahead) % dayBins] + week[(bins + ahead) % weekBins] + miss
    course[ahead] = Math.min(Math.max(foretold, 0), ceiling)
  }
  return course
}

const grid: readonly SmoothingWeights[] = [0, 0.02, 0.1].flatMap(level =>
  [0.05, 0.2, 0.4].flatMap(day =>
    [0.1, 0.3].flatMap(week => [0, 0.7, 0.93].map(persistence => ({ level, day, week, persistence }))),
  ),
)
const unjudged: SmoothingWeights = { level: 0.02, day: 0.2, week: 0.3, persistence: 0.7 }

function searched(seasons: Seasons, series: Float64Array, trust: Float64Array): SmoothingWeights {
  if (series.length < 2 * seasons.weekBins) return unjudged
  let [best, least] = [unjudged, Number.POSITIVE_INFINITY]
  for (const weights of grid) {
    const miss = recentMiss(seasons, weights, series, trust)
    if (miss < least) [best, least] = [weights, miss]
  }
  return best
}

/** Sum of the misses of forecasts of two days, made twice a day; those of a week ago count half. */
function recentMiss(seasons: Seasons, weights: SmoothingWeights, series: Float64Array, trust: Float64Array): number {
  const { dayBins, weekBins } = seasons
  const step = Math.max(Math.floor(dayBins / 2), 1)
  let state = startOf(seasons, series)
  let sum = 0
  for (let origin = weekBins; origin < series.length; origin += step) {
    state = smoothed(state, weights, series.subarray(0, origin), trust)
    const course = continued(state, weights, Math.min(2 * dayBins, series.length - origin), Number.POSITIVE_INFINITY)
    const importance = 2 ** ((origin - series.length) / (7 * dayBins))
    for (let ahead = 0; ahead < course.length; ahead++)
      sum += importance * trust[origin + ahead] * Math.abs(series[origin + ahead] - course[ahead])
  }
  return sum
}
