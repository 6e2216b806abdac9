// From what was counted to a bill: pure arithmetic.
import { prices } from './cost-prices.ts'

/** One function of the control plane in the time that was counted. */
export interface FunctionUsage {
  readonly name: string
  readonly invocations: number
  /** Of all runs together. */
  readonly billedSeconds: number
  readonly memoryMiB: number
}

/** What was used in the time that was counted. */
export interface Usage {
  readonly groups: number
  readonly hours: number
  readonly functions: readonly FunctionUsage[]
  readonly readUnits: number
  readonly writeUnits: number
  /** Metrics named in calls of GetMetricData, pages after the first included. */
  readonly metricsRequested: number
  readonly logBytes: number
  readonly publishes: number
  readonly schedulerInvocations: number
  /** What lies in the table after a month. */
  readonly storedBytes: number
}

/** What costs the same whatever happens. */
export interface Standing {
  readonly alarms: number
  readonly compositeAlarms: number
  readonly dashboards: number
  readonly customMetrics: number
  readonly keys: number
}

export interface BillLine {
  readonly service: string
  readonly what: string
  readonly usdPerMonth: number
}

export const hoursPerMonth = 730
const gb = 1e9

/** DynamoDB asks KMS for the table's key again after five minutes, for each role that uses it. */
const keyRequestsPerHour = 12

/** Alarms and on-failure destinations look at the queue by themselves; nobody polls it. */
export function billOf(usage: Usage, standing: Standing): BillLine[] {
  const monthly = (count: number) => (count * hoursPerMonth) / usage.hours
  const sum = (of: (each: FunctionUsage) => number) => usage.functions.reduce((total, each) => total + of(each), 0)
  const invocations = monthly(sum(each => each.invocations))
  const gbSeconds = monthly(sum(each => (each.billedSeconds * each.memoryMiB) / 1024))
  const keyRequests = monthly(usage.publishes) + usage.functions.length * keyRequestsPerHour * hoursPerMonth
  const line = (service: string, what: string, count: number, price: { readonly usd: number }): BillLine => ({
    service,
    what,
    usdPerMonth: count * price.usd,
  })
  return [
    line('CloudWatch', 'metrics read', monthly(usage.metricsRequested), prices.metricRequested),
    line('DynamoDB', 'write units', monthly(usage.writeUnits), prices.dynamoDbWriteUnit),
    line('DynamoDB', 'read units', monthly(usage.readUnits), prices.dynamoDbReadUnit),
    line('DynamoDB', 'storage', usage.storedBytes / gb, {
      usd: prices.dynamoDbGbMonth.usd + prices.pointInTimeRecoveryGbMonth.usd,
    }),
    line('Lambda', 'requests', invocations, prices.lambdaRequest),
    line('Lambda', 'GB-seconds', gbSeconds, prices.lambdaGbSecond),
    line('CloudWatch', 'logs', monthly(usage.logBytes) / gb, prices.logGb),
    line('CloudWatch', 'alarms', standing.alarms, prices.alarmMonth),
    line('CloudWatch', 'composite alarms', standing.compositeAlarms, prices.compositeAlarmMonth),
    line('CloudWatch', 'dashboards', standing.dashboards, prices.dashboardMonth),
    line('CloudWatch', 'custom metrics', standing.customMetrics, prices.customMetricMonth),
    line('X-Ray', 'traces', invocations, prices.traceRecorded),
    line('KMS', 'keys', standing.keys, prices.kmsKeyMonth),
    line('KMS', 'requests', keyRequests, prices.kmsRequest),
    line('Scheduler', 'invocations', monthly(usage.schedulerInvocations), prices.schedulerInvocation),
    line('SNS', 'publishes', monthly(usage.publishes), prices.snsPublish),
  ]
}

export function totalOf(lines: readonly BillLine[]): number {
  return lines.reduce((sum, { usdPerMonth }) => sum + usdPerMonth, 0)
}
