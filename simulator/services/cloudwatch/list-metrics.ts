// ListMetrics: names and dimensions of the metrics with data in the last two weeks, 500 to a page.
import {
  type DimensionFilter,
  InvalidParameterValueException,
  type ListMetricsCommandInput,
  type ListMetricsOutput,
  type Metric,
} from '@aws-sdk/client-cloudwatch'
import type { MetricKey } from './metric-key.ts'
import type { MetricStore } from './metric-store.ts'

const pageSize = 500
const rememberedMs = 14 * 24 * 3_600_000

/** @throws InvalidParameterValueException */
export function listMetrics(store: MetricStore, input: ListMetricsCommandInput, nowMs: number): ListMetricsOutput {
  const found = [...store.all()].filter(({ key, newestMs }) => newestMs >= nowMs - rememberedMs && matches(key, input))
  const first = input.NextToken === undefined ? 0 : parsePosition(input.NextToken)
  const next = first + pageSize < found.length ? { NextToken: String(first + pageSize) } : {}
  return { Metrics: found.slice(first, first + pageSize).map(({ key }) => toMetric(key)), ...next }
}

function matches(key: MetricKey, { Namespace, MetricName, Dimensions = [] }: ListMetricsCommandInput): boolean {
  if (Namespace !== undefined && Namespace !== key.namespace) return false
  if (MetricName !== undefined && MetricName !== key.metricName) return false
  return Dimensions.every(filter => matchesDimension(key, filter))
}

function matchesDimension({ dimensions }: MetricKey, { Name = '', Value }: DimensionFilter): boolean {
  return Name in dimensions && (Value === undefined || dimensions[Name] === Value)
}

function toMetric({ namespace, metricName, dimensions }: MetricKey): Metric {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }))
  return { Namespace: namespace, MetricName: metricName, Dimensions }
}

function parsePosition(token: string): number {
  if (/^\d+$/.test(token)) return Number(token)
  const message = `The value ${token} for parameter NextToken is invalid.`
  throw new InvalidParameterValueException({ message, $metadata: { httpStatusCode: 400 } })
}
