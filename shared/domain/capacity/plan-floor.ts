// The floor: what is needed, within what the team allows. Between what is needed before help could come and what is worth
// keeping the fleet stays as it is.

export interface FloorInput {
  /** Instances needed until help that is ordered now can serve. */
  readonly untilHelp: number
  /** Instances that it pays to keep: letting one go and launching it again costs more than its idling. */
  readonly whileKept: number
  /** DesiredCapacity as it is. */
  readonly running: number
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
 * CPU utilisation that `penumbra:requests-per-instance` stands for: what a team calls an instance's load is what it serves
 * well, and waits in a queue with several servers stay short up to about this point (Erlang C).
 */
export const statedUtilisation = 0.78

export function planFloor(input: FloorInput): FloorPlan {
  const wanted = Math.max(input.untilHelp, Math.min(input.running, input.whileKept))
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
