// One forecast from many: halfway between their weighted mean, which uses what everyone knows, and their weighted median,
// which no single expert can drag away.

/** @param weights of the values, at least one of them above 0 */
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
  const order = ascending(values)
  let half = 0
  for (let index = 0; index < weights.length; index++) half += weights[index] / 2
  let reached = 0
  for (const index of order) {
    reached += weights[index]
    if (reached >= half) return values[index]
  }
  return values[order[order.length - 1]]
}

/** Positions by value; by insertion, which is fastest for a dozen. */
function ascending(values: Float64Array): Uint8Array {
  const order = new Uint8Array(values.length)
  for (let index = 1; index < values.length; index++) {
    let place = index
    while (place > 0 && values[order[place - 1]] > values[index]) {
      order[place] = order[place - 1]
      place--
    }
    order[place] = index
  }
  return order
}
