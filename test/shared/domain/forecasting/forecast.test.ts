import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import { InputError } from '../../../../shared/domain/errors.ts'
import { type ForecastRequest, forecast } from '../../../../shared/domain/forecasting/forecast.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

const startMs = 1_704_067_200_000
const hourMs = 3_600_000

function seriesOf(binSeconds: number, values: ArrayLike<number>): DemandSeries {
  return { startMs, binSeconds, ratesRps: Float64Array.from(values) }
}

/** Days of a curve that has its trough at midnight, with noise. */
function days(count: number, binSeconds: number, noise = 0.05): DemandSeries {
  const random = new RandomStream(7, 'days')
  const dayBins = 86_400 / binSeconds
  return seriesOf(
    binSeconds,
    Array.from({ length: count * dayBins }, (_, bin) => {
      return 100 * (1 - 0.5 * Math.cos((2 * Math.PI * bin) / dayBins)) * Math.exp(noise * random.normal())
    }),
  )
}

const request = (changes: Partial<ForecastRequest> = {}): ForecastRequest => ({
  algorithm: 'auto',
  horizonBins: 24,
  quantiles: [0.05, 0.5, 0.95],
  ...changes,
})

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

describe('a forecast', () => {
  it.each([
    { name: 'hours a week ahead', binSeconds: 3600, history: 21, horizonBins: 168 },
    { name: 'five-minute bins two days ahead', binSeconds: 300, history: 14, horizonBins: 576 },
    { name: 'minutes two weeks ahead', binSeconds: 60, history: 8, horizonBins: 14 * 1440 },
  ])(
    'follows the day: $name',
    ({ binSeconds, history, horizonBins }) => {
      const { steps, weights, degraded, originMs } = forecast(days(history, binSeconds), request({ horizonBins }))
      expect(steps).toHaveLength(horizonBins)
      expect(originMs).toBe(startMs + history * 86_400_000)
      const noon = steps[43_200 / binSeconds]
      expect(noon.point).toBeGreaterThan(140)
      expect(noon.point).toBeLessThan(160)
      expect(noon.quantiles[0]).toBeLessThan(noon.point)
      expect(noon.quantiles[2]).toBeGreaterThan(noon.point)
      expect(sum(Object.values(weights))).toBeCloseTo(1, 9)
      expect(degraded).toBeUndefined()
    },
    60_000,
  )

  it('is the same again', () => {
    const series = days(10, 300)
    expect(forecast(series, request())).toEqual(forecast(series, request()))
  })

  it('begins with the model of the next hour in fine bins, and only with `auto`', () => {
    const series = days(7, 300)
    expect(forecast(series, request()).weights['next-hour']).toBeGreaterThan(0)
    expect(forecast(series, request({ algorithm: 'seasonal-ar' })).weights).toEqual({
      'seasonal-ar': expect.closeTo(1),
    })
  })

  it('is the model of the next hour alone for half an hour of minutes', () => {
    const { weights, steps } = forecast(days(3, 60), request({ horizonBins: 30 }))
    expect(weights).toEqual({ 'next-hour': 1 })
    expect(steps).toHaveLength(30)
  })

  it('uses the family that was named, alone', () => {
    const { algorithm, weights } = forecast(days(21, 3600), request({ algorithm: 'harmonic' }))
    expect(algorithm).toBe('harmonic')
    expect(weights).toEqual({ harmonic: expect.closeTo(1) })
  })

  it('takes the season of bins that have no clock from the request', () => {
    const values = Array.from({ length: 300 }, (_, bin) => (bin % 10 === 0 ? 100 : 10))
    const { steps } = forecast(seriesOf(3600, values), request({ seasonBins: 10, horizonBins: 20 }))
    expect(steps[0].point).toBeGreaterThan(70)
    expect(steps[5].point).toBeLessThan(30)
    expect(steps[10].point).toBeGreaterThan(70)
  })

  it('multiplies by what an announced event does, while it lasts', () => {
    const series = days(21, 3600)
    const endMs = startMs + 21 * 24 * hourMs
    const sale = { kind: 'sale', startsAtMs: endMs + 10 * hourMs, endsAtMs: endMs + 12.5 * hourMs, loadMultiplier: 3 }
    const plain = forecast(series, request())
    const announced = forecast(series, request({ events: [sale] }))
    expect(announced.steps[9]).toEqual(plain.steps[9])
    expect(announced.steps[10].point).toBeCloseTo(3 * plain.steps[10].point, 6)
    // Half of the bin is the event's: 1 + 0.5 × (3 − 1).
    expect(announced.steps[12].point).toBeCloseTo(2 * plain.steps[12].point, 6)
    const ratio = (step: (typeof plain.steps)[number]) => step.quantiles[2] / step.point
    expect(ratio(announced.steps[10])).toBeGreaterThan(ratio(plain.steps[10]))
  })

  it('knows nothing of what comes after its end', () => {
    const series = days(15, 3600)
    const longer = seriesOf(3600, [...series.ratesRps, 5000, 0, 7000])
    const cut = { ...longer, ratesRps: longer.ratesRps.subarray(0, series.ratesRps.length) }
    expect(forecast(cut, request())).toEqual(forecast(series, request()))
  })
})

