// Which of the experts to trust at which quantile: those whose pinball loss was lately the least, most. Pinball loss is convex,
// so an average of quantiles is never worse than the average of the losses (Cesa-Bianchi & Lugosi, "Prediction, Learning, and
// Games", 2006), and as a rule it is better than the best, since experts err in different ways.
import { pinballLoss } from '../baseline.ts'
import { combine } from '../next-days/combine.ts'
import { bandCount, bandOf } from '../next-days/horizon-bands.ts'
import type { Fan } from './near-experts.ts'

export interface NearWeights {
  readonly priors: readonly number[]
  readonly levels: readonly number[]
  /** Fading pinball losses: for each band of the horizon and each level, one for each expert. */
  readonly losses: Float64Array
}

/** A loss counts half after so many hours. */
const halfLifeHours = 10
/** One whose loss is 10 % lower gets half as much weight again. */
const sharpness = 4
/** An expert that never errs is not infinitely better than one that hardly does. */
const leastRatio = 1e-3

export function noLosses(priors: readonly number[], levels: readonly number[], horizonBins: number): NearWeights {
  return { priors, levels, losses: new Float64Array(bandCount(horizonBins) * levels.length * priors.length) }
}

/**
 * The weights after it is known what came of the fans.
 * @param actuals NaN where it is not known
 * @param hours since the last such outcome
 */
export function learnOutcome(
  weights: NearWeights,
  fans: readonly Fan[],
  actuals: Float64Array,
  hours: number,
): NearWeights {
  const { levels, priors } = weights
  const losses = weights.losses.map(loss => loss * 0.5 ** (hours / halfLifeHours))
  for (const [ahead, actual] of actuals.entries()) {
    if (Number.isNaN(actual)) continue
    for (const [k, level] of levels.entries()) {
      const at = placeOf(weights, ahead, k)
      for (let expert = 0; expert < priors.length; expert++) {
        losses[at + expert] += pinballLoss(level, fans[expert][ahead][k], actual)
      }
    }
  }
  return { ...weights, losses }
}

function placeOf({ levels, priors }: NearWeights, ahead: number, level: number): number {
  return (bandOf(ahead + 1) * levels.length + level) * priors.length
}

/** The experts' fans as one. */
export function mixed(weights: NearWeights, fans: readonly Fan[]): Fan {
  return fans[0].map((fan, ahead) =>
    fan
      .map((_, k) => {
        const values = Float64Array.from(fans, each => each[ahead][k])
        return combine(values, sharesAt(weights, placeOf(weights, ahead, k)))
      })
      .sort(),
  )
}

/** Of any sum above 0. */
function sharesAt({ priors, losses }: NearWeights, at: number): Float64Array {
  const mean = losses.subarray(at, at + priors.length).reduce((sum, loss) => sum + loss, 0) / priors.length
  return Float64Array.from(priors, (prior, expert) =>
    mean > 0 ? prior * Math.max(losses[at + expert] / mean, leastRatio) ** -sharpness : prior,
  )
}
