// Expected values: the GetMetricData, MetricStat and MetricDataResult texts of the SDK's model, and aws-facts §3.
import type { GetMetricDataCommandInput, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch'
import { CloudWatchServiceException, InvalidNextToken } from '@aws-sdk/client-cloudwatch'
import { beforeEach, describe, expect, it } from 'vitest'
import { CloudWatchService } from '../../../../simulator/services/cloudwatch/cloudwatch-service.ts'
import { latencyBucketOf } from '../../../../simulator/services/cloudwatch/latency-histogram.ts'
import { MetricStore } from '../../../../simulator/services/cloudwatch/metric-store.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs
const start = Date.UTC(2026, 2, 2)
const key = { namespace: 'Test', metricName: 'Requests', dimensions: { Group: 'web', Zone: 'a' } }

let store: MetricStore

beforeEach(() => {
  store = new MetricStore()
})

function record(minutes: number, valueAt: (minute: number) => number, metricName = key.metricName): void {
  const series = store.series({ ...key, metricName }, 60)
  for (let minute = 0; minute < minutes; minute++) {
    const value = valueAt(minute)
    if (Number.isNaN(value)) continue
    series.record(start + minute * minuteMs, { sum: value, sampleCount: 1, minimum: value, maximum: value })
  }
}

function metricQuery(Id: string, over: { metricName?: string; period?: number; stat?: string } = {}): MetricDataQuery {
  const { metricName = key.metricName, period = 60, stat = 'Sum' } = over
  // The dimensions in another order than they were published.
  const Dimensions = [
    { Name: 'Zone', Value: 'a' },
    { Name: 'Group', Value: 'web' },
  ]
  const Metric = { Namespace: key.namespace, MetricName: metricName, Dimensions }
  return { Id, MetricStat: { Metric, Period: period, Stat: stat } }
}

interface Asked extends Partial<GetMetricDataCommandInput> {
  from?: number
  to?: number
  now?: number
}

function ask(
  queries: MetricDataQuery[],
  { from = start, to = start + hourMs, now = start + dayMs, ...rest }: Asked = {},
) {
  const input = { MetricDataQueries: queries, StartTime: new Date(from), EndTime: new Date(to), ...rest }
  return new CloudWatchService(store).operations.GetMetricData(input, { nowMs: now, caller: 'test' })
}

function points({ Timestamps = [], Values = [] }: MetricDataResult): [number, number][] {
  return Timestamps.map((timestamp, index) => [(timestamp.getTime() - start) / minuteMs, Values[index]])
}

function only({ MetricDataResults = [] }: ReturnType<typeof ask>): [number, number][] {
  expect(MetricDataResults).toHaveLength(1)
  return points(MetricDataResults[0])
}

function refusal(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('got an answer, wanted a refusal')
}

describe('what is returned', () => {
  it('is newest first by default, and oldest first when asked', () => {
    record(3, minute => minute + 10)
    expect(only(ask([metricQuery('m')]))).toEqual([
      [2, 12],
      [1, 11],
      [0, 10],
    ])
    expect(only(ask([metricQuery('m')], { ScanBy: 'TimestampAscending' }))).toEqual([
      [0, 10],
      [1, 11],
      [2, 12],
    ])
  })

  it('includes the start and excludes the end', () => {
    record(10, minute => minute)
    expect(only(ask([metricQuery('m')], { from: start + 2 * minuteMs, to: start + 4 * minuteMs }))).toEqual([
      [3, 3],
      [2, 2],
    ])
  })

  it('leaves out minutes without data and minutes that cannot be read yet', () => {
    record(10, minute => (minute === 1 ? Number.NaN : minute))
    const now = start + 6 * minuteMs
    // At 00:06:00 minute 3 is 180 s old.
    expect(only(ask([metricQuery('m')], { now, to: now, ScanBy: 'TimestampAscending' }))).toEqual([
      [0, 0],
      [2, 2],
      [3, 3],
    ])
  })

  it('is nothing, complete, for a metric that does not exist', () => {
    const { MetricDataResults, NextToken } = ask([metricQuery('m', { metricName: 'Nothing' })])
    expect(MetricDataResults).toEqual([
      { Id: 'm', Label: 'Nothing', Timestamps: [], Values: [], StatusCode: 'Complete' },
    ])
    expect(NextToken).toBeUndefined()
  })

  it('carries the label of the query, or else the name of the metric', () => {
    record(1, () => 1)
    const { MetricDataResults } = ask([metricQuery('a'), { ...metricQuery('b'), Label: 'mine' }])
    expect(MetricDataResults?.map(({ Label }) => Label)).toEqual(['Requests', 'mine'])
  })

  it('leaves out queries that only feed an expression', () => {
    record(1, () => 4)
    const { MetricDataResults } = ask([
      { ...metricQuery('a'), ReturnData: false },
      { Id: 'e', Expression: 'a * 2' },
    ])
    expect(MetricDataResults?.map(({ Id, Values }) => [Id, Values])).toEqual([['e', [8]]])
  })
})

describe('statistics and periods', () => {
  const statistics = [
    { stat: 'Sum', value: 10 },
    { stat: 'Average', value: 2 },
    { stat: 'Minimum', value: 0 },
    { stat: 'Maximum', value: 4 },
    { stat: 'SampleCount', value: 5 },
  ]
  it.each(statistics)('$stat of the minutes 0 to 4 in one period of five is $value', ({ stat, value }) => {
    record(5, minute => minute)
    expect(only(ask([metricQuery('m', { stat, period: 300 })]))).toEqual([[0, value]])
  })

  it('percentiles come from the histograms', () => {
    const histogram = new Float64Array(64)
    histogram[latencyBucketOf(0.1)] = 990
    histogram[latencyBucketOf(5)] = 10
    store.series(key, 60).record(start, { sum: 149, sampleCount: 1000, minimum: 0.1, maximum: 5, histogram })
    const [[, p50]] = only(ask([metricQuery('m', { stat: 'p50' })]))
    const [[, p999]] = only(ask([metricQuery('m', { stat: 'p99.9' })]))
    expect(Math.abs(p50 / 0.1 - 1)).toBeLessThan(0.15)
    expect(Math.abs(p999 / 5 - 1)).toBeLessThan(0.15)
  })

  it('ten-second periods are served for high-resolution metrics of the last three hours, minutes after that', () => {
    const series = store.series(key, 10)
    for (let bin = 0; bin < 12; bin++) {
      series.record(start + bin * 10_000, { sum: 1, sampleCount: 1, minimum: 1, maximum: 1 })
    }
    const to = start + 2 * minuteMs
    const now = start + 3 * hourMs
    expect(only(ask([metricQuery('m', { period: 10 })], { to, now }))).toHaveLength(12)
    expect(only(ask([metricQuery('m', { period: 10 })], { to, now: now + 1 }))).toEqual([])
    expect(only(ask([metricQuery('m')], { to, now: now + hourMs }))).toEqual([
      [1, 6],
      [0, 6],
    ])
  })

  it('a ten-second query starts at a whole ten seconds', () => {
    const series = store.series(key, 10)
    series.record(start + 10_000, { sum: 5, sampleCount: 1, minimum: 5, maximum: 5 })
    const asked = { from: start + 13_000, to: start + 23_000, now: start + 30_000 }
    expect(only(ask([metricQuery('m', { period: 10 })], asked))).toEqual([[1 / 6, 5]])
  })

  const ages = [
    { days: 15, period: 60, served: true },
    { days: 15.01, period: 60, served: false },
    { days: 15.01, period: 300, served: true },
    { days: 63, period: 300, served: true },
    { days: 63.01, period: 300, served: false },
    { days: 63.01, period: 3600, served: true },
  ]
  it.each(ages)('from $days days ago on, a period of $period s is served: $served', ({ days, period, served }) => {
    record(120, () => 1)
    const found = only(ask([metricQuery('m', { period })], { to: start + 2 * hourMs, now: start + days * dayMs }))
    expect(found.length > 0).toBe(served)
    if (served) expect(found.reduce((sum, [, value]) => sum + value, 0)).toBe(120)
  })

  const roundings = [
    { days: 1, period: 60, firstMinute: 32 },
    { days: 20, period: 300, firstMinute: 30 },
    { days: 70, period: 3600, firstMinute: 0 },
  ]
  it.each(roundings)('a start at 00:32:34, $days days ago, is rounded down to minute $firstMinute', age => {
    record(120, () => 1)
    const asked = { from: start + 32 * minuteMs + 34_000, to: start + 2 * hourMs, now: start + age.days * dayMs }
    const found = only(ask([metricQuery('m', { period: age.period })], { ...asked, ScanBy: 'TimestampAscending' }))
    expect(found[0][0]).toBe(age.firstMinute)
  })

  it('reads two tiers in one query: what is older than 15 days by five minutes, the rest by the minute', () => {
    record(30 * 24 * 60, minute => minute)
    const now = start + 30 * dayMs
    const found = only(ask([metricQuery('m', { period: 300 })], { to: now, now, ScanBy: 'TimestampAscending' }))
    // 30 days of 288 periods; period k adds the minutes 5k … 5k + 4: 25k + 10. The last one can be read up to minute 2.
    expect(found).toHaveLength(30 * 288)
    expect(found.slice(0, -1).every(([minute, value]) => value === 5 * minute + 10)).toBe(true)
    const last = 30 * 1440 - 5
    expect(found[found.length - 1]).toEqual([last, 3 * last + 3])
  })
})

describe('expressions', () => {
  beforeEach(() => {
    record(3, () => 100)
    record(3, minute => (minute === 1 ? 5 : Number.NaN), 'Errors')
  })
  const operands = [metricQuery('requests'), metricQuery('errors', { metricName: 'Errors' })]
  const short = { to: start + 3 * minuteMs, ScanBy: 'TimestampAscending' as const }

  it('calculate with the queries of the call, in whatever order they are given', () => {
    const { MetricDataResults = [] } = ask(
      [{ Id: 'rate', Expression: '100 * FILL(errors, 0) / requests' }, ...operands],
      short,
    )
    expect(points(MetricDataResults[0])).toEqual([
      [0, 0],
      [1, 5],
      [2, 0],
    ])
    // Without FILL, what is missing stays missing in the metric itself.
    expect(points(MetricDataResults[2])).toEqual([[1, 5]])
  })

  it('use the result of other expressions', () => {
    const queries = [...operands, { Id: 'a', Expression: 'b + 1' }, { Id: 'b', Expression: 'requests / 50' }]
    const { MetricDataResults = [] } = ask(queries, short)
    expect(MetricDataResults[2].Values).toEqual([3, 3, 3])
  })

  const bad = [
    { why: 'an unknown function', queries: [{ Id: 'e', Expression: 'SUM(METRICS())' }] },
    { why: 'an unknown id', queries: [{ Id: 'e', Expression: 'nothing + 1' }] },
    { why: 'a single number', queries: [{ Id: 'e', Expression: '1 + 2' }] },
    {
      why: 'a circle',
      queries: [
        { Id: 'e', Expression: 'f' },
        { Id: 'f', Expression: 'e' },
      ],
    },
    { why: 'two periods', queries: [metricQuery('x', { period: 300 }), { Id: 'e', Expression: 'x + requests' }] },
  ]
  it.each(bad)('refuse $why', ({ queries }) => {
    expect(refusal(() => ask([...operands, ...queries])).name).toBe('ValidationError')
  })
})

describe('paging', () => {
  it('hands out every data point once, the newest first, and says which results are partial', () => {
    record(5, minute => minute)
    record(5, minute => minute + 10, 'Others')
    const queries = [metricQuery('a'), metricQuery('b', { metricName: 'Others' })]
    const seen: Record<string, number[]> = { a: [], b: [] }
    const statuses: string[] = []
    let NextToken: string | undefined
    do {
      const page = ask(queries, { MaxDatapoints: 4, NextToken })
      const results = page.MetricDataResults ?? []
      expect(results.flatMap(({ Values = [] }) => Values).length).toBeLessThanOrEqual(4)
      statuses.push(results.map(({ StatusCode }) => StatusCode).join())
      for (const { Id = '', Values = [] } of results) seen[Id].push(...Values)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(seen).toEqual({ a: [4, 3, 2, 1, 0], b: [14, 13, 12, 11, 10] })
    expect(statuses).toEqual(['PartialData,PartialData', 'Complete,PartialData', 'Complete,Complete'])
  })

  it('is not shifted by data that arrives between two pages', () => {
    record(10, minute => minute)
    const first = ask([metricQuery('m')], { MaxDatapoints: 2, now: start + 6 * minuteMs })
    const second = ask([metricQuery('m')], { MaxDatapoints: 2, now: start + 7 * minuteMs, NextToken: first.NextToken })
    expect(first.MetricDataResults?.[0].Values).toEqual([3, 2])
    expect(second.MetricDataResults?.[0].Values).toEqual([1, 0])
    expect(second.NextToken).toBeUndefined()
  })

  it('begins at 100,800 data points when nothing else is asked for', () => {
    record(15 * 1440, () => 1)
    const now = start + 15 * dayMs
    const queries = Array.from({ length: 5 }, (_, index) => metricQuery(`m${index}`))
    const { MetricDataResults = [], NextToken } = ask(queries, { to: now, now })
    // Five times 21,600 minutes, less the two that cannot be read yet, is 107,990.
    expect(MetricDataResults.map(({ Values = [] }) => Values.length)).toEqual([21_598, 21_598, 21_598, 21_598, 14_408])
    const rest = ask(queries, { to: now, now, NextToken })
    expect(rest.MetricDataResults?.[4].Values).toHaveLength(107_990 - 100_800)
    expect(rest.NextToken).toBeUndefined()
  })

  it('has no token where an expression is calculated', () => {
    record(5, minute => minute)
    const { NextToken, MetricDataResults = [] } = ask([metricQuery('m'), { Id: 'e', Expression: 'm * 2' }], {
      MaxDatapoints: 3,
    })
    expect(NextToken).toBeUndefined()
    expect(MetricDataResults.map(({ StatusCode }) => StatusCode)).toEqual(['PartialData', 'PartialData'])
  })

  it('refuses a token that it did not give', () => {
    expect(refusal(() => ask([metricQuery('m')], { NextToken: 'mine' }))).toBeInstanceOf(InvalidNextToken)
  })
})

describe('bad requests', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => metricQuery(`m${index}`))
  const bad: { why: string; queries?: MetricDataQuery[]; asked?: Asked }[] = [
    { why: 'no queries', queries: [] },
    { why: '501 queries', queries: many(501) },
    { why: 'an id in capitals', queries: [metricQuery('M')] },
    { why: 'the same id twice', queries: [metricQuery('m'), metricQuery('m')] },
    { why: 'neither metric nor expression', queries: [{ Id: 'm' }] },
    { why: 'metric and expression', queries: [{ ...metricQuery('m'), Expression: '1' }] },
    { why: 'a period of 45 s', queries: [metricQuery('m', { period: 45 })] },
    { why: 'a period of 0', queries: [metricQuery('m', { period: 0 })] },
    { why: 'an unknown statistic', queries: [metricQuery('m', { stat: 'Median' })] },
    { why: 'a percentile above 100', queries: [metricQuery('m', { stat: 'p101' })] },
    { why: 'an end before the start', asked: { from: start, to: start } },
    { why: 'more data points than there may be', asked: { MaxDatapoints: 100_801 } },
  ]
  it.each(bad)('$why', ({ queries = [metricQuery('m')], asked = {} }) => {
    const error = refusal(() => ask(queries, asked))
    expect(error).toBeInstanceOf(CloudWatchServiceException)
    expect(error.name).toBe('ValidationError')
  })

  it('500 queries are not too many', () => {
    expect(ask(many(500)).MetricDataResults).toHaveLength(500)
  })
})
