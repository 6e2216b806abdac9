// Series of minutes, of five minutes and of hours: the hourly series of the generator, drawn out, with what happens inside the
// hour. Only the stretches that the network of the next hour looks at are drawn: now, a day ago and a week ago.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, logBetween, pick, wholeBetween } from './draw.ts'
import { addPersistent } from './noise.ts'

export interface FineCase {
  /** NaN where nothing was drawn, or where it is missing. */
  readonly values: Float64Array
  /** The first bin that is to be forecast. */
  readonly origin: number
  readonly dayBins: number
}

/** How far a stretch reaches before and behind its moment. */
export const stretchBins = { before: 74, behind: 72 }
/** Hours that an hourly series must have, so that a week fits before any moment. */
export const hoursOfFineCase = 168 + 160

/** What is alike in all stretches of a case. */
interface Grain {
  readonly hourBins: number
  readonly smoothHours: boolean
  readonly noise: number
  readonly noiseKeep: number
  readonly heavyTails: boolean
  readonly burstChance: number
  readonly burstSize: number
  readonly burstKeep: number
  /** What is added at some minutes of the hour, in logarithms; jobs that somebody has scheduled. */
  readonly pulses: Float64Array
  /** Mean number of events in a bin, where they are counted. */
  readonly meanCount?: number
}

/**
 * @param hours of `drawHourlySeries`, `hoursOfFineCase` at least
 * @param buffer as long as a week and both reaches at the finest bins; overwritten
 */
export function drawFineCase(
  random: RandomStream,
  hours: Float64Array,
  dayBins: number,
  buffer: Float64Array,
): FineCase {
  const weekBins = 7 * dayBins
  const { before, behind } = stretchBins
  const values = buffer.subarray(0, weekBins + before + behind).fill(Number.NaN)
  const grain = drawGrain(random, dayBins)
  const offset = wholeBetween(random, 0, Math.floor(hours.length * grain.hourBins) - values.length - grain.hourBins)
  const origin = weekBins + before
  const stretches = stretchesAround([origin - weekBins, origin - dayBins, origin])
  const course = sharpened(random, hours)
  for (const stretch of stretches) drawStretch(random, grain, course, offset, values, stretch)
  if (chance(random, 0.12)) changeCourse(random, values, origin)
  if (grain.meanCount !== undefined) countBins(random, values, stretches, grain.meanCount)
  if (chance(random, 0.2)) loseBins(random, values, stretches, origin)
  if (chance(random, 0.5)) forgetPast(random, values, origin, dayBins)
  return { values, origin, dayBins }
}

/** In some cases nights are deeper and peaks are higher than hours of the generator usually are. */
function sharpened(random: RandomStream, hours: Float64Array): Float64Array {
  if (chance(random, 0.7)) return hours
  const power = between(random, 1, 2.5)
  const mean = hours.reduce((sum, value) => sum + value, 0) / hours.length || 1
  return hours.map(value => mean * Math.min((value / mean) ** power, 1e4))
}

function drawGrain(random: RandomStream, dayBins: number): Grain {
  const hourBins = dayBins / 24
  const fine = hourBins > 1
  return {
    hourBins,
    smoothHours: chance(random, 0.85),
    noise: fine ? logBetween(random, 0.001, 0.6) : 0,
    noiseKeep: pick(random, [
      [40, 0],
      [30, between(random, 0, 0.9)],
      [30, between(random, 0.9, 0.995)],
    ]),
    heavyTails: chance(random, 0.25),
    burstChance: fine && chance(random, 0.25) ? logBetween(random, 0.002, 0.1) : 0,
    burstSize: between(random, 0.2, 2),
    burstKeep: between(random, 0, 0.95),
    pulses: drawPulses(random, hourBins),
    ...(chance(random, 0.5) && { meanCount: logBetween(random, 0.05, 1000) }),
  }
}

function drawPulses(random: RandomStream, hourBins: number): Float64Array {
  const pulses = new Float64Array(hourBins)
  if (hourBins === 1 || chance(random, 0.75)) return pulses
  const every = pick(random, [
    [3, hourBins],
    [3, hourBins / 2],
    [2, hourBins / 4],
    [1, hourBins / 6],
  ])
  const [first, size, keep] = [random.uniform() * every, between(random, 0.1, 1.5), between(random, 0, 0.8)]
  for (let bin = 0; bin < hourBins; bin++) {
    const since = (((bin - first) % every) + every) % every
    pulses[bin] = size * (keep > 0.2 ? keep ** Math.floor(since) : since < 1 ? 1 : 0)
  }
  return pulses
}

