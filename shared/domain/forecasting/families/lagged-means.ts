/** A series (width 1) and its moving means of other widths; each mean ends at its bin and takes in fewer at the start. */
export type LaggedMeans = ReadonlyMap<number, Float64Array>

export function laggedMeans(series: Float64Array, widths: readonly number[]): LaggedMeans {
  return new Map([
    [1, series],
    ...widths.filter(width => width > 1).map(width => [width, trailing(series, width)] as const),
  ])
}

function trailing(series: Float64Array, width: number): Float64Array {
  const means = new Float64Array(series.length)
  let sum = 0
  for (let bin = 0; bin < series.length; bin++) {
    sum += series[bin]
    if (bin >= width) sum -= series[bin - width]
    means[bin] = sum / Math.min(width, bin + 1)
  }
  return means
}

/** Enters the value of `bin`, all bins before it being known, at least as many as the widest mean takes in. */
export function enter(means: LaggedMeans, bin: number, value: number): void {
  const series = means.get(1)!
  series[bin] = value
  for (const [width, mean] of means) {
    if (width > 1) mean[bin] = mean[bin - 1] + (value - series[bin - width]) / width
  }
}
