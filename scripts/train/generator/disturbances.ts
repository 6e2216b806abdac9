// What happens to real series: bursts, outliers, outages, switched load, limits, whole numbers and bridged gaps.
import type { RandomStream } from '../../../simulator/kernel/random.ts'
import { between, chance, logBetween, wholeBetween } from './draw.ts'

/** In logarithms, before the series is made of it. */
export function addBursts(random: RandomStream, into: Float64Array): void {
  const often = logBetween(random, 0.0005, 0.03)
  const [size, keep] = [between(random, 0.2, 2), between(random, 0, 0.9)]
  let burst = 0
  for (let bin = 0; bin < into.length; bin++) {
    if (chance(random, often)) burst += size * random.uniform()
    burst *= keep
    into[bin] += burst
  }
}

export function addOutliers(random: RandomStream, into: Float64Array): void {
  const size = between(random, 0.3, 2) * (chance(random, 0.3) ? -1 : 1)
  for (let left = wholeBetween(random, 1, 6); left > 0; left--) {
    into[Math.floor(random.uniform() * into.length)] += size * random.uniform()
  }
}

/** On and off: batch load, or a service that is used at times only. Off is nothing or little. */
export function switchOnAndOff(random: RandomStream, values: Float64Array): void {
  const [stayOn, stayOff] = [1 - 1 / logBetween(random, 1.5, 80), 1 - 1 / logBetween(random, 1.5, 60)]
  const rest = chance(random, 0.6) ? 0 : random.uniform() * 0.2
  let on = chance(random, 0.5)
  for (let bin = 0; bin < values.length; bin++) {
    on = chance(random, on ? stayOn : stayOff) ? on : !on
    if (!on) values[bin] *= rest
  }
}

/** Stretches of nearly nothing: outages and measuring that stood still. */
export function addOutages(random: RandomStream, values: Float64Array): void {
  for (let left = wholeBetween(random, 1, 4); left > 0; left--) {
    const from = Math.floor(random.uniform() * values.length)
    const end = Math.min(values.length, from + Math.ceil(logBetween(random, 1, 12)))
    const rest = chance(random, 0.5) ? 0 : random.uniform() * 0.5
    for (let bin = from; bin < end; bin++) values[bin] *= rest
  }
}

/** A service that goes live somewhere in the series: nothing before. */
export function addLaunch(random: RandomStream, values: Float64Array): void {
  const launch = Math.floor(random.uniform() * values.length)
  const ramp = logBetween(random, 1, 200)
  for (let bin = 0; bin < values.length; bin++) values[bin] *= Math.max(0, Math.min(1, (bin - launch) / ramp))
}

/** A limit that demand runs into. */
export function saturate(random: RandomStream, values: Float64Array): void {
  const limit = values.reduce((most, value) => Math.max(most, value), 0) * between(random, 0.5, 0.95)
  const soft = between(random, 0, 0.02)
  for (let bin = 0; bin < values.length; bin++) {
    if (values[bin] > limit) values[bin] = limit * (1 + soft * random.normal())
  }
}

/** Whole numbers that scatter as counts do, about `mean` of them in a bin. */
export function countEvents(random: RandomStream, values: Float64Array, mean: number): void {
  let sum = 0
  for (let bin = 0; bin < values.length; bin++) sum += values[bin]
  const factor = sum > 0 ? (mean * values.length) / sum : 0
  for (let bin = 0; bin < values.length; bin++) values[bin] = random.poisson(values[bin] * factor)
}

/** Gaps as a history bridges them: the same hours of the day before, or a straight line. */
export function bridgeGaps(random: RandomStream, values: Float64Array, dayBins: number): void {
  for (let left = wholeBetween(random, 1, 3); left > 0; left--) {
    const from = dayBins + Math.floor(random.uniform() * (values.length - dayBins))
    const end = Math.min(values.length - 1, from + Math.ceil(logBetween(random, 1, 40)))
    const seasonal = chance(random, 0.6)
    for (let bin = from; bin < end; bin++) {
      const share = (bin - from + 1) / (end - from + 1)
      values[bin] = seasonal ? values[bin - dayBins] : (1 - share) * values[from - 1] + share * values[end]
    }
  }
}
