// The next hour around the base curve of a named family: what it says of the day, followed minute by minute.
import { type DemandSeries, endOf } from '../../demand/series.ts'
import type { Family } from '../families/family.ts'
import { checkedOptions, type FitOptions } from '../fit-options.ts'
import { logSeries } from '../log-scale.ts'
import type { FittedModel } from '../model.ts'
import { binsAhead, curveFrom } from './base-curve.ts'
import { familyBase } from './family-base.ts'
import { fitPathModel } from './fit-path-model.ts'
import { memoryBins } from './residual-trace.ts'

/**
 * @returns undefined where history is too short for the family
 * @throws InputError when the bins or the options are out of range
 */
export function fitFamily(family: Family, series: DemandSeries, options: FitOptions = {}): FittedModel | undefined {
  const checked = checkedOptions(series, options)
  const logs = logSeries(series)
  const ahead = binsAhead(series.binSeconds)
  const drawn = familyBase(family, logs, series.binSeconds, endOf(series), ahead)
  if (drawn === undefined) return undefined
  const { values: base, from } = drawn
  const curve = curveFrom(base, logs.length - memoryBins)
  return fitPathModel(family.name, series, logs, { base, from, curve, course: 'learned' }, checked).model
}
