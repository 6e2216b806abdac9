import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import { prepareHistory, withoutEvents } from '../../../../shared/domain/forecasting/clean-history.ts'

/** A Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)
const hourMs = 3_600_000

/** 100 in the middle, half as much again by day, half as much at weekends. */
function usual(timeMs: number): number {
  const day = Math.floor((timeMs - startMs) / (24 * hourMs)) % 7
  return (day >= 5 ? 50 : 100) * (1 - 0.5 * Math.cos((2 * Math.PI * (timeMs % (24 * hourMs))) / (24 * hourMs)))
}

interface Stretch {
  /** Hours since the start. */
  readonly from: number
  readonly to: number
  readonly becomes: (rate: number) => number
}

function seriesOf(days: number, binSeconds: number, ...stretches: readonly Stretch[]): DemandSeries {
  const ratesRps = Float64Array.from({ length: (days * 86_400) / binSeconds }, (_, bin) => {
    const hour = (bin * binSeconds) / 3600
    return stretches
      .filter(({ from, to }) => hour >= from && hour < to)
      .reduce((rate, { becomes }) => becomes(rate), usual(startMs + hour * hourMs))
  })
  return { startMs, binSeconds, ratesRps }
}

/** Largest distance from the usual, as a share of it, in the hours given. */
function errorIn({ values, binSeconds, startMs: from }: ReturnType<typeof prepareHistory>, hours: [number, number]) {
  let largest = 0
  values.forEach((value, bin) => {
    const timeMs = from + bin * binSeconds * 1000
    const hour = (timeMs - startMs) / hourMs
    if (hour >= hours[0] && hour < hours[1]) largest = Math.max(largest, Math.abs(value / usual(timeMs) - 1))
  })
  return largest
}

function trusts({ trust, binSeconds }: ReturnType<typeof prepareHistory>, fromHour: number, toHour: number) {
  return [...new Set(trust.subarray((fromHour * 3600) / binSeconds, (toHour * 3600) / binSeconds))]
}

const bins = [60, 300, 3600]
const nothing = () => Number.NaN
const zero = () => 0

describe.each(bins)('history in bins of %i s', binSeconds => {
  it('that is as usual stays as it is', () => {
    const series = seriesOf(14, binSeconds)
    const { values, trust } = prepareHistory(series)
    expect(values).toEqual(series.ratesRps)
    expect(new Set(trust)).toEqual(new Set([1]))
  })

  it('has its gaps bridged by the course of other days, and not believed', () => {
    // From the rise of one morning to the fall of the evening: a straight line would be wrong by half at noon.
    const history = prepareHistory(seriesOf(14, binSeconds, { from: 80, to: 92, becomes: nothing }))
    expect(errorIn(history, [80, 92])).toBeLessThan(0.03)
    expect(trusts(history, 80, 92)).toEqual([0])
    expect(trusts(history, 92, 100)).toEqual([1])
  })

  it.each([
    ['an outage', zero],
    ['a load test', (rate: number) => 3 * rate],
  ])('has %s of two hours bridged and hardly believed', (_what, becomes) => {
    const history = prepareHistory(seriesOf(14, binSeconds, { from: 178, to: 180, becomes }))
    expect(errorIn(history, [178, 180])).toBeLessThan(0.03)
    expect(trusts(history, 178, 180).every(trust => trust < 0.5)).toBe(true)
  })

  it.each([
    ['that stays', { from: 180, to: 14 * 24, becomes: (rate: number) => 2.5 * rate }],
    ['that nobody knows yet to revert', { from: 14 * 24 - 2, to: 14 * 24, becomes: (rate: number) => 2.5 * rate }],
    ['that stays away', { from: 200, to: 14 * 24, becomes: (rate: number) => 0.2 * rate }],
  ])('keeps a new level %s', (_what, stretch) => {
    const series = seriesOf(14, binSeconds, stretch)
    expect(prepareHistory(series).values).toEqual(series.ratesRps)
  })

  it('keeps bursts that come on most days, at whatever hour', () => {
    const bursts = Array.from({ length: 14 }, (_, day): Stretch => {
      const from = day * 24 + ((day * 7) % 22)
      return { from, to: from + 1, becomes: rate => 4 * rate }
    })
    const series = seriesOf(14, binSeconds, ...bursts)
    expect(prepareHistory(series).values).toEqual(series.ratesRps)
  })

  it('begins at the first load: what was not launched yet has no season', () => {
    const history = prepareHistory(seriesOf(14, binSeconds, { from: 0, to: 50, becomes: zero }))
    expect(history.startMs).toBe(startMs + 50 * hourMs)
    expect(history.values).toHaveLength(((14 * 24 - 50) * 3600) / binSeconds)
  })

  it('is not an incident for the clock having been put forward', () => {
    const plain = seriesOf(14, binSeconds)
    const hour = 3600 / binSeconds
    const shifted = plain.ratesRps.map((rate, bin) => (bin < 150 * hour ? rate : plain.ratesRps[bin - hour]))
    expect(prepareHistory({ ...plain, ratesRps: shifted }).values).toEqual(shifted)
  })
})

