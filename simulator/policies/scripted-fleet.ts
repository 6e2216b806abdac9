// A fleet that follows a script known in advance, for policies that need no Auto Scaling group.
import type { FleetInstance, FleetView, InstanceState } from '../services/auto-scaling/fleet-view.ts'

/** All times are epoch milliseconds, each at or after the one before. */
export interface ScriptedInstance {
  readonly instanceId: string
  readonly availabilityZone: string
  readonly launchMs: number
  readonly inServiceMs: number
  readonly terminateMs: number
  /** End of draining, and of billing. */
  readonly goneMs: number
}

export class ScriptedFleet implements FleetView {
  readonly minSize: number
  readonly #script: readonly ScriptedInstance[]
  #next = 0
  #active: ScriptedInstance[] = []
  #instances: FleetInstance[] = []
  #desired = 0

  constructor(script: readonly ScriptedInstance[], minSize: number) {
    this.minSize = minSize
    this.#script = [...script].sort((a, b) => a.launchMs - b.launchMs)
  }

  get instances(): readonly FleetInstance[] {
    return this.#instances
  }

  get desiredCapacity(): number {
    return this.#desired
  }

  get launches(): number {
    return this.#next
  }

  /** Moves on to `nowMs`; never back. */
  advanceTo(nowMs: number): void {
    for (; this.#next < this.#script.length && this.#script[this.#next].launchMs <= nowMs; this.#next++) {
      this.#active.push(this.#script[this.#next])
    }
    this.#active = this.#active.filter(instance => instance.goneMs > nowMs)
    this.#instances = this.#active.map(instance => viewOf(instance, nowMs))
    this.#desired = this.#active.reduce((desired, { terminateMs }) => desired + (terminateMs > nowMs ? 1 : 0), 0)
  }
}

function viewOf(instance: ScriptedInstance, nowMs: number): FleetInstance {
  return {
    instanceId: instance.instanceId,
    availabilityZone: instance.availabilityZone,
    launchedAtMs: instance.launchMs,
    inServiceAtMs: instance.inServiceMs <= nowMs ? instance.inServiceMs : undefined,
    state: stateOf(instance, nowMs),
  }
}

function stateOf(instance: ScriptedInstance, nowMs: number): InstanceState {
  if (nowMs >= instance.terminateMs) return 'Terminating'
  return nowMs >= instance.inServiceMs ? 'InService' : 'Pending'
}
