import { describe, expect, it } from 'vitest'
import { learnErrorQuantiles } from '../../../../../shared/domain/forecasting/next-days/error-quantiles.ts'
import { errorRanks, jointPaths } from '../../../../../shared/domain/forecasting/next-days/joint-paths.ts'
import { maximumQuantile } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const levels = Array.from({ length: 99 }, (_, index) => (index + 1) / 100)
const facts = { startMs: 0, binSeconds: 3600 }
/** Uniform from 0 to 100 in every bin, so that the quantile of a level is a hundred times the level. */
const steps = (bins: number) =>
  Array.from({ length: bins }, () => ({ point: 50, quantiles: Float64Array.from(levels, level => 100 * level) }))

/** Errors that are the same in all bins of a forecast, or drawn anew in each. */
function ranksOf(count: number, bins: number, together: boolean) {
  const random = new RandomStream(9, 'paths')
  const known = Array.from({ length: count }, (_, index) => {
    const shared = random.normal()
    const actuals = Float64Array.from({ length: bins }, () => 100 + 10 * (together ? shared : random.normal()))
    return { origin: index * 7, points: new Float64Array(bins).fill(100), actuals }
  })
  return errorRanks(known, learnErrorQuantiles(known, 100, 24, bins), bins)
}

describe('joint paths', () => {
  it('have the largest of independent bins where errors were independent', () => {
    // P(max of 4 uniform numbers ≤ x) = x⁴, so the 90 % quantile is 0.9^(1/4) = 0.974.
    const paths = jointPaths(ranksOf(2000, 4, false), steps(4), levels, facts)
    expect(maximumQuantile(paths, 0, 4, 0.9)).toBeCloseTo(97.4, 0)
  })

  it('have no larger maximum than one bin where errors went together', () => {
    const paths = jointPaths(ranksOf(2000, 4, true), steps(4), levels, facts)
    expect(maximumQuantile(paths, 0, 4, 0.9)).toBeLessThan(93)
    expect(maximumQuantile(paths, 0, 1, 0.9)).toBeCloseTo(90, 0)
  })

  it('are drawn from forecasts whose whole horizon is known', () => {
    const known = [4, 2].map(length => ({
      origin: 0,
      points: new Float64Array(length),
      actuals: new Float64Array(length),
    }))
    expect(errorRanks(known, learnErrorQuantiles(known, 1, 24, 4), 4)).toHaveLength(1)
  })
})
