// The network of the next hour: for groups with hardly any history, in bins of a minute to an hour.

import { InputError } from '../../errors.ts'
import type { QuantilePaths } from '../families/family.ts'
import { evaluate, type Network } from './network.ts'
import { furthestBins, knots, nextHourFeatureCount, writeNextHourFeatures } from './next-hour-features.ts'
import weights from './next-hour-weights.json' with { type: 'json' }
import { neuralLevels } from './quantile-levels.ts'
import { demandOfRoot, sortAscending } from './root-quantiles.ts'
import { decodeNetwork } from './weights.ts'

const levelCount = neuralLevels.length

/**
 * Quantiles of demand in each of the next bins.
 * @param values demand up to now, the last bin last; NaN where it is not known. The last 64 bins are used, and, where the
 *   values go back so far, what followed the same moment a day and a week ago
 * @param dayBins bins in a day: 1440 for minutes, 24 for hours
 * @param horizonBins 1 to 60
 * @returns undefined when none of the last 64 bins is known; never NaN, never below zero
 * @throws InputError for another horizon
 */
export function nextHourQuantiles(
  values: ArrayLike<number>,
  dayBins: number,
  horizonBins: number,
): QuantilePaths | undefined {
  if (!(horizonBins >= 1 && horizonBins <= furthestBins)) {
    throw new InputError(`got a horizon of ${horizonBins} bins, wanted 1 to ${furthestBins}`)
  }
  const roots = rootsAtKnots(loadNetwork(), values, dayBins)
  if (roots === undefined) return undefined
  return { levels: neuralLevels, paths: neuralLevels.map((_, level) => joinKnots(roots, level, horizonBins)) }
}

let loaded: Network | undefined

function loadNetwork(): Network {
  loaded ??= decodeNetwork(weights)
  return loaded
}

/** Square roots: for each knot all levels, ascending. */
function rootsAtKnots(network: Network, values: ArrayLike<number>, dayBins: number): Float32Array | undefined {
  const features = new Float32Array(nextHourFeatureCount)
  const scale = writeNextHourFeatures(values, values.length, dayBins, features, 0)
  if (scale === undefined) return undefined
  if (scale.unit === 0) return new Float32Array(knots.length * levelCount)
  const answers = evaluate(network, features)
  for (let at = 0; at < answers.length; at++) answers[at] = scale.level + scale.unit * answers[at]
  for (let knot = 0; knot < knots.length; knot++) sortAscending(answers, knot * levelCount, levelCount)
  return answers
}

/** Straight lines between the knots, on the scale of square roots. */
function joinKnots(roots: Float32Array, level: number, horizonBins: number): Float64Array {
  const path = new Float64Array(horizonBins)
  for (let ahead = 1, knot = 0; ahead <= horizonBins; ahead++) {
    while (knots[knot + 1] <= ahead) knot++
    const next = Math.min(knot + 1, knots.length - 1)
    const share = next === knot ? 0 : (ahead - knots[knot]) / (knots[next] - knots[knot])
    const root = (1 - share) * roots[knot * levelCount + level] + share * roots[next * levelCount + level]
    path[ahead - 1] = demandOfRoot(root)
  }
  return path
}
