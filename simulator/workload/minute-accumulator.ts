// Adds up the steps of one minute.
import type { MinuteLoad, Samples } from './application-metrics.ts'
import type { StepOutcome } from './step-outcome.ts'

export class MinuteAccumulator {
  readonly #buckets: number
  #startMs = 0
  #routed = 0
  #balancerErrors = 0
  #targetErrors = 0
  #served = 0
  #responseSeconds = 0
  #latencyCounts: Float64Array
  #cpu = emptySamples()
  #hosts = emptySamples()
  #steps = 0

  constructor(buckets: number) {
    this.#buckets = buckets
    this.#latencyCounts = new Float64Array(buckets)
  }

  /** Requests of the minute so far for which a target was chosen. */
  get routed(): number {
    return this.#routed
  }

  add(step: StepOutcome, responseSeconds: number): void {
    if (this.#steps++ === 0) this.#startMs = step.binStartMs - (step.binStartMs % 60_000)
    const routed = step.requests - step.rejected
    this.#routed += routed
    this.#balancerErrors += step.rejected + step.dropped
    this.#targetErrors += step.errors
    this.#served += routed - step.dropped
    this.#responseSeconds += responseSeconds
    for (let bucket = 0; bucket < this.#buckets; bucket++) this.#latencyCounts[bucket] += step.latencyCounts[bucket]
    this.#hosts = withSample(this.#hosts, step.inService, 1)
    if (step.inService > 0) this.#cpu = withSample(this.#cpu, 100 * step.utilisation, step.inService)
  }

  /** The minute; begins a new one. */
  take(routedPerZone: readonly number[]): MinuteLoad {
    const minute = {
      startMs: this.#startMs,
      routed: this.#routed,
      routedPerZone,
      balancerErrors: this.#balancerErrors,
      targetErrors: this.#targetErrors,
      served: this.#served,
      responseSeconds: this.#responseSeconds,
      latencyCounts: this.#latencyCounts,
      cpuPercent: perMinute(this.#cpu, this.#steps),
      healthyHosts: this.#hosts,
    }
    this.#reset()
    return minute
  }

  #reset(): void {
    this.#routed = 0
    this.#balancerErrors = 0
    this.#targetErrors = 0
    this.#served = 0
    this.#responseSeconds = 0
    this.#latencyCounts = new Float64Array(this.#buckets)
    this.#cpu = emptySamples()
    this.#hosts = emptySamples()
    this.#steps = 0
  }
}

function emptySamples(): Samples {
  return { sum: 0, sampleCount: 0, minimum: Number.POSITIVE_INFINITY, maximum: Number.NEGATIVE_INFINITY }
}

function withSample(samples: Samples, value: number, weight: number): Samples {
  return {
    sum: samples.sum + weight * value,
    sampleCount: samples.sampleCount + weight,
    minimum: Math.min(samples.minimum, value),
    maximum: Math.max(samples.maximum, value),
  }
}

/** Detailed monitoring publishes one sample per instance and minute, not one per step. */
function perMinute(samples: Samples, steps: number): Samples {
  return { ...samples, sum: samples.sum / steps, sampleCount: samples.sampleCount / steps }
}
