/** What identifies a CloudWatch metric. */
export interface MetricKey {
  readonly namespace: string
  readonly metricName: string
  readonly dimensions: Readonly<Record<string, string>>
}

/** One recorded bin of a metric, before any period or statistic is applied. */
export interface Datum {
  readonly sum: number
  readonly sampleCount: number
  readonly minimum: number
  readonly maximum: number
  /** Counts per latency bucket (see `latencyBucketUpperSeconds`); only where percentiles are published. */
  readonly histogram?: Float64Array
}

/** What scaling policies and alarms see: one statistic of one bin, or undefined while it is missing or not yet readable. */
export interface MetricReader {
  value(
    key: MetricKey,
    statistic: 'Average' | 'Sum' | 'Minimum' | 'Maximum' | 'SampleCount',
    periodSeconds: number,
    binStartMs: number,
    nowMs: number,
  ): number | undefined
}
