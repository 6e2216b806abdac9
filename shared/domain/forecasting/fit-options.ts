import type { DemandSeries } from '../demand/series.ts'
import { InputError } from '../errors.ts'
import type { Family } from './families/family.ts'

export interface FitOptions {
  /** Longest horizon that paths will be drawn for, bins, 1 to 60. @default 60 */
  readonly horizonBins?: number
  /** Paths in a forecast, 20 to 1000. @default 200 */
  readonly pathCount?: number
  /** What draws the base curve of a named algorithm. Without it, or where history is too short for it, `auto` stands in. */
  readonly family?: Family
}

/** @throws InputError when an option or the bin is out of range */
export function checkedOptions(series: DemandSeries, { horizonBins = 60, pathCount = 200 }: FitOptions) {
  if (!(Number.isInteger(horizonBins) && horizonBins >= 1 && horizonBins <= 60)) {
    throw new InputError(`horizon of ${horizonBins} bins, wanted 1 to 60`)
  }
  if (!(Number.isInteger(pathCount) && pathCount >= 20 && pathCount <= 1000)) {
    throw new InputError(`${pathCount} paths, wanted 20 to 1000`)
  }
  if (!(series.binSeconds > 0 && 86_400 % series.binSeconds === 0)) {
    throw new InputError(`bins of ${series.binSeconds} s, wanted a whole number of bins in a day`)
  }
  return { horizonBins, pathCount, dayBins: 86_400 / series.binSeconds }
}
