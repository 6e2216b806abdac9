import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Family, SeasonalHistory } from '../../../../../shared/domain/forecasting/families/family.ts'
import { repeatedSeason } from '../../../../../shared/domain/forecasting/families/seasonal-naive.ts'
import { backtest, backtestOrigins, tailBins } from '../../../../../shared/domain/forecasting/next-days/backtest.ts'
import { cheapFamilies } from '../../../../../shared/domain/forecasting/next-days/experts.ts'
import { forecastDays } from '../../../../../shared/domain/forecasting/next-days/next-days.ts'
import { walkForward } from '../../../../../shared/domain/forecasting/next-days/walk-forward.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const dayBins = 24
const levels = [0.05, 0.5, 0.9, 0.95]

function historyOf(values: Float64Array): SeasonalHistory {
  return { startMs: 0, binSeconds: 3600, dayBins, values, trust: new Float64Array(values.length).fill(1) }
}

/** Hours of a day curve around a level, with autocorrelated noise of 8 %. */
function hours(random: RandomStream, count: number, levelAt: (hour: number) => number): Float64Array {
  let noise = 0
  return Float64Array.from({ length: count }, (_, hour) => {
    noise = 0.7 * noise + 0.08 * Math.sqrt(1 - 0.49) * random.normal()
    return levelAt(hour) * (1 - 0.4 * Math.cos((2 * Math.PI * hour) / dayBins)) * Math.exp(noise)
  })
}

/** Mean and standard error over series, which are independent, of the share of what came at or below the quantile of each level. */
interface Coverage {
  readonly mean: number
  readonly error: number
}

/** Of forecasts of 48 hours of series that are known for `known` hours, one for each of the seeds 1, 2, 3 … */
function coverage(series: number, known: number, levelAt: (hour: number) => number): Coverage[] {
  const shares = levels.map(() => new Float64Array(series))
  for (let index = 0; index < series; index++) {
    const all = hours(new RandomStream(index + 1, 'x'), known + 48, levelAt)
    const values = all.slice(0, known)
    const { quantiles } = forecastDays(historyOf(values), values, cheapFamilies, 48, levels)
    for (let ahead = 0; ahead < 48; ahead++) {
      for (let k = 0; k < levels.length; k++) {
        if (all[known + ahead] <= quantiles[ahead][k]) shares[k][index] += 1 / 48
      }
    }
  }
  return shares.map(standardError)
}

function standardError(shares: Float64Array): Coverage {
  const mean = sum(shares) / shares.length
  const variance = sum(shares.map(share => (share - mean) ** 2)) / (shares.length - 1)
  return { mean, error: Math.sqrt(variance / shares.length) }
}

/** One-sided and two-sided, of the normal distribution: a true coverage fails with 5 % and 1 %. */
const oneSided5 = 1.645
const twoSided1 = 2.576

/** Mean of the forecast of two days, over the mean of the curve at level 1. */
function pointAfterShift(hoursAgo: number, from: number, to: number): number {
  const values = hours(new RandomStream(1, 'point'), 600, hour => (hour < 600 - hoursAgo ? from : to))
  return sum(forecastDays(historyOf(values), values, cheapFamilies, 48, levels).points) / 48
}

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

