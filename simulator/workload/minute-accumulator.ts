// Add up the steps of one minute: of the load balancer, of one target group, of one Auto Scaling group.
import type { BalancerLoad, GroupLoad, Samples, TargetGroupMinuteLoad } from './application-metrics.ts'
import type { BalancerAnswers } from './listener-traffic.ts'
import type { ServedStep, ServedTargetGroup } from './served-step.ts'

export class BalancerMinute {
  #routed = 0
  #errors = 0
  #answers: Answers | undefined

  /** Requests of the minute so far for which a target was chosen. */
  get routed(): number {
    return this.#routed
  }

  add(requests: number, { outcome, answers }: ServedStep): void {
    const answered = answers === undefined ? 0 : answers.redirects + answers.fixedResponses
    this.#routed += requests - outcome.rejected - answered
    this.#errors += outcome.rejected + outcome.dropped
    if (answers !== undefined) this.#answers = withAnswers(this.#answers ?? noAnswers, answers)
  }

  /** The minute; begins a new one. */
  take(routedPerZone: readonly number[]): BalancerLoad {
    const { redirects, fixedResponses, byClass } = this.#answers ?? noAnswers
    const load = {
      routed: this.#routed,
      routedPerZone,
      redirects,
      fixedResponses,
      errors3xx: byClass['3XX'],
      errors4xx: byClass['4XX'],
      errors5xx: this.#errors + byClass['5XX'],
    }
    this.#routed = 0
    this.#errors = 0
    this.#answers = undefined
    return load
  }
}

export class TargetGroupMinute {
  readonly #buckets: number
  #routed = 0
  #errors = 0
  #served = 0
  #responseSeconds = 0
  #latencyCounts: Float64Array
  #healthy = new SampleSum()
  #unhealthy = new SampleSum()
  #receiving = new SampleSum()

  constructor(buckets: number) {
    this.#buckets = buckets
    this.#latencyCounts = new Float64Array(buckets)
  }

  /** @param latencyCounts served requests of the step per latency bucket */
  add(step: ServedTargetGroup, latencyCounts: Float64Array, responseSeconds: number): void {
    const { outcome, parts } = step
    const routed = step.requests - outcome.rejected
    this.#routed += routed
    this.#errors += outcome.errors
    this.#served += routed - outcome.dropped - failedOf(parts)
    this.#responseSeconds += responseSeconds
    for (let bucket = 0; bucket < this.#buckets; bucket++) this.#latencyCounts[bucket] += latencyCounts[bucket]
    this.#healthy.add(step.healthy, 1)
    this.#unhealthy.add(step.unhealthy, 1)
    this.#receiving.add(step.receiving, 1)
  }

  /** The minute; begins a new one. */
  take(): TargetGroupMinuteLoad {
    const load = {
      routed: this.#routed,
      errors: this.#errors,
      served: this.#served,
      responseSeconds: this.#responseSeconds,
      latencyCounts: this.#latencyCounts,
      healthyHosts: this.#healthy,
      unhealthyHosts: this.#unhealthy,
      receivingHosts: this.#receiving,
    }
    this.#routed = 0
    this.#errors = 0
    this.#served = 0
    this.#responseSeconds = 0
    this.#latencyCounts = new Float64Array(this.#buckets)
    this.#healthy = new SampleSum()
    this.#unhealthy = new SampleSum()
    this.#receiving = new SampleSum()
    return load
  }
}

export class GroupMinute {
  #cpu = new SampleSum()
  #steps = 0

  /** @param utilisation mean over the instances in service, 0 to 1 */
  add(inService: number, utilisation: number): void {
    this.#steps++
    if (inService > 0) this.#cpu.add(100 * utilisation, inService)
  }

  /** The minute; begins a new one. */
  take(): GroupLoad {
    const load = { cpuPercent: perMinute(this.#cpu, this.#steps) }
    this.#cpu = new SampleSum()
    this.#steps = 0
    return load
  }
}

interface Answers {
  readonly redirects: number
  readonly fixedResponses: number
  readonly byClass: Readonly<Record<'3XX' | '4XX' | '5XX', number>>
}

const noAnswers: Answers = { redirects: 0, fixedResponses: 0, byClass: { '3XX': 0, '4XX': 0, '5XX': 0 } }

function withAnswers(sum: Answers, { redirects, fixedResponses, byClass }: BalancerAnswers): Answers {
  return {
    redirects: sum.redirects + redirects,
    fixedResponses: sum.fixedResponses + fixedResponses,
    byClass: {
      '3XX': sum.byClass['3XX'] + byClass['3XX'],
      '4XX': sum.byClass['4XX'] + byClass['4XX'],
      '5XX': sum.byClass['5XX'] + byClass['5XX'],
    },
  }
}

/** Requests that reached a target and got nothing but an error. */
function failedOf(parts: ServedTargetGroup['parts']): number {
  let failed = 0
  for (const { failure, requests } of parts) if (failure === 'target') failed += requests
  return failed
}

/** Samples of one minute, added up in place: there are thousands of steps a second. */
class SampleSum implements Samples {
  sum = 0
  sampleCount = 0
  minimum = Number.POSITIVE_INFINITY
  maximum = Number.NEGATIVE_INFINITY

  add(value: number, weight: number): void {
    this.sum += weight * value
    this.sampleCount += weight
    if (value < this.minimum) this.minimum = value
    if (value > this.maximum) this.maximum = value
  }
}

/** Detailed monitoring publishes one sample per instance and minute, not one per step. */
function perMinute({ sum, sampleCount, minimum, maximum }: Samples, steps: number): Samples {
  return { sum: sum / steps, sampleCount: sampleCount / steps, minimum, maximum }
}
