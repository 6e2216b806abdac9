// What the network of the next days sees, and in which unit it answers.
//
// All is on the scale of square roots, where the noise of counting has the same size at every level. The network sees the last
// two weeks of hours three times: as they are, in units of their own spread; as the change against the day before; and as the
// change against the week before, both in units of the usual change from day to day. Its answers are in that unit too, counted
// from a simple base: so a very regular series is forecast finely, and the loss is the scaled error that forecasts are judged
// by (MASE, Hyndman and Koehler 2006). Whatever the unit of the series, the features are the same.

/** Two weeks. */
export const contextBins = 336
/** Two days. */
export const aheadBins = 48

const dayBins = 24
const weekBins = 168
const contextDays = contextBins / dayBins
const traits = 8
const dayChangesAt = contextBins
const weekChangesAt = dayChangesAt + weekBins
const knownDaysAt = weekChangesAt + weekBins
const traitsAt = knownDaysAt + contextDays

export const nextDaysFeatureCount = traitsAt + traits

/** In square roots of the series' unit: what an answer of the network is counted from, and what its unit is. */
export interface AnswerScale {
  readonly base: Float64Array
  readonly unit: number
}

interface Level {
  readonly mean: number
  readonly spread: number
}

/** Neither the last days nor the last weeks may outweigh all else by one outlier. */
const largestProfile = 6
const largestChange = 10

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
): AnswerScale | undefined {
  const roots = rootsBefore(values, end, known)
  const level = levelOf(roots)
  if (level.mean <= 0) return undefined
  const dayChange = meanChange(roots, dayBins)
  const unit = unitOf(roots, level, dayChange)
  into.fill(0, at, at + nextDaysFeatureCount)
  writeProfile(roots, level, into, at)
  writeChanges(roots, dayBins, unit, into, at + dayChangesAt)
  writeChanges(roots, weekBins, unit, into, at + weekChangesAt)
  writeKnownDays(roots.length, into, at + knownDaysAt)
  writeTraits(roots, level, unit, into, at + traitsAt)
  return { base: baseForecast(roots), unit }
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

function levelOf(roots: Float64Array): Level {
  let sum = 0
  for (let i = 0; i < roots.length; i++) sum += roots[i]
  const mean = roots.length > 0 ? sum / roots.length : 0
  let squares = 0
  for (let i = 0; i < roots.length; i++) squares += (roots[i] - mean) ** 2
  return { mean, spread: Math.sqrt(squares / Math.max(roots.length, 1)) + 1e-3 * mean }
}

/** Mean absolute change over that many bins; 0 where none is known. */
function meanChange(roots: Float64Array, lag: number): number {
  let sum = 0
  for (let i = lag; i < roots.length; i++) sum += Math.abs(roots[i] - roots[i - lag])
  return roots.length > lag ? sum / (roots.length - lag) : 0
}

/** The usual change from day to day; while there are hardly any days, the spread; never nothing. */
function unitOf(roots: Float64Array, { mean, spread }: Level, dayChange: number): number {
  const pairs = Math.max(roots.length - dayBins, 0)
  const prior = 4
  return Math.max((pairs * dayChange + prior * spread) / (pairs + prior), (0.3 * mean) / (roots.length + 1))
}

function writeProfile(roots: Float64Array, { mean, spread }: Level, into: Float32Array, at: number): void {
  const from = at + contextBins - roots.length
  for (let i = 0; i < roots.length; i++) into[from + i] = clamp((roots[i] - mean) / spread, largestProfile)
}

/** Of the last week, against `lag` bins before. */
function writeChanges(roots: Float64Array, lag: number, unit: number, into: Float32Array, at: number): void {
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

function writeTraits(roots: Float64Array, { mean, spread }: Level, unit: number, into: Float32Array, at: number): void {
  const lastDay = roots.subarray(Math.max(0, roots.length - dayBins))
  let zeros = 0
  for (let i = 0; i < roots.length; i++) if (roots[i] === 0) zeros++
  into[at] = Math.log(unit / spread)
  into[at + 1] = logRatio(meanChange(roots, weekBins), unit)
  into[at + 2] = logRatio(meanChange(roots, 1), unit)
  into[at + 3] = Math.min(spread / mean, 3)
  into[at + 4] = clamp((levelOf(lastDay).mean - mean) / spread, largestProfile)
  into[at + 5] = zeros / roots.length
  into[at + 6] = Math.log(roots.length / contextBins) / 3
  into[at + 7] = clamp((roots[roots.length - 1] - mean) / spread, largestProfile)
}

/** 0 where the value is not known. */
function logRatio(value: number, unit: number): number {
  return value > 0 ? clamp(Math.log(value / unit), 4) : 0
}

const weekShare = 0.65

/** The day before, mixed with the week before shifted to the level of the last day, as far as they are known. */
function baseForecast(roots: Float64Array): Float64Array {
  const base = new Float64Array(aheadBins)
  const known = roots.length
  if (known < dayBins) return base.fill(levelOf(roots.subarray(Math.max(0, known - 3))).mean)
  const shift = weekShift(roots)
  for (let ahead = 0; ahead < aheadBins; ahead++) {
    const yesterday = roots[known - dayBins + (ahead % dayBins)]
    const lastWeek = roots[known - weekBins + ahead]
    base[ahead] = known < weekBins ? yesterday : weekShare * (lastWeek + shift) + (1 - weekShare) * yesterday
  }
  return base
}

/** How much higher the last day was than the same day a week before; 0 while that is not known. */
function weekShift(roots: Float64Array): number {
  const pairs = Math.min(dayBins, roots.length - weekBins)
  let sum = 0
  for (let i = roots.length - pairs; i < roots.length; i++) sum += roots[i] - roots[i - weekBins]
  return pairs > 0 ? sum / pairs : 0
}

function clamp(value: number, largest: number): number {
  return value > largest ? largest : value < -largest ? -largest : value
}
