// One forecast from many: halfway between their weighted mean, which uses what everyone knows, and their weighted median,
// which no single expert can drag away.

export function combine(values: Float64Array, weights: Float64Array): number {
  return (weightedMean(values, weights) + weightedMedian(values, weights)) / 2
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let weighted = 0
  let total = 0
  for (let index = 0; index < values.length; index++) {
    weighted += weights[index] * values[index]
    total += weights[index]
  }
  return weighted / total
}

/** The least value at which at least half of the weight is reached. */
export function weightedMedian(values: Float64Array, weights: Float64Array): number {
  const order = Array.from(values.keys()).sort((a, b) => values[a] - values[b])
  const half = weights.reduce((sum, weight) => sum + weight, 0) / 2
  let reached = 0
  for (const index of order) {
    reached += weights[index]
    if (reached >= half) return values[index]
  }
  return values[order[order.length - 1]]
}
