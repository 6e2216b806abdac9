// Whole futures, for what depends on several bins at once, such as the largest demand of the next hours. Each is as high in
// every bin, among what the calibrated quantiles hold possible, as a real forecast's error was among all errors at that
// horizon: so each bin has its quantiles, and bins hang together as they really did (the Schaake shuffle, Clark et al. 2004).
import type { DemandPaths } from '../model.ts'
import { type ErrorQuantiles, errorSize, type KnownErrors } from './error-quantiles.ts'
import type { StepAhead } from './step-ahead.ts'

/** For every origin at which the whole horizon is known, how high each error was among all, 0 to 1. */
export function errorRanks(
  known: readonly KnownErrors[],
  quantiles: ErrorQuantiles,
  horizonBins: number,
): readonly Float64Array[] {
  const whole = known.filter(({ actuals }) => actuals.length >= horizonBins)
  const standard = whole.map(({ origin, points, actuals }) =>
    Float64Array.from({ length: horizonBins }, (_, ahead) => {
      const size = errorSize(quantiles, origin + ahead, ahead + 1, points[ahead])
      return size > 0 ? (actuals[ahead] - points[ahead]) / size : 0
    }),
  )
  return standard.map(path => path.map((error, ahead) => rankIn(standard, ahead, error)))
}

/** Middle of the places that the error may take among those of its horizon; equal errors share theirs. */
function rankIn(standard: readonly Float64Array[], ahead: number, error: number): number {
  let below = 0
  let equal = 0
  for (const path of standard) {
    if (path[ahead] < error) below++
    else if (path[ahead] === error) equal++
  }
  return (below + equal / 2) / standard.length
}

/**
 * @param ranks one path each
 * @param levels of the quantiles of the steps, ascending; between them demand is interpolated, beyond them it ends
 */
export function jointPaths(
  ranks: readonly Float64Array[],
  steps: readonly StepAhead[],
  levels: readonly number[],
  { startMs, binSeconds }: Pick<DemandPaths, 'startMs' | 'binSeconds'>,
): DemandPaths {
  const rates = new Float64Array(ranks.length * steps.length)
  for (const [path, places] of ranks.entries()) {
    for (const [bin, { quantiles }] of steps.entries()) {
      rates[path * steps.length + bin] = quantileAtRank(quantiles, levels, places[bin])
    }
  }
  return { startMs, binSeconds, bins: steps.length, count: ranks.length, rates }
}

function quantileAtRank(quantiles: Float64Array, levels: readonly number[], rank: number): number {
  const above = levels.findIndex(level => level >= rank)
  if (above <= 0) return quantiles[above === 0 ? 0 : quantiles.length - 1]
  const share = (rank - levels[above - 1]) / (levels[above] - levels[above - 1])
  return quantiles[above - 1] + share * (quantiles[above] - quantiles[above - 1])
}
