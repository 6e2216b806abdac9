// The blend as it would have been made at every moment of the backtest: the weights of a moment know only what had come by
// then, so the errors of these forecasts are honest, and the weights at the end are those of the forecast to be made.
import type { Backtest } from './backtest.ts'
import { combine } from './combine.ts'
import { addOutcome, emptyLosses, initialWeights, learnLosses, type Weights, weightsAt } from './weights.ts'

export interface BlendWalk {
  readonly origins: readonly number[]
  /** For every origin, the blended forecast. */
  readonly points: readonly Float64Array[]
  /** Weights after all that came. */
  readonly weights: Weights
}

export function walkForward(
  values: Float64Array,
  { origins, foretold }: Backtest,
  priors: readonly number[],
  horizonBins: number,
  dayBins: number,
): BlendWalk {
  let weights = initialWeights(priors, horizonBins)
  let learnedUntil = origins[0] ?? values.length
  const points: Float64Array[] = []
  for (const [index, origin] of origins.entries()) {
    learnUntil(origin)
    points.push(blend(foretold[index], weights))
  }
  learnUntil(values.length)
  return { origins, points, weights }

  function learnUntil(until: number) {
    const losses = emptyLosses(weights)
    for (let index = 0; index < origins.length && origins[index] < until; index++) {
      addOutcomes(index, Math.max(origins[index], learnedUntil), until)
    }
    weights = learnLosses(weights, losses, (until - learnedUntil) / dayBins)
    learnedUntil = until

    function addOutcomes(index: number, from: number, to: number) {
      const last = Math.min(to, origins[index] + longest(foretold[index]))
      for (let bin = from; bin < last; bin++) {
        addOutcome(losses, foretold[index], bin - origins[index], values[bin])
      }
    }
  }
}

/** The forecasts of those experts that were asked as one, each horizon with its weights. */
export function blend(paths: readonly Float64Array[], weights: Weights): Float64Array {
  const blended = new Float64Array(longest(paths))
  const values = new Float64Array(paths.length)
  for (let ahead = 0; ahead < blended.length; ahead++) {
    const shares = weightsAt(weights, ahead + 1)
    for (let expert = 0; expert < paths.length; expert++) {
      values[expert] = paths[expert][ahead] ?? 0
      if (paths[expert].length === 0) shares[expert] = 0
    }
    blended[ahead] = combine(values, shares)
  }
  return blended
}

/** Paths of one origin are as long as each other, or empty. */
function longest(paths: readonly Float64Array[]): number {
  return paths.reduce((most, path) => Math.max(most, path.length), 0)
}
