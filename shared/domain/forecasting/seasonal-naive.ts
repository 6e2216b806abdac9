// Seasonal naive: demand goes on as it did at the same time yesterday or a week ago, moved to the recent level; without a
// day of history it stays at its recent level. Errors are its own, as they were. It needs no more than a few minutes.
import { type DemandSeries, endOf } from '../demand/series.ts'
import { binsAhead, packCurve } from './base-curve.ts'
import { checkedOptions, type FitOptions } from './fit-options.ts'
import { fitResiduals } from './fit-residuals.ts'
import { logSeries } from './log-scale.ts'
import type { FittedModel } from './model.ts'
import { makePathModel } from './path-model.ts'
import { memoryBins, traceResiduals, typicalVariance } from './residual-trace.ts'
import { bridgeGaps, movingMean } from './smoothing.ts'

/** A fitted model with the loss that it would have had over the last days; infinite when history is too short to say. */
export interface BacktestedModel {
  readonly model: FittedModel
  readonly backtestLoss: number
}

const smoothHalfWidth = 5

/** @throws InputError when the bins or the options are out of range */
export function fitSeasonalNaive(series: DemandSeries, options: FitOptions = {}): FittedModel {
  return backtestSeasonalNaive(series, options).model
}

export function backtestSeasonalNaive(series: DemandSeries, options: FitOptions = {}): BacktestedModel {
  const { horizonBins, pathCount, dayBins } = checkedOptions(series, options)
  const logs = logSeries(series)
  const lag = seasonLag(logs, dayBins)
  const from = Math.min(lag, logs.length)
  const base = naiveBase(logs, lag, binsAhead(series.binSeconds))
  const longVariance = typicalVariance(logs.subarray(from), base.subarray(from))
  const trace = traceResiduals(logs, base, longVariance)
  const fit = fitResiduals(trace, logs, { from, dayBins, horizonBins, pathCount, course: 'level' })
  return {
    backtestLoss: fit.backtestLoss,
    model: makePathModel({
      algorithm: 'seasonal-naive',
      fittedAtMs: endOf(series),
      binSeconds: series.binSeconds,
      horizonBins,
      base: packCurve(tail(base, logs.length - memoryBins), series.binSeconds),
      longVariance,
      largestRps: largestRate(series),
      ...fit,
    }),
  }
}
