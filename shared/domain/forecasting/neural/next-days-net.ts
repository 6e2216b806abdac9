// The network of the next days as a family: two weeks of hours in, two days out, and for longer horizons its own medians as if
// they had been seen. Bins finer than an hour are forecast hour by hour and drawn out in straight lines between the middles of
// the hours, so that a course inside the hour is for whoever knows the usual one to add.
import type { Expert, Family, QuantilePaths } from '../families/family.ts'
import { evaluate, type Network } from './network.ts'
import { contextBins, nextDaysFeatureCount, writeNextDaysFeatures } from './next-days-features.ts'
import weights from './next-days-weights.json' with { type: 'json' }
import { neuralLevels } from './quantile-levels.ts'
import { demandOfRoot, sortAscending } from './root-quantiles.ts'
import { aheadBins } from './seasonal-base.ts'
import { decodeNetwork } from './weights.ts'

const dayHours = 24
const fewestHours = 3
const levelCount = neuralLevels.length
const middle = neuralLevels.indexOf(0.5)

export const neuralFamily: Family = {
  name: 'neural',
  /** Three hours; never enough where a day is not made of whole hours. */
  fewestBins: dayBins => (dayBins % dayHours === 0 ? (fewestHours * dayBins) / dayHours : Number.POSITIVE_INFINITY),
  fit: ({ dayBins }) => neuralExpert(dayBins / dayHours),
}

function neuralExpert(hourBins: number): Expert {
  const roots = (values: Float64Array, horizonBins: number) =>
    hourlyRoots(loadNetwork(), hoursOf(values, hourBins), Math.ceil(horizonBins / hourBins))
  return {
    foretell: (values, horizonBins) => drawOut(roots(values, horizonBins), middle, hourBins, horizonBins),
    quantiles(values, horizonBins): QuantilePaths {
      const all = roots(values, horizonBins)
      return { levels: neuralLevels, paths: neuralLevels.map((_, level) => drawOut(all, level, hourBins, horizonBins)) }
    },
  }
}

let loaded: Network | undefined

/** Decoded when it is first asked for: most functions never do. */
function loadNetwork(): Network {
  loaded ??= decodeNetwork(weights)
  return loaded
}

/** Means of the hours that end with the history; what does not fill an hour at its start is left out. */
function hoursOf(values: Float64Array, hourBins: number): Float64Array {
  if (hourBins === 1) return values
  const count = Math.min(Math.floor(values.length / hourBins), contextBins)
  const hours = new Float64Array(count)
  for (let hour = 0; hour < count; hour++) {
    const from = values.length - (count - hour) * hourBins
    for (let bin = from; bin < from + hourBins; bin++) hours[hour] += values[bin] / hourBins
  }
  return hours
}

/** Square roots of the quantiles of the next hours: for each hour all levels, ascending. */
function hourlyRoots(network: Network, hours: Float64Array, count: number): Float64Array {
  const all = new Float64Array(Math.ceil(count / aheadBins) * aheadBins * levelCount)
  let context = hours.subarray(Math.max(0, hours.length - contextBins))
  for (let block = 0; block * aheadBins < count; block++) {
    if (!answerBlock(network, context, all, block * aheadBins)) break
    context = withMedians(context, all, block * aheadBins)
  }
  return all
}

/** @returns false when there is nothing but zeros, which are what is foretold then */
function answerBlock(network: Network, context: Float64Array, all: Float64Array, first: number): boolean {
  const features = new Float32Array(nextDaysFeatureCount)
  const scale = writeNextDaysFeatures(context, context.length, context.length, features, 0)
  if (scale === undefined) return false
  const answers = evaluate(network, features)
  for (let ahead = 0; ahead < aheadBins; ahead++) {
    const at = (first + ahead) * levelCount
    for (let level = 0; level < levelCount; level++) {
      all[at + level] = scale.base[ahead] + scale.unit * answers[ahead * levelCount + level]
    }
    sortAscending(all, at, levelCount)
    if (first > 0) widen(all, at, (first - dayHours + (ahead % dayHours)) * levelCount)
  }
  return true
}

/**
 * Medians that were taken for seen were not: what was uncertain at that hour of the day before is uncertain still, on top of
 * what the network says, as independent errors add up.
 */
function widen(all: Float64Array, at: number, dayBefore: number): void {
  for (let level = 0; level < levelCount; level++) {
    if (level === middle) continue
    const ours = all[at + level] - all[at + middle]
    const before = all[dayBefore + level] - all[dayBefore + middle]
    all[at + level] = all[at + middle] + Math.sign(level - middle) * Math.hypot(ours, before)
  }
}

function withMedians(context: Float64Array, all: Float64Array, first: number): Float64Array {
  const longer = new Float64Array(context.length + aheadBins)
  longer.set(context)
  for (let ahead = 0; ahead < aheadBins; ahead++) {
    longer[context.length + ahead] = demandOfRoot(all[(first + ahead) * levelCount + middle])
  }
  return longer.subarray(Math.max(0, longer.length - contextBins))
}

/** One level's demand in bins of `hourBins` to an hour, in straight lines between the middles of the hours. */
function drawOut(all: Float64Array, level: number, hourBins: number, horizonBins: number): Float64Array {
  const lastHour = Math.floor(all.length / levelCount) - 1
  const demandOf = (hour: number) => demandOfRoot(all[Math.min(hour, lastHour) * levelCount + level])
  const path = new Float64Array(horizonBins)
  for (let bin = 0; bin < horizonBins; bin++) {
    const middleOfBin = Math.max((bin + 0.5) / hourBins - 0.5, 0)
    const hour = Math.floor(middleOfBin)
    const share = middleOfBin - hour
    path[bin] = share === 0 ? demandOf(hour) : (1 - share) * demandOf(hour) + share * demandOf(hour + 1)
  }
  return path
}
