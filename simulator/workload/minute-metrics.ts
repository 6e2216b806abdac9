// The metrics of one load balancer, its target groups and the groups behind it: steps are added up, full minutes published.
import type { MetricStore } from '../services/cloudwatch/metric-store.ts'
import {
  type ApplicationMetricKeys,
  type ApplicationNames,
  type GroupMetricKeys,
  groupMetricKeys,
  publishBalancer,
  publishFresh,
  publishGroup,
  publishTargetGroup,
  type TargetGroupMetricKeys,
  targetGroupMetricKeys,
} from './application-metrics.ts'
import { servedOf } from './load-sharing.ts'
import { BalancerMinute, GroupMinute, TargetGroupMinute } from './minute-accumulator.ts'
import type { ResponseTimes } from './response-times.ts'
import type { ServedGroup, ServedStep, ServedTargetGroup } from './served-step.ts'

export interface MinuteMetricsOptions {
  readonly store: MetricStore
  /** Of the site's own load balancer, target group and group. */
  readonly keys: ApplicationMetricKeys
  readonly names: ApplicationNames
  readonly responseTimes: ResponseTimes
  readonly freshNamespace: string
  /** Whether the 10-second metrics are published. */
  readonly isFresh: boolean
}

export class MinuteMetrics {
  readonly #options: MinuteMetricsOptions
  readonly #balancer = new BalancerMinute()
  /** By `targetgroup/name/id`. */
  readonly #targetGroups = new Map<string, { keys: TargetGroupMetricKeys; minute: TargetGroupMinute }>()
  /** By name. */
  readonly #groups = new Map<string, { keys: GroupMetricKeys; minute: GroupMinute }>()
  readonly #total: Float64Array
  readonly #own: Float64Array

  constructor(options: MinuteMetricsOptions) {
    const { keys, names, responseTimes } = options
    this.#options = options
    this.#total = new Float64Array(responseTimes.buckets)
    this.#own = new Float64Array(responseTimes.buckets)
    this.#targetGroups.set(names.targetGroup, { keys, minute: new TargetGroupMinute(responseTimes.buckets) })
    this.#groups.set(names.autoScalingGroupName, { keys, minute: new GroupMinute() })
  }

  /** Requests of the minute so far for which a target was chosen. */
  get routed(): number {
    return this.#balancer.routed
  }

  /** @returns served requests per latency bucket, overwritten by the next step */
  add(binStartMs: number, requests: number, step: ServedStep): Float64Array {
    this.#balancer.add(requests, step)
    for (const group of step.groups) this.#addGroup(binStartMs, group)
    if (step.targetGroups.length === 1) return this.#addTargetGroup(step.targetGroups[0], this.#total)
    this.#total.fill(0)
    for (const targetGroup of step.targetGroups) {
      const own = this.#addTargetGroup(targetGroup, this.#own)
      for (let bucket = 0; bucket < own.length; bucket++) this.#total[bucket] += own[bucket]
    }
    return this.#total
  }

  publish(startMs: number, routedPerZone: readonly number[]): void {
    const { store, keys } = this.#options
    const balancer = this.#balancer.take(routedPerZone)
    publishBalancer(store, keys, startMs, balancer)
    const isBusy = balancer.routed + balancer.errors5xx + balancer.redirects + balancer.fixedResponses > 0
    for (const group of this.#targetGroups.values()) {
      publishTargetGroup(store, group.keys, startMs, group.minute.take(), isBusy)
    }
    for (const group of this.#groups.values()) publishGroup(store, group.keys, startMs, group.minute.take())
  }

  #addTargetGroup(step: ServedTargetGroup, latencyCounts: Float64Array): Float64Array {
    const { responseTimes } = this.#options
    latencyCounts.fill(0)
    let seconds = 0
    for (const part of step.parts) {
      const served = servedOf(part)
      responseTimes.addTo(latencyCounts, part.utilisation, served)
      seconds += served * responseTimes.meanSeconds(part.utilisation)
    }
    this.#targetGroup(step.dimension).add(step, latencyCounts, seconds)
    return latencyCounts
  }

  #addGroup(startMs: number, { name, inService, requests, utilisation }: ServedGroup): void {
    const { store, isFresh } = this.#options
    const { keys, minute } = this.#group(name)
    minute.add(inService, utilisation)
    if (isFresh) publishFresh(store, keys, { startMs, requests, inService, cpuPercent: 100 * utilisation })
  }

  #targetGroup(dimension: string): TargetGroupMinute {
    const known = this.#targetGroups.get(dimension)
    if (known !== undefined) return known.minute
    const { names, responseTimes } = this.#options
    const minute = new TargetGroupMinute(responseTimes.buckets)
    this.#targetGroups.set(dimension, { keys: targetGroupMetricKeys(names.loadBalancer, dimension), minute })
    return minute
  }

  #group(name: string): { keys: GroupMetricKeys; minute: GroupMinute } {
    const known = this.#groups.get(name)
    if (known !== undefined) return known
    const group = { keys: groupMetricKeys(name, this.#options.freshNamespace), minute: new GroupMinute() }
    this.#groups.set(name, group)
    return group
  }
}
