// What the network of the next days counts its answers from, and in which unit: a simple forecast, and how wrong that one has
// lately been. Where weeks repeat themselves to the letter it is last week at today's level; where they do not, it is yesterday.
// So a very regular series is forecast finely, and a restless one coarsely.

/** Two days. */
export const aheadBins = 48
export const dayBins = 24
export const weekBins = 168

/** In square roots of the series' unit. */
export interface SeasonalBase {
  /** For each bin ahead. */
  readonly base: Float64Array
  /** How far wrong it usually was; above 0 unless the series is nothing but zeros. */
  readonly unit: number
  /** Mean absolute change from day to day; 0 where none is known. */
  readonly dayChange: number
  /** How far wrong last week at today's level was; undefined while too little is known. */
  readonly weekError?: number
}

/** Mean and standard deviation. */
export interface Level {
  readonly mean: number
  readonly spread: number
}

export function levelOf(roots: Float64Array): Level {
  let sum = 0
  for (let i = 0; i < roots.length; i++) sum += roots[i]
  const mean = roots.length > 0 ? sum / roots.length : 0
  let squares = 0
  for (let i = 0; i < roots.length; i++) squares += (roots[i] - mean) ** 2
  return { mean, spread: Math.sqrt(squares / Math.max(roots.length, 1)) }
}

export function seasonalBase(roots: Float64Array, level: Level): SeasonalBase {
  const dayChange = meanChange(roots, dayBins)
  const weekError = errorOfWeeks(roots)
  const weekShare = weekError === undefined ? 0 : shareOfWeek(dayChange, weekError)
  const error = weekShare * (weekError ?? 0) + (1 - weekShare) * dayChange
  return { base: baseForecast(roots, weekShare), unit: unitOf(roots.length, level, error), dayChange, weekError }
}

/** Mean absolute change over that many bins; 0 where none is known. */
export function meanChange(roots: Float64Array, lag: number): number {
  let sum = 0
  for (let i = lag; i < roots.length; i++) sum += Math.abs(roots[i] - roots[i - lag])
  return roots.length > lag ? sum / (roots.length - lag) : 0
}

/** Last week, shifted by how a day differed from its own week before that ended a day before: the lead that is usual. */
function errorOfWeeks(roots: Float64Array): number | undefined {
  const first = weekBins + 2 * dayBins
  if (roots.length < first + dayBins) return undefined
  const change = (i: number) => roots[i] - roots[i - weekBins]
  let shift = 0
  for (let i = first - 2 * dayBins; i < first - dayBins; i++) shift += change(i) / dayBins
  let sum = 0
  for (let i = first; i < roots.length; i++) {
    sum += Math.abs(change(i) - shift)
    shift += (change(i - dayBins) - change(i - 2 * dayBins)) / dayBins
  }
  return sum / (roots.length - first)
}

/** Sharper than by inverse variances: the errors of both have much in common. */
function shareOfWeek(dayError: number, weekError: number): number {
  const [day, week] = [dayError ** 3, weekError ** 3]
  return day > 0 ? day / (day + week) : 0
}

/** The error itself; while there are hardly any days, the spread; never nothing. */
function unitOf(known: number, { mean, spread }: Level, error: number): number {
  const pairs = Math.max(known - dayBins, 0)
  const prior = (4 * dayBins) / (pairs + dayBins)
  return Math.max((pairs * error + prior * spread) / (pairs + prior), (0.3 * mean) / (known + 1))
}

function baseForecast(roots: Float64Array, weekShare: number): Float64Array {
  const base = new Float64Array(aheadBins)
  const known = roots.length
  if (known < dayBins) return base.fill(levelOf(roots.subarray(Math.max(0, known - 3))).mean)
  const shift = weekShare > 0 ? weekShift(roots) : 0
  for (let ahead = 0; ahead < aheadBins; ahead++) {
    const yesterday = roots[known - dayBins + (ahead % dayBins)]
    const lastWeek = weekShare > 0 ? roots[known - weekBins + ahead] + shift : 0
    base[ahead] = weekShare * lastWeek + (1 - weekShare) * yesterday
  }
  return base
}

/** How much higher the last day was than the same day a week before. */
function weekShift(roots: Float64Array): number {
  let sum = 0
  for (let i = roots.length - dayBins; i < roots.length; i++) sum += roots[i] - roots[i - weekBins]
  return sum / dayBins
}
