// What the network of the next days sees.
//
// All is on the scale of square roots, where the noise of counting has the same size at every level. The network sees the last
// two weeks of hours three times: as they are, as the change against the day before, and as the change against the week before,
// each in units of what is usual for it, so that also a season that hardly ever changes is seen to the letter. How these units
// compare to each other and to that of the answers (seasonal-base.ts) are features of their own. Whatever the unit of the series,
// the features are the same.
import { dayBins, type Level, levelOf, meanChange, type SeasonalBase, seasonalBase, weekBins } from './seasonal-base.ts'

/** Two weeks. */
export const contextBins = 336

const contextDays = contextBins / dayBins
const traits = 9
const dayChangesAt = contextBins
const weekChangesAt = dayChangesAt + weekBins
const knownDaysAt = weekChangesAt + weekBins
const dayLevelsAt = knownDaysAt + contextDays
const traitsAt = dayLevelsAt + contextDays - 1

export const nextDaysFeatureCount = traitsAt + traits

/** Neither the last days nor the last weeks may outweigh all else by one outlier. */
const largestProfile = 6
const largestChange = 10
/** Share of the mean that a spread has at least. */
const tiny = 0.001

/**
 * Writes the features of the bins before `end` into `into`, from `at` on.
 * @param values at least 0, without gaps; those before the last two weeks are not looked at
 * @param known how many bins before `end` are to be used; more than there are or than two weeks has no meaning
 * @returns undefined when nothing but zero was seen
 */
export function writeNextDaysFeatures(
  values: ArrayLike<number>,
  end: number,
  known: number,
  into: Float32Array,
  at: number,
): SeasonalBase | undefined {
  const roots = rootsBefore(values, end, known)
  const level = levelOf(roots)
  if (level.mean <= 0) return undefined
  const base = seasonalBase(roots, level)
  into.fill(0, at, at + nextDaysFeatureCount)
  writeProfile(roots, level, into, at)
  writeChanges(roots, dayBins, base.dayChange, into, at + dayChangesAt)
  writeChanges(roots, weekBins, base.weekError ?? meanChange(roots, weekBins), into, at + weekChangesAt)
  writeKnownDays(roots.length, into, at + knownDaysAt)
  writeDayLevels(roots, base.unit, into, at + dayLevelsAt)
  writeTraits(roots, level, base, into, at + traitsAt)
  return base
}

function rootsBefore(values: ArrayLike<number>, end: number, known: number): Float64Array {
  const count = Math.min(known, end, contextBins)
  const roots = new Float64Array(count)
  for (let i = 0, from = end - count; i < count; i++) roots[i] = rootOf(values[from + i])
  return roots
}

/** Nothing and what is no number count as zero. */
function rootOf(value: number): number {
  return value > 0 ? Math.sqrt(value) : 0
}

function writeProfile(roots: Float64Array, { mean, spread }: Level, into: Float32Array, at: number): void {
  const from = at + contextBins - roots.length
  for (let i = 0; i < roots.length; i++)
    into[from + i] = clamp((roots[i] - mean) / (spread + tiny * mean), largestProfile)
}

/** Of the last week, against `lag` bins before. */
function writeChanges(roots: Float64Array, lag: number, unit: number, into: Float32Array, at: number): void {
  if (unit === 0) return
  const first = Math.max(lag, roots.length - weekBins)
  const offset = at + weekBins - roots.length
  for (let i = first; i < roots.length; i++) into[offset + i] = clamp((roots[i] - roots[i - lag]) / unit, largestChange)
}

/** Which share of each day of the context is known, the last day last. */
function writeKnownDays(known: number, into: Float32Array, at: number): void {
  for (let day = 0; day < contextDays; day++) {
    into[at + contextDays - 1 - day] = Math.min(Math.max((known - day * dayBins) / dayBins, 0), 1)
  }
}

/** How much higher each earlier whole day was than the last one, the day before first. */
function writeDayLevels(roots: Float64Array, unit: number, into: Float32Array, at: number): void {
  const days = Math.floor(roots.length / dayBins)
  const meanOfDay = (back: number) => {
    const end = roots.length - back * dayBins
    return levelOf(roots.subarray(end - dayBins, end)).mean
  }
  const last = days > 1 ? meanOfDay(0) : 0
  for (let back = 1; back < days; back++) into[at + back - 1] = clamp((meanOfDay(back) - last) / unit, largestChange)
}

function writeTraits(roots: Float64Array, level: Level, base: SeasonalBase, into: Float32Array, at: number): void {
  const { mean } = level
  const spread = level.spread + tiny * mean
  const lastDay = roots.subarray(Math.max(0, roots.length - dayBins))
  let zeros = 0
  for (let i = 0; i < roots.length; i++) if (roots[i] === 0) zeros++
  into[at] = logRatio(spread, base.unit)
  into[at + 1] = logRatio(base.dayChange, base.unit)
  into[at + 2] = logRatio(base.weekError ?? 0, base.unit)
  into[at + 3] = logRatio(meanChange(roots, 1), base.unit)
  into[at + 4] = Math.min(spread / mean, 3)
  into[at + 5] = clamp((levelOf(lastDay).mean - mean) / spread, largestProfile)
  into[at + 6] = zeros / roots.length
  into[at + 7] = Math.log(roots.length / contextBins) / 3
  into[at + 8] = clamp((roots[roots.length - 1] - mean) / spread, largestProfile)
}

/** 0 where the value is not known. */
function logRatio(value: number, unit: number): number {
  return value > 0 ? clamp(Math.log(value / unit), 4) : 0
}

function clamp(value: number, largest: number): number {
  return value > largest ? largest : value < -largest ? -largest : value
}
