// Billing recounted by brute force from what every instance was seen doing.
import type { SimulatedGroup } from '../../../../../simulator/services/auto-scaling/simulated-group.ts'
import type { SimulatedInstance } from '../../../../../simulator/services/auto-scaling/simulated-instance.ts'
import { Billing } from '../../../../../simulator/workload/billing.ts'

/** Billing goes by the 10 seconds. */
export const billingStepMs = 10_000
const minimumSeconds = 60

/** An instance from a start, be it the launch or a later one, until it is stopped, gone or in another group. */
interface Run {
  readonly startedAtMs: number
  readonly firstSeenMs: number
  lastSeenMs: number
  steps: number
}

interface Hours {
  readonly running: number
  readonly stopped: number
}

export class BillingWatch {
  readonly #group: SimulatedGroup
  readonly #billing = new Billing(minimumSeconds)
  readonly #runs = new Map<string, Run>()
  #stoppedSteps = 0
  #lastStepMs = 0
  #billed: Hours = { running: 0, stopped: 0 }

  constructor(group: SimulatedGroup) {
    this.#group = group
  }

  /** @throws Error when a counter has gone down */
  step(timeMs: number): void {
    this.#lastStepMs = timeMs
    this.#billing.step(timeMs, this.#group, true)
    const { instances, warmPool, detached } = this.#group
    for (const list of [instances, warmPool, detached]) for (const instance of list) this.#note(instance, timeMs)
    const billed = this.#hours()
    if (billed.running < this.#billed.running || billed.stopped < this.#billed.stopped) {
      throw new Error(`billing of ${this.#group.name} went down to ${JSON.stringify(billed)}`)
    }
    this.#billed = billed
  }

  /** @throws Error when the hours billed are not those that were seen */
  check(): void {
    const seconds = [...this.#runs.values()].reduce((sum, run) => sum + this.#billedSeconds(run), 0)
    const seen = { running: seconds / 3600, stopped: (this.#stoppedSteps * billingStepMs) / 3_600_000 }
    const { running, stopped } = this.#billed
    if (Math.abs(seen.running - running) < 1e-6 && Math.abs(seen.stopped - stopped) < 1e-6) return
    throw new Error(`${this.#group.name}: billed ${JSON.stringify(this.#billed)} hours, seen ${JSON.stringify(seen)}`)
  }

  #note({ instanceId, startedAtMs, isStopped }: SimulatedInstance, timeMs: number): void {
    if (isStopped) {
      this.#stoppedSteps++
      return
    }
    const key = `${instanceId} ${startedAtMs}`
    const run = this.#runs.get(key)
    if (run === undefined) this.#runs.set(key, { startedAtMs, firstSeenMs: timeMs, lastSeenMs: timeMs, steps: 1 })
    else {
      run.lastSeenMs = timeMs
      run.steps++
    }
  }

  /** From the start until the end of the step in which it was seen last; never less than the minimum for a start. */
  #billedSeconds({ startedAtMs, firstSeenMs, lastSeenMs, steps }: Run): number {
    const beforeMs = firstSeenMs - startedAtMs
    // What has run for longer when it is seen first comes from another group, which has paid for it until then.
    const isOwnStart = beforeMs <= billingStepMs
    const seconds = (steps * billingStepMs + (isOwnStart ? beforeMs : 0)) / 1000
    return lastSeenMs === this.#lastStepMs || !isOwnStart ? seconds : Math.max(minimumSeconds, seconds)
  }

  #hours(): Hours {
    const { inService, pending, draining, warmRunning, warmStopped } = this.#billing.hours
    return { running: inService + pending + draining + warmRunning, stopped: warmStopped }
  }
}
