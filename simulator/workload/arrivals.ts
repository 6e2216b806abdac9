// The requests that reach the load balancer: drawn once, the same for every policy.
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { RandomStream } from '../kernel/random.ts'

export interface Arrivals {
  /** Epoch milliseconds of the first step. */
  readonly startMs: number
  readonly stepSeconds: number
  /** Requests in each step. */
  readonly counts: Float64Array
}

/** Poisson arrivals around the mean demand; what comes later never changes what came before. */
export function drawArrivals(demand: DemandSeries, seed: number): Arrivals {
  const stream = new RandomStream(seed, 'arrivals')
  const counts = demand.ratesRps.map(rate => stream.poisson(rate * demand.binSeconds))
  return { startMs: demand.startMs, stepSeconds: demand.binSeconds, counts }
}

/** Requests of the step that begins at `binStartMs`. */
export function arrivalsAt(arrivals: Arrivals, binStartMs: number): number {
  const requests = arrivals.counts[(binStartMs - arrivals.startMs) / (arrivals.stepSeconds * 1000)]
  if (requests === undefined) throw new RangeError(`no arrivals were drawn for ${new Date(binStartMs).toISOString()}`)
  return requests
}

/** The rates that came true, requests per second: what a clairvoyant knows. */
export function realisedDemand(arrivals: Arrivals): DemandSeries {
  const ratesRps = arrivals.counts.map(count => count / arrivals.stepSeconds)
  return { startMs: arrivals.startMs, binSeconds: arrivals.stepSeconds, ratesRps }
}

/** Binomial by the rounded normal. */
export function drawBinomial(trials: number, probability: number, stream: RandomStream): number {
  const mean = trials * probability
  const drawn = Math.round(mean + Math.sqrt(mean * (1 - probability)) * stream.normal())
  return Math.min(trials, Math.max(0, drawn))
}

/** Multinomial: how `trials` fall on parts of the given weights; the parts add up to the trials. */
export function drawShares(trials: number, weights: readonly number[], stream: RandomStream): number[] {
  let restTrials = trials
  let restWeight = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map((weight, index) => {
    const drawn = index === weights.length - 1 ? restTrials : drawBinomial(restTrials, weight / restWeight, stream)
    restTrials -= drawn
    restWeight -= weight
    return drawn
  })
}
