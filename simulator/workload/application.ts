// The web application of one group: every 10 seconds requests arrive, the fleet serves what it can, and at the end of every
// minute CloudWatch gets what AWS would publish.
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { RandomStream } from '../kernel/random.ts'
import { instanceRpsOf, type Scenario } from '../scenario.ts'
import type { FleetView } from '../services/auto-scaling/fleet-view.ts'
import { latencyBucketUpperSeconds } from '../services/cloudwatch/latency-histogram.ts'
import type { MetricStore } from '../services/cloudwatch/metric-store.ts'
import {
  type ApplicationMetricKeys,
  type ApplicationNames,
  applicationMetricKeys,
  publishFresh,
  publishMinute,
} from './application-metrics.ts'
import { type Arrivals, arrivalsAt, drawBinomial, drawShares } from './arrivals.ts'
import { type LoadPart, outcomeOf, servedOf, servingFleet, shareLoad } from './load-sharing.ts'
import { MinuteAccumulator } from './minute-accumulator.ts'
import { type BadShareCurve, badShareCurve } from './physics.ts'
import { ResponseTimes } from './response-times.ts'
import type { StepOutcome } from './step-outcome.ts'

const MINUTE_MS = 60_000
/** The fleet that served the history ran at this utilisation. */
const HISTORY_UTILISATION = 0.6

export interface ApplicationOptions {
  readonly scenario: Scenario
  readonly names: ApplicationNames
  readonly store: MetricStore
  readonly arrivals: Arrivals
  readonly seed: number
  /** Whether the 10-second metrics are published; default: what the scenario says. */
  readonly freshMetric?: boolean
}

/** The tables that all policies' applications share. */
export class ApplicationPhysics {
  readonly scenario: Scenario
  readonly badShare: BadShareCurve
  readonly responseTimes: ResponseTimes

  constructor(scenario: Scenario) {
    this.scenario = scenario
    this.badShare = badShareCurve(scenario.instance)
    this.responseTimes = new ResponseTimes(scenario.instance, latencyBucketUpperSeconds)
  }
}

export class Application {
  readonly keys: ApplicationMetricKeys
  readonly #options: ApplicationOptions
  readonly #physics: ApplicationPhysics
  readonly #isFresh: boolean
  readonly #split: RandomStream
  readonly #latencyCounts: Float64Array
  readonly #minute: MinuteAccumulator

  constructor(options: ApplicationOptions, physics = new ApplicationPhysics(options.scenario)) {
    const { scenario, names, seed } = options
    this.#options = options
    this.#physics = physics
    this.#isFresh = options.freshMetric ?? scenario.freshMetric.enabled
    this.#split = new RandomStream(seed, 'split')
    this.#latencyCounts = new Float64Array(physics.responseTimes.buckets)
    this.#minute = new MinuteAccumulator(physics.responseTimes.buckets)
    this.keys = applicationMetricKeys(names, scenario.group.availabilityZones, scenario.freshMetric.namespace)
  }

  /**
   * Serves the 10 seconds from `binStartMs` on with the fleet as it is at `binStartMs`; call it then, after the fleet's own
   * events of that instant. The minute's last step publishes the minute.
   */
  step(binStartMs: number, fleet: FleetView): StepOutcome {
    const { arrivals, scenario } = this.#options
    const requests = arrivalsAt(arrivals, binStartMs)
    const serving = servingFleet(fleet.instances, binStartMs, scenario)
    const parts = shareLoad(requests, arrivals.stepSeconds, serving, scenario)
    const outcome = {
      binStartMs,
      requests,
      reads: drawBinomial(requests, scenario.readShare, this.#split),
      inService: serving.inService,
      latencyCounts: this.#countLatencies(parts),
      ...outcomeOf(requests, parts, this.#physics.badShare, scenario.instance.errorShare),
    }
    this.#account(outcome, parts)
    return outcome
  }

  /** Publishes a past of one-minute bins, served at 60 % utilisation, as if it had been simulated. */
  preload(history: DemandSeries): void {
    const { seed, store } = this.#options
    const stream = new RandomStream(seed, 'history')
    history.ratesRps.forEach((rateRps, index) => {
      const startMs = history.startMs + index * MINUTE_MS
      const routed = stream.poisson(rateRps * 60)
      publishMinute(store, this.keys, this.#pastMinute(startMs, routed, rateRps, stream))
    })
  }

  #countLatencies(parts: readonly LoadPart[]): Float64Array {
    this.#latencyCounts.fill(0)
    for (const part of parts) {
      this.#physics.responseTimes.addTo(this.#latencyCounts, part.utilisation, servedOf(part))
    }
    return this.#latencyCounts
  }

  #account(outcome: StepOutcome, parts: readonly LoadPart[]): void {
    const { store, arrivals, scenario } = this.#options
    const { responseTimes } = this.#physics
    const { binStartMs, requests, inService, utilisation } = outcome
    const seconds = parts.reduce((sum, part) => sum + servedOf(part) * responseTimes.meanSeconds(part.utilisation), 0)
    this.#minute.add(outcome, seconds)
    if (this.#isFresh) {
      publishFresh(store, this.keys, { startMs: binStartMs, requests, inService, cpuPercent: 100 * utilisation })
    }
    if ((binStartMs + arrivals.stepSeconds * 1000) % MINUTE_MS !== 0) return
    const perZone = drawShares(this.#minute.routed, scenario.zoneShares, this.#split)
    publishMinute(store, this.keys, this.#minute.take(perZone))
  }

  #pastMinute(startMs: number, routed: number, rateRps: number, stream: RandomStream) {
    const { scenario } = this.#options
    const { minSize, maxSize } = scenario.group
    const wanted = Math.ceil(rateRps / (instanceRpsOf(scenario) * HISTORY_UTILISATION))
    const hosts = Math.max(1, minSize, Math.min(maxSize, wanted))
    const utilisation = Math.min(1, routed / (60 * hosts * instanceRpsOf(scenario)))
    const cpuPercent = 100 * utilisation
    const latencyCounts = new Float64Array(this.#latencyCounts.length)
    this.#physics.responseTimes.addTo(latencyCounts, utilisation, routed)
    return {
      startMs,
      routed,
      routedPerZone: drawShares(routed, scenario.zoneShares, stream),
      balancerErrors: 0,
      targetErrors: 0,
      served: routed,
      responseSeconds: routed * this.#physics.responseTimes.meanSeconds(utilisation),
      latencyCounts,
      cpuPercent: { sum: hosts * cpuPercent, sampleCount: hosts, minimum: cpuPercent, maximum: cpuPercent },
      healthyHosts: { sum: hosts, sampleCount: 1, minimum: hosts, maximum: hosts },
    }
  }
}
