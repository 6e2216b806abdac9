// The base curve that a named family draws: its own forecasts, each made a day ahead, for the last days of the history, and one
// from its end. So the course of the residual is learned from what the family would really have said. Families see hours, in
// which a fortnight is a few hundred values: what happens within the hour is the residual's.
import type { Expert, Family, SeasonalHistory } from '../families/family.ts'
import { bridgeGaps } from '../smoothing.ts'

export interface FamilyBase {
  /** Base of every bin of the history and of `ahead` bins after it; the first one that is known, before `from`. */
  readonly values: Float64Array
  /** First bin that the family foretold. */
  readonly from: number
}

const hourSeconds = 3600
/** Days of the history that are foretold: as many as errors are drawn from. Dear families take a while for each. */
const mostOrigins = 7

/**
 * @param logs log demand, NaN where unknown
 * @returns undefined where history is too short for the family to foretell a day of it
 */
export function familyBase(
  family: Family,
  logs: Float64Array,
  binSeconds: number,
  endMs: number,
  ahead: number,
): FamilyBase | undefined {
  const hourBins = Math.max(Math.round(hourSeconds / binSeconds), 1)
  const history = inHours(logs, binSeconds, hourBins, endMs)
  const { dayBins } = history
  const hours = history.values.length
  const origins = Math.min(mostOrigins, Math.floor((hours - family.fewestBins(dayBins)) / dayBins))
  if (origins < 1) return undefined
  const first = hours - origins * dayBins
  const course = foretoldFrom(family.fit(history), history, first, Math.ceil(ahead / hourBins) + 1)
  const from = logs.length - origins * dayBins * hourBins
  return { from, values: inBins(course.map(Math.log1p), from, hourBins, logs.length + ahead) }
}

/** Mean demand of a bin in each whole hour, counted back from the end. */
function inHours(logs: Float64Array, binSeconds: number, hourBins: number, endMs: number): SeasonalHistory {
  const hours = Math.floor(logs.length / hourBins)
  const skipped = logs.length - hours * hourBins
  const filled = bridgeGaps(logs)
  const values = new Float64Array(hours)
  const trust = new Float64Array(hours)
  for (let bin = skipped; bin < logs.length; bin++) {
    const hour = Math.floor((bin - skipped) / hourBins)
    values[hour] += Math.max(Math.expm1(filled[bin]), 0) / hourBins
    if (!Number.isNaN(logs[bin])) trust[hour] += 1 / hourBins
  }
  const seconds = binSeconds * hourBins
  return { startMs: endMs - hours * seconds * 1000, binSeconds: seconds, dayBins: 86_400 / seconds, values, trust }
}

/** Forecasts of a day from `first` and from every day after it, and one of `ahead` hours from the end. */
function foretoldFrom(expert: Expert, { values, dayBins }: SeasonalHistory, first: number, ahead: number) {
  const course = new Float64Array(values.length - first + ahead)
  for (let origin = first; origin < values.length; origin += dayBins) {
    course.set(expert.foretell(values.subarray(0, origin), dayBins), origin - first)
  }
  course.set(expert.foretell(values, ahead), values.length - first)
  return course
}

/** Straight lines between the middles of the hours, level at the ends; the first hour begins with bin `from`. */
function inBins(hours: Float64Array, from: number, hourBins: number, bins: number): Float64Array {
  const values = new Float64Array(bins)
  for (let bin = 0; bin < bins; bin++) {
    const position = Math.min(Math.max((bin - from + 0.5) / hourBins - 0.5, 0), hours.length - 1)
    const left = Math.floor(position)
    const right = Math.min(left + 1, hours.length - 1)
    values[bin] = hours[left] + (position - left) * (hours[right] - hours[left])
  }
  return values
}
