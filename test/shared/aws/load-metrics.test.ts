import { CloudWatchClient, GetMetricDataCommand, LimitExceededException } from '@aws-sdk/client-cloudwatch'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { LoadMetrics } from '../../../shared/aws/load-metrics.ts'
import type { MetricReference } from '../../../shared/domain/group/records.ts'
import { hourMs, makeRegion, minuteMs, startMs } from './region.ts'

function metricOf(name: string): MetricReference {
  return {
    namespace: 'AWS/ApplicationELB',
    metricName: 'RequestCount',
    dimensions: { LoadBalancer: `app/${name}/1`, TargetGroup: `targetgroup/${name}/1` },
    statistic: 'Sum',
  }
}

function makeMetrics() {
  const { region, calls, clients } = makeRegion()
  /** Publishes one value a minute from `fromMs` on. */
  const publish = (name: string, fromMs: number, values: readonly number[]) => {
    values.forEach((sum, minute) => {
      const datum = { sum, sampleCount: 1, minimum: sum, maximum: sum }
      region.metrics.series(metricOf(name), 60).record(fromMs + minute * minuteMs, datum)
    })
  }
  return { region, calls, metrics: new LoadMetrics(clients.cloudWatch), publish }
}

const missing = Number.NaN

describe('reading minutes', () => {
  it('gives one value a minute, oldest first, and no number where CloudWatch has none', async () => {
    const { region, metrics, publish } = makeMetrics()
    publish('web', startMs + minuteMs, [10, 20])
    publish('web', startMs + 4 * minuteMs, [0])
    await region.clock.runUntil(startMs + hourMs)
    const window = { metric: metricOf('web'), startMs, endMs: startMs + 6 * minuteMs }
    expect(await metrics.read([window])).toEqual([
      { startMs, values: Float64Array.of(missing, 10, 20, missing, 0, missing) },
    ])
  })

  it('leaves out minutes that cannot be read yet: minute m comes at m + 3 minutes (design §11)', async () => {
    const { region, metrics, publish } = makeMetrics()
    publish('web', startMs, [1, 2, 3, 4])
    await region.clock.runUntil(startMs + 5 * minuteMs - 1)
    const window = { metric: metricOf('web'), startMs, endMs: startMs + 4 * minuteMs }
    const [{ values }] = await metrics.read([window])
    expect(values).toEqual(Float64Array.of(1, 2, missing, missing))
  })

  it('answers in the order asked for, each window from its own start to its own end', async () => {
    const { region, metrics, publish, calls } = makeMetrics()
    publish('web', startMs, [1, 2, 3, 4])
    publish('api', startMs, [10, 20, 30, 40])
    await region.clock.runUntil(startMs + hourMs)
    const answers = await metrics.read([
      { metric: metricOf('web'), startMs, endMs: startMs + 2 * minuteMs },
      { metric: metricOf('api'), startMs: startMs + minuteMs, endMs: startMs + 3 * minuteMs },
      { metric: metricOf('gone'), startMs, endMs: startMs + minuteMs },
      { metric: metricOf('api'), startMs, endMs: startMs + 4 * minuteMs },
    ])
    expect(answers.map(answer => [...answer.values])).toEqual([[1, 2], [20, 30], [missing], [10, 20, 30, 40]])
    expect(answers.map(answer => answer.startMs)).toEqual([startMs, startMs + minuteMs, startMs, startMs])
    // GetMetricData has one time range for all its queries.
    expect(calls).toHaveLength(2)
  })

  it('of a window without length is empty and disturbs no other window', async () => {
    const { region, metrics, publish } = makeMetrics()
    publish('web', startMs, [1])
    await region.clock.runUntil(startMs + hourMs)
    const answers = await metrics.read([
      { metric: metricOf('web'), startMs: startMs + minuteMs, endMs: startMs + minuteMs },
      { metric: metricOf('web'), startMs, endMs: startMs + minuteMs },
    ])
    expect(answers.map(answer => [...answer.values])).toEqual([[], [1]])
  })

  it('of nothing makes no call', async () => {
    const { metrics, calls } = makeMetrics()
    expect(await metrics.read([])).toEqual([])
    expect(calls).toEqual([])
  })

  it('asks for at most 500 metrics at once: 1100 groups need three calls, and each gets its own figure', async () => {
    const { region, metrics, publish, calls } = makeMetrics()
    const names = Array.from({ length: 1100 }, (_, index) => `g${index}`)
    for (const [index, name] of names.entries()) publish(name, startMs, [index])
    await region.clock.runUntil(startMs + hourMs)
    const answers = await metrics.read(
      names.map(name => ({ metric: metricOf(name), startMs, endMs: startMs + minuteMs })),
    )
    expect(answers.map(answer => answer.values[0])).toEqual(names.map((_, index) => index))
    expect(calls).toHaveLength(3)
  })

  it('goes on to the last page: six fortnights are 120,960 datapoints, a page holds 100,800', async () => {
    const { region, metrics, publish, calls } = makeMetrics()
    const minutes = 14 * 1440
    const fromMs = startMs - minutes * minuteMs
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    for (const [index, name] of names.entries()) {
      publish(
        name,
        fromMs,
        Array.from({ length: minutes }, (_, minute) => minute + index / 10),
      )
    }
    await region.clock.runUntil(startMs + hourMs)
    const answers = await metrics.read(names.map(name => ({ metric: metricOf(name), startMs: fromMs, endMs: startMs })))
    for (const [index, { values }] of answers.entries()) {
      expect(values.findIndex((value, minute) => value !== minute + index / 10)).toBe(-1)
      expect(values).toHaveLength(minutes)
    }
    expect(calls).toHaveLength(2)
  })

  it('gives one value every ten seconds of a metric that has them, ten seconds after each (design §11)', async () => {
    const { region, metrics, calls } = makeMetrics()
    for (const [bin, sum] of [5, 6, 7, 8].entries()) {
      const datum = { sum, sampleCount: 1, minimum: sum, maximum: sum }
      region.metrics.series(metricOf('web'), 10).record(startMs + bin * 10_000, datum)
    }
    // The bin from 20 to 30 s can be read at 40 s.
    await region.clock.runUntil(startMs + 49_999)
    const window = { metric: metricOf('web'), periodSeconds: 10, startMs, endMs: startMs + 50_000 }
    expect(await metrics.read([window])).toEqual([{ startMs, values: Float64Array.of(5, 6, 7, missing, missing) }])
    const [query] = (calls[0].input as { MetricDataQueries: { MetricStat: { Period: number } }[] }).MetricDataQueries
    expect(query.MetricStat.Period).toBe(10)
  })

  it('reads minutes and tens of seconds from the same start in one call, each in its own bins', async () => {
    const { region, metrics, publish, calls } = makeMetrics()
    publish('web', startMs, [60, 120])
    for (let bin = 0; bin < 12; bin++) {
      const datum = { sum: bin, sampleCount: 1, minimum: bin, maximum: bin }
      region.metrics.series(metricOf('api'), 10).record(startMs + bin * 10_000, datum)
    }
    await region.clock.runUntil(startMs + 10 * minuteMs)
    const [minutes, tens] = await metrics.read([
      { metric: metricOf('web'), startMs, endMs: startMs + 2 * minuteMs },
      { metric: metricOf('api'), periodSeconds: 10, startMs, endMs: startMs + 50_000 },
    ])
    expect([...minutes.values]).toEqual([60, 120])
    // The call reaches to the end of the longer window; what lies beyond the shorter one is left out.
    expect([...tens.values]).toEqual([0, 1, 2, 3, 4])
    expect(calls).toHaveLength(1)
  })

  it('passes on an error of CloudWatch', async () => {
    const client = new CloudWatchClient({ region: 'us-east-1' })
    const error = new LimitExceededException({ message: 'too much', $metadata: {} })
    mockClient(client).on(GetMetricDataCommand).rejects(error)
    const window = { metric: metricOf('web'), startMs, endMs: startMs + minuteMs }
    await expect(new LoadMetrics(client).read([window])).rejects.toBe(error)
  })
})
