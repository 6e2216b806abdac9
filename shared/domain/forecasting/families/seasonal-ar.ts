// Seasonal autoregression: demand is a weighted sum of what it was in the last hours and around the same time yesterday and a
// week ago, learned by ridge regression (Hoerl & Kennard 1970) with exponentially fading rows, and continued recursively.
//
// Coefficients are not drawn towards 0 but towards those of a plain seasonal model, to which short histories therefore fall
// back. The sums of the regression are kept as they stood on each of the last days, so that a forecast from an earlier origin
// uses coefficients which were known then: a backtest of a week costs one pass over the history.
import { type Belief, type RidgeSums, ridgeCoefficients } from './fading-ridge.ts'
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { deepestBins, recur, robustLagSums } from './lag-recursion.ts'
import { repeated } from './repeated.ts'
import { ceilingOf, fromScale, type Scale, type ScaleName, scaleOf, toScale } from './scale.ts'
import { type LagWindow, lagWindows, type SeasonalLags } from './seasonal-lags.ts'

/** What is foretold: the values themselves, or their change since the same time on the day or in the week before. */
export type Difference = 'none' | 'day' | 'week'

export interface SeasonalArSettings {
  readonly lags: SeasonalLags
  readonly halfLifeHours: number
  /** Rows that the belief in the plain model counts for, and rows that the belief in a steady level counts for. */
  readonly beliefRows: number
  readonly steadyRows: number
}

/** Chosen on the hourly series of M4 with their last 48 training values held out. */
const settingsOf: Record<Difference, SeasonalArSettings> = {
  none: {
    lags: {
      recentHours: 5,
      aroundDayHours: 4,
      aroundWeekHours: 2,
      days: [],
      belief: { day: 0.6, week: 0.4, persistence: 0.5 },
    },
    halfLifeHours: 400,
    beliefRows: 10,
    steadyRows: 100,
  },
  day: {
    lags: {
      recentHours: 3,
      aroundDayHours: 1,
      aroundWeekHours: 1,
      days: [2, 3, 4, 5, 6],
      belief: { day: 0, week: 0, persistence: 0.5 },
    },
    halfLifeHours: 400,
    beliefRows: 0.5,
    steadyRows: 100,
  },
  week: {
    lags: {
      recentHours: 5,
      aroundDayHours: 4,
      aroundWeekHours: 2,
      days: [],
      belief: { day: 0.3, week: 0, persistence: 0.8 },
    },
    halfLifeHours: 400,
    beliefRows: 1,
    steadyRows: 100,
  },
}

/** More bins than these are not looked at: 30 days of five minutes. */
const mostBins = 8640
const keptDays = 8

/** @param scaleName scale on which the regression is linear */
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

/** What is regressed on what. */
interface Model {
  readonly dayBins: number
  readonly scale: Scale
  /** Bins between a value and the one that it is the change from, 0 for none. */
  readonly changeBins: number
  /** Taken off every value before the regression, on the scale. */
  readonly mean: number
  readonly windows: readonly LagWindow[]
  readonly belief: Belief
}

function fitSeasonalAr(
  history: SeasonalHistory,
  scaleName: ScaleName,
  difference: Difference,
  settings: SeasonalArSettings,
): Expert {
  const { dayBins, values, trust } = history
  const from = Math.max(values.length - mostBins, 0)
  const scale = scaleOf(scaleName, values.subarray(from))
  const scaled = toScale(scale, values, from)
  const model = modelOf(settings, difference, dayBins, scale, scaled)
  const series = changes(scaled, model)
  const stops = Array.from({ length: keptDays + 1 }, (_, day) => series.length - (keptDays - day) * dayBins)
  const halfLifeBins = (settings.halfLifeHours * dayBins) / 24
  const first = from + model.changeBins
  const lessons = { series, trust: trust.subarray(first), halfLifeBins, dayBins }
  return expert(model, robustLagSums(model.windows, lessons, model.belief, stops), first)
}

function modelOf(
  settings: SeasonalArSettings,
  difference: Difference,
  dayBins: number,
  scale: Scale,
  scaled: Float64Array,
): Model {
  const changeBins = difference === 'none' ? 0 : difference === 'day' ? dayBins : 7 * dayBins
  const mean = changeBins > 0 ? 0 : scaled.reduce((sum, z) => sum + z / scaled.length, 0)
  const windows = lagWindows(settings.lags, dayBins, scaled.length - changeBins)
  const belief = {
    coefficients: windows.map(window => window.belief),
    rows: settings.beliefRows,
    interceptRows: settings.steadyRows,
  }
  return { dayBins, scale, changeBins, mean, windows, belief }
}

/** The change of every bin since the season before, or its distance from the mean. */
function changes(scaled: Float64Array, { changeBins, mean }: Model): Float64Array {
  const series = scaled.slice(changeBins)
  for (let bin = 0; bin < series.length; bin++) series[bin] -= changeBins > 0 ? scaled[bin] : mean
  return series
}

/** @param firstBin the bin of the history that the rows are counted from */
function expert(model: Model, kept: readonly RidgeSums[], firstBin: number): Expert {
  const solved = new Map<RidgeSums, Float64Array>()
  const coefficientsAt = (bins: number) => {
    const sums = kept.findLast(({ rowsEnd }) => firstBin + rowsEnd <= bins) ?? kept[0]
    const coefficients = solved.get(sums) ?? ridgeCoefficients(sums, model.belief)
    solved.set(sums, coefficients)
    return coefficients
  }
  return { foretell: (values, horizonBins) => continued(model, coefficientsAt(values.length), values, horizonBins) }
}

/** The recursion: every foretold bin is a lag of the next ones. */
function continued(model: Model, coefficients: Float64Array, values: Float64Array, horizonBins: number): Float64Array {
  const { scale, windows, changeBins, dayBins } = model
  const reach = changeBins + deepestBins(windows) + 1
  if (values.length < reach) return repeated(values, dayBins, horizonBins)
  const scaled = toScale(scale, values, Math.max(values.length - Math.max(mostBins, reach), 0))
  const course = new Float64Array(reach + horizonBins)
  course.set(scaled.subarray(scaled.length - reach))
  const baseline = (bin: number) => (changeBins > 0 ? course[bin - changeBins] : model.mean)
  const series = changes(course, model)
  recur({ windows, coefficients, baseline, ceiling: ceilingOf(scale.name, scaled) }, series, course, reach)
  return fromScale(scale, course.slice(reach))
}
