// How many instances to have ready: the newsvendor's choice with a loss that grows as waits do. One more instance costs its
// price; what it saves is the share of requests that would otherwise wait too long or be dropped, each priced at
// `missCostRatio` times what serving it costs. The best number is where the sum over what demand may do is least
// (Arrow, Harris & Marschak 1951).

/**
 * In heavy traffic the probability of a long wait falls exponentially with the spare capacity (Kingman 1961). For M/M/c it
 * is e^(−c·t·(1−ρ)) for a wait of t service times: 32 stands for eight servers and a wait of four service times.
 */
export const waitDecay = 32

/** Below this utilisation nobody waits to speak of: e^(−16) is one in ten million. */
const idleUtilisation = 0.5

/**
 * Instances' worth of load beyond which nothing is searched: no group is that large, and a count in another unit (bytes, a
 * counter that never starts anew) must not keep a run busy until it is cut off, and with it every other group.
 */
const mostLoad = 10_000

const tableSteps = 2048
const missTable = Float64Array.from({ length: tableSteps + 2 }, (_, step) =>
  Math.exp(-waitDecay * (1 - Math.min(1, step / tableSteps))),
)

/** Share of requests that are not served in time at a utilisation. */
function missShare(utilisation: number): number {
  return utilisation >= 1 ? 1 : missTable[Math.round(utilisation * tableSteps)]
}

/**
 * @param demandRps equally likely values of the largest demand that has to be served, requests per second
 * @param saturationRps what one instance serves at the very most
 * @param missCostRatio instance-hours that one instance-hour of missed requests costs
 * @returns instances; as many as half of the values take at least, even where a miss hardly costs more than serving
 */
export function cheapestCapacity(demandRps: Float64Array, saturationRps: number, missCostRatio: number): number {
  const load = demandRps.map(rps => Math.min(rps / saturationRps, mostLoad)).sort()
  const most = Math.ceil((load.at(-1) ?? 0) / idleUtilisation)
  const least = Math.ceil(load[load.length >> 1] ?? 0)
  let best = most
  let bestCost = Number.POSITIVE_INFINITY
  // From the number of instances on at which the best so far costs less than these alone, nothing better can come.
  for (let instances = least; instances <= most && instances < bestCost; instances++) {
    const cost = instances + missCostRatio * missedLoad(load, instances)
    if (cost < bestCost) {
      best = instances
      bestCost = cost
    }
  }
  return best
}

/** Instances' worth of load that is missed on the mean. `load` ascends. */
function missedLoad(load: Float64Array, instances: number): number {
  let missed = 0
  for (let index = load.length - 1; index >= 0; index--) {
    const utilisation = load[index] / instances
    // Nothing to serve by nobody is no number, and no miss either.
    if (!(utilisation >= idleUtilisation)) break
    missed += load[index] * missShare(utilisation)
  }
  return missed / load.length
}

/** The price of a miss at which a large fleet under a steady load is cheapest at that utilisation, 0 to 1. */
export function missCostRatioAt(utilisation: number): number {
  return 1 / (utilisation ** 2 * waitDecay * Math.exp(-waitDecay * (1 - utilisation)))
}
