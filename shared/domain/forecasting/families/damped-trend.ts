// Exponential smoothing with a damped trend (Gardner & McKenzie 1985) of demand from which the shape of the day is taken out, as
// far as there has been a day. Made for short histories: it needs a handful of bins. Its weights are found by a fixed search
// over the misses of its own forecasts.
import type { Expert, Family, SeasonalHistory } from './family.ts'
import { ceilingOf, fromScale, type Scale, type ScaleName, scaleOf, toScale } from './scale.ts'

const fewest = 2
const deepestDays = 14
const mostBins = 2880
const settlingHours = 3

/** The family is `ets`, since this is one of the smoothings that ETS chooses from. */
export function dampedTrend(scaleName: ScaleName): Family {
  return { name: 'ets', fewestBins: () => fewest, fit: history => fitDampedTrend(history, scaleName) }
}

interface TrendWeights {
  /** Share of an error that moves the level, and of that the share that moves the trend. */
  readonly level: number
  readonly trend: number
  /** Share of the trend that is left after a bin. */
  readonly damping: number
}

function fitDampedTrend({ dayBins, values, trust }: SeasonalHistory, scaleName: ScaleName): Expert {
  const deepest = Math.max(Math.min(deepestDays * dayBins, mostBins), dayBins)
  const scale = scaleOf(scaleName, values.subarray(Math.max(values.length - deepest, 0)))
  const recent = (known: Float64Array) => recentPart(known, trust, scale, deepest)
  const weights = searched(recent(values), dayBins)
  return {
    foretell(known, horizonBins) {
      if (known.length === 0) return new Float64Array(horizonBins)
      return fromScale(scale, continued(recent(known), dayBins, weights, horizonBins, scaleName))
    },
  }
}

interface Recent {
  readonly scaled: Float64Array
  readonly trust: Float64Array
}

function recentPart(known: Float64Array, trust: Float64Array, scale: Scale, deepest: number): Recent {
  const from = Math.max(known.length - deepest, 0)
  const scaled = toScale(scale, known, from)
  return { scaled, trust: scaled.map((_, bin) => trust[from + bin] ?? 1) }
}

function continued(
  { scaled, trust }: Recent,
  dayBins: number,
  weights: TrendWeights,
  horizonBins: number,
  scaleName: ScaleName,
): Float64Array {
  const shape = dayShape(scaled, trust, dayBins)
  const onlyOneDay = scaled.length >= dayBins && scaled.length < 2 * dayBins
  const next = shape[scaled.length % dayBins]
  const level = scaled.map((z, bin) => z - (onlyOneDay ? next : shape[bin % dayBins]))
  const line = trendLine(smoothedTo(startOf(level), weights, level, trust), weights, horizonBins)
  const settled = onlyOneDay ? settling(line, meanOf(scaled.subarray(scaled.length - dayBins)), dayBins) : line
  const ceiling = ceilingOf(scaleName, scaled)
  return settled.map((z, ahead) => Math.min(z + shape[(scaled.length + ahead) % dayBins], ceiling))
}

/**
 * A single day cannot tell its shape from its level: its last bins lie on the shape by definition. Their distance from where
 * the day began is carried on, but only for hours.
 */
function settling(line: Float64Array, mean: number, dayBins: number): Float64Array {
  const left = 2 ** (-24 / (dayBins * settlingHours))
  return line.map((z, ahead) => mean + left ** (ahead + 1) * (z - mean))
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, z) => sum + z / values.length, 0)
}

/**
 * Mean deviation of each time of day from the mean of its day, over an hour around it, by the bin of the day that the history
 * begins with; 0 without a whole day. The last day is a whole one, and so are those before it.
 * @param without a day that is left out, 0 for the oldest
 */
function dayShape(scaled: Float64Array, trust: Float64Array, dayBins: number, without = -1): Float64Array {
  const days = Math.floor(scaled.length / dayBins)
  const from = scaled.length - days * dayBins
  const sums = new Float64Array(dayBins)
  const weights = new Float64Array(dayBins).fill(1e-9)
  for (let day = 0; day < days; day++) {
    if (day === without) continue
    const start = from + day * dayBins
    const mean = meanOf(scaled.subarray(start, start + dayBins))
    for (let bin = start; bin < start + dayBins; bin++) {
      sums[bin % dayBins] += trust[bin] * (scaled[bin] - mean)
      weights[bin % dayBins] += trust[bin]
    }
  }
  return smoothedAround(
    sums.map((sum, bin) => sum / weights[bin]),
    Math.floor(dayBins / 48),
  )
}

