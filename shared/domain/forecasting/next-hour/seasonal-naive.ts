// Seasonal naive: demand goes on as it did at the same time yesterday or a week ago, moved to the recent level; without a
// day of history it stays at its recent level. Errors are its own, as they were. It needs no more than a few minutes.
import type { DemandSeries } from '../../demand/series.ts'
import { checkedOptions, type FitOptions } from '../fit-options.ts'
import { logSeries } from '../log-scale.ts'
import type { FittedModel } from '../model.ts'
import { bridgeGaps, movingMean } from '../smoothing.ts'
import { binsAhead, curveFrom } from './base-curve.ts'
import { type BacktestedModel, fitPathModel } from './fit-path-model.ts'
import { memoryBins } from './residual-trace.ts'

const smoothHalfWidth = 5
const changeBins = 30

/** @throws InputError when the bins or the options are out of range */
export function fitSeasonalNaive(series: DemandSeries, options: FitOptions = {}): FittedModel {
  return backtestSeasonalNaive(series, options).model
}

export function backtestSeasonalNaive(series: DemandSeries, options: FitOptions = {}): BacktestedModel {
  const checked = checkedOptions(series, options)
  const logs = logSeries(series)
  const lag = seasonLag(logs, checked.dayBins)
  const base = naiveBase(logs, lag, checked.dayBins, binsAhead(series.binSeconds))
  const curve = curveFrom(base, logs.length - memoryBins)
  return fitPathModel('seasonal-naive', series, logs, { base, from: lag, curve, course: 'level' }, checked)
}

/** The lag in bins, 0 for none, whose changes over half an hour have lately been closest to the true ones. */
function seasonLag(logs: Float64Array, dayBins: number): number {
  const lags = [1, 7].map(days => days * dayBins).filter(lag => logs.length >= lag + dayBins / 4)
  const judgedFrom = Math.max(logs.length - 3 * dayBins, lags.at(-1) ?? 0)
  const smooth = movingMean(bridgeGaps(logs), smoothHalfWidth, smoothHalfWidth)
  const losses = [0, ...lags].map(lag => changeLoss(smooth, lag, judgedFrom))
  return [0, ...lags][losses.indexOf(Math.min(...losses))]
}

function changeLoss(smooth: Float64Array, lag: number, from: number): number {
  let loss = 0
  for (let bin = from; bin + changeBins < smooth.length; bin += 5) {
    const change = smooth[bin + changeBins] - smooth[bin]
    const foretold = lag === 0 ? 0 : smooth[bin + changeBins - lag] - smooth[bin - lag]
    loss += (change - foretold) ** 2
  }
  return loss
}

/** Smoothed demand one lag earlier, from bin `lag` to `ahead` bins after the history; flat without a lag. */
function naiveBase(logs: Float64Array, lag: number, dayBins: number, ahead: number): Float64Array {
  const base = new Float64Array(logs.length + ahead)
  if (lag === 0) return base
  const smooth = movingMean(bridgeGaps(logs), smoothHalfWidth, smoothHalfWidth)
  for (let bin = lag; bin < base.length; bin++) {
    let source = bin - lag
    while (source >= logs.length) source -= dayBins
    base[bin] = smooth[source]
  }
  return base
}
