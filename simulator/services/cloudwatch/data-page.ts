// Paging of GetMetricData: data points are handed out query by query, and a token says how many have been. It also holds the
// time of the first page, so that data arriving between two pages cannot shift the second one.
import { InvalidNextToken, type MetricDataResult, type ScanBy } from '@aws-sdk/client-cloudwatch'
import type { QueryGrid } from './query-grid.ts'

export interface QueryData {
  readonly id: string
  readonly label: string
  readonly grid: QueryGrid
  /** NaN where missing. */
  readonly values: Float64Array
}

export interface DataPage {
  readonly results: MetricDataResult[]
  /** Data points of this page and the ones before it. */
  readonly delivered: number
  readonly isLast: boolean
}

export interface PageToken {
  readonly delivered: number
  /** Epoch milliseconds of the first page. */
  readonly nowMs: number
}

/** The next `maxDatapoints` data points after the first `delivered`, split over the queries in their order. */
export function dataPage(
  queries: readonly QueryData[],
  scanBy: ScanBy,
  delivered: number,
  maxDatapoints: number,
): DataPage {
  let skip = delivered
  let room = maxDatapoints
  let isLast = true
  const results = queries.map(query => {
    const present = presentBins(query.values)
    const from = Math.min(skip, present)
    const to = Math.min(from + room, present)
    skip -= from
    room -= to - from
    isLast &&= to === present
    return resultOf(query, scanBy, from, to, to === present)
  })
  return { results, delivered: delivered + maxDatapoints - room, isLast }
}

export function toToken({ delivered, nowMs }: PageToken): string {
  return Buffer.from(`${delivered}/${nowMs}`).toString('base64url')
}

/** @throws InvalidNextToken */
export function fromToken(token: string): PageToken {
  const [, delivered, nowMs] = /^(\d+)\/(\d+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? []
  if (nowMs !== undefined) return { delivered: Number(delivered), nowMs: Number(nowMs) }
  throw new InvalidNextToken({ message: `got NextToken '${token}', wanted one of the page before`, $metadata: {} })
}

function presentBins(values: Float64Array): number {
  let present = 0
  for (const value of values) if (!Number.isNaN(value)) present++
  return present
}

/** The data points numbered `from` up to, not including, `to` in scanning order. */
function resultOf(query: QueryData, scanBy: ScanBy, from: number, to: number, isComplete: boolean): MetricDataResult {
  const { startMs, periodMs, bins } = query.grid
  const Timestamps: Date[] = []
  const Values: number[] = []
  const isDescending = scanBy === 'TimestampDescending'
  for (let step = 0, point = 0; step < bins && point < to; step++) {
    const bin = isDescending ? bins - 1 - step : step
    if (Number.isNaN(query.values[bin])) continue
    if (point++ < from) continue
    Timestamps.push(new Date(startMs + bin * periodMs))
    Values.push(query.values[bin])
  }
  return { Id: query.id, Label: query.label, Timestamps, Values, StatusCode: isComplete ? 'Complete' : 'PartialData' }
}
