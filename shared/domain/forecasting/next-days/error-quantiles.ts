// How wrong the blend has been, as quantiles of its error for any horizon.
//
// Errors are made comparable before they are pooled: busy hours err by more than quiet ones, so an error is measured in the
// unit of its own forecast's size (`unitOf`); far horizons err by more than near ones, so it is measured in the mean size of
// errors of its horizon, which never falls as the horizon grows. What remains has one distribution for all, of which few
// days of history give many values: that is what makes its outer quantiles usable.
import { bandCount, bandOf, placeIn } from './horizon-bands.ts'

/** Errors of a forecast that was made with `points` when bins up to `origin` were known. */
export interface KnownErrors {
  readonly origin: number
  readonly points: Float64Array
  /** What came, as far as it is known; as long as `points`. */
  readonly actuals: Float64Array
}

export interface ErrorQuantiles {
  /** Mean size of standardized errors in each band, never falling. */
  readonly sizes: Float64Array
  /** Size of the errors at each time of the day over the usual one; the first is that of bin 0 of the history. */
  readonly daySizes: Float64Array
  /** Standardized errors, ascending, and the share of weight up to the middle of each. */
  readonly errors: Float64Array
  readonly ranks: Float64Array
  /** Usual level of demand, for `unitOf`. */
  readonly level: number
  /** How many independent errors the pooled ones are worth, about. */
  readonly worth: number
}

/** Errors count half after so many days: a load that has become noisier is soon known to be. */
const halfLifeDays = 14

/** Errors of one day hang together; they are worth about so many independent ones. */
const worthPerDay = 1.5

/** Between the error of a constant (0) and one in proportion to demand (1). */
const busyExponent = 0.5
/** A forecast of nothing still errs like one of a tenth of the usual level. */
const leastShareOfLevel = 0.1

/** What is assumed of errors before any is known, and how many known ones that counts as much as. */
const assumedSize = 0.3
const assumedWeight = 0.5

/** Unit of an error of the forecast `point`, where demand is usually about `level`; 0 where there never was any. */
export function unitOf(point: number, level: number): number {
  return level > 0 ? level * (Math.max(point, 0) / level + leastShareOfLevel) ** busyExponent : 0
}

export function learnErrorQuantiles(
  known: readonly KnownErrors[],
  level: number,
  dayBins: number,
  horizonBins: number,
): ErrorQuantiles {
  const end = known.reduce((last, { origin, actuals }) => Math.max(last, origin + actuals.length), 0)
  const start = known[0]?.origin ?? end
  const weightOf = (bin: number) => 0.5 ** ((end - bin) / (halfLifeDays * dayBins))
  const sizes = errorSizes(known, level, horizonBins, weightOf)
  const daySizes = sizesOfDay(known, { sizes, daySizes: new Float64Array(dayBins).fill(1), level }, weightOf)
  const worth = 1 + (worthPerDay * (end - start)) / dayBins
  const pooled = pool(known, { sizes, daySizes, level }, weightOf)
  const unrest = unrestOf(known, { sizes, daySizes, level }, end, dayBins)
  return { sizes: sizes.map(size => size * unrest), daySizes, level, worth, ...pooled }
}

type Sizes = Pick<ErrorQuantiles, 'sizes' | 'daySizes' | 'level'>

/** Expected size of the error of the forecast `point`, made for the bin `bin` of the history and what follows it. */
export function errorSize({ sizes, daySizes, level }: Sizes, bin: number, horizon: number, point: number): number {
  const { lower, upper, share } = placeIn(horizon, sizes.length)
  const size = (1 - share) * sizes[lower] + share * sizes[upper]
  return size * daySizes[bin % daySizes.length] * unitOf(point, level)
}

/** Errors at a time of the day count as much as those at all times when there are so many days of them. */
const assumedDays = 5

function sizesOfDay(known: readonly KnownErrors[], sizes: Sizes, weightOf: (bin: number) => number): Float64Array {
  const dayBins = sizes.daySizes.length
  const sums = new Float64Array(dayBins)
  const weights = new Float64Array(dayBins)
  let days = 0
  for (const { origin, points, actuals } of known) {
    for (let ahead = 0; ahead < actuals.length; ahead++) {
      const bin = origin + ahead
      const size = errorSize(sizes, bin, ahead + 1, points[ahead])
      if (size === 0) continue
      sums[bin % dayBins] += (weightOf(bin) * Math.abs(actuals[ahead] - points[ahead])) / size
      weights[bin % dayBins] += weightOf(bin)
    }
    days = Math.max(days, (origin + actuals.length - known[0].origin) / dayBins)
  }
  return drawnToOne(sums, weights, days)
}

/** Means of an hour around each time of the day, drawn towards 1 as far as they come from few days. */
function drawnToOne(sums: Float64Array, weights: Float64Array, days: number): Float64Array {
  const dayBins = sums.length
  const reach = Math.max(Math.round(dayBins / 24), 1)
  const trust = days / (days + assumedDays)
  return sums.map((_, slot) => {
    let sum = 0
    let weight = 0
    for (let near = slot - reach; near <= slot + reach; near++) {
      sum += sums[(near + dayBins) % dayBins]
      weight += weights[(near + dayBins) % dayBins]
    }
    return weight > 0 ? 1 + trust * (sum / weight - 1) : 1
  })
}

