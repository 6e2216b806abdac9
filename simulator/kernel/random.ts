// Seeded randomness. Every use has a named stream of its own, so that one policy drawing more launches than another does
// not change the requests that both of them get.
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'

export class RandomStream {
  readonly #generator: RandomGenerator
  #spareNormal: number | undefined

  /** The stream that belongs to `seed` and the path of `names`; equal arguments give equal streams. */
  constructor(seed: number, ...names: string[]) {
    this.#generator = xoroshiro128plus(hash([String(seed), ...names].join('\u0000')))
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return uniformFloat64(this.#generator)
  }

  /** Standard normal (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal
      this.#spareNormal = undefined
      return spare
    }
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const radius = x * x + y * y
      if (radius >= 1 || radius === 0) continue
      const scale = Math.sqrt((-2 * Math.log(radius)) / radius)
      this.#spareNormal = y * scale
      return x * scale
    }
  }

  /** Lognormal with the given mean and 95th percentile, both in the unit of the answer. */
  lognormal(shape: LognormalShape): number {
    return Math.exp(shape.mu + shape.sigma * this.normal())
  }

  /** Poisson with the given mean: by inversion below 30, by the rounded normal (error < 1 % of a standard deviation) above. */
  poisson(mean: number): number {
    if (mean <= 0) return 0
    if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()))
    const limit = Math.exp(-mean)
    let count = 0
    for (let product = this.uniform(); product > limit; product *= this.uniform()) count++
    return count
  }
}

export interface LognormalShape {
  readonly mu: number
  readonly sigma: number
}

const Z95 = 1.6448536269514722

/** Solves mean = exp(μ + σ²/2) and p95 = exp(μ + 1.645 σ) for the smaller σ. */
export function lognormalShape(mean: number, percentile95: number): LognormalShape {
  const gap = Math.log(percentile95 / mean)
  const sigma = Z95 - Math.sqrt(Z95 * Z95 - 2 * gap)
  return { mu: Math.log(mean) - (sigma * sigma) / 2, sigma }
}

/** FNV-1a, 32 bit. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value >>> 0
}