interface Stretch {
  readonly from: number
  readonly end: number
}

/** Around each moment, in their order; those that touch are one. */
function stretchesAround(moments: readonly number[]): Stretch[] {
  const stretches: Stretch[] = []
  for (const moment of moments) {
    const [from, end] = [moment - stretchBins.before, moment + stretchBins.behind]
    const last = stretches.at(-1)
    if (last !== undefined && from <= last.end) stretches[stretches.length - 1] = { from: last.from, end }
    else stretches.push({ from, end })
  }
  return stretches
}

function drawStretch(
  random: RandomStream,
  grain: Grain,
  hours: Float64Array,
  offset: number,
  values: Float64Array,
  { from, end }: Stretch,
): void {
  const logs = new Float64Array(end - from)
  if (grain.noise > 0) addGrain(random, grain, logs)
  for (let bin = from; bin < end; bin++) {
    const at = offset + bin
    const level = levelAt(hours, at / grain.hourBins, grain.smoothHours && grain.hourBins > 1)
    values[bin] = level * Math.exp(Math.min(logs[bin - from] + grain.pulses[at % grain.hourBins], 5))
  }
}

function addGrain(random: RandomStream, grain: Grain, logs: Float64Array): void {
  addPersistent(random, logs, grain.noise, grain.noiseKeep)
  if (grain.heavyTails) {
    for (let bin = 0; bin < logs.length; bin++) logs[bin] *= 0.75 / Math.sqrt(0.1 + random.uniform())
  }
  if (grain.noiseKeep > 0.5) addPersistent(random, logs, grain.noise * 0.3, 0)
  let burst = 0
  for (let bin = 0; bin < logs.length; bin++) {
    if (grain.burstChance > 0 && chance(random, grain.burstChance)) burst += grain.burstSize * random.uniform()
    burst *= grain.burstKeep
    logs[bin] += burst
  }
}

/** The hour's mean as it stands, or a line through the middles of the hours. */
function levelAt(hours: Float64Array, hour: number, smooth: boolean): number {
  if (!smooth) return hours[Math.floor(hour)]
  const before = Math.max(Math.floor(hour - 0.5), 0)
  const share = Math.max(hour - 0.5 - before, 0)
  return (1 - share) * hours[before] + share * hours[before + 1]
}

/** What has begun shortly before now, or will: a flash crowd, a new level, an outage, its end. */
function changeCourse(random: RandomStream, values: Float64Array, origin: number): void {
  const from = origin + wholeBetween(random, -40, 50)
  const height = between(random, 0.3, 2) * (chance(random, 0.35) ? -1 : 1)
  const [ramp, fade] = [
    logBetween(random, 1, 30),
    chance(random, 0.5) ? logBetween(random, 3, 300) : Number.POSITIVE_INFINITY,
  ]
  for (let bin = Math.max(from, 0); bin < values.length; bin++) {
    const since = bin - from
    values[bin] *= Math.exp(height * Math.min(1, (since + 1) / ramp) * Math.exp(-since / fade))
  }
}

function countBins(random: RandomStream, values: Float64Array, stretches: readonly Stretch[], mean: number): void {
  let [sum, count] = [0, 0]
  for (const { from, end } of stretches) {
    for (let bin = from; bin < end; bin++) sum += values[bin]
    count += end - from
  }
  const factor = sum > 0 ? (mean * count) / sum : 0
  for (const { from, end } of stretches) {
    for (let bin = from; bin < end; bin++) values[bin] = random.poisson(values[bin] * factor)
  }
}

/** Single bins that never arrived, and one stretch. */
function loseBins(random: RandomStream, values: Float64Array, stretches: readonly Stretch[], origin: number): void {
  const share = chance(random, 0.7) ? logBetween(random, 0.01, 0.5) : 0
  for (const { from, end } of stretches) {
    for (let bin = from; bin < Math.min(end, origin); bin++) if (chance(random, share)) values[bin] = Number.NaN
  }
  if (chance(random, 0.5)) {
    const from = origin - wholeBetween(random, 1, stretchBins.before)
    values.fill(Number.NaN, from, Math.min(from + wholeBetween(random, 1, 30), origin))
  }
}

/** A young group: no week, no day, or only a few bins. */
function forgetPast(random: RandomStream, values: Float64Array, origin: number, dayBins: number): void {
  const known = pick(random, [
    [35, 7 * dayBins - stretchBins.behind],
    [25, Math.max(dayBins - stretchBins.behind, 1)],
    [40, Math.round(logBetween(random, 1, stretchBins.before))],
  ])
  values.fill(Number.NaN, 0, Math.max(0, origin - known))
}
