// Seasonal autoregression: demand is a weighted sum of what it was in the last hours and around the same time on earlier days
// and a week ago, learned by ridge regression (Hoerl & Kennard 1970) with exponentially fading rows, and continued recursively.
//
// The sums of the regression are kept as they stood on each of the last days, so that a forecast from an earlier origin uses
// coefficients which were known then: a backtest of eight days costs one pass over the history.

import { type RidgeSums, ridgeCoefficients, ridgeSums } from './fading-ridge.ts'
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { repeated } from './repeated.ts'
import { ceilingOf, fromScale, type Scale, type ScaleName, scaleOf, toScale } from './scale.ts'
import { type LagHours, type LagWindow, seasonalLags } from './seasonal-lags.ts'

export type Difference = 'none' | 'day' | 'week'

export interface SeasonalArSettings {
  readonly lags: LagHours
  readonly halfLifeHours: number
  /** Weight, in share of all rows, of the belief that every coefficient is 0. */
  readonly ridge: number
}

const settingsOf: Record<Difference, SeasonalArSettings> = {
  none: {
    lags: { recent: 6, aroundDay: 4, aroundWeek: 4, days: [2, 3, 4, 5, 6] },
    halfLifeHours: 300,
    ridge: 0.001,
  },
  day: {
    lags: { recent: 3, aroundDay: 1, aroundWeek: 1, days: [2, 3, 4, 5, 6] },
    halfLifeHours: 600,
    ridge: 0.001,
  },
  week: { lags: { recent: 3, aroundDay: 1, aroundWeek: 0, days: [2] }, halfLifeHours: 600, ridge: 0.001 },
}

/** More bins than these are not looked at: 30 days of five minutes. */
const mostBins = 8640
const mostRows = 2400
const keptDays = 8

/**
 * @param scaleName scale on which the regression is linear
 * @param difference what is foretold: the values themselves, or their change since the day or the week before
 */
export function seasonalAr(
  scaleName: ScaleName,
  difference: Difference = 'none',
  settings: SeasonalArSettings = settingsOf[difference],
): Family {
  return {
    name: 'seasonal-ar',
    fewestBins: dayBins => (difference === 'week' ? 9 : 2) * dayBins,
    fit: history => fitSeasonalAr(history, scaleName, difference, settings),
  }
}

/** The regression that a forecast continues. */
interface Plan {
  readonly scale: Scale
  readonly dayBins: number
  /** Bins between a value and the one that it is the change from, 0 for none. */
  readonly seasonBins: number
  readonly windows: readonly LagWindow[]
  readonly ridge: number
}

function fitSeasonalAr(
  history: SeasonalHistory,
  scaleName: ScaleName,
  difference: Difference,
  settings: SeasonalArSettings,
): Expert {
  const { dayBins, values, trust } = history
  const seasonBins = difference === 'none' ? 0 : difference === 'day' ? dayBins : 7 * dayBins
  const from = Math.max(values.length - mostBins, 0)
  const scale = scaleOf(scaleName, values.subarray(from))
  const deepest = values.length - from - seasonBins - dayBins
  const plan = {
    scale,
    dayBins,
    seasonBins,
    windows: seasonalLags(settings.lags, dayBins, deepest),
    ridge: settings.ridge,
  }
  const lagged = laggedMeans(changes(toScale(scale, values, from), seasonBins), plan.windows)
  const halfLifeBins = (settings.halfLifeHours * dayBins) / 24
  const kept = learn(lagged, plan.windows, trust.subarray(from + seasonBins), halfLifeBins, dayBins)
  return expert(plan, kept, from + seasonBins)
}

function expert(plan: Plan, kept: readonly RidgeSums[], firstBin: number): Expert {
  const solved = new Map<RidgeSums, Float64Array>()
  const coefficientsAt = (bins: number) => {
    const sums = kept.findLast(({ rowsEnd }) => rowsEnd <= bins - firstBin) ?? kept[0]
    const known = solved.get(sums) ?? ridgeCoefficients(sums, plan.ridge)
    solved.set(sums, known)
    return known
  }
  return { foretell: (values, horizonBins) => continued(plan, coefficientsAt(values.length), values, horizonBins) }
}

/** The change of every bin since the season before; the values themselves where there is no season. */
function changes(scaled: Float64Array, seasonBins: number): Float64Array {
  if (seasonBins === 0) return scaled
  const differences = scaled.slice(seasonBins)
  for (let bin = 0; bin < differences.length; bin++) differences[bin] -= scaled[bin]
  return differences
}

