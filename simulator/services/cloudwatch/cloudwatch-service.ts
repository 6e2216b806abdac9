// Amazon CloudWatch, as far as Penumbra calls it: reading, publishing and listing metrics.
import type {
  GetMetricDataCommandInput,
  GetMetricDataCommandOutput,
  ListMetricsCommandInput,
  ListMetricsCommandOutput,
  PutMetricDataCommandInput,
  PutMetricDataCommandOutput,
} from '@aws-sdk/client-cloudwatch'
import type { Operation, SimulatedService } from '../../kernel/service.ts'
import { getMetricData } from './get-metric-data.ts'
import { listMetrics } from './list-metrics.ts'
import type { MetricStore } from './metric-store.ts'
import { putMetricData } from './put-metric-data.ts'

interface CloudWatchOperations extends Record<string, Operation<never, object>> {
  readonly GetMetricData: Operation<GetMetricDataCommandInput, GetMetricDataCommandOutput>
  readonly PutMetricData: Operation<PutMetricDataCommandInput, PutMetricDataCommandOutput>
  readonly ListMetrics: Operation<ListMetricsCommandInput, ListMetricsCommandOutput>
}

export class CloudWatchService implements SimulatedService {
  readonly name = 'CloudWatch'
  readonly operations: CloudWatchOperations

  constructor(store: MetricStore) {
    this.operations = {
      GetMetricData: (input, { nowMs }) => getMetricData(store, input, nowMs),
      PutMetricData: (input, { nowMs }) => {
        putMetricData(store, input, nowMs)
        return {}
      },
      ListMetrics: (input, { nowMs }) => listMetrics(store, input, nowMs),
    }
  }
}
