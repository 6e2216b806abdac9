import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics'

/** Counts of one invocation. Never one metric per group: each combination of dimensions is billed as a metric of its own. */
export interface Telemetry {
  count(metrics: Readonly<Record<string, number>>): void
}

/** Embedded metric format on standard output; CloudWatch turns it into metrics of namespace Penumbra. */
export function createTelemetry(functionName: string): Telemetry {
  const metrics = new Metrics({ namespace: 'Penumbra', serviceName: functionName })
  return {
    count: values => {
      for (const [name, value] of Object.entries(values)) metrics.addMetric(name, MetricUnit.Count, value)
      metrics.publishStoredMetrics()
    },
  }
}
