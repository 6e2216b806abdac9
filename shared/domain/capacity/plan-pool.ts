// How large a warm pool is worth holding, and in which state. A newsvendor's choice for the second tier: what is in service
// covers demand until the pool can serve; both together must cover what demand may do until cold help can:
//   ready = Q_τ( max demand until cold help arrives ),  pool = ready − floor
//   τ = 1 − price of holding an instance in the pool / (price of a miss × share of it that the pool saves)
// An instance of the pool still has to start, so of a miss that would last a cold launch it saves 1 − start ÷ cold launch.
// What is drawn is refilled by a cold launch that is billed as running until it is stopped again: a pool that costs more in
// holding and refilling than it saves is not made.
import { explainPool } from './explain-pool.ts'
import { costOf, holdingOf, leadOf, savesOf, worthOf } from './pool-economics.ts'
import { settlePoolSize } from './settle-pool-size.ts'
import type { PoolInput, PoolLimit, PoolOption, PoolPlan, PoolState } from './warm-pool.ts'

/**
 * What a pool saves is counted at the worst minute until cold help can serve, and its refills also where nothing was short;
 * measured over days, pools that were expected to save less than this many times their cost did not pay.
 */
const worthwhile = 3

export function planPool(input: PoolInput): PoolPlan {
  const needs = Float64Array.from(input.demandSamples, rps => Math.ceil(rps / input.instanceRps)).sort()
  const stopped = optionOf('Stopped', input, needs)
  const option = stopped.size > 0 ? stopped : payingOr(stopped, optionOf('Running', input, needs))
  const { size, state, slack } = settlePoolSize(option, input.standing, input.slack, input.nowMs)
  const settled = { ...option, state, size: Math.min(size, roomOf(state, input).size) }
  const plan = {
    size: settled.size,
    state,
    wanted: option.size,
    level: option.level,
    limit: option.limit,
    costUsdPerHour: costOf(settled.size, state, input),
    savesUsdPerHour: savesOf(settled.size, state, input, needs),
    slack,
  }
  return { ...plan, reason: explainPool(plan, stopped, input) }
}

function payingOr(otherwise: PoolOption, option: PoolOption): PoolOption {
  return option.size > 0 ? option : otherwise
}

/** The size that the rule asks for within its limits; 0 where holding and refilling it would cost more than it saves. */
function optionOf(state: PoolState, input: PoolInput, needs: Float64Array): PoolOption {
  const level = levelOf(state, input)
  const wanted = level > 0 ? Math.max(0, needs[Math.ceil(level * needs.length) - 1] - input.floor) : 0
  const room = roomOf(state, input)
  const size = Math.min(wanted, room.size)
  const pays = savesOf(size, state, input, needs) > worthwhile * costOf(size, state, input)
  return {
    state,
    size: pays ? size : 0,
    level,
    limit: wanted > room.size && (pays || room.size === 0) ? room.limit : 'none',
    leadSeconds: leadOf(state, input),
  }
}

function levelOf(state: PoolState, input: PoolInput): number {
  const worth = worthOf(state, input)
  return worth > 0 ? Math.max(0, 1 - holdingOf(state, input) / worth) : 0
}

/** Nothing beyond MaxSize can be drawn, and the cap holds for floor and pool together. */
function roomOf(state: PoolState, input: PoolInput): { size: number; limit: PoolLimit } {
  const { floor, maxSize, maxHourlyCostUsd, prices } = input
  const drawable = Math.max(0, maxSize - floor)
  if (maxHourlyCostUsd === undefined) return { size: drawable, limit: 'max-size' }
  const leftUsd = maxHourlyCostUsd - floor * prices.runningUsdPerHour
  let affordable = Math.min(drawable, Math.max(0, Math.floor(leftUsd / holdingOf(state, input))))
  while (affordable > 0 && costOf(affordable, state, input) > leftUsd) affordable--
  return affordable < drawable ? { size: affordable, limit: 'cost-cap' } : { size: drawable, limit: 'max-size' }
}
