// The registry of forecast families.
import type { DemandSeries } from '../demand/series.ts'
import { InputError } from '../errors.ts'
import type { FitOptions } from './fit-options.ts'
import type { FittedModel, ModelRecord } from './model.ts'
import { makePathModel } from './next-hour/path-model.ts'
import { decodePathModel } from './next-hour/path-model-record.ts'
import { backtestSeasonalNaive, fitSeasonalNaive } from './next-hour/seasonal-naive.ts'
import { backtestSeasonalRidge, fitSeasonalRidge } from './next-hour/seasonal-ridge.ts'

/** Algorithms that can be fitted; `auto` picks among the others by a backtest. */
export const availableAlgorithms = ['auto', 'seasonal-naive', 'seasonal-ridge'] as const

export type AvailableAlgorithm = (typeof availableAlgorithms)[number]

export function isAvailableAlgorithm(name: string): name is AvailableAlgorithm {
  return availableAlgorithms.some(algorithm => algorithm === name)
}

/**
 * Fits a model on history of any length, gaps (NaN) included. Deterministic.
 * @throws InputError when the algorithm is not available, or bins or options are out of range
 */
export function fitModel(algorithm: string, series: DemandSeries, options: FitOptions = {}): FittedModel {
  if (!isAvailableAlgorithm(algorithm)) {
    throw new InputError(`algorithm ${algorithm}, wanted one of ${availableAlgorithms.join(', ')}`)
  }
  switch (algorithm) {
    case 'auto':
      return fitBest(series, options)
    case 'seasonal-naive':
      return fitSeasonalNaive(series, options)
    case 'seasonal-ridge':
      return fitSeasonalRidge(series, options)
  }
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
  if (!isAvailableAlgorithm(record.algorithm) || record.algorithm === 'auto') {
    throw new InputError(`model record of algorithm ${record.algorithm}, wanted seasonal-naive or seasonal-ridge`)
  }
  return makePathModel(decodePathModel(record))
}
