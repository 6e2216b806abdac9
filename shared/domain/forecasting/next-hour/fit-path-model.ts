// From a base curve to a fitted model; shared by the families, which differ in the base and in the course of the residual.
import { type DemandSeries, endOf } from '../../demand/series.ts'
import type { checkedOptions } from '../fit-options.ts'
import type { FittedModel } from '../model.ts'
import { packCurve } from './base-curve.ts'
import { fitResiduals } from './fit-residuals.ts'
import { makePathModel } from './path-model.ts'
import { traceResiduals, usualTurbulenceOf } from './residual-trace.ts'
import { bestLevelRate } from './smoothed-level.ts'
import type { Course } from './walk-forward.ts'

/** A fitted model with the loss that it would have had over the last days; infinite when history is too short to say. */
export interface BacktestedModel {
  readonly model: FittedModel
  readonly backtestLoss: number
}

export interface Plan {
  /** Base of every bin of the history and of `lookaheadBins` after it. */
  readonly base: Float64Array
  /** First bin that has a base. */
  readonly from: number
  /** Base for the record: from `memoryBins` before the end of the history to `binsAhead` after it. */
  readonly curve: Float64Array
  readonly course: Course
}

export function fitPathModel(
  algorithm: string,
  series: DemandSeries,
  logs: Float64Array,
  { base, from, curve, course }: Plan,
  options: ReturnType<typeof checkedOptions>,
): BacktestedModel {
  const { binSeconds, ratesRps } = series
  const { horizonBins } = options
  const known = logs.subarray(from)
  const usualTurbulence = usualTurbulenceOf(known, base.subarray(from))
  const levelRate = bestLevelRate(known, base.subarray(from))
  const trace = traceResiduals(known, base.subarray(from), usualTurbulence, levelRate)
  const { fit, backtestLoss } = fitResiduals(trace, known, { ...options, course })
  const largestRps = ratesRps.reduce((most, rate) => (rate > most && rate < Number.POSITIVE_INFINITY ? rate : most), 0)
  const facts = {
    algorithm,
    fittedAtMs: endOf(series),
    binSeconds,
    horizonBins,
    usualTurbulence,
    levelRate,
    largestRps,
  }
  return { backtestLoss, model: makePathModel({ ...facts, ...fit, base: packCurve(curve, binSeconds) }) }
}
