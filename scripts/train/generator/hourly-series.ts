// Series of hours that nobody has measured: level, seasons, noise and what disturbs them, on scales from a request an hour to
// millions. The weights of both networks come from these alone, so that they carry nobody's data and every real series is a
// fair test.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import {
  addBursts,
  addLaunch,
  addOutages,
  addOutliers,
  bridgeGaps,
  countEvents,
  saturate,
  switchOnAndOff,
} from './disturbances.ts'
import { between, chance, logBetween } from './draw.ts'
import { addLevel } from './level.ts'
import { addNoise } from './noise.ts'
import { addSeason } from './season.ts'

/** Raised with every change after which the same seed gives other series. */
export const generatorVersion = 1

const dayBins = 24

/** At least 0, never NaN. */
export function drawHourlySeries(random: RandomStream, bins: number): Float64Array {
  const latent = new Float64Array(bins)
  const unrest = drawUnrest(random)
  addLevel(random, latent)
  if (unrest < 1) for (let bin = 0; bin < bins; bin++) latent[bin] *= unrest
  addNoise(random, latent, addSeason(random, latent, unrest), unrest)
  if (chance(random, 0.2)) addBursts(random, latent)
  if (chance(random, 0.15)) addOutliers(random, latent)
  const values = valuesOf(random, latent)
  disturb(random, values)
  return values
}

/** Some series repeat themselves nearly to the letter: what is scheduled, and what the sun does. */
function drawUnrest(random: RandomStream): number {
  return chance(random, 0.35) ? logBetween(random, 0.01, 0.7) : 1
}

/** Effects that multiply, add up, or something between. */
function valuesOf(random: RandomStream, latent: Float64Array): Float64Array {
  const level = logBetween(random, 0.5, 1e4)
  const kind = random.uniform()
  if (kind < 0.55) return latent.map(value => level * Math.exp(Math.min(Math.max(value, -12), 6)))
  const offset = logBetween(random, 0.4, 6)
  if (kind < 0.85) return latent.map(value => level * Math.max(0, offset + value))
  return latent.map(value => level * Math.max(0, offset + 0.5 * value) ** 2)
}

function disturb(random: RandomStream, values: Float64Array): void {
  if (chance(random, 0.04)) switchOnAndOff(random, values)
  if (chance(random, 0.06)) addOutages(random, values)
  if (chance(random, 0.03)) addLaunch(random, values)
  if (chance(random, 0.06)) saturate(random, values)
  if (chance(random, 0.2)) countEvents(random, values, logBetween(random, 0.3, 300))
  if (chance(random, 0.08)) bridgeGaps(random, values, dayBins)
  if (chance(random, 0.1)) roundValues(values, between(random, 0.5, 3))
}

/** To that many digits behind the point of the level's logarithm: what is logged is often coarse. */
function roundValues(values: Float64Array, digits: number): void {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const unit = mean * 10 ** -digits
  if (unit <= 0) return
  for (let bin = 0; bin < values.length; bin++) values[bin] = Math.round(values[bin] / unit) * unit
}
