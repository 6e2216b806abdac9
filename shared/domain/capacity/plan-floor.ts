// How much capacity must be ready: the newsvendor's choice. Holding one instance for a while costs its price; missing one
// costs `missCostRatio` times as much; so the quantile that is worth buying is 1 − 1/ratio of the maximum that demand may
// reach before help that is ordered now can arrive (Arrow, Harris & Marschak 1951).

export interface FloorInput {
  /**
   * Usually the quantile `newsvendorLevel(missCostRatio)` of the maximum of demand until ordered help arrives
   * (`demand-to-cover.ts`), requests per second.
   */
  readonly demandRps: number
  /** What one instance serves at the planned utilisation, requests per second. */
  readonly instanceRps: number
  /** The team's own MinSize. */
  readonly baselineMinSize: number
  readonly maxSize: number
  readonly priceUsdPerHour: number
  /** Cost cap of the group, US dollars per hour; undefined: none. */
  readonly maxHourlyCostUsd: number | undefined
}

export interface FloorPlan {
  readonly floor: number
  /** What demand alone asks for, before any limit. */
  readonly wanted: number
  readonly limit: 'none' | 'baseline' | 'max-size' | 'cost-cap'
  readonly costUsdPerHour: number
}

/**
 * CPU utilisation at which an instance is planned to run at the expected peak. Waits in a queue with several servers stay
 * short up to about this point and explode soon after it (Erlang C; see docs/how-it-works.md for the curve).
 */
export const plannedUtilisation = 0.78

/** @param missCostRatio > 1: instance-hours that one missed instance-hour costs */
export function newsvendorLevel(missCostRatio: number): number {
  return 1 - 1 / missCostRatio
}

export function planFloor(input: FloorInput): FloorPlan {
  const wanted = Math.ceil(input.demandRps / input.instanceRps)
  const affordable =
    input.maxHourlyCostUsd === undefined
      ? Number.POSITIVE_INFINITY
      : Math.floor(input.maxHourlyCostUsd / input.priceUsdPerHour)
  const floor = Math.max(input.baselineMinSize, Math.min(wanted, affordable, input.maxSize))
  return { floor, wanted, limit: limitOf(wanted, affordable, input), costUsdPerHour: floor * input.priceUsdPerHour }
}

function limitOf(wanted: number, affordable: number, input: FloorInput): FloorPlan['limit'] {
  if (wanted <= input.baselineMinSize) return 'baseline'
  if (wanted > affordable && affordable < input.maxSize) return 'cost-cap'
  return wanted > input.maxSize ? 'max-size' : 'none'
}
