// The model that every family here ends up as: a base curve, linear forecasts of the residual from it, a scale that follows
// the turbulence of the moment, and an ensemble of joint error paths in units of that scale. A tick is then a few hundred
// multiplications and one exponential for each path and bin.
import { type DemandSeries, endOf } from '../demand/series.ts'
import { InputError } from '../errors.ts'
import { type BaseCurve, readCurve } from './base-curve.ts'
import { errorUnit } from './fit-residuals.ts'
import { logSeries } from './log-scale.ts'
import type { DemandPaths, FittedModel } from './model.ts'
import { encodePathModel } from './path-model-record.ts'
import {
  featureCount,
  levelAt,
  lookaheadBins,
  memoryBins,
  type ResidualTrace,
  scaleFeatureCount,
  traceResiduals,
  writeFeatures,
  writeScaleFeatures,
} from './residual-trace.ts'

export interface PathModelParameters {
  readonly algorithm: string
  readonly fittedAtMs: number
  readonly binSeconds: number
  readonly horizonBins: number
  readonly base: BaseCurve
  /** `featureCount` coefficients for each horizon: the change of the residual from its present level. */
  readonly weights: Float32Array
  /** Largest such change for each horizon, either way. */
  readonly reach: Float32Array
  /** `scaleFeatureCount` coefficients of the log variance of errors. */
  readonly scaleWeights: Float32Array
  /** Error paths in units of `errorUnit` scales, `horizonBins` for each. */
  readonly errors: Int16Array
  /** Mean square of one-bin innovations in the long run. */
  readonly longVariance: number
  /** Largest rate in the history, requests per second. */
  readonly largestRps: number
}

/** Paths end at this many times the largest rate ever seen. */
const ceilingFactor = 10

export function makePathModel(parameters: PathModelParameters): FittedModel {
  const { algorithm, fittedAtMs, binSeconds, horizonBins } = parameters
  return {
    algorithm,
    fittedAtMs,
    horizonBins,
    recentBins: memoryBins,
    paths: (recent, bins) => drawPaths(parameters, recent, bins),
    toRecord: () => ({ algorithm, fittedAtMs, binSeconds, parameters: encodePathModel(parameters) }),
  }
}

function drawPaths(parameters: PathModelParameters, recent: DemandSeries, bins: number): DemandPaths {
  refuseBadRequest(parameters, recent, bins)
  const { binSeconds, horizonBins, errors } = parameters
  const origin = originOf(parameters, recent)
  const { centre, scale } = forecastCentre(parameters, origin, bins)
  const ceiling = Math.log1p(ceilingFactor * Math.max(parameters.largestRps, largest(recent.ratesRps)) * binSeconds)
  const count = errors.length / horizonBins
  const rates = new Float64Array(count * bins)
  const perSecond = 1 / binSeconds
  const unit = scale * errorUnit
  for (let path = 0; path < count; path++) {
    for (let bin = 0; bin < bins; bin++) {
      const at = path * horizonBins + Math.min(bin + origin.staleBins, horizonBins - 1)
      const y = centre[bin] + unit * errors[at]
      const requests = Math.exp(Math.min(y, ceiling)) - 1
      rates[path * bins + bin] = requests > 0 ? requests * perSecond : 0
    }
  }
  return { startMs: endOf(recent), binSeconds, bins, count, rates }
}

interface Origin {
  readonly trace: ResidualTrace
  /** Last bin of the trace in which demand is known. */
  readonly bin: number
  /** Bins after it in which it is not known. */
  readonly staleBins: number
  readonly base: Float64Array
}

/** The latest bins as residuals; a forecast starts at the last bin that is known, and so widens when datapoints are late. */
function originOf(
  { base: curve, binSeconds, longVariance, fittedAtMs }: PathModelParameters,
  recent: DemandSeries,
): Origin {
  const ratesRps = latest(recent.ratesRps)
  const bins = ratesRps.length
  const startMs = endOf(recent) - bins * binSeconds * 1000
  const base = readCurve(curve, fittedAtMs, startMs, binSeconds, bins + lookaheadBins)
  const logs = logSeries({ startMs, binSeconds, ratesRps })
  let bin = bins - 1
  while (bin > 0 && Number.isNaN(logs[bin])) bin--
  return { trace: traceResiduals(logs, base, longVariance), bin, base, staleBins: bins - 1 - bin }
}

/** At least one bin, unknown when there is none. */
function latest(rates: Float64Array): Float64Array {
  return rates.length === 0 ? Float64Array.of(Number.NaN) : rates.subarray(Math.max(rates.length - memoryBins, 0))
}

function largest(rates: Float64Array): number {
  let most = 0
  for (const rate of rates) if (rate > most && rate < Number.POSITIVE_INFINITY) most = rate
  return most
}

function refuseBadRequest({ binSeconds, horizonBins }: PathModelParameters, recent: DemandSeries, bins: number): void {
  if (recent.binSeconds !== binSeconds) {
    throw new InputError(
      `recent demand in bins of ${recent.binSeconds} s, wanted ${binSeconds} s like the model's history`,
    )
  }
  if (!(Number.isInteger(bins) && bins >= 1 && bins <= horizonBins)) {
    throw new InputError(`horizon of ${bins} bins, wanted 1 to ${horizonBins}`)
  }
}

function forecastCentre(parameters: PathModelParameters, origin: Origin, bins: number) {
  const { weights, reach, scaleWeights, horizonBins } = parameters
  const { trace, bin, base, staleBins } = origin
  const features = new Float64Array(featureCount + scaleFeatureCount)
  writeFeatures(trace, bin, features, 0)
  writeScaleFeatures(trace, bin, features, featureCount)
  const level = levelAt(trace, bin)
  const centre = new Float64Array(bins)
  for (let step = 0; step < bins; step++) {
    const horizon = Math.min(step + staleBins, horizonBins - 1)
    const change = dot(weights, horizon * featureCount, features, 0, featureCount)
    const limit = reach[horizon]
    centre[step] = base[bin + staleBins + 1 + step] + level + Math.min(Math.max(change, -limit), limit)
  }
  return { centre, scale: Math.exp(0.5 * dot(scaleWeights, 0, features, featureCount, scaleFeatureCount)) }
}

function dot(a: Float32Array, aAt: number, b: Float64Array, bAt: number, length: number): number {
  let sum = 0
  for (let i = 0; i < length; i++) sum += a[aAt + i] * b[bAt + i]
  return sum
}
