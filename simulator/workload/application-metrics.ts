// What AWS would publish about the application's group, under the names and dimensions of AWS. Nothing is published where
// AWS publishes nothing: no request metrics without requests, no error counts of zero.
// Sources: "CloudWatch metrics for your Application Load Balancer". What Auto Scaling publishes about its groups: services/auto-scaling/group-metrics.ts.

import { latencyBucketUpperSeconds } from '../services/cloudwatch/latency-histogram.ts'
import type { Datum, MetricKey } from '../services/cloudwatch/metric-key.ts'
import type { MetricStore } from '../services/cloudwatch/metric-store.ts'

export interface ApplicationNames {
  readonly autoScalingGroupName: string
  /** ARN suffix: `app/name/id`. */
  readonly loadBalancer: string
  /** ARN suffix: `targetgroup/name/id`. */
  readonly targetGroup: string
}

/** Several samples of one quantity. */
export interface Samples {
  readonly sum: number
  readonly sampleCount: number
  readonly minimum: number
  readonly maximum: number
}

/** What happened in one minute. */
export interface MinuteLoad {
  readonly startMs: number
  /** Requests for which a target was chosen. */
  readonly routed: number
  readonly routedPerZone: readonly number[]
  /** Requests answered by the load balancer itself: no target, or the overflow of saturated ones. */
  readonly balancerErrors: number
  readonly targetErrors: number
  readonly served: number
  readonly responseSeconds: number
  readonly latencyCounts: Float64Array
  /** Percent, one sample per step; empty while nothing was in service. */
  readonly cpuPercent: Samples
  readonly healthyHosts: Samples
}

/** What happened in one 10-second bin, as the application itself would publish it. */
export interface FreshLoad {
  readonly startMs: number
  readonly requests: number
  readonly inService: number
  readonly cpuPercent: number
}

export type ApplicationMetricKeys = ReturnType<typeof applicationMetricKeys>

/** Every metric of one group, by what it means. */
export function applicationMetricKeys(names: ApplicationNames, zones: readonly string[], freshNamespace: string) {
  const balancer = { LoadBalancer: names.loadBalancer }
  const target = { TargetGroup: names.targetGroup, LoadBalancer: names.loadBalancer }
  const group = { AutoScalingGroupName: names.autoScalingGroupName }
  const elb = keysOf('AWS/ApplicationELB')
  const fresh = keysOf(freshNamespace)
  return {
    requestCount: elb('RequestCount', target),
    balancerRequestCount: elb('RequestCount', balancer),
    zoneRequestCounts: zones.map(zone =>
      elb('RequestCount', { AvailabilityZone: zone, LoadBalancer: names.loadBalancer }),
    ),
    requestCountPerTarget: elb('RequestCountPerTarget', { TargetGroup: names.targetGroup }),
    balancerRequestCountPerTarget: elb('RequestCountPerTarget', target),
    targetResponseTime: elb('TargetResponseTime', target),
    targetErrorCount: elb('HTTPCode_Target_5XX_Count', target),
    balancerErrorCount: elb('HTTPCode_ELB_5XX_Count', balancer),
    healthyHostCount: elb('HealthyHostCount', target),
    cpuUtilization: keysOf('AWS/EC2')('CPUUtilization', group),
    freshRequestCount: fresh('RequestCount', group),
    freshRequestCountPerTarget: fresh('RequestCountPerTarget', group),
    freshCpuUtilization: fresh('CPUUtilization', group),
  }
}

export function publishMinute(store: MetricStore, keys: ApplicationMetricKeys, minute: MinuteLoad): void {
  const record = (key: MetricKey, datum: Datum): void => store.series(key, 60).record(minute.startMs, datum)
  publishRequests(record, keys, minute)
  if (minute.balancerErrors > 0) record(keys.balancerErrorCount, countOf(minute.balancerErrors))
  if (minute.targetErrors > 0) record(keys.targetErrorCount, countOf(minute.targetErrors))
  if (minute.routed + minute.balancerErrors > 0) record(keys.healthyHostCount, minute.healthyHosts)
  if (minute.cpuPercent.sampleCount > 0) record(keys.cpuUtilization, minute.cpuPercent)
}

export function publishFresh(store: MetricStore, keys: ApplicationMetricKeys, load: FreshLoad): void {
  const record = (key: MetricKey, datum: Datum): void => store.series(key, 10).record(load.startMs, datum)
  if (load.requests > 0) record(keys.freshRequestCount, single(load.requests))
  if (load.inService === 0) return
  record(keys.freshCpuUtilization, single(load.cpuPercent))
  if (load.requests > 0) record(keys.freshRequestCountPerTarget, single(load.requests / load.inService))
}

function publishRequests(
  record: (key: MetricKey, datum: Datum) => void,
  keys: ApplicationMetricKeys,
  minute: MinuteLoad,
): void {
  if (minute.routed === 0) return
  record(keys.requestCount, countOf(minute.routed))
  record(keys.balancerRequestCount, countOf(minute.routed))
  minute.routedPerZone.forEach((routed, zone) => {
    if (routed > 0) record(keys.zoneRequestCounts[zone], countOf(routed))
  })
  const perTarget = single((minute.routed * minute.healthyHosts.sampleCount) / minute.healthyHosts.sum)
  record(keys.requestCountPerTarget, perTarget)
  record(keys.balancerRequestCountPerTarget, perTarget)
  record(keys.targetResponseTime, responseTimeOf(minute))
}

function responseTimeOf(minute: MinuteLoad): Datum {
  const { latencyCounts, served, responseSeconds } = minute
  const slowest = latencyCounts.findLastIndex(count => count >= 1)
  const fastest = latencyCounts.findIndex(count => count >= 1)
  const mean = responseSeconds / served
  return {
    sum: responseSeconds,
    sampleCount: served,
    minimum: fastest > 0 ? latencyBucketUpperSeconds[fastest - 1] : 0,
    maximum: Math.max(mean, slowest < 0 ? 0 : latencyBucketUpperSeconds[slowest]),
    histogram: latencyCounts,
  }
}

/** A counter's samples are ones: its Sum is the count, its Average 1. */
function countOf(count: number): Datum {
  return { sum: count, sampleCount: count, minimum: 1, maximum: 1 }
}

function single(value: number): Datum {
  return { sum: value, sampleCount: 1, minimum: value, maximum: value }
}

function keysOf(namespace: string) {
  return (metricName: string, dimensions: Readonly<Record<string, string>>): MetricKey => ({
    namespace,
    metricName,
    dimensions,
  })
}
