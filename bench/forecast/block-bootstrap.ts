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
 * Stretches are drawn with replacement, and within each as many outcomes as it has in moving blocks (Künsch 1989).
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
  const length = Math.min(blockLength, stretch.length)
  const drawn: number[] = []
  while (drawn.length < stretch.length) {
    const start = below(random, stretch.length - length + 1)
    drawn.push(...stretch.slice(start, start + length))
  }
  return drawn.slice(0, stretch.length)
}

function below(random: RandomStream, count: number): number {
  return Math.floor(random.uniform() * count)
}
