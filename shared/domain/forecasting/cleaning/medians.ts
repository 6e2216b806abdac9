/** Middle of what is known; NaN where nothing is. */
export function medianOf(values: Float64Array): number {
  if (values.length === 1) return values[0]
  const sorted = new Float64Array(values.length)
  let known = 0
  for (const value of values) if (!Number.isNaN(value)) sorted[known++] = value
  return middleOf(sorted.subarray(0, known).sort(), known)
}

/** Middle of the first so many. */
export function middleOf(sorted: Float64Array, count: number): number {
  if (count === 0) return Number.NaN
  return (sorted[(count - 1) >> 1] + sorted[count >> 1]) / 2
}

/** Puts the value into its place among the first so many, which are ascending. */
export function insertSorted(sorted: Float64Array, count: number, value: number): void {
  let place = count
  for (; place > 0 && sorted[place - 1] > value; place--) sorted[place] = sorted[place - 1]
  sorted[place] = value
}

/** Median of the known values at most `reach` away from each; NaN where there are none. */
export function runningMedian(values: Float64Array, reach: number): Float64Array {
  const window = new Float64Array(2 * reach + 2)
  const medians = new Float64Array(values.length)
  let count = 0
  for (let next = 0; next < values.length + reach; next++) {
    if (next < values.length && !Number.isNaN(values[next])) insertSorted(window, count++, values[next])
    const centre = next - reach
    if (centre < 0) continue
    medians[centre] = middleOf(window, count)
    const gone = values[centre - reach]
    if (centre >= reach && !Number.isNaN(gone))
      window.copyWithin(window.indexOf(gone), window.indexOf(gone) + 1, count--)
  }
  return medians
}
