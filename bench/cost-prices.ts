// What the services behind the control plane cost in us-east-1, US dollars, without any free tier: an account has other
// things to spend it on. Collected on 2026-11-21; no live price list was at hand, so check before quoting.

export const pricesAsOf = '2026-11-21'

export interface Price {
  readonly usd: number
  /** What one of it is. */
  readonly unit: string
  readonly source: string
  /** No dated source was found; the figure is what is commonly quoted. */
  readonly unverified?: true
}

/** Of the public price pages, as quoted by the sources named. */
export const prices = {
  lambdaRequest: { usd: 0.2e-6, unit: 'request', source: 'regional price list of 2026-09-11' },
  lambdaGbSecond: { usd: 0.0000133334, unit: 'GB-second on arm64', source: 'regional price list of 2026-09-11' },
  dynamoDbWriteUnit: { usd: 0.625e-6, unit: 'write unit on demand', source: 'airbyte.com, 2025-07 (halved 2024-11)' },
  dynamoDbReadUnit: { usd: 0.125e-6, unit: 'read unit on demand', source: 'airbyte.com, 2025-07 (halved 2024-11)' },
  dynamoDbGbMonth: { usd: 0.25, unit: 'GB-month', source: 'a public repository, undated' },
  pointInTimeRecoveryGbMonth: { usd: 0.2, unit: 'GB-month', source: 'price page, from memory', unverified: true },
  metricRequested: { usd: 0.01e-3, unit: 'metric of GetMetricData', source: 'signoz.io, 2026-02' },
  customMetricMonth: { usd: 0.3, unit: 'custom metric and month', source: 'signoz.io, 2026-02' },
  alarmMonth: { usd: 0.1, unit: 'standard alarm and month', source: 'api-evangelist/cloudwatch, 2026-05' },
  compositeAlarmMonth: { usd: 0.5, unit: 'composite alarm and month', source: 'from memory', unverified: true },
  dashboardMonth: { usd: 3, unit: 'dashboard and month', source: 'a note of 2022 on the price page' },
  logGb: { usd: 0.5, unit: 'GB of logs taken in', source: 'signoz.io, 2026-02' },
  traceRecorded: { usd: 5e-6, unit: 'trace', source: 'X-Ray price page, from memory', unverified: true },
  schedulerInvocation: { usd: 1e-6, unit: 'invocation', source: 'Scheduler price page, from memory', unverified: true },
  snsPublish: { usd: 0.5e-6, unit: 'publish', source: 'SNS price page, from memory', unverified: true },
  kmsKeyMonth: { usd: 1, unit: 'key of our own and month', source: 'KMS price page, from memory', unverified: true },
  kmsRequest: { usd: 3e-6, unit: 'request', source: 'KMS price page, from memory', unverified: true },
  sqsRequest: { usd: 0.4e-6, unit: 'request', source: 'SQS price page, from memory', unverified: true },
} as const satisfies Readonly<Record<string, Price>>
