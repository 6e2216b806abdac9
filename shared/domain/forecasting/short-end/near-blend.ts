// The experts of the next hour as one forecast. They are fitted on all but the last day and asked through that day for what
// came next; how they did decides their weights. Fitted again on everything, they are then asked for what comes now.
import { type Fan, type NearRequest, nearExperts } from './near-experts.ts'
import { adapted, learnMisses, type NearMisses, noMisses } from './near-misses.ts'
import { learnOutcome, mixed, type NearWeights, noLosses } from './near-weights.ts'

/** They are tried on a day, where that leaves most of the history to learn from. */
const triedHours = 24
const triedShare = 0.3
/** Tries a day, about. */
const tries = 48

/** @returns undefined where nobody knows enough of the last hours */
export function blendNear(request: NearRequest): Fan | undefined {
  const { ratesRps, binSeconds } = request.series
  const bins = ratesRps.length
  const triedBins = Math.min(Math.floor(triedShare * bins), (triedHours * 3600) / binSeconds)
  const fans = nearExperts(request, bins, bins - triedBins).foretell(bins)
  if (fans === undefined) return undefined
  if (fans.length === 1) return fans[0]
  const { weights, misses } = tryOut(request, triedBins)
  return adapted(misses, mixed(weights, fans))
}

interface TriedOut {
  readonly weights: NearWeights
  readonly misses: NearMisses
}

function tryOut(request: NearRequest, triedBins: number): TriedOut {
  const { series, horizonBins, levels } = request
  const { ratesRps, binSeconds } = series
  const experts = nearExperts(request, ratesRps.length - triedBins, ratesRps.length - triedBins)
  const stride = Math.max(Math.ceil((triedHours * 3600) / binSeconds / tries), 1)
  const last = ratesRps.length - horizonBins
  const hours = (stride * binSeconds) / 3600
  let weights = noLosses(experts.priors, levels, horizonBins)
  let misses = noMisses(levels, horizonBins)
  for (let bins = last - stride * Math.floor((triedBins - horizonBins) / stride); bins <= last; bins += stride) {
    const fans = experts.foretell(bins)
    const actuals = ratesRps.subarray(bins, bins + horizonBins)
    if (fans === undefined) continue
    misses = learnMisses(misses, mixed(weights, fans), actuals, hours)
    weights = learnOutcome(weights, fans, actuals, hours)
  }
  return { weights, misses }
}
