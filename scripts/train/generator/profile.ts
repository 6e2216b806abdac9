// The usual course of a day or a week: any shape that closes on itself, with mean 0 and standard deviation 1.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, pick, wholeBetween } from './draw.ts'

type Shape = (random: RandomStream, bins: number) => Float64Array

const shapes: readonly (readonly [number, Shape])[] = [
  [45, harmonics],
  [15, smooth],
  [25, humps],
  [10, steps],
  [5, peaks],
]

export function drawProfile(random: RandomStream, bins: number): Float64Array {
  const profile = pick(random, shapes)(random, bins)
  if (chance(random, 0.15)) addScaled(profile, pick(random, shapes)(random, bins), between(random, 0.1, 0.6))
  return standardised(profile)
}

/** Few harmonics, the higher ones weaker. */
function harmonics(random: RandomStream, bins: number): Float64Array {
  const decay = between(random, 0.5, 2)
  return fourier(random, bins, wholeBetween(random, 1, 8), order => order ** -decay)
}

/** A draw from a Gaussian process with a periodic kernel. */
function smooth(random: RandomStream, bins: number): Float64Array {
  const length = between(random, 0.15, 0.7)
  return fourier(random, bins, 11, order => Math.exp(-0.5 * (order * length) ** 2))
}

function fourier(
  random: RandomStream,
  bins: number,
  orders: number,
  strength: (order: number) => number,
): Float64Array {
  const profile = new Float64Array(bins)
  for (let order = 1; order <= orders; order++) {
    const [sine, cosine] = [random.normal() * strength(order), random.normal() * strength(order)]
    for (let bin = 0; bin < bins; bin++) {
      const angle = (2 * Math.PI * order * bin) / bins
      profile[bin] += sine * Math.sin(angle) + cosine * Math.cos(angle)
    }
  }
  return profile
}

/** Working hours, evenings, a siesta: one to three humps or plateaus. */
function humps(random: RandomStream, bins: number): Float64Array {
  const profile = new Float64Array(bins)
  const flat = chance(random, 0.5)
  for (let left = wholeBetween(random, 1, 3); left > 0; left--) {
    const width = between(random, 0.04, 0.22) * bins
    const height = between(random, 0.3, 1) * (chance(random, 0.15) ? -1 : 1)
    const softness = between(random, 0.08, 0.4) * width
    addHump(profile, random.uniform() * bins, distance =>
      flat ? height / (1 + Math.exp((distance - width) / softness)) : height * Math.exp(-0.5 * (distance / width) ** 2),
    )
  }
  return profile
}

/** Narrow peaks at some times of day on a flat ground: jobs that somebody has scheduled. */
function peaks(random: RandomStream, bins: number): Float64Array {
  const profile = new Float64Array(bins)
  for (let left = wholeBetween(random, 1, 5); left > 0; left--) {
    const [width, height] = [between(random, 0.01, 0.04) * bins, between(random, 0.3, 1.5)]
    addHump(profile, Math.floor(random.uniform() * bins), distance => height * Math.exp(-0.5 * (distance / width) ** 2))
  }
  return profile
}

function addHump(profile: Float64Array, centre: number, height: (distance: number) => number): void {
  for (let bin = 0; bin < profile.length; bin++) {
    const distance = Math.abs(bin - centre)
    profile[bin] += height(Math.min(distance, profile.length - distance))
  }
}

function steps(random: RandomStream, bins: number): Float64Array {
  const profile = new Float64Array(bins)
  for (let left = wholeBetween(random, 2, 6); left > 0; left--) {
    const from = Math.floor(random.uniform() * bins)
    const height = random.normal()
    for (let bin = from; bin < bins; bin++) profile[bin] = height
  }
  return profile
}

function addScaled(profile: Float64Array, other: Float64Array, share: number): void {
  const [a, b] = [standardised(profile), standardised(other)]
  for (let bin = 0; bin < profile.length; bin++) profile[bin] = a[bin] + share * b[bin]
}

function standardised(profile: Float64Array): Float64Array {
  let mean = 0
  for (const value of profile) mean += value / profile.length
  let variance = 0
  for (const value of profile) variance += (value - mean) ** 2 / profile.length
  const spread = Math.sqrt(variance) || 1
  return profile.map(value => (value - mean) / spread)
}
