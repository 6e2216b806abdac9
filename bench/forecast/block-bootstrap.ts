// Is a coverage below what was promised, or is it chance? Misses come in rows, so that outcomes cannot be drawn one by one.
import type { RandomStream } from '../../simulator/kernel/random.ts'
import { mean, quantileOf } from './metrics.ts'

export interface CoverageBounds {
  readonly coverage: number
  /** 5 % and 95 % quantiles of the resampled coverage: below nominal at 5 % means that `upper` is below it. */
  readonly lower: number
  readonly upper: number
}

/**
 * Stretches are drawn with replacement, and within each as many outcomes as it has in blocks that go on at the start where the
 * stretch ends (Politis & Romano 1992): moving blocks would seldom hold the first outcomes, which are the worst after a shift.
 * @param stretches outcomes in order, 1 where they were covered
 * @param blockLength outcomes that are drawn together
 */
export function bootstrapCoverage(
  stretches: readonly (readonly number[])[],
  blockLength: number,
  random: RandomStream,
  draws = 2000,
): CoverageBounds {
  const used = stretches.filter(stretch => stretch.length > 0)
  const resampled = Array.from({ length: draws }, () => {
    const drawn = used.map(() => used[below(random, used.length)])
    return mean(drawn.flatMap(stretch => blocksOf(stretch, blockLength, random)))
  })
  return {
    coverage: mean(used.flat()),
    lower: quantileOf(resampled, 0.05),
    upper: quantileOf(resampled, 0.95),
  }
}

function blocksOf(stretch: readonly number[], blockLength: number, random: RandomStream): number[] {
  let start = 0
  return stretch.map((_, index) => {
    if (index % blockLength === 0) start = below(random, stretch.length)
    return stretch[(start + (index % blockLength)) % stretch.length]
  })
}

function below(random: RandomStream, count: number): number {
  return Math.floor(random.uniform() * count)
}