describe('history', () => {
  it('keeps on/off load whole: the bursts are the load', () => {
    const isOn = (hour: number) => (hour * 7919) % 101 < 15
    const ratesRps = Float64Array.from({ length: 14 * 24 }, (_, hour) => (isOn(hour) ? 5000 : 1))
    expect(prepareHistory({ startMs, binSeconds: 3600, ratesRps }).values).toEqual(ratesRps)
  })

  it('keeps the zeros of sparse counts, also the first ones', () => {
    const ratesRps = Float64Array.from({ length: 14 * 24 }, (_, hour) =>
      (hour * 7919) % 101 < 60 ? 0 : (hour % 5) + 1,
    )
    const { values, trust } = prepareHistory({ startMs, binSeconds: 3600, ratesRps })
    expect(values).toEqual(ratesRps.subarray(ratesRps.length - values.length))
    expect(new Set(trust)).toEqual(new Set([1]))
  })

  it('of nothing known is zero and not believed', () => {
    const { values, trust } = prepareHistory({
      startMs,
      binSeconds: 3600,
      ratesRps: new Float64Array(48).fill(Number.NaN),
    })
    expect([...new Set([...values, ...trust])]).toEqual([0])
  })

  it('takes a season of its own for one without a calendar', () => {
    const ratesRps = Float64Array.from({ length: 300 }, (_, bin) => 10 + (bin % 10))
    ratesRps[155] = 200
    const { values } = prepareHistory({ startMs, binSeconds: 60, ratesRps }, { dayBins: 10 })
    expect(values[155]).toBeCloseTo(15, 1)
  })

  it('never has NaN, Infinity or less than nothing in it, and is as long as what began', () => {
    const rate = fc.oneof(fc.double({ min: -5, max: 1e6 }), fc.constant(0), fc.constant(Number.NaN))
    const property = fc.property(
      fc.array(rate, { minLength: 1, maxLength: 200 }),
      fc.constantFrom(1, 4, 24),
      (rates, dayBins) => {
        const { values, trust } = prepareHistory(
          { startMs, binSeconds: 3600, ratesRps: Float64Array.from(rates) },
          { dayBins },
        )
        expect(values.every(value => value >= 0 && Number.isFinite(value))).toBe(true)
        expect(trust.every(each => each >= 0 && each <= 1)).toBe(true)
        expect(trust).toHaveLength(values.length)
      },
    )
    fc.assert(property, { numRuns: 200 })
  })
})

describe('an announced event', () => {
  const stretch = { from: 180, to: 183, becomes: (rate: number) => 1.3 * rate }
  const event = (kind: string) => ({ kind, startsAtMs: startMs + 180 * hourMs, endsAtMs: startMs + 183 * hourMs })
  const series = seriesOf(14, 300, stretch)

  it('is kept out of the season, whatever it did, also what is no incident', () => {
    expect(errorIn(prepareHistory(series), [180, 183])).toBeGreaterThan(0.29)
    const history = prepareHistory(series, { events: [event('sale')] })
    expect(errorIn(history, [180, 183])).toBeLessThan(0.02)
    expect(trusts(history, 180, 183)).toEqual([0])
  })

  it('of more than a day is divided by what its kind does', () => {
    const long = { from: 150, to: 200, becomes: (rate: number) => 2 * rate }
    const events = [
      { kind: 'fair', startsAtMs: startMs + 150 * hourMs, endsAtMs: startMs + 200 * hourMs, loadMultiplier: 2 },
    ]
    const history = prepareHistory(seriesOf(14, 300, long), { events })
    expect(errorIn(history, [150, 200])).toBeLessThan(1e-9)
  })

  it('is all that is taken out for whoever deals with gaps and incidents himself', () => {
    const gap = { from: 100, to: 101, becomes: nothing }
    const outage = { from: 240, to: 242, becomes: zero }
    const eventful = seriesOf(14, 300, stretch, gap, outage)
    const { ratesRps } = withoutEvents(eventful, { events: [event('sale')] })
    const [from, to] = [180 * 12, 183 * 12]
    expect(ratesRps.subarray(0, from)).toEqual(eventful.ratesRps.subarray(0, from))
    expect(ratesRps.subarray(to)).toEqual(eventful.ratesRps.subarray(to))
    for (let bin = from; bin < to; bin++) {
      expect(ratesRps[bin] / usual(startMs + bin * 300_000)).toBeCloseTo(1, 1)
    }
    expect(withoutEvents(series, { events: [] })).toBe(series)
  })
})
