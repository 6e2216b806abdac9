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
  publishBalancer,
  publishGroup,
  publishTargetGroup,
} from './application-metrics.ts'
import { type Arrivals, arrivalsAt, drawBinomial, drawShares } from './arrivals.ts'
import { ListenerTraffic, type ListenerTrafficOptions } from './listener-traffic.ts'
import { MinuteMetrics } from './minute-metrics.ts'
import { type BadShareCurve, badShareCurve } from './physics.ts'
import { ResponseTimes } from './response-times.ts'
import { type ServedStep, servePlain, serveRouted } from './served-step.ts'
import type { StepOutcome } from './step-outcome.ts'
import { TargetSharing } from './target-sharing.ts'

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
  /** The listener that the requests reach; default: they all go to the fleet. */
  readonly listener?: Pick<ListenerTrafficOptions, 'source' | 'listenerArn'>
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
  readonly #split: RandomStream
  readonly #metrics: MinuteMetrics
  readonly #traffic: ListenerTraffic | undefined
  readonly #sharing: TargetSharing
  #wasPlain = true

  constructor(options: ApplicationOptions, physics = new ApplicationPhysics(options.scenario)) {
    const { scenario, names, seed, store, arrivals, listener } = options
    const { stepSeconds } = arrivals
    this.#options = options
    this.#physics = physics
    this.#split = new RandomStream(seed, 'split')
    this.keys = applicationMetricKeys(names, scenario.group.availabilityZones, scenario.freshMetric.namespace)
    this.#metrics = new MinuteMetrics({
      store,
      keys: this.keys,
      names,
      responseTimes: physics.responseTimes,
      freshNamespace: scenario.freshMetric.namespace,
      isFresh: options.freshMetric ?? scenario.freshMetric.enabled,
    })
    this.#traffic = listener && new ListenerTraffic({ ...listener, scenario, seed, stepSeconds })
    this.#sharing = new TargetSharing(scenario, stepSeconds)
  }

  /**
   * Serves the 10 seconds from `binStartMs` on with the fleet as it is at `binStartMs`; call it then, after the fleet's own
   * events of that instant. The minute's last step publishes the minute.
   * @param fleet the site's own group; others come in through the listener
   */
  step(binStartMs: number, fleet: FleetView): StepOutcome {
    const { arrivals, scenario } = this.#options
    const requests = arrivalsAt(arrivals, binStartMs)
    const reads = drawBinomial(requests, scenario.readShare, this.#split)
    const served = this.#serve(binStartMs, fleet, requests, reads)
    const latencyCounts = this.#metrics.add(binStartMs, requests, served)
    this.#publishFullMinute(binStartMs)
    return outcomeOfStep(binStartMs, requests, reads, served, latencyCounts)
  }

  /** Publishes a past of one-minute bins, served at 60 % utilisation, as if it had been simulated. */
  preload(history: DemandSeries): void {
    const stream = new RandomStream(this.#options.seed, 'history')
    history.ratesRps.forEach((rateRps, index) => {
      const startMs = history.startMs + index * MINUTE_MS
      this.#preloadMinute(startMs, stream.poisson(rateRps * 60), rateRps, stream)
    })
  }

  #serve(binStartMs: number, fleet: FleetView, requests: number, reads: number): ServedStep {
    const { names, scenario, arrivals } = this.#options
    const { badShare } = this.#physics
    const traffic = this.#traffic
    const algorithm = traffic?.plainAlgorithm(fleet)
    if (traffic === undefined || algorithm !== undefined) {
      const step = { binStartMs, stepSeconds: arrivals.stepSeconds, requests, reads }
      this.#wasPlain = true
      return servePlain(step, fleet, names, scenario, badShare, algorithm)
    }
    if (this.#wasPlain) this.#sharing.remember(fleet.instances)
    this.#wasPlain = false
    const split = traffic.split(requests, reads)
    const shared = this.#sharing.share(split.routed, binStartMs)
    const fleets = new Map([[names.autoScalingGroupName, fleet]])
    for (const { view } of split.routed) for (const { name, fleet } of view.fleets) fleets.set(name, fleet)
    return serveRouted(split, shared, fleets, badShare, scenario.instance.errorShare)
  }

  #publishFullMinute(binStartMs: number): void {
    const { arrivals, scenario } = this.#options
    const endMs = binStartMs + arrivals.stepSeconds * 1000
    if (endMs % MINUTE_MS !== 0) return
    this.#metrics.publish(endMs - MINUTE_MS, drawShares(this.#metrics.routed, scenario.zoneShares, this.#split))
  }

  #preloadMinute(startMs: number, routed: number, rateRps: number, stream: RandomStream): void {
    const { scenario, store } = this.#options
    const { responseTimes } = this.#physics
    const { minSize, maxSize } = scenario.group
    const wanted = Math.ceil(rateRps / (instanceRpsOf(scenario) * HISTORY_UTILISATION))
    const hosts = Math.max(1, minSize, Math.min(maxSize, wanted))
    const utilisation = Math.min(1, routed / (60 * hosts * instanceRpsOf(scenario)))
    const cpuPercent = 100 * utilisation
    const latencyCounts = new Float64Array(responseTimes.buckets)
    responseTimes.addTo(latencyCounts, utilisation, routed)
    const receivingHosts = { sum: hosts, sampleCount: 1, minimum: hosts, maximum: hosts }
    const routedPerZone = drawShares(routed, scenario.zoneShares, stream)
    publishBalancer(store, this.keys, startMs, { ...quietBalancer, routed, routedPerZone })
    const target = {
      routed,
      errors: 0,
      served: routed,
      responseSeconds: routed * responseTimes.meanSeconds(utilisation),
      latencyCounts,
      healthyHosts: receivingHosts,
      unhealthyHosts: noSamples,
      receivingHosts,
    }
    publishTargetGroup(store, this.keys, startMs, target, routed > 0)
    publishGroup(store, this.keys, startMs, {
      cpuPercent: { sum: hosts * cpuPercent, sampleCount: hosts, minimum: cpuPercent, maximum: cpuPercent },
    })
  }
}

function outcomeOfStep(
  binStartMs: number,
  requests: number,
  reads: number,
  { outcome, targetGroups, receiving }: ServedStep,
  latencyCounts: Float64Array,
): StepOutcome {
  return {
    binStartMs,
    requests,
    reads,
    rejected: outcome.rejected,
    dropped: outcome.dropped,
    errors: outcome.errors,
    bad: outcome.bad,
    utilisation: outcome.utilisation,
    inService: receiving,
    latencyCounts,
    targetGroups,
  }
}

/** Nobody looks at who was unhealthy in a past that was made up. */
const noSamples = { sum: 0, sampleCount: 0, minimum: 0, maximum: 0 }

/** Nothing answered by the load balancer itself. */
const quietBalancer = { redirects: 0, fixedResponses: 0, errors3xx: 0, errors4xx: 0, errors5xx: 0 }
