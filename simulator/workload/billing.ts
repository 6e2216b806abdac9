// Instance time as AWS bills it.
import type { FleetInstance, FleetView, InstanceState } from '../services/auto-scaling/fleet-view.ts'
import { STEP_SECONDS } from './demand-curve.ts'

/** Instances of each tier during one step. */
export interface StepSizes {
  inService: number
  pending: number
  draining: number
  warmRunning: number
  warmStopped: number
}

type Tier = keyof StepSizes

/** What counts as draining is billed and serves nobody: on its way out, on standby, detached, or left behind. */
const tiers: Readonly<Record<InstanceState, Tier | undefined>> = {
  Pending: 'pending',
  'Pending:Wait': 'pending',
  'Pending:Proceed': 'pending',
  InService: 'inService',
  EnteringStandby: 'draining',
  Standby: 'draining',
  Detaching: 'draining',
  Detached: 'draining',
  Terminating: 'draining',
  'Terminating:Wait': 'draining',
  'Terminating:Proceed': 'draining',
  'Terminating:Retained': 'draining',
  Terminated: undefined,
  'Warmed:Pending': 'warmRunning',
  'Warmed:Pending:Wait': 'warmRunning',
  'Warmed:Pending:Proceed': 'warmRunning',
  'Warmed:Pending:Retained': 'draining',
  'Warmed:Stopped': 'warmStopped',
  'Warmed:Running': 'warmRunning',
  'Warmed:Terminating': 'draining',
  'Warmed:Terminating:Wait': 'draining',
  'Warmed:Terminating:Proceed': 'draining',
  'Warmed:Terminating:Retained': 'draining',
  'Warmed:Terminated': undefined,
}

/** Seconds of running beyond those of whole steps, by the tier in which the running began. */
interface ExtraSeconds {
  pending: number
  warmRunning: number
}

interface YoungRun {
  readonly startedAtMs: number
  readonly tier: keyof ExtraSeconds
}

/**
 * What is billed: every instance from its launch on, to the second, until the step in which its draining has ended; while it is
 * stopped, its volume. No start, be it the launch or a later one, is billed for less than the minimum of running time.
 */
export class Billing {
  readonly hours: StepSizes = { inService: 0, pending: 0, draining: 0, warmRunning: 0, warmStopped: 0 }
  launches = 0
  readonly #minimumSeconds: number
  /** Age in seconds up to which a run is remembered, so that its first step is told from the others. */
  readonly #youngSeconds: number
  #previous: { readonly timeMs: number; readonly launches: number } | undefined
  /** Runs younger than that, by instance and start. */
  readonly #young = new Map<string, YoungRun>()

  constructor(minimumSeconds: number) {
    this.#minimumSeconds = minimumSeconds
    this.#youngSeconds = Math.max(minimumSeconds, STEP_SECONDS)
  }

  step(timeMs: number, fleet: FleetView, isCounted: boolean): StepSizes {
    const sizes = { inService: 0, pending: 0, draining: 0, warmRunning: 0, warmStopped: 0 }
    const extra = { pending: 0, warmRunning: 0 }
    const seen = new Set<string>()
    for (const instance of fleet.instances) this.#look(instance, timeMs, sizes, extra, seen)
    for (const instance of fleet.warmPool ?? []) this.#look(instance, timeMs, sizes, extra, seen)
    for (const instance of fleet.detached ?? []) this.#look(instance, timeMs, sizes, extra, seen)
    const missing = this.#young.size > 0 ? this.#missingSeconds(timeMs, seen) : { pending: 0, warmRunning: 0 }
    extra.pending += missing.pending
    extra.warmRunning += missing.warmRunning
    const launches = fleet.launches - (this.#previous?.launches ?? fleet.launches)
    if (isCounted) this.#count(sizes, extra, launches)
    this.#previous = { timeMs, launches: fleet.launches }
    return sizes
  }

  #look(instance: FleetInstance, timeMs: number, sizes: StepSizes, extra: ExtraSeconds, seen: Set<string>): void {
    const tier = tierOf(instance)
    if (tier === undefined) return
    sizes[tier]++
    if (tier === 'warmStopped') return
    const { instanceId, launchedAtMs, startedAtMs = launchedAtMs } = instance
    const firstTier = tier === 'warmRunning' ? tier : 'pending'
    const youngAfterMs = timeMs - 1000 * this.#youngSeconds
    if (startedAtMs < youngAfterMs && this.#young.size === 0) return
    const run = startedAtMs === launchedAtMs ? instanceId : `${instanceId} ${startedAtMs}`
    // What started in the very moment of the step before may have done so after that step had looked.
    if (startedAtMs >= youngAfterMs && !this.#young.has(run)) {
      if (startedAtMs >= (this.#previous?.timeMs ?? timeMs)) extra[firstTier] += (timeMs - startedAtMs) / 1000
      this.#young.set(run, { startedAtMs, tier: firstTier })
    }
    if (this.#young.has(run)) seen.add(run)
  }

  #count(sizes: StepSizes, extra: ExtraSeconds, launches: number): void {
    this.hours.inService += (sizes.inService * STEP_SECONDS) / 3600
    this.hours.pending += (sizes.pending * STEP_SECONDS + extra.pending) / 3600
    this.hours.draining += (sizes.draining * STEP_SECONDS) / 3600
    this.hours.warmRunning += (sizes.warmRunning * STEP_SECONDS + extra.warmRunning) / 3600
    this.hours.warmStopped += (sizes.warmStopped * STEP_SECONDS) / 3600
    this.launches += launches
  }

  /** Seconds still to be billed for runs that ended before their minimum. */
  #missingSeconds(timeMs: number, seen: ReadonlySet<string>): ExtraSeconds {
    const missing = { pending: 0, warmRunning: 0 }
    for (const [run, { startedAtMs, tier }] of this.#young) {
      const billedSeconds = (timeMs - startedAtMs) / 1000
      if (seen.has(run) && billedSeconds < this.#youngSeconds) continue
      this.#young.delete(run)
      missing[tier] += Math.max(0, this.#minimumSeconds - billedSeconds)
    }
    return missing
  }
}

/** Undefined when it is gone. What is stopped costs its volume, in whatever state it is. */
function tierOf({ state, isStopped }: FleetInstance): Tier | undefined {
  const tier = tiers[state]
  return isStopped && tier !== undefined ? 'warmStopped' : tier
}
