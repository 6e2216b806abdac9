// Quantiles of drawn paths. A few hundred paths are asked for a quantile many times a tick, so values are selected
// (Hoare's quickselect), not sorted.
import { InputError } from '../errors.ts'
import type { DemandPaths } from './model.ts'

/**
 * The quantile at `level` (0 to 1) of equally likely values: the value in the middle of the k-th of n equal steps stands for
 * the level (k − 1/2) / n, linear between them (Hazen 1914; type 5 of Hyndman & Fan 1996). `values` are reordered.
 */
export function selectQuantile(values: Float64Array, level: number): number {
  if (!(level >= 0 && level <= 1)) throw new InputError(`quantile level ${level}, wanted a number from 0 to 1`)
  if (values.length === 0) throw new InputError('quantile of no values, wanted at least one')
  const position = Math.min(Math.max(level * values.length - 0.5, 0), values.length - 1)
  const lower = Math.floor(position)
  const atLower = select(values, lower)
  if (position === lower) return atLower
  return atLower + (position - lower) * (least(values, lower + 1) - atLower)
}

/** Quantile of demand in one bin, requests per second. Bin 0 is the first forecast bin. */
export function quantileAt(paths: DemandPaths, bin: number, level: number): number {
  return selectQuantile(maximumSamples(paths, bin, bin + 1), level)
}

/** Quantile of the largest demand in the bins [fromBin, toBin), requests per second. */
export function maximumQuantile(paths: DemandPaths, fromBin: number, toBin: number, level: number): number {
  return selectQuantile(maximumSamples(paths, fromBin, toBin), level)
}

/**
 * The largest demand of every path in the bins [fromBin, toBin), requests per second, in the order of the paths. Bin 0 is the
 * first forecast bin, so that the third to the eighth minute after the last datapoint are [2, 8).
 * @throws InputError when the window is empty or reaches beyond the paths
 */
export function maximumSamples(paths: DemandPaths, fromBin: number, toBin: number): Float64Array {
  if (!(fromBin >= 0 && fromBin < toBin && toBin <= paths.bins)) {
    throw new InputError(`window of bins [${fromBin}, ${toBin}), wanted one inside [0, ${paths.bins})`)
  }
  const { rates, bins, count } = paths
  const maxima = new Float64Array(count)
  for (let path = 0; path < count; path++) {
    let maximum = 0
    for (let index = path * bins + fromBin; index < path * bins + toBin; index++) {
      if (rates[index] > maximum) maximum = rates[index]
    }
    maxima[path] = maximum
  }
  return maxima
}

/** Puts the value of rank `rank` (0 is the smallest) in its place, smaller ones before it, larger ones after it. */
function select(values: Float64Array, rank: number): number {
  let left = 0
  let right = values.length - 1
  while (left < right) {
    const pivot = values[(left + right) >> 1]
    let low = left
    let high = right
    while (low <= high) {
      while (values[low] < pivot) low++
      while (values[high] > pivot) high--
      if (low > high) break
      const held = values[low]
      values[low++] = values[high]
      values[high--] = held
    }
    if (rank <= high) right = high
    else if (rank >= low) left = low
    else break
  }
  return values[rank]
}

function least(values: Float64Array, from: number): number {
  let smallest = values[from]
  for (let index = from + 1; index < values.length; index++) {
    if (values[index] < smallest) smallest = values[index]
  }
  return smallest
}
