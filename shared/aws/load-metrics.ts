// CloudWatch: what a group's load balancer and instances report. Demand is read every minute for every group, and each
// metric asked for is billed, so that reading is batched and one metric wide; the rest is read hourly by `learn`.
import { type CloudWatchClient, type MetricDataQuery, paginateGetMetricData } from '@aws-sdk/client-cloudwatch'
import type { MetricReference } from '../domain/group/records.ts'

/** GetMetricData takes at most this many queries at once. */
const queriesPerCall = 500

export interface MetricWindow {
  readonly metric: MetricReference
  /** Length of a bin: 60, 10 for a metric of high resolution, 300 or 3600 for what is old. @default 60 */
  readonly periodSeconds?: number
  /** Epoch milliseconds, a multiple of the period. */
  readonly startMs: number
  readonly endMs: number
}

/** One value a bin from `startMs` on; NaN where CloudWatch has none (yet). */
export interface BinnedValues {
  readonly startMs: number
  readonly values: Float64Array
}

export class LoadMetrics {
  readonly #client: CloudWatchClient

  constructor(client: CloudWatchClient) {
    this.#client = client
  }

  /** Reads many windows at once, in the order asked for. */
  async read(windows: readonly MetricWindow[]): Promise<BinnedValues[]> {
    const answers = windows.map(emptyAnswer)
    for (const batch of batchesOf(windows)) await this.#readBatch(batch, windows, answers)
    return answers
  }

  async #readBatch(batch: Batch, windows: readonly MetricWindow[], answers: BinnedValues[]): Promise<void> {
    const pages = paginateGetMetricData(
      { client: this.#client },
      {
        StartTime: new Date(batch.startMs),
        EndTime: new Date(batch.endMs),
        MetricDataQueries: batch.indexes.map(index => toQuery(index, windows[index])),
      },
    )
    for await (const { MetricDataResults = [] } of pages) {
      for (const { Id = '', Timestamps = [], Values = [] } of MetricDataResults) {
        const index = Number(Id.slice(1))
        const { startMs, values } = answers[index]
        for (let point = 0; point < Timestamps.length; point++) {
          const bin = (Timestamps[point].getTime() - startMs) / periodMsOf(windows[index])
          if (bin >= 0 && bin < values.length) values[bin] = Values[point]
        }
      }
    }
  }
}

interface Batch {
  startMs: number
  endMs: number
  readonly indexes: number[]
}

/** Windows of the same start share a call: GetMetricData has one time range for all its queries. */
function batchesOf(windows: readonly MetricWindow[]): Batch[] {
  const open = new Map<number, Batch>()
  const batches: Batch[] = []
  windows.forEach((window, index) => {
    // CloudWatch refuses a range without a length, and with it everything else in the call.
    if (window.endMs <= window.startMs) return
    const known = open.get(window.startMs)
    if (known !== undefined && known.indexes.length < queriesPerCall) {
      known.indexes.push(index)
      known.endMs = Math.max(known.endMs, window.endMs)
      return
    }
    const batch = { startMs: window.startMs, endMs: window.endMs, indexes: [index] }
    open.set(window.startMs, batch)
    batches.push(batch)
  })
  return batches
}

function toQuery(index: number, { metric, periodSeconds = 60 }: MetricWindow): MetricDataQuery {
  return {
    Id: `m${index}`,
    MetricStat: {
      Metric: {
        Namespace: metric.namespace,
        MetricName: metric.metricName,
        Dimensions: Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      Period: periodSeconds,
      Stat: metric.statistic,
    },
  }
}

function emptyAnswer(window: MetricWindow): BinnedValues {
  const bins = Math.max(0, Math.floor((window.endMs - window.startMs) / periodMsOf(window)))
  return { startMs: window.startMs, values: new Float64Array(bins).fill(Number.NaN) }
}

function periodMsOf({ periodSeconds = 60 }: MetricWindow): number {
  return periodSeconds * 1000
}
