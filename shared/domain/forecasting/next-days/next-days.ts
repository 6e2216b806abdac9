// The forecast of hours and days: many experts, weighted by how they have lately done, with quantiles from how wrong their
// blend has lately been. Everything is learned anew from the history at every call, so that it is reproducible and nothing
// has to be kept.
import type { ForecastAlgorithm } from '../algorithms.ts'
import type { Family, SeasonalHistory } from '../families/family.ts'
import { backtest, tailBins } from './backtest.ts'
import { type Calibration, calibrate, offsetsAt } from './calibration.ts'
import { type KnownErrors, learnErrorQuantiles } from './error-quantiles.ts'
import { fittable, priorsOf } from './experts.ts'
import { levelShifts, relevelled } from './level-shift.ts'
import { doubted, doubtOf, insured } from './shift-doubt.ts'
import { type BlendWalk, blend, walkForward } from './walk-forward.ts'
import { weightsAt } from './weights.ts'

export interface DaysForecast {
  /** One value for each bin ahead. */
  readonly points: Float64Array
  /** For each bin ahead, one value for each level, ascending. */
  readonly quantiles: readonly Float64Array[]
  /** Share of each algorithm, summing to 1. */
  readonly shares: ReadonlyMap<ForecastAlgorithm, number>
}

/** Nothing is foretold beyond so many times the largest demand that was ever seen. */
const ceilingTimes = 10

/**
 * @param history what the families learn from
 * @param seen what came in its bins, incidents among it: by that they are judged
 */
export function forecastDays(
  history: SeasonalHistory,
  seen: Float64Array,
  families: readonly Family[],
  horizonBins: number,
  levels: readonly number[],
): DaysForecast {
  const shifts = levelShifts(history)
  const level = { ...history, values: relevelled(history.values, shifts) }
  const forecast = forecastAtLevel(level, relevelled(seen, shifts), families, horizonBins, levels)
  const ceiling = ceilingTimes * seen.reduce((most, value) => Math.max(most, value), 0)
  const doubt = doubtOf(shifts, history)
  const quantiles = forecast.quantiles.map((row, ahead) =>
    row.map((value, k) => Math.min(doubted(value, forecast.points[ahead], levels[k], doubt), ceiling)).sort(),
  )
  return { ...forecast, points: forecast.points.map(point => Math.min(insured(point, doubt), ceiling)), quantiles }
}

/** @param history of one level */
function forecastAtLevel(
  history: SeasonalHistory,
  seen: Float64Array,
  families: readonly Family[],
  horizonBins: number,
  levels: readonly number[],
): DaysForecast {
  const { values, dayBins } = history
  const tail = tailBins(values.length, dayBins, horizonBins)
  const members = fittable(families, values.length - tail, dayBins)
  const tried = backtest(history, members, horizonBins)
  const walk = walkForward(seen, tried, priorsOf(members), horizonBins, dayBins)
  const points = blend(
    members.map(family => family.fit(history).foretell(values, horizonBins)),
    walk.weights,
  )
  const calibration = calibrationOf(walk, seen, dayBins, levels, horizonBins)
  return { points, quantiles: quantilesOf(points, calibration, values), shares: sharesOf(members, walk, horizonBins) }
}

function calibrationOf(
  { origins, points }: BlendWalk,
  seen: Float64Array,
  dayBins: number,
  levels: readonly number[],
  horizonBins: number,
): Calibration {
  const known: KnownErrors[] = origins.map((origin, index) => ({
    origin,
    points: points[index],
    actuals: seen.subarray(origin, origin + points[index].length),
  }))
  const level = seen.reduce((sum, value) => sum + value / seen.length, 0)
  const quantiles = learnErrorQuantiles(known, level, dayBins, horizonBins)
  return calibrate(quantiles, known, levels, dayBins, horizonBins)
}

function quantilesOf(points: Float64Array, calibration: Calibration, values: Float64Array): Float64Array[] {
  return Array.from(points, (point, ahead) =>
    offsetsAt(calibration, values.length + ahead, ahead + 1, point).map(offset => Math.max(point + offset, 0)),
  )
}

function sharesOf(members: readonly Family[], { weights }: BlendWalk, horizonBins: number) {
  const shares = new Map<ForecastAlgorithm, number>()
  for (let horizon = 1; horizon <= horizonBins; horizon++) {
    for (const [index, weight] of weightsAt(weights, horizon).entries()) {
      const { name } = members[index]
      shares.set(name, (shares.get(name) ?? 0) + weight / horizonBins)
    }
  }
  return shares
}
