/** Mean of the values from `before` bins before to `after` bins after each one, fewer at the ends. */
export function movingMean(values: Float64Array, before: number, after: number): Float64Array {
  const means = new Float64Array(values.length)
  let sum = 0
  for (let bin = 0; bin < Math.min(after, values.length); bin++) sum += values[bin]
  for (let bin = 0; bin < values.length; bin++) {
    if (bin + after < values.length) sum += values[bin + after]
    if (bin - before > 0) sum -= values[bin - before - 1]
    means[bin] = sum / (Math.min(bin + after, values.length - 1) - Math.max(bin - before, 0) + 1)
  }
  return means
}

/** The series with its gaps (NaN) bridged by straight lines, level at the ends; 0 throughout when nothing is known. */
export function bridgeGaps(values: Float64Array): Float64Array {
  const filled = Float64Array.from(values)
  let last = -1
  for (let bin = 0; bin <= values.length; bin++) {
    if (bin < values.length && Number.isNaN(values[bin])) continue
    bridge(filled, last, bin)
    last = bin
  }
  return filled
}

/** Fills the bins between `left` and `right`, either of which may lie outside. */
function bridge(filled: Float64Array, left: number, right: number): void {
  const from = left >= 0 ? filled[left] : right < filled.length ? filled[right] : 0
  const to = right < filled.length ? filled[right] : from
  for (let bin = left + 1; bin < right; bin++) filled[bin] = from + ((to - from) * (bin - left)) / (right - left)
}
