import type { QuantilePaths } from '../../domain/forecasting/families/family.ts'

/** Standard normal quantiles, ascending. */
const scores = [
  [0.01, -2.3263479],
  [0.025, -1.959964],
  [0.05, -1.6448536],
  [0.1, -1.2815516],
  [0.25, -0.6744898],
  [0.5, 0],
  [0.75, 0.6744898],
  [0.9, 1.2815516],
  [0.95, 1.6448536],
  [0.975, 1.959964],
  [0.99, 2.3263479],
] as const

/** Levels of the quantiles that the families of the libraries give. */
export const quantileLevels: readonly number[] = scores.map(([level]) => level)

/** Standard deviations that a 95 % prediction interval reaches to each side. */
export const scoreOf95Percent = 1.959964

/**
 * Quantiles of a forecast with normal errors.
 * @param deviations standard deviation of each bin, on the scale of `point`
 */
export function normalQuantiles(point: Float64Array, deviations: Float64Array): QuantilePaths {
  return {
    levels: quantileLevels,
    paths: scores.map(([, score]) => point.map((value, bin) => value + score * deviations[bin])),
  }
}
