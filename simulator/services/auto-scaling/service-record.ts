// When instances of a group came into service and left it: what its scaling policies ask.
import { isLive } from './lifecycle.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** No longer than any metric lags, after which nothing asks when an instance left. */
const memoryMs = 60 * 60_000

/** Instances in service since `timeMs` or longer. */
export function inServiceSince(instances: readonly SimulatedInstance[], timeMs: number): number {
  let count = 0
  for (const { state, inServiceAtMs } of instances) {
    if (state === 'InService' && (inServiceAtMs ?? Number.POSITIVE_INFINITY) <= timeMs) count++
  }
  return count
}

/** Whether an instance is Pending, its hooks included, or came into service after `timeMs`. */
export function isAnyStartingSince(instances: readonly SimulatedInstance[], timeMs: number): boolean {
  return instances.some(instance => isLive(instance) && (instance.inServiceAtMs ?? Infinity) > timeMs)
}

/** Moments at which instances were taken out of service. */
export class Departures {
  /** Epoch milliseconds, oldest first. */
  #timesMs: number[] = []

  add(nowMs: number): void {
    this.#timesMs = this.#timesMs.filter(leftMs => leftMs > nowMs - memoryMs)
    this.#timesMs.push(nowMs)
  }

  countSince(timeMs: number): number {
    return this.#timesMs.filter(leftMs => leftMs > timeMs).length
  }
}
