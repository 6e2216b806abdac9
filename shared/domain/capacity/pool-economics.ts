// What a warm pool costs and what it saves, in US dollars per hour.
import type { PoolInput, PoolState } from './warm-pool.ts'

/** What an instance of the pool saves in an hour in which it is needed, US dollars. */
export function worthOf(state: PoolState, input: PoolInput): number {
  return input.prices.missUsdPerHour * Math.max(0, 1 - leadOf(state, input) / input.leads.coldSeconds)
}

export function savesOf(size: number, state: PoolState, input: PoolInput, needs: Float64Array): number {
  const missing = (ready: number) => needs.reduce((sum, need) => sum + Math.max(0, need - ready), 0) / needs.length
  return worthOf(state, input) * (missing(input.floor) - missing(input.floor + size))
}

export function costOf(size: number, state: PoolState, input: PoolInput): number {
  return size * holdingOf(state, input) + refillsPerHour(size, input) * refillUsd(input)
}

/** No more than the pool can be drawn empty and filled again. */
export function refillsPerHour(size: number, { launchesPerHour, reuseOnScaleIn, leads }: PoolInput): number {
  return reuseOnScaleIn ? 0 : Math.min(launchesPerHour, (size * 3600) / leads.coldSeconds)
}

/** A cold launch, billed as running until the instance is stopped. */
export function refillUsd({ leads, prices }: PoolInput): number {
  return (leads.coldSeconds / 3600) * prices.runningUsdPerHour
}

export function holdingOf(state: PoolState, { prices }: PoolInput): number {
  return state === 'Stopped' ? prices.stoppedUsdPerHour : prices.runningUsdPerHour
}

export function leadOf(state: PoolState, { leads }: PoolInput): number {
  return state === 'Stopped' ? leads.stoppedSeconds : leads.runningSeconds
}
