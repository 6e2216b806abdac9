// Whatever happens to the load of two and a half weeks, the forecast of the next day stays what somebody who knows the story would say.
// The load is drawn once, with noise; a story changes it, and is told in the test's name.
import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import type { KnownEvent } from '../../../../shared/domain/forecasting/event-effect.ts'
import { forecast } from '../../../../shared/domain/forecasting/forecast.ts'

/** A Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)
const hourMs = 3_600_000
const days = 18
const end = days * 24

/** Requests per second: a day's wave between 50 and 150, half of it at weekends. */
function usual(hour: number): number {
  const isWeekend = Math.floor(hour / 24) % 7 >= 5
  return (isWeekend ? 50 : 100) * (1 - 0.5 * Math.cos((2 * Math.PI * (hour % 24)) / 24))
}

/** Within about 3 %, and always the same for the same bin. */
function noise(bin: number): number {
  let hash = Math.imul(bin + 1, 0x9e3779b1)
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b)
  return 1 + 0.06 * (((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32 - 0.5)
}

interface Chapter {
  readonly from: number
  readonly to: number
  readonly becomes: (rate: number, hour: number) => number
}

function told(binSeconds: number, ...chapters: readonly Chapter[]): DemandSeries {
  const ratesRps = Float64Array.from({ length: (end * 3600) / binSeconds }, (_, bin) => {
    const hour = (bin * binSeconds) / 3600
    return chapters
      .filter(({ from, to }) => hour >= from && hour < to)
      .reduce((rate, { becomes }) => becomes(rate, hour), usual(hour) * noise(bin))
  })
  return { startMs, binSeconds, ratesRps }
}

function tomorrow(series: DemandSeries, events: readonly KnownEvent[] = []) {
  const horizonBins = 86_400 / series.binSeconds
  return forecast(series, { algorithm: 'auto', horizonBins, quantiles: [0.05, 0.5, 0.95], events })
}

/** Means of each of the next 24 hours. */
function hoursOf({ steps }: ReturnType<typeof forecast>): number[] {
  const perHour = steps.length / 24
  return Array.from({ length: 24 }, (_, hour) => {
    const points = steps.slice(hour * perHour, (hour + 1) * perHour).map(({ point }) => point)
    return points.reduce((sum, point) => sum + point, 0) / perHour
  })
}

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

/** Mean absolute distance as a share of the mean. */
function errorOf(foretold: readonly number[], came: (hour: number) => number): number {
  const wanted = foretold.map((_, hour) => came(end + hour + 0.5))
  return sumOf(foretold.map((value, hour) => Math.abs(value - wanted[hour]))) / sumOf(wanted)
}

const times = (factor: number) => (rate: number) => factor * rate
const bins = [300, 3600]

describe.each(bins)('the forecast of the next day, in bins of %i s,', binSeconds => {
  const plain = hoursOf(tomorrow(told(binSeconds)))

  /** By how much tomorrow is foretold otherwise because of the story, as a share. */
  function moved(...chapters: readonly Chapter[]): number {
    const foretold = hoursOf(tomorrow(told(binSeconds, ...chapters)))
    return sumOf(foretold.map((value, hour) => Math.abs(value - plain[hour]))) / sumOf(plain)
  }

  it('is right where nothing happens', () => {
    expect(errorOf(plain, usual)).toBeLessThan(0.06)
  })

  it.each([
    ['an outage of two hours yesterday', { from: end - 14, to: end - 12, becomes: times(0) }],
    ['a load test of two hours yesterday', { from: end - 14, to: end - 12, becomes: times(4) }],
    [
      'an outage of two hours on the same day of last week',
      { from: end - 7 * 24 + 10, to: end - 7 * 24 + 12, becomes: times(0) },
    ],
    ['a lone spike', { from: end - 30, to: end - 29, becomes: times(50) }],
  ])('is not moved by %s', (_what, chapter) => {
    expect(moved(chapter)).toBeLessThan(0.03)
  })

  it.each([
    ['of half a day, through a morning', { from: end - 40, to: end - 28, becomes: () => Number.NaN }],
    ['of three days', { from: end - 200, to: end - 128, becomes: () => Number.NaN }],
  ])('is hardly moved by a gap %s', (_what, chapter) => {
    expect(moved(chapter)).toBeLessThan(0.04)
  })

  it.each([
    ['up', 2.5],
    ['down', 0.3],
  ])('has gone most of the way to the new level a day after the load went %s for good', (_way, factor) => {
    const foretold = hoursOf(tomorrow(told(binSeconds, { from: end - 24, to: end, becomes: times(factor) })))
    const way = sumOf(foretold.map((value, hour) => value - plain[hour]))
    expect(way / ((factor - 1) * sumOf(plain))).toBeGreaterThan(0.5)
    // The first hours are there.
    expect(foretold[0] / (factor * usual(end + 0.5))).toBeGreaterThan(0.8)
    expect(foretold[0] / (factor * usual(end + 0.5))).toBeLessThan(1.25)
  })

  it('knows nothing of the time before a launch', () => {
    const foretold = hoursOf(tomorrow(told(binSeconds, { from: 0, to: end - 9 * 24, becomes: times(0) })))
    expect(errorOf(foretold, usual)).toBeLessThan(0.06)
  })

  it('follows the clock that was put forward two days ago', () => {
    const forward = { from: end - 48, to: end, becomes: (_: number, hour: number) => usual(hour - 1) }
    const foretold = hoursOf(tomorrow(told(binSeconds, forward)))
    expect(errorOf(foretold, hour => usual(hour - 1))).toBeLessThan(errorOf(plain, hour => usual(hour - 1)))
  })

  it('keeps the bursts of every day where they are', () => {
    const bursts = Array.from({ length: days }, (_, day) => ({
      from: day * 24 + 3,
      to: day * 24 + 4,
      becomes: times(6),
    }))
    const foretold = hoursOf(tomorrow(told(binSeconds, ...bursts)))
    expect(foretold[3] / (6 * usual(end + 3.5))).toBeGreaterThan(0.85)
  })

  it('does not hold the spike of an announced event again', () => {
    const sale = { from: end - 20, to: end - 12, becomes: times(1.35) }
    const event = { kind: 'sale', startsAtMs: startMs + sale.from * hourMs, endsAtMs: startMs + sale.to * hourMs }
    const foretold = hoursOf(tomorrow(told(binSeconds, sale), [event]))
    expect(errorOf(foretold, usual)).toBeLessThan(0.05)
  })

  it('expects of an event what its kind did before, and of the hours around it nothing', () => {
    const past = [end - 12 * 24 + 12, end - 5 * 24 + 12].map(from => ({ from, to: from + 3, becomes: times(2) }))
    const kind = (from: number) => ({
      kind: 'sale',
      startsAtMs: startMs + from * hourMs,
      endsAtMs: startMs + (from + 3) * hourMs,
    })
    const foretold = hoursOf(tomorrow(told(binSeconds, ...past), [...past.map(({ from }) => from), end + 12].map(kind)))
    for (const hour of [12, 13, 14]) expect(foretold[hour] / (2 * usual(end + hour + 0.5))).toBeCloseTo(1, 0.7)
    expect(errorOf(foretold.slice(0, 12), usual)).toBeLessThan(0.05)
  })
})

describe('the forecast of the next day of a load', () => {
  it.each([
    ['on and off', (hour: number) => ((Math.floor(hour) * 7919) % 101 < 15 ? 5000 : 0)],
    ['of hardly any requests', (hour: number) => ((Math.floor(hour) * 7919) % 101 < 20 ? 0.01 : 0)],
    ['that ended', (hour: number) => (hour < end - 50 ? usual(hour) : 0)],
  ])('%s has no NaN, nothing negative, ascending quantiles and nothing out of reach', (_what, rate) => {
    const { steps } = tomorrow(told(3600, { from: 0, to: end, becomes: (_, hour) => rate(hour) }))
    for (const { point, quantiles } of steps) {
      expect([...quantiles]).toEqual([...quantiles].sort((a, b) => a - b))
      for (const value of [point, ...quantiles]) expect(value >= 0 && value <= 50_000).toBe(true)
    }
  })

  it('on and off knows that the bursts may come again', () => {
    const rate = (hour: number) => ((Math.floor(hour) * 7919) % 101 < 25 ? 5000 : 1)
    const { steps } = tomorrow(told(3600, { from: 0, to: end, becomes: (_, hour) => rate(hour) }))
    expect(Math.max(...steps.map(({ quantiles }) => quantiles[2]))).toBeGreaterThan(4000)
    expect(steps.filter(({ quantiles }) => quantiles[2] > 2500).length).toBeGreaterThan(6)
  })
})