describe('the backtest', () => {
  it('tries the experts on the last third of a short history and on at most nineteen days of a long one', () => {
    expect(tailBins(100, dayBins, 48)).toBe(35)
    expect(tailBins(5000, dayBins, 48)).toBe(11 * dayBins)
    expect(tailBins(5000, dayBins, 336)).toBe(19 * dayBins)
  })

  it('begins at all hours of the day', () => {
    const hoursOfDay = new Set(backtestOrigins(1000, dayBins, 48).map(origin => origin % dayBins))
    expect(hoursOfDay.size).toBeGreaterThanOrEqual(20)
  })

  it('fits nothing on what it then asks for', () => {
    const seen: number[] = []
    const spy: Family = {
      ...repeatedSeason('day'),
      fit: history => {
        seen.push(history.values.length)
        return repeatedSeason('day').fit(history)
      },
    }
    const { origins } = backtest(historyOf(new Float64Array(1000).fill(1)), [spy], 48)
    expect(seen).toEqual([origins[0]])
  })

  it('blends with weights that know only what had come: the future changes no earlier blend', () => {
    const values = hours(new RandomStream(1, 'blend'), 700, () => 100)
    const families = [repeatedSeason('day'), repeatedSeason('week')]
    const { origins, foretold } = backtest(historyOf(values), families, 48)
    const changed = values.slice().fill(5, origins[20])
    const before = walkForward(values, { origins, foretold }, [1, 1], 48, dayBins)
    const after = walkForward(changed, { origins, foretold }, [1, 1], 48, dayBins)
    expect(after.points.slice(0, 21)).toEqual(before.points.slice(0, 21))
    expect(after.points.at(-1)).not.toEqual(before.points.at(-1))
  })
})

describe('the forecast of days', () => {
  it('has the stated coverage where a day curve has autocorrelated noise', () => {
    const covered = coverage(40, 600, () => 100)
    for (const [k, { mean, error }] of covered.entries()) {
      expect(error).toBeLessThan(0.05)
      expect(Math.abs(mean - levels[k])).toBeLessThan(twoSided1 * error)
    }
  }, 120_000)

  it.each([
    { name: 'a day after demand has doubled', hoursAgo: 24, from: 100, to: 220 },
    { name: 'six hours after demand has doubled', hoursAgo: 6, from: 100, to: 220 },
    { name: 'a day after demand has halved', hoursAgo: 24, from: 220, to: 100 },
  ])(
    'covers from above, and is near the new level: $name',
    ({ hoursAgo, from, to }) => {
      const covered = coverage(12, 600, hour => (hour < 600 - hoursAgo ? from : to))
      const [, , { mean, error }] = covered
      expect(mean).toBeGreaterThan(0.9 - oneSided5 * error)
      const point = pointAfterShift(hoursAgo, from, to)
      expect(Math.abs(Math.log(point / to))).toBeLessThan(0.4 * Math.abs(Math.log(to / from)))
    },
    120_000,
  )

  it('has weights that sum to 1 and quantiles that ascend', () => {
    const values = hours(new RandomStream(2, 'sum'), 500, () => 100)
    const { shares, quantiles } = forecastDays(historyOf(values), values, cheapFamilies, 60, levels)
    expect(sum(shares.values())).toBeCloseTo(1, 9)
    for (const row of quantiles) expect([...row]).toEqual([...row].toSorted((a, b) => a - b))
  })

  it('scales with the load', () => {
    const values = hours(new RandomStream(3, 'scale'), 500, () => 100)
    const times = values.map(value => 1000 * value)
    const one = forecastDays(historyOf(values), values, cheapFamilies, 24, levels)
    const other = forecastDays(historyOf(times), times, cheapFamilies, 24, levels)
    for (let ahead = 0; ahead < 24; ahead++) {
      expect(other.points[ahead] / 1000).toBeCloseTo(one.points[ahead], 6)
      expect(other.quantiles[ahead][3] / 1000).toBeCloseTo(one.quantiles[ahead][3], 6)
    }
  })

  it('is never NaN, never negative and at most ten times the largest load, whatever came', () => {
    const loads = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e6, noNaN: true })), {
      minLength: 1,
      maxLength: 120,
    })
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 60 }), (list, horizonBins) => {
        const values = Float64Array.from(list)
        const { points, quantiles } = forecastDays(historyOf(values), values, cheapFamilies, horizonBins, levels)
        const ceiling = 10 * Math.max(...list)
        const all = [...points, ...quantiles.flatMap(row => [...row])]
        expect(all.every(value => value >= 0 && value <= ceiling)).toBe(true)
      }),
      { numRuns: 40, seed: 1 },
    )
  }, 60_000)
})
