// An hourly forecast for the proxy of predictive scaling, whose own model AWS does not publish. It is what a careful engineer
// would build of a fortnight of hourly loads: for every hour of the coming day a ridge regression, on logarithms, that blends
// yesterday, last week, a weighted mean of the same hour on earlier days, and how far the last hours lay off that mean. The
// regression is drawn towards a blend that is sensible by itself, so that it starts well from a single day and learns with
// every further one; hours far off it (incidents) count less. The second day is the first one's forecast, continued.
//
// Its constants were chosen on M4's hourly series and on histories of traces, never on days that are judged: there its
// absolute error is 0.7 of that of "the same as yesterday". docs/decisions/2026-11-21-peers.md has the figures.
import { addRow, normalEquations, robustWeight, solve } from '../../shared/domain/forecasting/ridge.ts'

const hoursOfDay = 24
const hoursOfWeek = 168
/** Weight of a day in the mean of the same hour, against the day after it; and how much more the same day of the week counts. */
const dayFading = 0.7
const sameWeekdayWeight = 10
/** A regression forgets half in a week. */
const fadingPerHour = 0.5 ** (1 / hoursOfWeek)
const priorWeight = 100
const robustTolerance = 20
const features = 8

/** Fewest hours of history from which predictive scaling forecasts (source: user guide, predictive-scaling.md). */
export const fewestHours = 24

/**
 * The load of the next hours, in the unit of the history.
 * @param loads of consecutive hours, oldest first, at least `fewestHours`
 */
export function forecastHours(loads: Float64Array, hours: number): Float64Array {
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  if (!(mean > 0)) return new Float64Array(hours)
  // Quiet hours must not rule by their logarithms.
  const leastLoad = mean / 1000
  let known = loads.map(load => Math.log(Math.max(load, leastLoad)))
  const coefficients = fitDay(historyOf(known), Math.min(hours, hoursOfDay))
  while (known.length < loads.length + hours) {
    const history = historyOf(known)
    const day = coefficients.map((own, hour) => predict(history, hour, own))
    known = Float64Array.from([...known, ...day])
  }
  return known.slice(loads.length, loads.length + hours).map(Math.exp)
}

/** Logarithms of the loads with what the features need of them, per hour. */
interface History {
  readonly logs: Float64Array
  /** Weighted mean of the same hour on earlier days, up to a day beyond the history; from hour 24 on. */
  readonly means: Float64Array
  /** Sums of `logs − means` over the hours before; 0 for the first day. */
  readonly offsetSums: Float64Array
}

function historyOf(logs: Float64Array): History {
  const means = new Float64Array(logs.length + hoursOfDay)
  const offsetSums = new Float64Array(logs.length + 1)
  for (let hour = hoursOfDay; hour < means.length; hour++) means[hour] = meanOfSameHour(logs, hour)
  for (let hour = 0; hour < logs.length; hour++) {
    offsetSums[hour + 1] = offsetSums[hour] + (hour < hoursOfDay ? 0 : logs[hour] - means[hour])
  }
  return { logs, means, offsetSums }
}

function meanOfSameHour(logs: Float64Array, hour: number): number {
  let sum = 0
  let weights = 0
  for (let day = 1; hour - day * hoursOfDay >= 0; day++) {
    const weight = dayFading ** day * (day % 7 === 0 ? sameWeekdayWeight : 1)
    sum += weight * logs[hour - day * hoursOfDay]
    weights += weight
  }
  return sum / weights
}

/** Coefficients of each of the next hours. */
function fitDay(history: History, hours: number): Float64Array[] {
  return Array.from({ length: hours }, (_, ahead) => fitHour(history, ahead))
}

/** How far the load lies off the mean of the same hour, by the features known `ahead` + 1 hours before. */
function fitHour(history: History, ahead: number): Float64Array {
  const { logs, means } = history
  const equations = normalEquations(features, 1)
  const prior = priorOf(ahead)
  const row = new Float64Array(features)
  const target = new Float64Array(1)
  for (let origin = hoursOfDay + 1; origin + ahead < logs.length; origin++) {
    fillFeatures(row, history, origin, ahead)
    target[0] = logs[origin + ahead] - means[origin + ahead] - product(prior, row)
    const age = logs.length - origin
    addRow(equations, fadingPerHour ** age * robustWeight(equations, target[0], robustTolerance), row, 0, target, 0)
  }
  return solve(equations, priorWeight).map((learned, feature) => prior[feature] + learned)
}

function predict(history: History, ahead: number, coefficients: Float64Array): number {
  const row = new Float64Array(features)
  fillFeatures(row, history, history.logs.length, ahead)
  return history.means[history.logs.length + ahead] + product(coefficients, row)
}

/** The blend to start from: a deviation of the last hours fades with the hours ahead. */
function priorOf(ahead: number): Float64Array {
  return Float64Array.of(0.2, 0.2, 0.3 * 0.9 ** ahead, 0.3 * 0.93 ** ahead, 0.1, 0, 0, 0)
}

/** What is known before hour `origin` of the hour `ahead` hours later; the order is that of `priorOf`. */
function fillFeatures(row: Float64Array, { logs, means, offsetSums }: History, origin: number, ahead: number): void {
  const hour = origin + ahead
  const last = origin - 1
  const meanOffset = (hours: number) => (offsetSums[origin] - offsetSums[Math.max(0, origin - hours)]) / hours
  row[0] = logs[hour - hoursOfDay] - means[hour]
  row[1] = hour < hoursOfWeek ? 0 : logs[hour - hoursOfWeek] - means[hour]
  row[2] = meanOffset(1)
  row[3] = meanOffset(6)
  row[4] = meanOffset(24)
  row[5] = last < hoursOfDay ? 0 : logs[last] - logs[last - hoursOfDay]
  row[6] = last < hoursOfWeek ? row[5] : logs[last] - logs[last - hoursOfWeek]
  row[7] = 1
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * b[index], 0)
}
