// What load does to an instance: M/M/c queueing as design §11 fixes it, so that anybody can recount. Erlang's C formula and
// the exponential wait: L. Kleinrock, Queueing Systems I (1975), §3.5.
import type { ColdServing, InstancePhysics } from '../scenario.ts'

/** Below this utilisation no request is bad (design §11). */
const HARMLESS_UTILISATION = 0.6
const TABLE_STEPS = 1000
const NORMAL_RANGE_SIGMAS = 6
const NORMAL_NODES = 241

/** Probability that a request has to wait, for an offered load in erlangs below the number of servers. */
export function erlangC(servers: number, offeredErlangs: number): number {
  let blocking = 1
  for (let server = 1; server <= servers; server++) {
    blocking = (offeredErlangs * blocking) / (server + offeredErlangs * blocking)
  }
  return blocking / (1 - (offeredErlangs / servers) * (1 - blocking))
}

/** Share of bad requests on one warm instance whose own utilisation is known. */
export function badShareOfInstance(utilisation: number, instance: InstancePhysics): number {
  if (utilisation < HARMLESS_UTILISATION) return 0
  if (utilisation >= 1) return 1
  return slowShareOfInstance(utilisation, instance)
}

/** Probability of a wait longer than `slowWaitServiceTimes`, for a utilisation below 1: C·e^(−(cμ−λ)·t). */
export function slowShareOfInstance(utilisation: number, instance: InstancePhysics): number {
  const { servers, slowWaitServiceTimes } = instance
  return erlangC(servers, servers * utilisation) * Math.exp(-servers * slowWaitServiceTimes * (1 - utilisation))
}

/** Weights and load factors of a numerical expectation over the load imbalance N(1, `imbalance`). */
export interface ImbalanceNodes {
  readonly factors: Float64Array
  readonly weights: Float64Array
}

export function imbalanceNodes(imbalance: number, nodes = NORMAL_NODES): ImbalanceNodes {
  const sigmas = Float64Array.from({ length: nodes }, (_, i) => NORMAL_RANGE_SIGMAS * ((2 * i) / (nodes - 1) - 1))
  const density = sigmas.map(sigma => Math.exp(-(sigma * sigma) / 2))
  const total = density.reduce((sum, value) => sum + value, 0)
  return {
    factors: sigmas.map(sigma => Math.max(0, 1 + imbalance * sigma)),
    weights: density.map(value => value / total),
  }
}

/** Share of bad requests, by the utilisation of the instances that share the load evenly but for the imbalance. */
export type BadShareCurve = (utilisation: number) => number

/** The expectation of `badShareOfInstance` over the load imbalance, tabulated once; 1 from utilisation 1 on. */
export function badShareCurve(instance: InstancePhysics): BadShareCurve {
  const nodes = imbalanceNodes(instance.imbalance)
  const table = Float64Array.from({ length: TABLE_STEPS + 1 }, (_, step) =>
    expectedBadShare(step / TABLE_STEPS, instance, nodes),
  )
  return utilisation => {
    if (!(utilisation < 1)) return 1
    const position = utilisation * TABLE_STEPS
    const below = Math.floor(position)
    return table[below] + (position - below) * (table[below + 1] - table[below])
  }
}

function expectedBadShare(utilisation: number, instance: InstancePhysics, nodes: ImbalanceNodes): number {
  let bad = 0
  for (let node = 0; node < nodes.factors.length; node++) {
    bad += nodes.weights[node] * badShareOfInstance(utilisation * nodes.factors[node], instance)
  }
  return instance.errorShare + (1 - instance.errorShare) * bad
}

/** Share of its capacity that an instance serves after so many seconds in service: `share` at first, 1 after the ramp. */
export function servingFactor(secondsInService: number, coldServing: ColdServing): number {
  if (secondsInService >= coldServing.rampSeconds) return 1
  return coldServing.share + (1 - coldServing.share) * (Math.max(0, secondsInService) / coldServing.rampSeconds)
}
