// What AWS would publish about the application's load balancer, target groups and groups, under the names and dimensions of AWS. Nothing is published where
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

/** One minute of the load balancer. */
export interface BalancerLoad {
  /** Requests for which a target was chosen. */
  readonly routed: number
  readonly routedPerZone: readonly number[]
  readonly redirects: number
  readonly fixedResponses: number
  /** Answers of the load balancer itself, by their status code: redirects, fixed responses, and what it could not get answered. */
  readonly errors3xx: number
  readonly errors4xx: number
  readonly errors5xx: number
}

/** One minute of a target group. */
export interface TargetGroupMinuteLoad {
  readonly routed: number
  /** Requests answered with 5xx by a target. */
  readonly errors: number
  readonly served: number
  readonly responseSeconds: number
  readonly latencyCounts: Float64Array
  /** One sample per step each. */
  readonly healthyHosts: Samples
  readonly unhealthyHosts: Samples
  readonly receivingHosts: Samples
}

/** One minute of an Auto Scaling group. */
export interface GroupLoad {
  /** One sample per instance and step; empty while nothing was in service. */
  readonly cpuPercent: Samples
}

/** What happened in one 10-second bin, as the application itself would publish it. */
export interface FreshLoad {
  readonly startMs: number
  readonly requests: number
  readonly inService: number
  readonly cpuPercent: number
}

export type BalancerMetricKeys = ReturnType<typeof balancerMetricKeys>
export type TargetGroupMetricKeys = ReturnType<typeof targetGroupMetricKeys>
export type GroupMetricKeys = ReturnType<typeof groupMetricKeys>
export type ApplicationMetricKeys = BalancerMetricKeys & TargetGroupMetricKeys & GroupMetricKeys

/** Every metric of one site, by what it means. */
export function applicationMetricKeys(
  names: ApplicationNames,
  zones: readonly string[],
  freshNamespace: string,
): ApplicationMetricKeys {
  return {
    ...balancerMetricKeys(names.loadBalancer, zones),
    ...targetGroupMetricKeys(names.loadBalancer, names.targetGroup),
    ...groupMetricKeys(names.autoScalingGroupName, freshNamespace),
  }
}

/** @param loadBalancer `app/name/id` */
function balancerMetricKeys(loadBalancer: string, zones: readonly string[]) {
  const elb = keysOf('AWS/ApplicationELB')
  const balancer = { LoadBalancer: loadBalancer }
  return {
    balancerRequestCount: elb('RequestCount', balancer),
    zoneRequestCounts: zones.map(zone => elb('RequestCount', { AvailabilityZone: zone, LoadBalancer: loadBalancer })),
    redirectCount: elb('HTTP_Redirect_Count', balancer),
    fixedResponseCount: elb('HTTP_Fixed_Response_Count', balancer),
    balancer3xxCount: elb('HTTPCode_ELB_3XX_Count', balancer),
    balancer4xxCount: elb('HTTPCode_ELB_4XX_Count', balancer),
    balancerErrorCount: elb('HTTPCode_ELB_5XX_Count', balancer),
  }
}

/** @param targetGroup `targetgroup/name/id` */
export function targetGroupMetricKeys(loadBalancer: string, targetGroup: string) {
  const elb = keysOf('AWS/ApplicationELB')
  const target = { TargetGroup: targetGroup, LoadBalancer: loadBalancer }
  return {
    requestCount: elb('RequestCount', target),
    requestCountPerTarget: elb('RequestCountPerTarget', { TargetGroup: targetGroup }),
    balancerRequestCountPerTarget: elb('RequestCountPerTarget', target),
    targetResponseTime: elb('TargetResponseTime', target),
    targetErrorCount: elb('HTTPCode_Target_5XX_Count', target),
    healthyHostCount: elb('HealthyHostCount', target),
    unhealthyHostCount: elb('UnHealthyHostCount', target),
  }
}

export function groupMetricKeys(autoScalingGroupName: string, freshNamespace: string) {
  const group = { AutoScalingGroupName: autoScalingGroupName }
  const fresh = keysOf(freshNamespace)
  return {
    cpuUtilization: keysOf('AWS/EC2')('CPUUtilization', group),
    freshRequestCount: fresh('RequestCount', group),
    freshRequestCountPerTarget: fresh('RequestCountPerTarget', group),
    freshCpuUtilization: fresh('CPUUtilization', group),
  }
}

export function publishBalancer(
  store: MetricStore,
  keys: BalancerMetricKeys,
  startMs: number,
  load: BalancerLoad,
): void {
  const count = (key: MetricKey, value: number): void => {
    if (value > 0) store.series(key, 60).record(startMs, countOf(value))
  }
  count(keys.balancerRequestCount, load.routed)
  load.routedPerZone.forEach((routed, zone) => {
    count(keys.zoneRequestCounts[zone], routed)
  })
  count(keys.redirectCount, load.redirects)
  count(keys.fixedResponseCount, load.fixedResponses)
  count(keys.balancer3xxCount, load.errors3xx)
  count(keys.balancer4xxCount, load.errors4xx)
  count(keys.balancerErrorCount, load.errors5xx)
}

/** @param isBusy whether the load balancer had any request: without one it reports nothing of its targets either */
export function publishTargetGroup(
  store: MetricStore,
  keys: TargetGroupMetricKeys,
  startMs: number,
  load: TargetGroupMinuteLoad,
  isBusy: boolean,
): void {
  const record = (key: MetricKey, datum: Datum): void => store.series(key, 60).record(startMs, datum)
  if (load.routed > 0) {
    record(keys.requestCount, countOf(load.routed))
    const perTarget = single((load.routed * load.receivingHosts.sampleCount) / load.receivingHosts.sum)
    record(keys.requestCountPerTarget, perTarget)
    record(keys.balancerRequestCountPerTarget, perTarget)
  }
  if (load.served > 0) record(keys.targetResponseTime, responseTimeOf(load))
  if (load.errors > 0) record(keys.targetErrorCount, countOf(load.errors))
  if (!isBusy) return
  record(keys.healthyHostCount, load.healthyHosts)
  record(keys.unhealthyHostCount, load.unhealthyHosts)
}

export function publishGroup(store: MetricStore, keys: GroupMetricKeys, startMs: number, load: GroupLoad): void {
  if (load.cpuPercent.sampleCount > 0) store.series(keys.cpuUtilization, 60).record(startMs, load.cpuPercent)
}

export function publishFresh(store: MetricStore, keys: GroupMetricKeys, load: FreshLoad): void {
  const record = (key: MetricKey, datum: Datum): void => store.series(key, 10).record(load.startMs, datum)
  if (load.requests > 0) record(keys.freshRequestCount, single(load.requests))
  if (load.inService === 0) return
  record(keys.freshCpuUtilization, single(load.cpuPercent))
  if (load.requests > 0) record(keys.freshRequestCountPerTarget, single(load.requests / load.inService))
}

function responseTimeOf({ latencyCounts, served, responseSeconds }: TargetGroupMinuteLoad): Datum {
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
