// The number that capacity is bought by, the 95 % quantile of the largest demand in the next half-hour, as a tick makes it: the
// model's paths, corrected by what came of earlier forecasts, blended with the reactive baseline. Refitted once a day, which is
// seldomer than `learn` does.
import {
  baselineQuantile,
  initialBaseline,
  pinballLoss,
  updateBaseline,
} from '../../shared/domain/forecasting/baseline.ts'
import { blend, initialBlend, updateBlend } from '../../shared/domain/forecasting/blend.ts'
import { calibratedQuantile, initialConformal, updateConformal } from '../../shared/domain/forecasting/conformal.ts'
import type { FittedModel } from '../../shared/domain/forecasting/model.ts'
import { fitModel } from '../../shared/domain/forecasting/models.ts'
import { maximumSamples, selectQuantile } from '../../shared/domain/forecasting/quantiles.ts'
import { ratesOf } from './penumbra.ts'
import { type BenchSeries, dayBins, rollingBins } from './traces.ts'

/** One forecast of a maximum, and what came, requests per second. */
export interface JudgedMaximum {
  /** The first bin of its half-hour. */
  readonly bin: number
  readonly medianRps: number
  readonly p95Rps: number
  readonly actualRps: number
}

interface Pending extends Omit<JudgedMaximum, 'actualRps'> {
  readonly rawRps: number
  readonly calibratedRps: number
  readonly reactiveRps: number
  readonly lastRps: number
}

const level = 0.95
/** What a model is fitted on. */
const fitDays = 28
/** A forecast needs some history before it can be wrong. */
const fewestDays = 2

/** Forecasts at every bin of [fromBin, toBin); those of whose half-hour a part is unknown are left out. */
export function trackMaxima(series: BenchSeries, fromBin: number, toBin: number): JudgedMaximum[] {
  const { ratesRps } = ratesOf(series, 0, series.values.length)
  let learning = { conformal: initialConformal(level), baseline: initialBaseline(level), blending: initialBlend }
  let model: FittedModel | undefined
  const pending: Pending[] = []
  const judged: JudgedMaximum[] = []
  for (let bin = Math.max(fromBin, fewestDays * dayBins); bin + rollingBins <= toBin; bin++) {
    if (model === undefined || bin % dayBins === 0)
      model = fitModel('auto', historyBefore(series, bin), { horizonBins: rollingBins })
    pending.push(lookAhead(model, series, bin, learning))
    if (pending.length <= rollingBins) continue
    const due = pending.shift()!
    const actualRps = Math.max(...ratesRps.subarray(due.bin, due.bin + rollingBins))
    if (Number.isNaN(actualRps)) continue
    judged.push({ ...due, actualRps })
    learning = learn(learning, due, actualRps)
  }
  return judged
}

type Learning = Parameters<typeof learn>[0]

function lookAhead(model: FittedModel, series: BenchSeries, bin: number, learning: Learning): Pending {
  const recent = ratesOf(series, Math.max(0, bin - model.recentBins), bin)
  const maxima = maximumSamples(model.paths(recent, rollingBins), 0, rollingBins)
  const medianRps = selectQuantile(maxima, 0.5)
  const rawRps = selectQuantile(maxima, level)
  const lastRps = recent.ratesRps.findLast(rate => !Number.isNaN(rate)) ?? 0
  const calibratedRps = calibratedQuantile(learning.conformal, { medianRps, quantileRps: rawRps })
  const reactiveRps = baselineQuantile(learning.baseline, lastRps)
  const p95Rps = Math.max(blend(learning.blending, calibratedRps, reactiveRps), medianRps)
  return { bin, medianRps, rawRps, calibratedRps, reactiveRps, p95Rps, lastRps }
}

function learn(
  {
    conformal,
    baseline,
    blending,
  }: {
    conformal: ReturnType<typeof initialConformal>
    baseline: ReturnType<typeof initialBaseline>
    blending: typeof initialBlend
  },
  { medianRps, rawRps, calibratedRps, reactiveRps, lastRps }: Pending,
  actualRps: number,
) {
  const lossOf = (predicted: number) => pinballLoss(level, predicted, actualRps)
  return {
    conformal: updateConformal(conformal, { medianRps, quantileRps: rawRps, actualRps }),
    baseline: updateBaseline(baseline, { lastRps, actualRps }),
    blending: updateBlend(blending, lossOf(calibratedRps), lossOf(reactiveRps)),
  }
}

function historyBefore(series: BenchSeries, bin: number) {
  return ratesOf(series, Math.max(0, bin - fitDays * dayBins), bin)
}
