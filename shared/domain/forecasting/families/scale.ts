// The scales on which families are fitted. All are free of the unit of the series: twice the demand is twice the forecast.

export type ScaleName = 'log' | 'sqrt' | 'raw'

export interface Scale {
  readonly name: ScaleName
  /** What counts as 1: the mean of the history, or 1 where that is 0. */
  readonly unit: number
}

/** Forecasts end at this multiple of the largest value of the history: linear recursions know no bounds of their own. */
const headroom = 1.5
/** On the log scale, demand below one part in `logDepth` of the mean is nearly the same as none. */
const logDepth = 300

export function scaleOf(name: ScaleName, values: Float64Array): Scale {
  const largest = largestOf(values)
  let share = 0
  for (const value of values) share += value / largest
  return { name, unit: largest > 0 ? Math.max(largest * (share / values.length), Number.MIN_VALUE) : 1 }
}

/** The values from bin `from` on, on the scale. */
export function toScale({ name, unit }: Scale, values: Float64Array, from: number): Float64Array {
  const scaled = values.slice(from)
  if (name === 'log')
    for (let bin = 0; bin < scaled.length; bin++) scaled[bin] = Math.log1p(logDepth * (scaled[bin] / unit))
  else if (name === 'sqrt') for (let bin = 0; bin < scaled.length; bin++) scaled[bin] = Math.sqrt(scaled[bin] / unit)
  else for (let bin = 0; bin < scaled.length; bin++) scaled[bin] /= unit
  return scaled
}

/** Back in the unit of the history, at least 0 and at most what a number can hold. */
export function fromScale(scale: Scale, scaled: Float64Array): Float64Array {
  return scaled.map(z => Math.min(backwards(scale, Math.max(z, 0)), Number.MAX_VALUE))
}

function backwards({ name, unit }: Scale, z: number): number {
  if (name === 'log') return (Math.expm1(z) / logDepth) * unit
  return (name === 'sqrt' ? z * z : z) * unit
}

/** The most that is foretold from these values, on the scale: 1.5 times the largest of them. The least is 0. */
export function ceilingOf(name: ScaleName, scaled: Float64Array): number {
  const largest = largestOf(scaled)
  if (name === 'log') return Math.log1p(headroom * Math.expm1(largest))
  return largest * (name === 'sqrt' ? Math.sqrt(headroom) : headroom)
}

function largestOf(values: Float64Array): number {
  let largest = 0
  for (const value of values) if (value > largest) largest = value
  return largest
}
