// Answers of a network as quantiles: in square roots of demand, ascending, and from there in the unit of the series.

/** Sorts `count` values from `at` on; quantiles that cross are put in order (Chernozhukov et al. 2010). */
export function sortAscending(values: Float32Array | Float64Array, at: number, count: number): void {
  for (let end = at + 1; end < at + count; end++) {
    const value = values[end]
    let place = end
    for (; place > at && values[place - 1] > value; place--) values[place] = values[place - 1]
    values[place] = value
  }
}

export function demandOfRoot(root: number): number {
  return root > 0 ? root * root : 0
}
