// What a forecast can be made of and what not, and what makes it worse than it could be.
import type { DemandSeries } from '../../demand/series.ts'
import { InputError } from '../../errors.ts'
import type { ForecastAlgorithm } from '../algorithms.ts'

/** The parts of a request that may be out of range. */
export interface Wanted {
  readonly horizonBins: number
  readonly quantiles: readonly number[]
  readonly seasonBins?: number
}

const daySeconds = 86_400
const mostDays = 14

/** Ten times as much, in requests per hour, is still a number. */
const mostDemand = 1e300

/** Bins of a day, the shorter season: those of the request, or of the clock. @throws InputError when neither is whole */
export function dayBinsOf(series: DemandSeries, { seasonBins }: Wanted): number {
  const dayBins = seasonBins ?? daySeconds / series.binSeconds
  if (Number.isInteger(dayBins) && dayBins >= 1) return dayBins
  if (seasonBins !== undefined)
    throw new InputError(`season of ${seasonBins} bins, wanted a whole number of at least 1`)
  throw new InputError(`bins of ${series.binSeconds} s, wanted a whole number of bins in a day`)
}

/** @throws InputError when the series or the request cannot be used; one line says what was got and what was wanted */
export function checkRequest(series: DemandSeries, request: Wanted): void {
  checkHorizon(request.horizonBins, mostDays * dayBinsOf(series, request))
  checkLevels(request.quantiles)
  checkValues(series.ratesRps)
}

function checkHorizon(horizonBins: number, most: number): void {
  if (Number.isInteger(horizonBins) && horizonBins >= 1 && horizonBins <= most) return
  throw new InputError(`horizon of ${horizonBins} bins, wanted 1 to ${most} (${mostDays} days)`)
}

function checkLevels(levels: readonly number[]): void {
  const ascending = levels.every((level, index) => index === 0 || level > levels[index - 1])
  if (ascending && levels.every(level => level > 0 && level < 1)) return
  throw new InputError(`quantiles ${levels.join(', ')}, wanted numbers between 0 and 1, ascending`)
}

function checkValues(values: Float64Array): void {
  const bad = values.findIndex(value => value < 0 || value > mostDemand)
  if (bad >= 0) throw new InputError(`demand of ${values[bad]} in bin ${bad}, wanted a number from 0 to ${mostDemand}`)
  if (values.every(value => Number.isNaN(value))) {
    throw new InputError(`no known demand in ${values.length} bins, wanted at least one value`)
  }
}

/** Two days are the least in which a daily season can be told from chance. */
const fewestDays = 2
const leastKnownShare = 0.5
/** Of the end of history: within a quarter of a day the season goes on, whatever happened meanwhile. */
const mostSilentDays = 1 / 4

/**
 * Why the forecast is worse than it could be, in one plain sentence; undefined when it is not.
 * @param values from the launch on
 */
export function degradation(
  values: Float64Array,
  dayBins: number,
  wanted: ForecastAlgorithm,
  used: ForecastAlgorithm,
): string | undefined {
  const known = values.filter(value => !Number.isNaN(value))
  if (known.every(value => value === 0)) return 'there never was any demand, so none is expected'
  if (used !== wanted) return `history of ${bins(values.length)} is too short for ${wanted}, so ${used} is used`
  if (values.length < fewestDays * dayBins) {
    return `history of ${bins(values.length)} is less than two days, so no season is known`
  }
  if (known.length < leastKnownShare * values.length) {
    return `${values.length - known.length} of ${values.length} bins are missing and had to be bridged`
  }
  const silent = silentBins(values)
  if (silent > mostSilentDays * dayBins) return `nothing is known of the last ${bins(silent)}`
  if (known.every(value => value === known[0])) return 'demand never changed, so nothing is known of how it may change'
  return undefined
}

/** Bins at the end of which nothing is known. */
function silentBins(values: Float64Array): number {
  return values.length - 1 - values.findLastIndex(value => !Number.isNaN(value))
}

function bins(count: number): string {
  return count === 1 ? '1 bin' : `${count} bins`
}
