import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../../../shared/domain/errors.ts'
import { latencyBucketOf } from '../../../../simulator/services/cloudwatch/latency-histogram.ts'
import type { Datum, MetricKey } from '../../../../simulator/services/cloudwatch/metric-key.ts'
import { MetricStore } from '../../../../simulator/services/cloudwatch/metric-store.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const monday = Date.UTC(2026, 2, 2)
const requests: MetricKey = { namespace: 'Test', metricName: 'Requests', dimensions: { Group: 'web', Zone: 'a' } }

function one(value: number): Datum {
  return { sum: value, sampleCount: 1, minimum: value, maximum: value }
}

describe('when a bin can be read', () => {
  it('a minute from 180 seconds after its start on (design §11)', () => {
    const store = new MetricStore()
    store.series(requests, 60).record(monday, one(7))
    expect(store.value(requests, 'Sum', 60, monday, monday + 179_999)).toBeUndefined()
    expect(store.value(requests, 'Sum', 60, monday, monday + 180_000)).toBe(7)
  })

  it('a minute after the delay that the scenario states', () => {
    const store = new MetricStore({ minuteDelaySeconds: 30 })
    store.series(requests, 60).record(monday, one(7))
    expect(store.value(requests, 'Sum', 60, monday, monday + 89_999)).toBeUndefined()
    expect(store.value(requests, 'Sum', 60, monday, monday + 90_000)).toBe(7)
  })

  it('ten seconds from ten seconds after they have ended on (design §11)', () => {
    const store = new MetricStore()
    store.series(requests, 10).record(monday, one(7))
    expect(store.value(requests, 'Sum', 10, monday, monday + 19_999)).toBeUndefined()
    expect(store.value(requests, 'Sum', 10, monday, monday + 20_000)).toBe(7)
  })

  it('a longer period shows only the bins that can be read already', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    for (let minute = 0; minute < 5; minute++) series.record(monday + minute * minuteMs, one(1))
    // At 00:04:00 minutes 0 and 1 are 180 s old.
    expect(store.value(requests, 'Sum', 300, monday, monday + 4 * minuteMs)).toBe(2)
    expect(store.value(requests, 'Sum', 300, monday, monday + 7 * minuteMs)).toBe(5)
  })
})

describe('how long bins are kept (aws-facts §3, Retention)', () => {
  const nowMs = monday + 500 * dayMs
  const cases = [
    { resolution: 10, period: 10, keptMs: 3 * hourMs },
    { resolution: 60, period: 60, keptMs: 15 * dayMs },
    { resolution: 60, period: 300, keptMs: 63 * dayMs },
    { resolution: 60, period: 3600, keptMs: 455 * dayMs },
  ] as const
  it.each(cases)('periods of $period s at a resolution of $resolution s', ({ resolution, period, keptMs }) => {
    const store = new MetricStore()
    const series = store.series(requests, resolution)
    series.record(nowMs - keptMs - hourMs, one(3))
    series.record(nowMs - keptMs, one(5))
    expect(store.value(requests, 'Sum', period, nowMs - keptMs, nowMs)).toBe(5)
    expect(store.value(requests, 'Sum', period, nowMs - keptMs - hourMs, nowMs)).toBeUndefined()
  })

  it('ten-second bins stay readable by the minute after their three hours', () => {
    const store = new MetricStore()
    const series = store.series(requests, 10)
    for (let bin = 0; bin < 6; bin++) series.record(monday + bin * 10_000, one(bin))
    // 0 + 1 + 2 + 3 + 4 + 5
    expect(store.value(requests, 'Sum', 60, monday, monday + 4 * hourMs)).toBe(15)
  })

  it('a year of history by the hour, written minute by minute, is the sum of its minutes', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    const minutes = 100 * 24 * 60
    for (let minute = 0; minute < minutes; minute++) series.record(monday + minute * minuteMs, one(minute))
    // Hour h holds minutes 60h … 60h + 59: 60 × 60h + 1770.
    const now = monday + 100 * dayMs
    for (const hour of [0, 1000, 2000]) {
      expect(store.value(requests, 'Sum', 3600, monday + hour * hourMs, now)).toBe(3600 * hour + 1770)
    }
  })
})

