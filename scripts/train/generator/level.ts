// Where the level of a series goes over weeks: courses that are added up, in natural logarithms or in shares of the level.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, logBetween, pick, wholeBetween } from './draw.ts'

type Course = (random: RandomStream, into: Float64Array) => void

const courses: readonly (readonly [number, Course])[] = [
  [25, randomWalk],
  [15, localTrend],
  [20, smoothWandering],
  [10, slope],
  [15, steps],
  [5, growthWithEnd],
  [10, longWave],
]

/** Adds none to three courses. */
export function addLevel(random: RandomStream, into: Float64Array): void {
  const count = pick(random, [
    [30, 0],
    [40, 1],
    [20, 2],
    [10, 3],
  ])
  for (let left = count; left > 0; left--) pick(random, courses)(random, into)
}

function randomWalk(random: RandomStream, into: Float64Array): void {
  const step = logBetween(random, 0.0005, 0.03)
  let level = 0
  for (let bin = 0; bin < into.length; bin++) {
    level += step * random.normal()
    into[bin] += level
  }
}

/** A slope that changes slowly and is forgotten over days. */
function localTrend(random: RandomStream, into: Float64Array): void {
  const [step, keep] = [logBetween(random, 0.00001, 0.0004), 1 - 1 / logBetween(random, 24, 500)]
  let [level, slope] = [0, 0]
  for (let bin = 0; bin < into.length; bin++) {
    slope = keep * slope + step * random.normal()
    level += slope
    into[bin] += level
  }
}

/** Random waves of similar lengths: a draw from a Gaussian process with a smooth kernel. */
function smoothWandering(random: RandomStream, into: Float64Array): void {
  const [size, length] = [logBetween(random, 0.01, 0.4), logBetween(random, 20, 400)]
  for (let left = 6; left > 0; left--)
    addWave(random, into, (size / Math.sqrt(3)) * 1, Math.abs(random.normal()) / length)
}

function addWave(random: RandomStream, into: Float64Array, size: number, frequency: number): void {
  const [phase, height] = [random.uniform() * 2 * Math.PI, size * Math.abs(random.normal())]
  for (let bin = 0; bin < into.length; bin++) into[bin] += height * Math.sin(frequency * bin + phase)
}

function slope(random: RandomStream, into: Float64Array): void {
  const rise = logBetween(random, 0.00002, 0.003) * (chance(random, 0.5) ? -1 : 1)
  for (let bin = 0; bin < into.length; bin++) into[bin] += rise * (bin - into.length / 2)
}

/** New levels that stay: releases, moved traffic, lost customers. */
function steps(random: RandomStream, into: Float64Array): void {
  for (let left = wholeBetween(random, 1, 4); left > 0; left--) {
    const [from, height] = [Math.floor(random.uniform() * into.length), between(random, 0.05, 0.8) * random.normal()]
    const ramp = chance(random, 0.4) ? between(random, 2, 48) : 1
    for (let bin = from; bin < into.length; bin++) into[bin] += height * Math.min(1, (bin - from) / ramp)
  }
}

/** Growth that ends: a logistic curve somewhere in the series. */
function growthWithEnd(random: RandomStream, into: Float64Array): void {
  const [middle, width] = [random.uniform() * into.length, logBetween(random, 12, 200)]
  const height = random.normal()
  for (let bin = 0; bin < into.length; bin++) into[bin] += height / (1 + Math.exp((middle - bin) / width))
}

/** A season that is longer than what is seen: of months, or of the weather. */
function longWave(random: RandomStream, into: Float64Array): void {
  addWave(random, into, logBetween(random, 0.02, 0.5), (2 * Math.PI) / logBetween(random, 100, 3000))
}
