// The model that every family here ends up as: a base curve, linear forecasts of the residual from it, a scale that follows
// the turbulence of the moment, and an ensemble of joint error paths in units of that scale. A tick is then a few thousand
// multiplications and one exponential for each path and bin.
import { type DemandSeries, endOf } from '../../demand/series.ts'
import { InputError } from '../../errors.ts'
import { logSeries } from '../log-scale.ts'
import type { DemandPaths, FittedModel } from '../model.ts'
import { readCurve } from './base-curve.ts'
import {
  learnedShare,
  type RecentErrors,
  skillBins,
  skillHorizon,
  updateErrors,
  usualLearnedShare,
} from './course-skill.ts'
import { errorUnit } from './error-paths.ts'
import { scaleFeatureCount, scaleOf, writeScaleFeatures } from './error-scale.ts'
import { usualErrors } from './error-seasons.ts'
import { firstWindowHorizon, isIdle, lastWindowHorizon } from './idle.ts'
import { encodePathModel, type PathModelParameters } from './path-model-record.ts'
import {
  featureCount,
  levelAt,
  levelRiseAt,
  lookaheadBins,
  memoryBins,
  type ResidualTrace,
  traceResiduals,
  writeFeatures,
} from './residual-trace.ts'
import { excessOf, liftOf, widened } from './surprise.ts'
import { changeOf } from './walk-forward.ts'

/** Paths end at this many times the largest rate ever seen, in the history or since. */
const ceilingFactor = 3

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
  const { binSeconds, horizonBins } = parameters
  const origin = originOf(parameters, recent)
  const { centre, highest, scale } = forecast(parameters, origin, bins)
  const ceiling = Math.log1p(ceilingFactor * Math.max(parameters.largestRps, largest(recent.ratesRps)) * binSeconds)
  const errors = errorsAt(parameters, centre)
  const count = errors.length / horizonBins
  const rates = new Float64Array(count * bins)
  const unit = scale * errorUnit
  for (let path = 0; path < count; path++) {
    for (let bin = 0; bin < bins; bin++) {
      const at = path * horizonBins + Math.min(bin + origin.staleBins, horizonBins - 1)
      const most = Math.min(highest[bin] + largestRise, ceiling)
      const requests = Math.exp(Math.min(centre[bin] + unit * errors[at], most)) - 1
      rates[path * bins + bin] = requests > 0 ? requests / binSeconds : 0
    }
  }
  return { startMs: endOf(recent), binSeconds, bins, count, rates }
}

/** Of a load that is expected, or of none. */
function errorsAt({ errors, idleErrors }: PathModelParameters, centre: Float64Array): Int16Array {
  if (idleErrors.length === 0) return errors
  const window = centre.subarray(Math.min(firstWindowHorizon, centre.length) - 1, lastWindowHorizon)
  return isIdle(window.reduce((most, log) => Math.max(most, log))) ? idleErrors : errors
}

/** From where a forecast starts: the last bin that is known, so that it widens when datapoints are late. */
interface Origin {
  readonly trace: ResidualTrace
  readonly bin: number
  /** Bins after `bin` in which demand is not known. */
  readonly staleBins: number
  /** Bins from the end of the model's history to `bin`, negative before it. */
  readonly binsAhead: number
}

function originOf(parameters: PathModelParameters, recent: DemandSeries): Origin {
  const { base: curve, binSeconds, usualTurbulence, levelRate, fittedAtMs } = parameters
  const ratesRps = latest(recent.ratesRps)
  const bins = ratesRps.length
  const startMs = endOf(recent) - bins * binSeconds * 1000
  const base = readCurve(curve, fittedAtMs, startMs, binSeconds, bins + lookaheadBins)
  const logs = logSeries({ startMs, binSeconds, ratesRps })
  let bin = bins - 1
  while (bin > 0 && Number.isNaN(logs[bin])) bin--
  const binsAhead = Math.round((startMs - fittedAtMs) / (binSeconds * 1000)) + bin
  return { trace: traceResiduals(logs, base, usualTurbulence, levelRate), bin, staleBins: bins - 1 - bin, binsAhead }
}

/**
 * What is expected is at most what the season knows, or twice the last minutes where they are above it; what may happen, twice
 * that.
 */
const largestRise = Math.LN2
const latestBins = 10

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

/** Log demand in the middle of the paths, and the scale of their errors. */
function forecast(parameters: PathModelParameters, origin: Origin, bins: number) {
  const { trace, bin, staleBins } = origin
  const { weights, reach, horizonBins } = parameters
  const recent = recentErrors(parameters, origin)
  const share = learnedShare(recent, parameters.usualErrors)
  const calmScale = scaleAt(parameters, origin, Math.min(recent.learned, recent.level))
  const excess = excessOf(recent.bias, calmScale, parameters.surpriseThreshold)
  const features = new Float64Array(featureCount)
  writeFeatures(trace, bin, features, 0)
  const level = levelAt(trace, bin) + liftOf(excess, levelRiseAt(trace, bin))
  const centre = new Float64Array(bins)
  const highest = new Float64Array(bins)
  const latest = largestLog(trace, bin)
  for (let step = 0; step < bins; step++) {
    const horizon = Math.min(step + staleBins, horizonBins - 1)
    const change = share * changeOf(weights, horizon * featureCount, features, 0)
    const ahead = Math.min(bin + staleBins + 1 + step, trace.base.length - 1)
    const expected = trace.base[ahead] + level + Math.min(Math.max(change, -reach[horizon]), reach[horizon])
    highest[step] = Math.max(trace.base[ahead], latest > trace.base[bin] ? latest + largestRise : latest)
    centre[step] = Math.min(expected, highest[step])
  }
  return { centre, highest, scale: widened(calmScale, excess) }
}

/** After minutes without a request every rise looks like the beginning of a much larger one. */
function largestLog({ base, residuals }: ResidualTrace, bin: number): number {
  let most = Number.NEGATIVE_INFINITY
  for (let at = Math.max(0, bin - latestBins + 1); at <= bin; at++) {
    if (base[at] + residuals[at] > most) most = base[at] + residuals[at]
  }
  return most
}

function scaleAt({ scaleWeights, seasons }: PathModelParameters, origin: Origin, latestError: number): number {
  const features = new Float64Array(scaleFeatureCount)
  const known = { latest: latestError, ...usualErrors(seasons, origin.binsAhead + skillHorizon) }
  writeScaleFeatures(origin.trace, origin.bin, known, features, 0)
  return scaleOf(scaleWeights, features, 0)
}

/** How well the two courses, and the forecasts made of them, did in the last minutes. */
function recentErrors(parameters: PathModelParameters, { trace, bin }: Origin): RecentErrors {
  const { weights, horizonBins, usualErrors: usual } = parameters
  const at = (Math.min(skillHorizon, horizonBins) - 1) * featureCount
  const features = new Float64Array(featureCount)
  const shares = new Float64Array(skillBins + skillHorizon).fill(usualLearnedShare)
  const first = Math.max(bin - skillHorizon - skillBins + 1, 0)
  let errors: RecentErrors = { ...usual, bias: 0 }
  for (let from = first; from + skillHorizon <= bin; from++) {
    writeFeatures(trace, from, features, 0)
    const levelError = trace.residuals[from + skillHorizon] - levelAt(trace, from)
    const learnedError = levelError - changeOf(weights, at, features, 0)
    errors = updateErrors(errors, learnedError, levelError, shares[from - first])
    shares[from - first + skillHorizon] = learnedShare(errors, usual)
  }
  return errors
}
