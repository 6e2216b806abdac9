// What the network of the next hour sees, and in which unit it answers.
//
// All is on the scale of square roots, counted from the present level and in units of the usual surprise from bin to bin: the
// last 64 bins, and what the same hours of the day before and of the week before did from the same moment on. What is not known
// says so. Whatever the unit of the series, the features are the same.

/** Bins that are looked back. */
export const recentBins = 64
/** Bins ahead that the network answers for; between them its answers are joined by straight lines. */
export const knots: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 60]
export const furthestBins = knots[knots.length - 1]

const binsOf64Known = recentBins
const pastAt = recentBins + binsOf64Known
const pastSize = 2 * knots.length + 2
const traitsAt = pastAt + 2 * pastSize
const traits = 9

export const nextHourFeatureCount = traitsAt + traits

/** In square roots of the series' unit: what an answer is counted from, and what its unit is. */
export interface PresentScale {
  readonly level: number
  readonly unit: number
}

const largest = 15
const smoothing = 0.3

/**
 * Writes the features at `end` into `into`, from `at` on.
 * @param values demand before `end`, NaN where it is not known; as far back as it goes
 * @param dayBins bins in a day
 * @returns undefined when none of the last 64 bins is known
 */
export function writeNextHourFeatures(
  values: ArrayLike<number>,
  end: number,
  dayBins: number,
  into: Float32Array,
  at: number,
): PresentScale | undefined {
  const roots = recentRoots(values, end)
  const scale = presentScale(roots)
  if (scale === undefined) return undefined
  into.fill(0, at, at + nextHourFeatureCount)
  writeRecent(roots, scale, into, at)
  const past = { values, end, scale }
  writePast(past, dayBins, dayBins, into, at + pastAt)
  writePast(past, 7 * dayBins, dayBins, into, at + pastAt + pastSize)
  writeTraits(roots, scale, dayBins, into, at + traitsAt)
  return scale
}

/** The last 64 bins, NaN where they are not known. */
function recentRoots(values: ArrayLike<number>, end: number): Float64Array {
  const roots = new Float64Array(recentBins)
  for (let i = 0; i < recentBins; i++) roots[i] = rootAt(values, end - recentBins + i)
  return roots
}

function rootAt(values: ArrayLike<number>, bin: number): number {
  return bin >= 0 && bin < values.length ? Math.sqrt(Math.max(values[bin], 0)) : Number.NaN
}

/** The level by exponential smoothing, and the root mean square of what surprised it. */
function presentScale(roots: Float64Array): PresentScale | undefined {
  let [level, squares, count, sum] = [Number.NaN, 0, 0, 0]
  for (const root of roots) {
    if (Number.isNaN(root)) continue
    if (count > 0) squares += (root - level) ** 2
    level = count === 0 ? root : level + Math.max(smoothing, 1 / (count + 1)) * (root - level)
    sum += root
    count++
  }
  if (count === 0) return undefined
  const mean = sum / count
  const unit = Math.sqrt((squares + (0.15 * mean) ** 2) / count)
  return { level, unit: Math.max(unit, 0.001 * mean) }
}

function writeRecent(roots: Float64Array, { level, unit }: PresentScale, into: Float32Array, at: number): void {
  for (let i = 0; i < recentBins; i++) {
    if (Number.isNaN(roots[i])) continue
    into[at + i] = clamp((roots[i] - level) / unit)
    into[at + recentBins + i] = 1
  }
}

interface Past {
  readonly values: ArrayLike<number>
  readonly end: number
  readonly scale: PresentScale
}

/** How demand went on from the same moment `lag` bins ago, at each knot, and how far that moment's level was from ours. */
function writePast(past: Past, lag: number, dayBins: number, into: Float32Array, at: number): void {
  const { values, end, scale } = past
  const then = meanRoot(values, end - lag - 8, end - lag)
  if (Number.isNaN(then)) return
  into[at] = clamp((then - scale.level) / scale.unit)
  into[at + 1] = 1
  for (let knot = 0; knot < knots.length; knot++) {
    const bin = end - 1 + knots[knot] - wholeDaysBack(lag, knots[knot], dayBins)
    const width = Math.floor(knots[knot] / 6)
    const value = meanRoot(values, bin - width, Math.min(bin + width + 1, end))
    if (Number.isNaN(value)) continue
    into[at + 2 + knot] = clamp((value - then) / scale.unit)
    into[at + 2 + knots.length + knot] = 1
  }
}

/** The lag, and as many days more as it takes for the bin to have been seen. */
function wholeDaysBack(lag: number, ahead: number, dayBins: number): number {
  return lag + Math.max(0, Math.ceil((ahead - lag) / dayBins)) * dayBins
}

function meanRoot(values: ArrayLike<number>, from: number, end: number): number {
  let [sum, count] = [0, 0]
  for (let bin = Math.max(from, 0); bin < end; bin++) {
    const root = rootAt(values, bin)
    if (Number.isNaN(root)) continue
    sum += root
    count++
  }
  return count > 0 ? sum / count : Number.NaN
}

function writeTraits(roots: Float64Array, scale: PresentScale, dayBins: number, into: Float32Array, at: number): void {
  const known = roots.filter(root => !Number.isNaN(root))
  const mean = known.reduce((sum, root) => sum + root, 0) / known.length
  const spread = Math.sqrt(known.reduce((sum, root) => sum + (root - mean) ** 2, 0) / known.length)
  into[at] = Math.log2(dayBins / 24) / 6
  into[at + 1] = dayBins <= 48 ? 1 : 0
  into[at + 2] = dayBins >= 720 ? 1 : 0
  into[at + 3] = clamp(Math.log((scale.unit + 1e-9 * mean) / (mean || 1)))
  into[at + 4] = clamp(spread / (scale.unit || 1))
  into[at + 5] = clamp((mean - scale.level) / (scale.unit || 1))
  into[at + 6] = known.filter(root => root === 0).length / known.length
  into[at + 7] = known.length / recentBins
  into[at + 8] = 1
}

function clamp(value: number): number {
  return value > largest ? largest : value < -largest ? -largest : value
}