/** Errors of the last days count half after so many. */
const unrestHalfLifeDays = 1
const unrestExponent = 0.75
const leastUnrest = 1
const mostUnrest = 3

/** How much larger errors have lately been than usual: after a new level the next errors are as a rule large as well. */
function unrestOf(known: readonly KnownErrors[], sizes: Sizes, end: number, dayBins: number): number {
  let sum = 0
  let total = 0
  for (const { origin, points, actuals } of known) {
    for (let ahead = 0; ahead < actuals.length; ahead++) {
      const weight = 0.5 ** ((end - origin - ahead) / (unrestHalfLifeDays * dayBins))
      const size = errorSize(sizes, origin + ahead, ahead + 1, points[ahead])
      if (size === 0) continue
      sum += (weight * Math.abs(actuals[ahead] - points[ahead])) / size
      total += weight
    }
  }
  return total > 0 ? Math.min(Math.max((sum / total) ** unrestExponent, leastUnrest), mostUnrest) : 1
}

function errorSizes(
  known: readonly KnownErrors[],
  level: number,
  horizonBins: number,
  weightOf: (bin: number) => number,
): Float64Array {
  const bands = bandCount(horizonBins)
  const sums = new Float64Array(bands).fill(assumedSize * assumedWeight)
  const weights = new Float64Array(bands).fill(assumedWeight)
  for (const { origin, points, actuals } of known) {
    for (let ahead = 0; ahead < actuals.length; ahead++) {
      const unit = unitOf(points[ahead], level)
      const weight = unit > 0 ? weightOf(origin + ahead) : 0
      const band = bandOf(ahead + 1)
      sums[band] += (weight * Math.abs(actuals[ahead] - points[ahead])) / (unit || 1)
      weights[band] += weight
    }
  }
  return neverFalling(sums, weights)
}

/** Means by band, neighbours pooled until none is below the one before it (pool adjacent violators, Ayer et al. 1955). */
export function neverFalling(sums: Float64Array, weights: Float64Array): Float64Array {
  const pools: { sum: number; weight: number; count: number }[] = []
  for (let band = 0; band < sums.length; band++) {
    pools.push({ sum: sums[band], weight: weights[band], count: 1 })
    while (pools.length > 1 && violates(pools[pools.length - 2], pools[pools.length - 1])) {
      const last = pools.pop()!
      const before = pools.pop()!
      pools.push({
        sum: before.sum + last.sum,
        weight: before.weight + last.weight,
        count: before.count + last.count,
      })
    }
  }
  return Float64Array.from(pools.flatMap(({ sum, weight, count }) => new Array<number>(count).fill(sum / weight)))
}

interface Pool {
  readonly sum: number
  readonly weight: number
}

function violates(before: Pool, last: Pool): boolean {
  return before.sum * last.weight > last.sum * before.weight
}

function pool(known: readonly KnownErrors[], sizes: Sizes, weightOf: (bin: number) => number) {
  const all: { error: number; weight: number }[] = []
  for (const { origin, points, actuals } of known) {
    for (let ahead = 0; ahead < actuals.length; ahead++) {
      const size = errorSize(sizes, origin + ahead, ahead + 1, points[ahead])
      const error = size > 0 ? (actuals[ahead] - points[ahead]) / size : 0
      all.push({ error, weight: weightOf(origin + ahead) })
    }
  }
  all.sort((a, b) => a.error - b.error)
  const total = all.reduce((sum, { weight }) => sum + weight, 0)
  let before = 0
  const ranks = Float64Array.from(all, ({ weight }) => {
    before += weight
    return (before - weight / 2) / total
  })
  return { errors: Float64Array.from(all, ({ error }) => error), ranks }
}

/** A logistic distribution has mean size 2 ln 2 of its scale; its tails are somewhat heavier than the normal's. */
const logisticScale = 1 / (2 * Math.LN2)

/**
 * Standardized error at a quantile level: what was seen, drawn towards a logistic distribution of the same size as far as the
 * level lies beyond what so few errors can say.
 */
export function standardQuantile({ errors, ranks, worth }: ErrorQuantiles, level: number): number {
  const assumed = logisticScale * Math.log(level / (1 - level))
  if (errors.length === 0) return assumed
  const tail = worth * Math.min(level, 1 - level)
  const trust = tail / (tail + 1)
  return trust * interpolate(ranks, errors, level) + (1 - trust) * assumed
}

function interpolate(ranks: Float64Array, errors: Float64Array, level: number): number {
  let low = 0
  let high = ranks.length - 1
  if (level <= ranks[low]) return errors[low]
  if (level >= ranks[high]) return errors[high]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (ranks[middle] <= level) low = middle
    else high = middle
  }
  const share = (level - ranks[low]) / Math.max(ranks[high] - ranks[low], 1e-12)
  return errors[low] + share * (errors[high] - errors[low])
}