describe('statistics', () => {
  const store = new MetricStore()
  const series = store.series(requests, 60)
  series.record(monday, { sum: 10, sampleCount: 4, minimum: 1, maximum: 5 })
  series.record(monday + minuteMs, { sum: 2, sampleCount: 2, minimum: 0, maximum: 2 })
  const statistics = [
    { statistic: 'Sum', value: 12 },
    { statistic: 'SampleCount', value: 6 },
    { statistic: 'Average', value: 2 },
    { statistic: 'Minimum', value: 0 },
    { statistic: 'Maximum', value: 5 },
  ] as const
  it.each(statistics)('$statistic over two bins is $value', ({ statistic, value }) => {
    expect(store.value(requests, statistic, 120, monday, monday + hourMs)).toBe(value)
  })

  it('but the Sum have no data for RequestCountPerTarget, whose Sum is the average over the targets', () => {
    const perTarget = { ...requests, namespace: 'AWS/ApplicationELB', metricName: 'RequestCountPerTarget' }
    const own = { ...perTarget, namespace: 'Shop' }
    const balancer = new MetricStore()
    for (const key of [perTarget, own]) balancer.series(key, 60).record(monday, one(7))
    const at = (key: typeof requests, statistic: 'Sum' | 'Average' | 'Maximum' | 'SampleCount') =>
      balancer.value(key, statistic, 60, monday, monday + hourMs)
    expect(at(perTarget, 'Sum')).toBe(7)
    for (const statistic of ['Average', 'Maximum', 'SampleCount'] as const) {
      expect(at(perTarget, statistic)).toBeUndefined()
      expect(at(own, statistic)).toBeDefined()
    }
  })

  it('agree with adding up by brute force, in whatever order bins are written', () => {
    const record = fc.record({ bin: fc.integer({ min: 0, max: 5000 }), value: fc.integer({ min: -50, max: 50 }) })
    fc.assert(
      fc.property(fc.array(record, { maxLength: 60 }), fc.constantFrom(60, 300, 3600), (records, period) => {
        const random = new MetricStore()
        for (const { bin, value } of records) random.series(requests, 60).record(monday + bin * minuteMs, one(value))
        const binsPerPeriod = period / 60
        for (const { bin } of records) {
          const first = bin - (bin % binsPerPeriod)
          const values = records.filter(r => r.bin >= first && r.bin < first + binsPerPeriod).map(({ value }) => value)
          const at = monday + first * minuteMs
          const read = (statistic: 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount') =>
            random.value(requests, statistic, period, at, monday + 10 * dayMs)
          expect(read('Sum')).toBe(values.reduce((a, b) => a + b, 0))
          expect(read('Minimum')).toBe(Math.min(...values))
          expect(read('Maximum')).toBe(Math.max(...values))
          expect(read('SampleCount')).toBe(values.length)
        }
      }),
      { numRuns: 60 },
    )
  })

  it('of a high-resolution metric agree with brute force after the ring has turned many times', () => {
    const turning = new MetricStore()
    const handle = turning.series(requests, 10)
    const bins = 20_000
    for (let bin = 0; bin < bins; bin += 1 + (bin % 3)) handle.record(monday + bin * 10_000, one(bin))
    const now = monday + bins * 10_000 + 10_000
    let expected = 0
    const lastMinute = Math.floor(bins / 6) - 1
    for (let bin = 0; bin < bins; bin += 1 + (bin % 3)) if (Math.floor(bin / 6) === lastMinute) expected += bin
    expect(turning.value(requests, 'Sum', 60, monday + lastMinute * minuteMs, now)).toBe(expected)
    // Only 0, 1, 3, 4, 6, 7, … are written: never a bin that is 2 modulo 3, as 19,997 is.
    expect(turning.value(requests, 'Sum', 10, monday + 19_997 * 10_000, now)).toBeUndefined()
    expect(turning.value(requests, 'Sum', 10, monday + 19_996 * 10_000, now)).toBe(19_996)
  })
})

describe('missing data', () => {
  it('is not zero: a bin without samples has no value', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    series.record(monday, one(0))
    series.record(monday + minuteMs, { sum: 0, sampleCount: 0, minimum: 0, maximum: 0 })
    series.record(monday + 2 * minuteMs, one(4))
    const now = monday + hourMs
    expect(store.value(requests, 'Sum', 60, monday, now)).toBe(0)
    expect(store.value(requests, 'Sum', 60, monday + minuteMs, now)).toBeUndefined()
    expect(store.value(requests, 'Average', 180, monday, now)).toBe(2)
  })

  it('is what an unknown metric has', () => {
    expect(new MetricStore().value(requests, 'Sum', 60, monday, monday + hourMs)).toBeUndefined()
  })
})

describe('percentiles of bins', () => {
  const now = monday + hourMs
  const histogram = (seconds: readonly number[]): Datum => {
    const counts = new Float64Array(64)
    for (const value of seconds) counts[latencyBucketOf(value)]++
    const sum = seconds.reduce((a, b) => a + b, 0)
    const [minimum, maximum] = [Math.min(...seconds), Math.max(...seconds)]
    return { sum, sampleCount: seconds.length, minimum, maximum, histogram: counts }
  }

  it('add the histograms of all bins of the period', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    series.record(monday, histogram(Array<number>(50).fill(0.1)))
    series.record(monday + minuteMs, histogram(Array<number>(50).fill(10)))
    expect(series.value(49, 120, monday, now)).toBeLessThan(0.12)
    expect(series.value(51, 120, monday, now)).toBeGreaterThan(8)
  })

  it('are the value itself where all samples are equal, and missing where only statistics were published', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    series.record(monday, { sum: 6, sampleCount: 2, minimum: 3, maximum: 3 })
    series.record(monday + minuteMs, { sum: 6, sampleCount: 2, minimum: 1, maximum: 5 })
    expect(series.value(99, 60, monday, now)).toBe(3)
    expect(series.value(99, 60, monday + minuteMs, now)).toBeUndefined()
  })

  it('forget the histograms of bins that the ring has overwritten', () => {
    const store = new MetricStore()
    const series = store.series(requests, 10)
    for (let bin = 0; bin < 5000; bin++) series.record(monday + bin * 10_000, histogram([0.1, 0.2]))
    const quiet = monday + 5000 * 10_000
    series.record(quiet, histogram([20, 40]))
    expect(series.value(1, 10, quiet, quiet + 20_000)).toBeGreaterThanOrEqual(20)
  })
})

describe('names', () => {
  it('are the same metric in whatever order the dimensions are given', () => {
    const store = new MetricStore()
    const series = store.series(requests, 60)
    expect(store.series({ ...requests, dimensions: { Zone: 'a', Group: 'web' } }, 60)).toBe(series)
    expect(store.series({ ...requests, dimensions: { Zone: 'b', Group: 'web' } }, 60)).not.toBe(series)
  })

  it('refuse a second resolution for the same metric', () => {
    const store = new MetricStore()
    store.series(requests, 60)
    expect(() => store.series({ ...requests }, 10)).toThrow(InputError)
  })
})
