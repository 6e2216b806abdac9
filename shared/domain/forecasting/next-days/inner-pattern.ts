// Reading a coarse forecast in finer bins. Inside a coarse bin demand leans towards its neighbours, has a usual pattern (jobs
// at the full hour), and is noisier than its mean. The pattern is learned from history as far as it repeats itself: first
// what all coarse bins share, then what the time of day has of its own; the mean of a coarse bin stays what was forecast.
import type { SeasonalHistory } from '../families/family.ts'

export interface InnerPattern {
  /** Fine bins in a coarse one. */
  readonly factor: number
  /** Fine bins of a day; the pattern begins at the same time of day as the first bin after the history. */
  readonly ratios: Float64Array
  /** Sorted ratios of fine demand to what the pattern expected, evenly thinned. */
  readonly noise: Float64Array
}

const mostDays = 28
const mostNoise = 2000

export function learnInnerPattern(fine: SeasonalHistory, factor: number): InnerPattern {
  const { dayBins } = fine
  const bins = Math.floor(Math.min(fine.values.length, mostDays * dayBins) / factor) * factor
  const values = fine.values.subarray(fine.values.length - bins)
  const trust = fine.trust.subarray(fine.values.length - bins)
  const leaning = lean(coarseMeans(values, factor), factor)
  const ratios = new Float64Array(dayBins).fill(1)
  applyPattern(ratios, values, trust, leaning, factor)
  applyPattern(ratios, values, trust, leaning, dayBins)
  return { factor, ratios, noise: noiseOf(values, trust, leaning, ratios) }
}

function coarseMeans(values: Float64Array, factor: number): Float64Array {
  const means = new Float64Array(values.length / factor)
  for (let bin = 0; bin < values.length; bin++) means[Math.floor(bin / factor)] += values[bin] / factor
  return means
}

/**
 * Fine bins that lean from coarse bin to coarse bin, on a straight line inside each, whose mean is the coarse one and which
 * never falls below 0 (the slope-limited reconstruction of van Leer 1977).
 */
export function lean(coarse: Float64Array, factor: number): Float64Array {
  const fine = new Float64Array(coarse.length * factor)
  for (let bin = 0; bin < coarse.length; bin++) {
    const slope = slopeAt(coarse, bin)
    for (let inner = 0; inner < factor; inner++) {
      fine[bin * factor + inner] = coarse[bin] + slope * ((inner + 0.5) / factor - 0.5)
    }
  }
  return fine
}

/** Change over the coarse bin; 0 at a peak or a trough. */
function slopeAt(coarse: Float64Array, bin: number): number {
  const before = coarse[bin] - (coarse[bin - 1] ?? coarse[bin])
  const after = (coarse[bin + 1] ?? coarse[bin]) - coarse[bin]
  if (before * after <= 0)
    return bin === 0 ? limited(after, coarse[bin]) : bin === coarse.length - 1 ? limited(before, coarse[bin]) : 0
  const size = Math.min(Math.abs(before + after) / 2, 2 * Math.abs(before), 2 * Math.abs(after))
  return limited(Math.sign(after) * size, coarse[bin])
}

function limited(slope: number, mean: number): number {
  return Math.max(Math.min(slope, 2 * mean), -2 * mean)
}

/** Multiplies `ratios` by the pattern of a period that the history shows beyond them, as far as it repeats itself. */
function applyPattern(
  ratios: Float64Array,
  values: Float64Array,
  trust: Float64Array,
  leaning: Float64Array,
  period: number,
): void {
  const seen = new Float64Array(period)
  const expected = new Float64Array(period)
  const squares = new Float64Array(period)
  const counts = new Float64Array(period)
  for (let back = 1; back <= values.length; back++) {
    const bin = values.length - back
    const slot = period - 1 - ((back - 1) % period)
    const usual = leaning[bin] * ratios[ratios.length - 1 - ((back - 1) % ratios.length)]
    seen[slot] += trust[bin] * values[bin]
    expected[slot] += trust[bin] * usual
    squares[slot] += trust[bin] * (values[bin] - usual) ** 2
    counts[slot] += trust[bin]
  }
  const share = repeatedShare(seen, expected, squares, counts)
  for (let slot = 0; slot < ratios.length; slot++) {
    const at = slot % period
    const ratio = expected[at] > 0 ? seen[at] / expected[at] : 1
    ratios[slot] *= Math.max(1 + share * (ratio - 1), 0)
  }
}

/** Share of the differences between slots that is no chance: one less the variance that noise alone would give them. */
function repeatedShare(
  seen: Float64Array,
  expected: Float64Array,
  squares: Float64Array,
  counts: Float64Array,
): number {
  let variance = 0
  let chance = 0
  for (let slot = 0; slot < seen.length; slot++) {
    if (counts[slot] < 2) continue
    const difference = seen[slot] - expected[slot]
    variance += difference * difference
    chance += (squares[slot] - (difference * difference) / counts[slot]) * (counts[slot] / (counts[slot] - 1))
  }
  return variance > 0 ? Math.max(1 - Math.max(chance, 0) / variance, 0) : 0
}

function noiseOf(values: Float64Array, trust: Float64Array, leaning: Float64Array, ratios: Float64Array): Float64Array {
  const stride = Math.max(Math.ceil(values.length / mostNoise), 1)
  const noise: number[] = []
  for (let back = 1; back <= values.length; back += stride) {
    const bin = values.length - back
    const usual = leaning[bin] * ratios[ratios.length - 1 - ((back - 1) % ratios.length)]
    if (trust[bin] > 0.5 && usual > 0) noise.push(values[bin] / usual)
  }
  return Float64Array.from(noise).sort()
}

/** The mean path in fine bins: every coarse bin keeps its mean. */
export function refine({ factor, ratios }: InnerPattern, coarse: Float64Array): Float64Array {
  const fine = lean(coarse, factor)
  for (let bin = 0; bin < fine.length; bin++) fine[bin] *= ratios[bin % ratios.length]
  for (let bin = 0; bin < coarse.length; bin++) {
    const inside = fine.subarray(bin * factor, (bin + 1) * factor)
    const mean = inside.reduce((sum, value) => sum + value, 0) / factor
    if (mean > 0) for (let inner = 0; inner < factor; inner++) inside[inner] *= coarse[bin] / mean
    else inside.fill(coarse[bin])
  }
  return fine
}

/** Ratio of fine demand to what the pattern expects, at a quantile level; 1 where nothing is known. */
export function noiseQuantile({ noise }: InnerPattern, level: number): number {
  if (noise.length === 0) return 1
  const position = Math.min(Math.max(level * noise.length - 0.5, 0), noise.length - 1)
  const lower = Math.floor(position)
  const upper = Math.min(lower + 1, noise.length - 1)
  return noise[lower] + (position - lower) * (noise[upper] - noise[lower])
}
