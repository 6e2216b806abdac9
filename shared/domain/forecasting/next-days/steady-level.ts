// The forecast for a history that is too short or too flat for seasons: demand stays at its recent level.
import type { Family } from '../families/family.ts'

/** Recent bins count half after so many. */
const halfLifeBins = 3

export const steadyLevel: Family = {
  name: 'holt-winters',
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
