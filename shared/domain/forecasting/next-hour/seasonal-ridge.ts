// Seasonal ridge: a base curve drawn a day ahead from earlier days, and a direct ridge regression of what the residual does
// in the next hour on what it did in the last one. Falls back to the seasonal naive when history is too short for either.
import type { DemandSeries } from '../../demand/series.ts'
import { checkedOptions, type FitOptions } from '../fit-options.ts'
import { logSeries } from '../log-scale.ts'
import type { FittedModel } from '../model.ts'
import { bridgeGaps } from '../smoothing.ts'
import { binsAhead } from './base-curve.ts'
import { dayAheadBase } from './day-ahead-base.ts'
import { type BacktestedModel, fitPathModel, type Plan } from './fit-path-model.ts'
import { memoryBins } from './residual-trace.ts'
import { backtestSeasonalNaive } from './seasonal-naive.ts'

const shortestHistoryBins = 360
const shortestSeasonDays = 2

/**
 * @returns a model whose `algorithm` is `seasonal-ridge`, or `seasonal-naive` where fewer than 360 bins are known
 * @throws InputError when the bins or the options are out of range
 */
export function fitSeasonalRidge(series: DemandSeries, options: FitOptions = {}): FittedModel {
  return backtestSeasonalRidge(series, options).model
}

export function backtestSeasonalRidge(series: DemandSeries, options: FitOptions = {}): BacktestedModel {
  const checked = checkedOptions(series, options)
  const logs = logSeries(series)
  const known = logs.reduce((count, log) => (Number.isNaN(log) ? count : count + 1), 0)
  if (known < shortestHistoryBins) return backtestSeasonalNaive(series, options)
  const plan = planFor(logs, checked.dayBins, binsAhead(series.binSeconds))
  return fitPathModel('seasonal-ridge', series, logs, plan, checked)
}

function planFor(logs: Float64Array, dayBins: number, ahead: number): Plan {
  if (logs.length < shortestSeasonDays * dayBins) return flatPlan(logs, ahead)
  const { values, latest } = dayAheadBase(logs, bridgeGaps(logs), dayBins, memoryBins, ahead)
  return { from: dayBins, base: values, curve: latest, course: 'learned' }
}

/** Less than two days: no season, only the mean. */
function flatPlan(logs: Float64Array, ahead: number): Plan {
  let sum = 0
  let count = 0
  for (const log of logs) {
    if (Number.isNaN(log)) continue
    sum += log
    count++
  }
  const flat = (bins: number) => new Float64Array(bins).fill(sum / count)
  return { from: 0, base: flat(logs.length + ahead), curve: flat(memoryBins + ahead), course: 'learned' }
}
