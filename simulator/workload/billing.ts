// Instance time as AWS bills it.
import type { FleetView } from '../services/auto-scaling/fleet-view.ts'
import { STEP_SECONDS } from './demand-curve.ts'

/** Instances of each state during one step. */
export interface StepSizes {
  inService: number
  pending: number
  draining: number
}

/**
 * What is billed: every instance from its launch on, to the second, until the step in which its draining has ended; never
 * less than the minimum for a launch.
 */
export class Billing {
  readonly hours = { inService: 0, pending: 0, draining: 0 }
  launches = 0
  readonly #minimumSeconds: number
  #previous: { readonly timeMs: number; readonly launches: number } | undefined
  /** Launches younger than the minimum: instance id to launch time. */
  readonly #young = new Map<string, number>()

  constructor(minimumSeconds: number) {
    this.#minimumSeconds = minimumSeconds
  }

  step(timeMs: number, fleet: FleetView, isCounted: boolean): StepSizes {
    const sizes = { inService: 0, pending: 0, draining: 0 }
    const previousMs = this.#previous?.timeMs ?? timeMs
    const youngAfterMs = timeMs - 1000 * this.#minimumSeconds
    let secondsBeforeStep = 0
    const seen = new Set<string>()
    for (const { instanceId, launchedAtMs, state } of fleet.instances) {
      if (state === 'InService') sizes.inService++
      else if (state === 'Pending') sizes.pending++
      else if (state === 'Terminating') sizes.draining++
      else continue
      if (launchedAtMs > previousMs) secondsBeforeStep += (timeMs - launchedAtMs) / 1000
      if (launchedAtMs > youngAfterMs) this.#young.set(instanceId, launchedAtMs)
      if (this.#young.has(instanceId)) seen.add(instanceId)
    }
    const missing = this.#young.size > 0 ? this.#shortLivedSeconds(timeMs, seen) : 0
    const launches = fleet.launches - (this.#previous?.launches ?? fleet.launches)
    if (isCounted) this.#count(sizes, secondsBeforeStep + missing, launches)
    this.#previous = { timeMs, launches: fleet.launches }
    return sizes
  }

  #count(sizes: StepSizes, extraSeconds: number, launches: number): void {
    this.hours.inService += (sizes.inService * STEP_SECONDS) / 3600
    this.hours.pending += (sizes.pending * STEP_SECONDS + extraSeconds) / 3600
    this.hours.draining += (sizes.draining * STEP_SECONDS) / 3600
    this.launches += launches
  }

  /** Seconds still to be billed for launches that vanished before their minimum. */
  #shortLivedSeconds(timeMs: number, seen: ReadonlySet<string>): number {
    let missing = 0
    for (const [instanceId, launchedAtMs] of this.#young) {
      const billedSeconds = (timeMs - launchedAtMs) / 1000
      if (seen.has(instanceId) && billedSeconds < this.#minimumSeconds) continue
      this.#young.delete(instanceId)
      missing += Math.max(0, this.#minimumSeconds - billedSeconds)
    }
    return missing
  }
}
