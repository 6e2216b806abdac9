// What no course and no season explains, from hour to hour.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, logBetween } from './draw.ts'

/**
 * @param usual the usual day; in some series its high hours are the noisy ones
 * @param unrest factor of all noise
 */
export function addNoise(random: RandomStream, into: Float64Array, usual: Float64Array, unrest: number): void {
  const size = unrest * logBetween(random, 0.002, 0.3)
  if (chance(random, 0.6)) addPersistent(random, into, size * between(random, 0.3, 3), between(random, 0.9, 0.998))
  addPersistent(random, into, size, between(random, 0, 0.95), tiedSizes(random, into.length, usual))
  if (chance(random, 0.5)) addWhite(random, into, size * logBetween(random, 0.1, 1.5))
}

/** An autoregression of order one with the given standard deviation. */
export function addPersistent(
  random: RandomStream,
  into: Float64Array,
  size: number,
  keep: number,
  sizes?: Float64Array,
): void {
  const step = Math.sqrt(1 - keep * keep) * size
  let state = size * random.normal()
  for (let bin = 0; bin < into.length; bin++) {
    state = keep * state + step * random.normal()
    into[bin] += sizes === undefined ? state : state * sizes[bin]
  }
}

/** Noise that comes and goes with the hour, or with weather of its own; undefined when it is always alike. */
function tiedSizes(random: RandomStream, bins: number, usual: Float64Array): Float64Array | undefined {
  const kind = random.uniform()
  if (kind < 0.4) return undefined
  const sizes = new Float64Array(bins)
  if (kind > 0.75) addPersistent(random, sizes, between(random, 0.2, 0.8), between(random, 0.95, 0.995))
  const tie = kind < 0.9 ? between(random, -0.3, 0.8) : 0
  for (let bin = 0; bin < bins; bin++) sizes[bin] = Math.exp(sizes[bin] + tie * usual[bin % usual.length])
  return sizes
}

/** In some series with heavy tails. */
function addWhite(random: RandomStream, into: Float64Array, size: number): void {
  const heavy = chance(random, 0.3)
  for (let bin = 0; bin < into.length; bin++) {
    const tail = heavy ? 0.75 / Math.sqrt(0.1 + random.uniform()) : 1
    into[bin] += size * tail * random.normal()
  }
}
