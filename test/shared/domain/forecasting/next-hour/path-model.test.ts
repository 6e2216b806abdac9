import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../../shared/domain/demand/series.ts'
import type { FittedModel } from '../../../../../shared/domain/forecasting/model.ts'
import { fitSeasonalRidge } from '../../../../../shared/domain/forecasting/next-hour/seasonal-ridge.ts'
import { maximumQuantile, quantileAt } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { cut, dayCurve, dayMinutes, noisyDays, startMs } from '../synthetic-demand.ts'

describe('drawing paths', () => {
  let history: DemandSeries
  let model: FittedModel

  beforeAll(() => {
    history = noisyDays(3, 300, 0.05, 50)
    model = fitSeasonalRidge(history)
  })

  it('begins where the latest demand ends', () => {
    const paths = model.paths(history, 15)
    expect(paths).toMatchObject({ binSeconds: 60, bins: 15, count: 200 })
    expect(paths.startMs).toBe(history.startMs + 3 * dayMinutes * 60_000)
    expect(paths.rates).toHaveLength(15 * 200)
  })

  it('gives equal paths for equal demand, and needs only the recent bins', () => {
    const recent = cut(history, 3 * dayMinutes - model.recentBins, 3 * dayMinutes)
    expect(model.paths(recent, 30)).toEqual(model.paths(history, 30))
  })

  it('draws the first bins of a long forecast like a short one', () => {
    const [short, long] = [model.paths(history, 5), model.paths(history, 60)]
    for (let path = 0; path < 200; path += 17) {
      for (let bin = 0; bin < 5; bin++) expect(long.rates[path * 60 + bin]).toBe(short.rates[path * 5 + bin])
    }
  })

  it('widens with the horizon, and when datapoints are late', () => {
    const spread = (paths: ReturnType<FittedModel['paths']>, bin: number) =>
      quantileAt(paths, bin, 0.95) / quantileAt(paths, bin, 0.05)
    const fresh = model.paths(history, 60)
    expect(spread(fresh, 59)).toBeGreaterThan(spread(fresh, 0))
    const late = cut(history, 0, 3 * dayMinutes)
    late.ratesRps.fill(Number.NaN, 3 * dayMinutes - 20)
    const known = cut(history, 0, 3 * dayMinutes - 20)
    expect(quantileAt(model.paths(late, 10), 0, 0.95)).toBeCloseTo(quantileAt(model.paths(known, 30), 20, 0.95), 2)
  })

  it('goes on as the season says when the latest demand is not known at all', () => {
    const nothing = { ...history, startMs: history.startMs + 3 * dayMinutes * 60_000, ratesRps: new Float64Array(0) }
    const median = quantileAt(model.paths(nothing, 10), 5, 0.5)
    expect(Math.abs(median / history.ratesRps[2 * dayMinutes + 5] - 1)).toBeLessThan(0.3)
  })

  it('is never NaN, never negative, and never beyond three times the largest rate ever seen', () => {
    const rate = fc.oneof(
      fc.double({ min: 0, max: 5000, noNaN: true }),
      fc.constantFrom(0, 1e-9, 1e7, Number.NaN, Number.POSITIVE_INFINITY, -10),
    )
    const most = history.ratesRps.reduce((a, b) => Math.max(a, b))
    fc.assert(
      fc.property(fc.array(rate, { maxLength: 130 }), fc.integer({ min: -3000, max: 30_000 }), (rates, offset) => {
        const recent = {
          startMs: model.fittedAtMs + offset * 60_000,
          binSeconds: 60,
          ratesRps: Float64Array.from(rates),
        }
        const seen = Math.max(most, ...rates.filter(value => Number.isFinite(value)))
        for (const value of model.paths(recent, 60).rates) {
          if (!(value >= 0 && value <= 3 * seen * (1 + 1e-9))) expect.fail(`${value} after ${rates.join(', ')}`)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('refuses other bins and horizons that it does not have', () => {
    expect(() => model.paths({ ...history, binSeconds: 300 }, 5)).toThrow(
      "recent demand in bins of 300 s, wanted 60 s like the model's history",
    )
    expect(() => model.paths(history, 61)).toThrow('horizon of 61 bins, wanted 1 to 60')
    expect(() => model.paths(history, 0)).toThrow('horizon of 0 bins, wanted 1 to 60')
  })

  it('has its 95 % quantile of the maximum above its median, and that above the 5 %', () => {
    const paths = model.paths(history, 8)
    const [low, median, high] = [0.05, 0.5, 0.95].map(level => maximumQuantile(paths, 2, 8, level))
    expect(low).toBeLessThan(median)
    expect(median).toBeLessThan(high)
  })
})

describe('how far a forecast may rise', () => {
  const meanRps = 300
  const model = fitSeasonalRidge(noisyDays(3, meanRps, 0.05, 50))
  const recentFrom = (rates: readonly number[]) => ({
    startMs: startMs + (3 * dayMinutes - rates.length) * 60_000,
    binSeconds: 60,
    ratesRps: Float64Array.from(rates),
  })
  /** What the season knows of the minutes ahead, with a fifth for what fitting it to noise may cost. */
  const seasonRps = (ahead: number) => 1.2 * dayCurve(ahead, meanRps)
  const normal = (minutes: number) => Array.from({ length: minutes }, (_, back) => dayCurve(back - minutes, meanRps))
  /** Not all have come back. */
  const partial = (minutes: number) => normal(minutes).map(rps => 0.8 * rps)
  const quantiles = (recent: DemandSeries, level: number) => {
    const paths = model.paths(recent, 30)
    return Array.from({ length: 30 }, (_, bin) => quantileAt(paths, bin, level))
  }

  it.each([
    ['goes on', []],
    ['has been over for a minute', partial(1)],
    ['has been over for five minutes', partial(5)],
  ])(
    'after an outage of zeros that %s is nearer to what the season knows than to twice that, and never beyond',
    (_, since) => {
      const recent = recentFrom([...normal(60), ...new Array<number>(15).fill(0), ...since])
      for (const [ahead, rps] of quantiles(recent, 0.5).entries())
        expect(rps).toBeLessThanOrEqual(1.5 * seasonRps(ahead))
      for (const [ahead, rps] of quantiles(recent, 1).entries()) expect(rps).toBeLessThanOrEqual(2 * seasonRps(ahead))
    },
  )

  it('in a rise is well above the season, yet twice the last minutes at most, or four times at the worst', () => {
    const rising = recentFrom([...normal(100), 200, 400, 800])
    const median = quantiles(rising, 0.5)
    expect(median[0]).toBeGreaterThan(2 * dayCurve(0, meanRps))
    for (const rps of median) expect(rps).toBeLessThanOrEqual(2 * 800 + 1)
    for (const rps of quantiles(rising, 1)) expect(rps).toBeLessThanOrEqual(4 * 800 + 1)
  })

  it('is four times the larger of the season and the last ten minutes at most, whatever these were', () => {
    const rate = fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1000, noNaN: true }))
    const run = fc.tuple(rate, fc.integer({ min: 1, max: 40 }))
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 8 }), runs => {
        const rates = runs.flatMap(([rps, minutes]) => new Array<number>(minutes).fill(rps))
        const last = Math.max(...rates.slice(-10))
        const paths = model.paths(recentFrom(rates), 30)
        paths.rates.forEach((rps, index) => {
          const most = 2 * Math.max(seasonRps(index % 30), 2 * last + 1)
          if (rps > most) expect.fail(`${rps} rps, wanted at most ${most} after ${runs.join(' · ')}`)
        })
      }),
      { numRuns: 100 },
    )
  })
})
