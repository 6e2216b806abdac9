// How long a request takes on an M/M/c instance, tabulated by utilisation into CloudWatch's latency buckets.
import type { InstancePhysics } from '../scenario.ts'
import { erlangC, imbalanceNodes } from './physics.ts'

const TABLE_STEPS = 200
const IMBALANCE_NODES = 25
/** A saturated instance drops what its bounded queue cannot hold; those that it serves wait as at this utilisation. */
const SATURATED_UTILISATION = 0.995

/** Probability that wait and service together take at most `seconds`, at a utilisation below 1. */
export function responseTimeCdf(seconds: number, utilisation: number, instance: InstancePhysics): number {
  const service = instance.rpsPerServer
  const waiting = erlangC(instance.servers, instance.servers * utilisation)
  const freeing = clearOf(instance.servers * service * (1 - utilisation), service)
  const served = Math.exp(-service * seconds)
  const waited = (service * Math.exp(-freeing * seconds) - freeing * served) / (service - freeing)
  return (1 - waiting) * (1 - served) + waiting * (1 - waited)
}

/** Mean of wait and service together, seconds, at a utilisation below 1. */
export function meanResponseSeconds(utilisation: number, instance: InstancePhysics): number {
  const { servers, rpsPerServer } = instance
  return erlangC(servers, servers * utilisation) / (servers * rpsPerServer * (1 - utilisation)) + 1 / rpsPerServer
}

/** The formula's two rates must differ; a millionth apart is far below a bucket's width. */
function clearOf(rate: number, other: number): number {
  return Math.abs(rate - other) < 1e-6 * other ? other * (1 + 1e-6) : rate
}

export class ResponseTimes {
  readonly #upperSeconds: ArrayLike<number>
  readonly #shares: Float64Array[]
  readonly #means: Float64Array

  /** @param upperSeconds upper edges of the latency buckets, ascending; the last bucket takes everything above too */
  constructor(instance: InstancePhysics, upperSeconds: ArrayLike<number>) {
    this.#upperSeconds = upperSeconds
    const rows = Array.from({ length: TABLE_STEPS + 1 }, (_, step) => step / TABLE_STEPS)
    this.#shares = rows.map(utilisation => bucketShares(utilisation, instance, upperSeconds))
    this.#means = Float64Array.from(rows, utilisation => expectedMean(utilisation, instance))
  }

  get buckets(): number {
    return this.#upperSeconds.length
  }

  /** Adds `requests` served at `utilisation` to the counts per bucket. */
  addTo(counts: Float64Array, utilisation: number, requests: number): void {
    const position = Math.min(Math.max(utilisation, 0), 1) * TABLE_STEPS
    const below = Math.min(Math.floor(position), TABLE_STEPS - 1)
    const upperShare = position - below
    const lower = this.#shares[below]
    const upper = this.#shares[below + 1]
    for (let bucket = 0; bucket < counts.length; bucket++) {
      counts[bucket] += requests * (lower[bucket] + upperShare * (upper[bucket] - lower[bucket]))
    }
  }

  meanSeconds(utilisation: number): number {
    const position = Math.min(Math.max(utilisation, 0), 1) * TABLE_STEPS
    const below = Math.min(Math.floor(position), TABLE_STEPS - 1)
    return this.#means[below] + (position - below) * (this.#means[below + 1] - this.#means[below])
  }

  /** Seconds below which the given share of the counted requests lies, interpolated in its bucket; 0 without requests. */
  quantileSeconds(counts: Float64Array, share: number): number {
    const total = counts.reduce((sum, count) => sum + count, 0)
    let rest = share * total
    for (let bucket = 0; bucket < counts.length && total > 0; bucket++) {
      const lower = bucket === 0 ? 0 : this.#upperSeconds[bucket - 1]
      if (rest <= counts[bucket]) return lower + (rest / counts[bucket]) * (this.#upperSeconds[bucket] - lower)
      rest -= counts[bucket]
    }
    return total > 0 ? this.#upperSeconds[counts.length - 1] : 0
  }
}

function bucketShares(utilisation: number, instance: InstancePhysics, upperSeconds: ArrayLike<number>): Float64Array {
  const nodes = imbalanceNodes(instance.imbalance, IMBALANCE_NODES)
  const shares = new Float64Array(upperSeconds.length)
  for (let node = 0; node < IMBALANCE_NODES; node++) {
    const own = Math.min(utilisation * nodes.factors[node], SATURATED_UTILISATION)
    let below = 0
    for (let bucket = 0; bucket < shares.length; bucket++) {
      const upTo = bucket === shares.length - 1 ? 1 : responseTimeCdf(upperSeconds[bucket], own, instance)
      shares[bucket] += nodes.weights[node] * (upTo - below)
      below = upTo
    }
  }
  return shares
}

function expectedMean(utilisation: number, instance: InstancePhysics): number {
  const nodes = imbalanceNodes(instance.imbalance, IMBALANCE_NODES)
  let mean = 0
  for (let node = 0; node < IMBALANCE_NODES; node++) {
    const own = Math.min(utilisation * nodes.factors[node], SATURATED_UTILISATION)
    mean += nodes.weights[node] * meanResponseSeconds(own, instance)
  }
  return mean
}
