import { describe, expect, it } from 'vitest'
import { fitSeasonalNaive } from '../../../../../shared/domain/forecasting/next-hour/seasonal-naive.ts'
import { maximumQuantile, quantileAt } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { cut, dayCurve, dayMinutes, largest, noisyDays, series } from '../synthetic-demand.ts'

describe('the seasonal naive', () => {
  it('repeats yesterday, moved to the level of today', () => {
    // Today is 40 % busier than yesterday was.
    const rateAt = (minute: number) => dayCurve(minute, 200) * (minute < 2 * dayMinutes ? 1 : 1.4)
    const history = series(2 * dayMinutes + 400, rateAt)
    const paths = fitSeasonalNaive(history).paths(history, 60)
    for (const bin of [0, 20, 59]) {
      const truth = rateAt(2 * dayMinutes + 400 + bin)
      expect(Math.abs(quantileAt(paths, bin, 0.5) / truth - 1)).toBeLessThan(0.03)
    }
  })

  it('takes last week where weekends differ', () => {
    const weekly = (minute: number) => {
      const day = Math.floor(minute / dayMinutes) % 7
      return day >= 5 ? 100 : dayCurve(minute, 300)
    }
    // Ten days: Monday to Wednesday of the next week; on Monday yesterday would have said that nothing rises.
    const history = series(7 * dayMinutes + 8 * 60, weekly)
    const longer = series(9 * dayMinutes + 8 * 60, weekly)
    const model = fitSeasonalNaive(longer)
    const paths = model.paths(longer, 60)
    const truth = weekly(longer.ratesRps.length + 59)
    expect(Math.abs(quantileAt(paths, 59, 0.5) / truth - 1)).toBeLessThan(0.05)
    expect(fitSeasonalNaive(history).paths(history, 60).count).toBe(200)
  })

  it('works from three minutes on, with errors that shrink as more is known', () => {
    const random = new RandomStream(30, 'short')
    const full = series(300, () => 100 * Math.exp(0.02 * random.normal()))
    const width = (minutes: number) => {
      const history = cut(full, 0, minutes)
      const paths = fitSeasonalNaive(history).paths(history, 10)
      return maximumQuantile(paths, 2, 8, 0.95) / quantileAt(paths, 0, 0.5)
    }
    expect(width(3)).toBeLessThan(3)
    expect(width(3)).toBeGreaterThan(1.05)
    expect(width(30)).toBeLessThan(width(3))
    expect(width(300)).toBeLessThan(width(30))
    expect(width(300)).toBeLessThan(1.15)
  })

  it('stays at the last value of a load that it has seen for an hour only', () => {
    const history = series(60, minute => (minute < 40 ? 50 : 80))
    const paths = fitSeasonalNaive(history).paths(history, 60)
    expect(quantileAt(paths, 0, 0.5)).toBeCloseTo(80, 0)
    expect(quantileAt(paths, 59, 0.5)).toBeCloseTo(80, 0)
    expect(quantileAt(paths, 59, 0.95)).toBeGreaterThan(quantileAt(paths, 0, 0.95))
  })

  it('covers the share of outcomes that it states, by its own errors', () => {
    const full = noisyDays(5, 300, 0.05, 31)
    const model = fitSeasonalNaive(cut(full, 0, 4 * dayMinutes))
    let covered = 0
    let count = 0
    for (let end = 4 * dayMinutes; end + 8 < full.ratesRps.length; end += 3) {
      const paths = model.paths(cut(full, end - model.recentBins, end), 8)
      if (largest(full, end + 2, end + 8) <= maximumQuantile(paths, 2, 8, 0.95)) covered++
      count++
    }
    expect(Math.abs(covered / count - 0.95)).toBeLessThan(0.03)
  })
})
