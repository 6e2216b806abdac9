// Expected values: PutMetricData's text in the SDK's model, and aws-facts §3.
import {
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  type MetricDatum,
  MissingRequiredParameterException,
} from '@aws-sdk/client-cloudwatch'
import { beforeEach, describe, expect, it } from 'vitest'
import { CloudWatchService } from '../../../../simulator/services/cloudwatch/cloudwatch-service.ts'
import { MetricStore } from '../../../../simulator/services/cloudwatch/metric-store.ts'

const now = Date.UTC(2026, 2, 2, 12, 0, 20)
const minute = Date.UTC(2026, 2, 2, 12, 0)
const later = now + 3_600_000
const key = { namespace: 'Shop', metricName: 'Orders', dimensions: { Till: '1' } }
const base = { MetricName: 'Orders', Dimensions: [{ Name: 'Till', Value: '1' }] }

let store: MetricStore

beforeEach(() => {
  store = new MetricStore()
})

function put(data: MetricDatum[], Namespace = 'Shop') {
  const input = { Namespace, MetricData: data }
  return new CloudWatchService(store).operations.PutMetricData(input, { nowMs: now, caller: 'test' })
}

function read(statistic: 'Sum' | 'SampleCount' | 'Minimum' | 'Maximum', period = 60, at = minute) {
  return store.value(key, statistic, period, at, later)
}

describe('what is published', () => {
  it('adds up in the minute of its timestamp, which is now unless given', () => {
    put([{ ...base, Value: 3 }])
    put([{ ...base, Value: 5, Timestamp: new Date(minute + 59_000) }])
    put([{ ...base, Value: 100, Timestamp: new Date(minute - 1) }])
    expect([read('Sum'), read('SampleCount'), read('Minimum'), read('Maximum')]).toEqual([8, 2, 3, 5])
    expect(read('Sum', 60, minute - 60_000)).toBe(100)
  })

  it('may be values with counts', () => {
    put([{ ...base, Values: [2, 10], Counts: [3, 1] }])
    expect([read('Sum'), read('SampleCount'), read('Minimum'), read('Maximum')]).toEqual([16, 4, 2, 10])
  })

  it('may be values without counts, each once', () => {
    put([{ ...base, Values: [2, 10] }])
    expect([read('Sum'), read('SampleCount')]).toEqual([12, 2])
  })

  it('may be a statistic set', () => {
    put([{ ...base, StatisticValues: { Sum: 20, SampleCount: 4, Minimum: 1, Maximum: 9 } }])
    expect([read('Sum'), read('SampleCount'), read('Minimum'), read('Maximum')]).toEqual([20, 4, 1, 9])
  })

  it('is kept by the second when the storage resolution is 1', () => {
    put([{ ...base, Value: 3, StorageResolution: 1 }])
    expect(read('Sum', 1, now)).toBe(3)
    expect(read('Sum', 1, now - 1000)).toBeUndefined()
  })

  it('counts for a metric that the region writes by ten seconds too', () => {
    store.series(key, 10)
    put([{ ...base, Value: 3 }])
    expect(read('Sum', 10, now)).toBe(3)
  })
})

describe('what is refused', () => {
  const value: { why: string; datum: MetricDatum; namespace?: string }[] = [
    { why: 'an AWS namespace', datum: { ...base, Value: 1 }, namespace: 'AWS/EC2' },
    { why: 'an empty namespace', datum: { ...base, Value: 1 }, namespace: '' },
    { why: 'not a number', datum: { ...base, Value: Number.NaN } },
    { why: 'infinity', datum: { ...base, Value: Number.POSITIVE_INFINITY } },
    { why: 'a value above 2^360', datum: { ...base, Value: 2 ** 361 } },
    {
      why: 'two weeks and a second ago',
      datum: { ...base, Value: 1, Timestamp: new Date(now - 14 * 86_400_000 - 1000) },
    },
    { why: 'two hours and a second ahead', datum: { ...base, Value: 1, Timestamp: new Date(now + 7_201_000) } },
    { why: 'a storage resolution of 10', datum: { ...base, Value: 1, StorageResolution: 10 } },
    { why: '151 values', datum: { ...base, Values: Array.from({ length: 151 }, (_, index) => index) } },
    {
      why: 'a statistic set without samples',
      datum: { ...base, StatisticValues: { Sum: 0, SampleCount: 0, Minimum: 0, Maximum: 0 } },
    },
    {
      why: '31 dimensions',
      datum: {
        ...base,
        Value: 1,
        Dimensions: Array.from({ length: 31 }, (_, index) => ({ Name: `d${index}`, Value: 'x' })),
      },
    },
  ]
  it.each(value)('$why', ({ datum, namespace }) => {
    expect(() => put([datum], namespace)).toThrow(InvalidParameterValueException)
  })

  it('1,001 metrics, while 1,000 are taken', () => {
    const data = (count: number) => Array.from({ length: count }, () => ({ ...base, Value: 1 }))
    expect(() => put(data(1001))).toThrow(InvalidParameterValueException)
    put(data(1000))
    expect(read('Sum')).toBe(1000)
  })

  it('no metrics, no name, no value', () => {
    expect(() => put([])).toThrow(MissingRequiredParameterException)
    expect(() => put([{ MetricName: '', Value: 1 }])).toThrow(MissingRequiredParameterException)
    expect(() => put([base])).toThrow(MissingRequiredParameterException)
  })

  it('values of two kinds, and counts that do not fit the values', () => {
    expect(() => put([{ ...base, Value: 1, Values: [1] }])).toThrow(InvalidParameterCombinationException)
    expect(() => put([{ ...base, Values: [1, 2], Counts: [1] }])).toThrow(InvalidParameterCombinationException)
  })

  it('leaves nothing behind of the whole request', () => {
    expect(() =>
      put([
        { ...base, Value: 1 },
        { ...base, Value: Number.NaN },
      ]),
    ).toThrow(InvalidParameterValueException)
    expect(read('Sum')).toBeUndefined()
  })

  it('timestamps at the edges of the window are taken', () => {
    put([{ ...base, Value: 1, Timestamp: new Date(now - 14 * 86_400_000) }])
    put([{ ...base, Value: 1, Timestamp: new Date(now + 7_200_000) }])
    expect([...store.all()]).toHaveLength(1)
  })
})
