// The forecast for a history of a single bin or so: demand stays at its recent level. Simple exponential smoothing is the
// simplest of the smoothings that ETS chooses from, and goes by its name.
import type { Family } from '../families/family.ts'

/** Recent bins count half after so many. */
const halfLifeBins = 3

export const steadyLevel: Family = {
  name: 'ets',
  fewestBins: () => 1,
  fit: () => ({ foretell: (values, horizonBins) => new Float64Array(horizonBins).fill(recentLevel(values)) }),
}

function recentLevel(values: Float64Array): number {
  let level = 0
  let total = 0
  for (let bin = values.length - 1, weight = 1; bin >= 0 && weight > 1e-9; bin--, weight *= 2 ** (-1 / halfLifeBins)) {
    level += (weight * (values[bin] - level)) / (total + weight)
    total += weight
  }
  return level
}
