import { InvalidParameterValueException, type ListMetricsCommandInput } from '@aws-sdk/client-cloudwatch'
import { beforeEach, describe, expect, it } from 'vitest'
import { CloudWatchService } from '../../../../simulator/services/cloudwatch/cloudwatch-service.ts'
import { MetricStore } from '../../../../simulator/services/cloudwatch/metric-store.ts'

const now = Date.UTC(2026, 2, 2)
let store: MetricStore

beforeEach(() => {
  store = new MetricStore()
})

function publish(namespace: string, metricName: string, dimensions: Record<string, string> = {}, timeMs = now): void {
  const datum = { sum: 1, sampleCount: 1, minimum: 1, maximum: 1 }
  store.series({ namespace, metricName, dimensions }, 60).record(timeMs, datum)
}

function list(input: ListMetricsCommandInput = {}) {
  return new CloudWatchService(store).operations.ListMetrics(input, { nowMs: now, caller: 'test' })
}

function names(input: ListMetricsCommandInput): (string | undefined)[] {
  return (list(input).Metrics ?? []).map(({ Namespace, MetricName }) => `${Namespace} ${MetricName}`)
}

describe('ListMetrics', () => {
  it('filters by namespace, name, and the name or value of a dimension', () => {
    publish('A', 'x', { Group: 'web', Zone: 'a' })
    publish('A', 'y', { Group: 'api' })
    publish('B', 'x')
    expect(names({})).toEqual(['A x', 'A y', 'B x'])
    expect(names({ Namespace: 'A' })).toEqual(['A x', 'A y'])
    expect(names({ MetricName: 'x' })).toEqual(['A x', 'B x'])
    expect(names({ Dimensions: [{ Name: 'Group' }] })).toEqual(['A x', 'A y'])
    expect(names({ Dimensions: [{ Name: 'Group', Value: 'web' }, { Name: 'Zone' }] })).toEqual(['A x'])
    expect(list({ MetricName: 'y' }).Metrics).toEqual([
      { Namespace: 'A', MetricName: 'y', Dimensions: [{ Name: 'Group', Value: 'api' }] },
    ])
  })

  it('pages by 500', () => {
    for (let metric = 0; metric < 1201; metric++) publish('A', `m${metric}`)
    const sizes: number[] = []
    let NextToken: string | undefined
    do {
      const page = list({ NextToken })
      sizes.push(page.Metrics?.length ?? 0)
      NextToken = page.NextToken
    } while (NextToken !== undefined)
    expect(sizes).toEqual([500, 500, 201])
    expect(() => list({ NextToken: 'mine' })).toThrow(InvalidParameterValueException)
  })

  it('forgets metrics without data for two weeks, and those never written', () => {
    publish('A', 'old', {}, now - 15 * 86_400_000)
    store.series({ namespace: 'A', metricName: 'empty', dimensions: {} }, 60)
    publish('A', 'new', {}, now - 13 * 86_400_000)
    expect(names({})).toEqual(['A new'])
  })
})
