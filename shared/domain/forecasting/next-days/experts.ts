// The families that a forecast blends. The cheap ones always join `auto`; the dear ones (ARIMA, Prophet) only when they are
// named, since a fit of theirs takes longer than all others together.

import { InputError } from '../../errors.ts'
import type { ForecastAlgorithm } from '../algorithms.ts'
import { dampedTrend } from '../families/damped-trend.ts'
import type { Family } from '../families/family.ts'
import { harmonic } from '../families/harmonic.ts'
import { holtWinters } from '../families/holt-winters.ts'
import { seasonalAr } from '../families/seasonal-ar.ts'
import { repeatedSeason } from '../families/seasonal-naive.ts'
import { neuralFamily } from '../neural/next-days-net.ts'
import { steadyLevel } from './steady-level.ts'

/** Families of `auto`; several of one name are variants of it, on scales that suit different loads. */
export const cheapFamilies: readonly Family[] = [
  seasonalAr('log'),
  seasonalAr('sqrt'),
  seasonalAr('raw'),
  seasonalAr('log', 'day'),
  seasonalAr('raw', 'day'),
  seasonalAr('log', 'week'),
  harmonic('log'),
  harmonic('raw'),
  holtWinters('log'),
  holtWinters('raw'),
  repeatedSeason('day'),
  repeatedSeason('week'),
  dampedTrend('log'),
  neuralFamily,
]

const dearFamilies: readonly ForecastAlgorithm[] = ['arima', 'prophet']

/**
 * The families that the algorithm blends: those of its name, for `auto` all cheap ones.
 * @throws InputError when none of the families has the name
 */
export function familiesOf(algorithm: ForecastAlgorithm, families: readonly Family[]): readonly Family[] {
  const chosen = families.filter(({ name }) =>
    algorithm === 'auto' ? !dearFamilies.includes(name) : name === algorithm,
  )
  if (chosen.length > 0) return chosen
  const names = ['auto', ...new Set(families.map(({ name }) => name))]
  throw new InputError(`algorithm ${algorithm}, wanted one of ${names.join(', ')}`)
}

/** What the network has learned from other series is worth a few experts that know only this one. */
const networkPrior = 3

/** Weights before anything is known of how the families do. */
export function priorsOf(families: readonly Family[]): number[] {
  return families.map(({ name }) => (name === 'neural' ? networkPrior : 1))
}

/** What stands in for families that need more history, the better one first. */
const standIns: readonly Family[] = [dampedTrend('log'), steadyLevel]

/** Those that can be fitted on so many bins; a smoothing without seasons or with only a day's when there is none. */
export function fittable(families: readonly Family[], bins: number, dayBins: number): readonly Family[] {
  const isAble = (family: Family) => family.fewestBins(dayBins) <= bins
  const able = families.filter(isAble)
  return able.length > 0 ? able : [standIns.find(isAble) ?? steadyLevel]
}