describe('a degraded forecast', () => {
  it.each([
    { name: 'one value', values: [5], says: 'less than two days' },
    { name: 'a few hours', values: [5, 6, 7, 6, 5], says: 'less than two days' },
    { name: 'nothing but zeros', values: new Array(200).fill(0), says: 'never was any demand' },
    { name: 'a constant', values: new Array(200).fill(7), says: 'never changed' },
    {
      name: 'mostly missing values',
      values: Array.from({ length: 200 }, (_, bin) => (bin % 4 === 0 ? 9 + (bin % 24) : Number.NaN)),
      says: 'are missing',
    },
    {
      name: 'nothing for the last seven hours',
      values: Array.from({ length: 200 }, (_, bin) => (bin < 193 ? 9 + (bin % 24) : Number.NaN)),
      says: 'nothing is known of the last 7 bins',
    },
    {
      name: 'a launch this morning, after weeks without',
      values: Array.from({ length: 400 }, (_, bin) => (bin < 390 ? 0 : 50 + (bin % 3))),
      says: 'history of 10 bins is less than two days',
    },
  ])('says so: $name', ({ values, says }) => {
    const { degraded, steps } = forecast(seriesOf(3600, values), request({ horizonBins: 30 }))
    expect(degraded).toContain(says)
    for (const { point, quantiles } of steps) {
      expect(point).toBeGreaterThanOrEqual(0)
      expect(quantiles.every(value => value >= 0)).toBe(true)
    }
  })

  it('calls the steady level of a single bin a smoothing', () => {
    const { algorithm, steps } = forecast(seriesOf(3600, [5]), request({ algorithm: 'holt-winters' }))
    expect(algorithm).toBe('ets')
    expect(steps[23].point).toBeCloseTo(5, 12)
  })

  it.each(['harmonic', 'holt-winters', 'seasonal-ar'] as const)(
    'names the family that stood in for %s, which needs more history',
    wanted => {
      const values = Array.from({ length: 60 }, (_, bin) => 10 + (bin % 24))
      const { algorithm, degraded, weights } = forecast(seriesOf(3600, values), request({ algorithm: wanted }))
      expect(algorithm).toBe('ets')
      expect(Object.keys(weights)).toEqual(['ets'])
      expect(degraded).toBe(`history of 60 bins is too short for ${wanted}, so ets is used`)
    },
  )
})

describe('a forecast that cannot be made', () => {
  const hour = seriesOf(3600, [1, 2, 3])
  it.each([
    { series: hour, changes: { horizonBins: 0 }, says: 'horizon of 0 bins, wanted 1 to 336 (14 days)' },
    { series: hour, changes: { horizonBins: 337 }, says: 'horizon of 337 bins, wanted 1 to 336 (14 days)' },
    { series: hour, changes: { horizonBins: 1.5 }, says: 'horizon of 1.5 bins, wanted 1 to 336 (14 days)' },
    { series: hour, changes: { algorithm: 'prophet' as const }, says: 'algorithm prophet, wanted one of auto, ' },
    {
      series: hour,
      changes: { quantiles: [0.9, 0.1] },
      says: 'quantiles 0.9, 0.1, wanted numbers between 0 and 1, ascending',
    },
    {
      series: seriesOf(3600, [1, -2]),
      changes: {},
      says: 'demand of -2 in bin 1, wanted a number from 0 to 1e+300',
    },
    {
      series: seriesOf(3600, [1, 1.7e308]),
      changes: {},
      says: 'demand of 1.7e+308 in bin 1, wanted a number from 0 to 1e+300',
    },
    { series: seriesOf(3600, [Number.NaN]), changes: {}, says: 'no known demand in 1 bins, wanted at least one value' },
    { series: seriesOf(7000, [1]), changes: {}, says: 'bins of 7000 s, wanted a whole number of bins in a day' },
    { series: hour, changes: { seasonBins: 0 }, says: 'season of 0 bins, wanted a whole number of at least 1' },
  ])('says why in one line: $says', ({ series, changes, says }) => {
    expect(() => forecast(series, request(changes))).toThrow(InputError)
    expect(() => forecast(series, request(changes))).toThrow(says)
  })
})
