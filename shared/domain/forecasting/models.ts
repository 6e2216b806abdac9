// The registry of forecast families.
import type { DemandSeries } from '../demand/series.ts'
import { InputError } from '../errors.ts'
import { type ForecastAlgorithm, forecastAlgorithms } from './algorithms.ts'
import { withoutLaunch } from './clean-history.ts'
import type { FitOptions } from './fit-options.ts'
import type { FittedModel, ModelRecord } from './model.ts'
import { fitFamily } from './next-hour/family-model.ts'
import { makePathModel } from './next-hour/path-model.ts'
import { decodePathModel } from './next-hour/path-model-record.ts'
import { backtestSeasonalNaive, fitSeasonalNaive } from './next-hour/seasonal-naive.ts'
import { backtestSeasonalRidge, fitSeasonalRidge } from './next-hour/seasonal-ridge.ts'

/** Algorithms that can be ordered: every one that has a name. */
export const availableAlgorithms = forecastAlgorithms

/** What `auto` uses where it is better than the seasonal naive; the name of a record, and of no order. */
const inner = 'seasonal-ridge'

export function isAvailableAlgorithm(name: string): name is ForecastAlgorithm {
  return availableAlgorithms.some(algorithm => algorithm === name)
}

/**
 * Fits a model on history of any length, gaps (NaN) included; what lies before a launch counts for nothing. Deterministic.
 * @param algorithm a name of `algorithms.ts`, or `seasonal-ridge`. Any but `auto` and the seasonal ones wants its family in the
 *   options; the model's own `algorithm` says what was used.
 * @throws InputError when the algorithm is not available, or bins or options are out of range
 */
export function fitModel(algorithm: string, history: DemandSeries, options: FitOptions = {}): FittedModel {
  const series = withoutLaunch(history)
  if (algorithm === inner) return fitSeasonalRidge(series, options)
  if (!isAvailableAlgorithm(algorithm)) {
    throw new InputError(`algorithm ${algorithm}, wanted one of ${availableAlgorithms.join(', ')}`)
  }
  if (algorithm === 'seasonal-naive') return fitSeasonalNaive(series, options)
  const { family } = options
  const named = family?.name === algorithm ? fitFamily(family, series, options) : undefined
  return named ?? fitBest(series, options)
}

/** The naive one must be better by so much: over two days a difference may be one incident. */
const naiveMargin = 0.05

/** The model with the least pinball loss of the 95 % quantile of the next minutes' maximum over the last two days. */
function fitBest(series: DemandSeries, options: FitOptions): FittedModel {
  const ridge = backtestSeasonalRidge(series, options)
  const naive = backtestSeasonalNaive(series, options)
  return naive.backtestLoss < (1 - naiveMargin) * ridge.backtestLoss ? naive.model : ridge.model
}

/**
 * The model that wrote the record with `toRecord`, equal in every forecast.
 * @throws InputError when the record is of an unknown algorithm or damaged
 */
export function restoreModel(record: ModelRecord): FittedModel {
  const { algorithm } = record
  if (algorithm !== inner && (!isAvailableAlgorithm(algorithm) || algorithm === 'auto')) {
    throw new InputError(`model record of algorithm ${algorithm}, wanted ${inner} or a named one`)
  }
  return makePathModel(decodePathModel(record))
}