/** Mean over so many bins on either side, the end of the day being next to its start. */
function smoothedAround(shape: Float64Array, side: number): Float64Array {
  if (side === 0) return shape
  return shape.map((_, bin) => {
    let sum = 0
    for (let shift = -side; shift <= side; shift++) sum += shape[(bin + shift + shape.length) % shape.length]
    return sum / (2 * side + 1)
  })
}

/** Each day without the shape that the other days have, so that what is chosen on it is not flattered. */
function unseasoned({ scaled, trust }: Recent, dayBins: number): Float64Array {
  const days = Math.floor(scaled.length / dayBins)
  const from = scaled.length - days * dayBins
  const level = scaled.slice()
  for (let day = 0; day < days; day++) {
    const shape = dayShape(scaled, trust, dayBins, day)
    const start = day === 0 ? 0 : from + day * dayBins
    for (let bin = start; bin < from + (day + 1) * dayBins; bin++) level[bin] -= shape[bin % dayBins]
  }
  return level
}

interface Trend {
  readonly bins: number
  readonly level: number
  readonly slope: number
}

function startOf(level: Float64Array): Trend {
  return { bins: 1, level: level[0], slope: 0 }
}

/** @returns the trend once every bin of `level` has been seen */
function smoothedTo(start: Trend, weights: TrendWeights, level: Float64Array, trust: Float64Array): Trend {
  let { level: now, slope } = start
  for (let bin = start.bins; bin < level.length; bin++) {
    const expected = now + weights.damping * slope
    const error = trust[bin] * (level[bin] - expected)
    now = expected + weights.level * error
    slope = weights.damping * slope + weights.level * weights.trend * error
  }
  return { bins: level.length, level: now, slope }
}

function trendLine({ level, slope }: Trend, { damping }: TrendWeights, horizonBins: number): Float64Array {
  let [now, step] = [level, slope]
  return new Float64Array(horizonBins).map(() => {
    step *= damping
    now += step
    return now
  })
}

const levels = [0.05, 0.1, 0.2, 0.35, 0.6, 1]
const trends = [0, 0.1, 0.3]
const dampings = [0.8, 0.9, 0.97]
const plain: TrendWeights = { level: 0.35, trend: 0, damping: 0.9 }

/** Weights whose forecasts from many origins missed least, the trendless ones first. */
function searched({ scaled, trust }: Recent, dayBins: number): TrendWeights {
  const level = unseasoned({ scaled, trust }, dayBins)
  let best = plain
  let least = missOf(plain, level, trust, dayBins)
  for (const trend of trends) {
    for (const damping of trend === 0 ? [plain.damping] : dampings) {
      for (const share of levels) {
        const weights = { level: share, trend, damping }
        const miss = missOf(weights, level, trust, dayBins)
        if (miss < least) [best, least] = [weights, miss]
      }
    }
  }
  return best
}

/** Sum of the misses of forecasts from some thirty origins, up to a quarter of the history or of a day ahead. */
function missOf(weights: TrendWeights, level: Float64Array, trust: Float64Array, dayBins: number): number {
  const ahead = Math.max(Math.min(Math.floor(level.length / 4), Math.floor(dayBins / 4)), 1)
  const first = Math.min(Math.ceil(level.length / 4), dayBins)
  const step = Math.max(Math.floor((level.length - first) / 30), 1)
  let trend = startOf(level)
  let sum = 0
  for (let origin = Math.max(first, 1); origin < level.length; origin += step) {
    trend = smoothedTo(trend, weights, level.subarray(0, origin), trust)
    const line = trendLine(trend, weights, Math.min(ahead, level.length - origin))
    for (let bin = 0; bin < line.length; bin++) sum += trust[origin + bin] * Math.abs(level[origin + bin] - line[bin])
  }
  return sum
}