/** The series, and its moving means of every width that the windows need, each ending at its bin. */
type Lagged = Map<number, Float64Array>

function laggedMeans(series: Float64Array, windows: readonly LagWindow[]): Lagged {
  const lagged: Lagged = new Map([[1, series]])
  for (const { width } of windows) {
    if (!lagged.has(width)) lagged.set(width, trailingMeans(series, width))
  }
  return lagged
}

function trailingMeans(series: Float64Array, width: number): Float64Array {
  const means = new Float64Array(series.length)
  let sum = 0
  for (let bin = 0; bin < series.length; bin++) {
    sum += series[bin]
    if (bin >= width) sum -= series[bin - width]
    means[bin] = sum / Math.min(width, bin + 1)
  }
  return means
}

/** One pass over the history; the sums as they stood at its end and at the ends of the days before. */
function learn(
  lagged: Lagged,
  windows: readonly LagWindow[],
  trust: Float64Array,
  halfLifeBins: number,
  dayBins: number,
): RidgeSums[] {
  const series = lagged.get(1)!
  const first = Math.max(0, ...windows.map(({ lag, width }) => lag + width - 1))
  const columns = windows.map(({ lag, width }) => lagged.get(width)!.subarray(Math.max(first - lag, 0)))
  const target = series.subarray(first)
  const weights = trust.slice(first)
  for (let row = 0; row < weights.length; row++) weights[row] *= 2 ** ((row - weights.length) / halfLifeBins)
  const stops = Array.from({ length: keptDays + 1 }, (_, days) => series.length - (keptDays - days) * dayBins - first)
  const step = strideFor(target.length, dayBins)
  return ridgeSums(columns, target, weights, stops, step).map(sums => ({ ...sums, rowsEnd: sums.rowsEnd + first }))
}

/** Every how many rows are looked at; it shares no factor with the day, so that all times of the day are seen. */
function strideFor(rows: number, dayBins: number): number {
  let stride = Math.ceil(rows / mostRows)
  while (stride > 1 && !coprime(stride, dayBins)) stride++
  return Math.max(stride, 1)
}

function coprime(a: number, b: number): boolean {
  return b === 0 ? a === 1 : coprime(b, a % b)
}

/** The recursion: every foretold bin is a lag of the next ones. */
function continued(plan: Plan, coefficients: Float64Array, values: Float64Array, horizonBins: number): Float64Array {
  const { scale, seasonBins, windows } = plan
  const reach = seasonBins + Math.max(1, ...windows.map(({ lag, width }) => lag + width))
  if (values.length < reach) return repeated(values, plan.dayBins, horizonBins)
  const from = Math.max(values.length - Math.max(reach, mostBins), 0)
  const scaled = toScale(scale, values, from)
  const ceiling = ceilingOf(scale.name, scaled)
  const known = scaled.length
  const course = extended(scaled.subarray(known - reach), horizonBins)
  const lagged = laggedMeans(changes(course, seasonBins), windows)
  recur(course, lagged, plan, coefficients, { from: reach, ceiling })
  return fromScale(scale, course.slice(reach))
}

function extended(values: Float64Array, bins: number): Float64Array {
  const longer = new Float64Array(values.length + bins)
  longer.set(values)
  return longer
}

/** Fills `course` from bin `from` on, held between 0 and the ceiling, so that no unstable root can run away. */
function recur(
  course: Float64Array,
  lagged: Lagged,
  { windows, seasonBins }: Plan,
  coefficients: Float64Array,
  { from, ceiling }: { from: number; ceiling: number },
): void {
  const columns = windows.map(({ width }) => lagged.get(width)!)
  const lags = windows.map(({ lag }) => lag + seasonBins)
  for (let bin = from; bin < course.length; bin++) {
    const before = seasonBins > 0 ? course[bin - seasonBins] : 0
    let sum = before + coefficients[windows.length]
    for (let i = 0; i < columns.length; i++) sum += coefficients[i] * columns[i][bin - lags[i]]
    course[bin] = Math.min(Math.max(sum, 0), ceiling)
    advance(lagged, bin - seasonBins, course[bin] - before)
  }
}

/** Enters a new value in the series and in its moving means. */
function advance(lagged: Lagged, bin: number, value: number): void {
  const series = lagged.get(1)!
  series[bin] = value
  for (const [width, means] of lagged) {
    if (width > 1) means[bin] = means[bin - 1] + (value - series[bin - width]) / width
  }
}
