import { PutMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { describe, expect, it } from 'vitest'
import { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import type { MetricReference } from '../../shared/domain/group/records.ts'
import type { ContractCloud, ContractOptions } from './contract-cloud.ts'

const minuteMs = 60_000
const missing = Number.NaN

export function loadMetricsContract({ open }: ContractOptions): void {
  /** A metric of our own, and the last full hour. */
  async function openMetrics() {
    const cloud = await open('load-metrics')
    const metric = {
      namespace: 'Shop',
      metricName: 'Requests',
      dimensions: { Front: cloud.name('front') },
      statistic: 'Sum',
    }
    const startMs = Math.floor(cloud.now() / minuteMs - 60) * minuteMs
    return { cloud, metric, startMs, metrics: new LoadMetrics(cloud.clients.cloudWatch) }
  }

  /** Publishes values at times. */
  async function publish(
    { team }: ContractCloud,
    { namespace, metricName, dimensions }: MetricReference,
    points: readonly (readonly [timeMs: number, value: number])[],
    StorageResolution = 60,
  ) {
    const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
    const MetricData = points.map(([timeMs, Value]) => ({
      MetricName: metricName,
      Dimensions,
      Timestamp: new Date(timeMs),
      Value,
      StorageResolution,
    }))
    await team.cloudWatch.send(new PutMetricDataCommand({ Namespace: namespace, MetricData }))
  }

  describe('load metrics', () => {
    it('are one value a minute from the start on, and no number where there is none', async () => {
      const { cloud, metric, startMs, metrics } = await openMetrics()
      await publish(cloud, metric, [
        [startMs + minuteMs, 10],
        [startMs + 2 * minuteMs, 20],
        [startMs + 4 * minuteMs, 0],
      ])
      await cloud.settle()
      const window = { metric, startMs, endMs: startMs + 6 * minuteMs }
      expect(await metrics.read([window])).toEqual([
        { startMs, values: Float64Array.of(missing, 10, 20, missing, 0, missing) },
      ])
    })

    it('are summed up or averaged within a minute, as the metric says', async () => {
      const { cloud, metric, startMs, metrics } = await openMetrics()
      await publish(cloud, metric, [
        [startMs, 10],
        [startMs + 20_000, 30],
      ])
      await cloud.settle()
      const window = { startMs, endMs: startMs + minuteMs }
      const answers = await metrics.read([
        { metric, ...window },
        { metric: { ...metric, statistic: 'Average' }, ...window },
      ])
      expect(answers.map(({ values }) => [...values])).toEqual([[40], [20]])
    })

    it('are answered in the order asked for, each window from its own start to its own end', async () => {
      const { cloud, metric, startMs, metrics } = await openMetrics()
      const other = { ...metric, dimensions: { Front: cloud.name('other') } }
      await publish(
        cloud,
        metric,
        [1, 2, 3, 4].map((value, minute) => [startMs + minute * minuteMs, value]),
      )
      await publish(
        cloud,
        other,
        [10, 20, 30, 40].map((value, minute) => [startMs + minute * minuteMs, value]),
      )
      await cloud.settle()
      const answers = await metrics.read([
        { metric, startMs, endMs: startMs + 2 * minuteMs },
        { metric: other, startMs: startMs + minuteMs, endMs: startMs + 3 * minuteMs },
        { metric: { ...metric, metricName: 'Nothing' }, startMs, endMs: startMs + minuteMs },
        { metric: other, startMs, endMs: startMs + 4 * minuteMs },
      ])
      expect(answers.map(({ values }) => [...values])).toEqual([[1, 2], [20, 30], [missing], [10, 20, 30, 40]])
    })

    it('have bins of ten seconds where that is how they were published', async () => {
      const { cloud, metric, startMs, metrics } = await openMetrics()
      await publish(
        cloud,
        metric,
        [5, 6, 7].map((value, bin) => [startMs + bin * 10_000, value]),
        1,
      )
      await cloud.settle()
      const window = { metric, periodSeconds: 10, startMs, endMs: startMs + 40_000 }
      expect(await metrics.read([window])).toEqual([{ startMs, values: Float64Array.of(5, 6, 7, missing) }])
    })
  })
}
