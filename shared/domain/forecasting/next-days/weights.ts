// Which expert to trust, learned online: after every outcome each expert's weight falls exponentially with its pinball loss,
// and a small share is given back to all, so that an expert that was bad for long is back within days when the load changes
// its nature (exponentially weighted forecaster with fixed share: Vovk 1990; Herbster & Warmuth 1998; Cesa-Bianchi & Lugosi,
// "Prediction, Learning, and Games", 2006, §2 and §5.2). For the median, the pinball loss is half the absolute error. Losses
// are measured in units of the experts' mean loss, so that nothing depends on the unit of the load.
import { bandCount, bandOf, placeIn } from './horizon-bands.ts'

export interface Weights {
  readonly bands: number
  readonly experts: number
  /** Prior of each expert, summing to 1. */
  readonly prior: Float64Array
  /** For each band, the weight of each expert, summing to 1. */
  readonly shares: Float64Array
}

/** Losses of the outcomes since the last update, for each band and expert. */
export interface BandLosses {
  readonly own: Float64Array
  /** Mean loss of all experts for the same outcomes. */
  readonly usual: Float64Array
}

/** How much a day's outcomes say, and the share that is given back to all after a day. */
const ratePerDay = 0.3
const sharePerDay = 0.04

export function initialWeights(priors: readonly number[], horizonBins: number): Weights {
  const bands = bandCount(horizonBins)
  const total = priors.reduce((sum, prior) => sum + prior, 0)
  const prior = Float64Array.from(priors, weight => weight / total)
  const shares = Float64Array.from({ length: bands * prior.length }, (_, index) => prior[index % prior.length])
  return { bands, experts: prior.length, prior, shares }
}

export function emptyLosses({ bands, experts }: Weights): BandLosses {
  return { own: new Float64Array(bands * experts), usual: new Float64Array(bands * experts) }
}

/**
 * Adds how far each expert's forecast `ahead` bins (0 is the first) after an origin was from what came. An expert that was not
 * asked at the origin has an empty path, and is judged by the outcomes for which it was asked.
 */
export function addOutcome(
  { own, usual }: BandLosses,
  paths: readonly Float64Array[],
  ahead: number,
  actual: number,
): void {
  const from = bandOf(ahead + 1) * paths.length
  let sum = 0
  let asked = 0
  for (const path of paths) {
    if (path.length === 0) continue
    sum += Math.abs(path[ahead] - actual)
    asked++
  }
  for (let expert = 0; expert < paths.length; expert++) {
    if (paths[expert].length === 0) continue
    own[from + expert] += Math.abs(paths[expert][ahead] - actual)
    usual[from + expert] += sum / asked
  }
}

/** The weights after `days` with these losses. */
export function learnLosses(weights: Weights, losses: BandLosses, days: number): Weights {
  const shares = weights.shares.slice()
  for (let band = 0; band < weights.bands; band++) learnBand(weights, shares, losses, band, days)
  return { ...weights, shares }
}

function learnBand({ experts, prior }: Weights, shares: Float64Array, losses: BandLosses, band: number, days: number) {
  const from = band * experts
  const { own, usual } = losses
  if (usual.subarray(from, from + experts).every(loss => loss === 0)) return
  let total = 0
  for (let index = from; index < from + experts; index++) {
    // Who was not asked keeps his place: as if he had been as good as the others (sleeping experts, Freund et al. 1997).
    shares[index] *= Math.exp(-ratePerDay * days * (usual[index] > 0 ? own[index] / usual[index] : 1))
    total += shares[index]
  }
  const shared = 1 - (1 - sharePerDay) ** days
  for (let expert = 0; expert < experts; expert++) {
    shares[from + expert] = (1 - shared) * (shares[from + expert] / total) + shared * prior[expert]
  }
}

/** Weights of all experts at a horizon, summing to 1. */
export function weightsAt({ bands, experts, shares }: Weights, horizon: number): Float64Array {
  const { lower, upper, share } = placeIn(horizon, bands)
  const at = new Float64Array(experts)
  for (let expert = 0; expert < experts; expert++) {
    at[expert] = (1 - share) * shares[lower * experts + expert] + share * shares[upper * experts + expert]
  }
  return at
}
