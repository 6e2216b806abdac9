// Invariants of simulated groups, checked after every call and every event. Sources: aws-facts §1; user guide,
// ec2-auto-scaling-lifecycle.md, asg-capacity-limits.md, ec2-auto-scaling-instance-protection.md, lifecycle-hooks.md,
// ec2-auto-scaling-warm-pools.md.
import type { SimulatedGroup } from '../../../../../simulator/services/auto-scaling/simulated-group.ts'
import type { SimulatedInstance } from '../../../../../simulator/services/auto-scaling/simulated-instance.ts'
import { born, isDocumentedState, mayFollow } from './documented-lifecycle.ts'

interface Known {
  readonly instance: SimulatedInstance
  state: string
  /** When it began to wait for a hook, or the last heartbeat after that. */
  waitsSinceMs: number
  seenAt: number
}

/** What may take an instance that is protected from scale-in: people, its own failures, and a refresh that is told to. */
const causesThatIgnoreProtection = /user request|unhealthy|health|lifecycle|abandon|instance refresh/i

/** Longest heartbeat timeout of any hook that the test puts. */
export const longestHeartbeatSeconds = 600

const countedStates = ['Pending', 'Pending:Wait', 'Pending:Proceed', 'InService']

const launchedFrom = [born, 'Warmed:Stopped', 'Warmed:Running']

export class FleetWatch {
  readonly #groups: () => Iterable<SimulatedGroup>
  readonly #nowMs: () => number
  readonly #known = new Map<string, Known>()
  readonly #live = new WeakMap<SimulatedGroup, number>()
  /** Groups that were seen to launch or draw an instance in this round. */
  readonly #launched = new Set<SimulatedGroup>()
  #round = 0

  constructor(groups: () => Iterable<SimulatedGroup>, nowMs: () => number) {
    this.#groups = groups
    this.#nowMs = nowMs
  }

  /** @throws Error that says which invariant is broken */
  check(): void {
    this.#round++
    this.#launched.clear()
    for (const group of this.#groups()) {
      checkSizes(group)
      for (const instance of group.instances) this.#see(instance, group, !instance.state.startsWith('Warmed:'))
      for (const instance of group.warmPool) this.#see(instance, group, instance.state.startsWith('Warmed:'))
      for (const instance of group.detached) this.#see(instance, group, instance.state === 'Detached')
      this.#checkGrowth(group)
    }
    for (const known of this.#known.values()) if (known.seenAt !== this.#round) this.#checkGone(known)
  }

  heartbeat(instanceId: string): void {
    const known = this.#known.get(instanceId)
    if (known !== undefined) known.waitsSinceMs = this.#nowMs()
  }

  #see(instance: SimulatedInstance, group: SimulatedGroup, isInPlace: boolean): void {
    const { instanceId, state } = instance
    if (!isInPlace) throw new Error(`${instanceId} is ${state} in the wrong list of ${group.name}`)
    let known = this.#known.get(instanceId)
    if (known?.seenAt === this.#round) throw new Error(`${instanceId} is in two places, one of them ${group.name}`)
    if (known === undefined) {
      known = { instance, state: born, waitsSinceMs: this.#nowMs(), seenAt: 0 }
      this.#known.set(instanceId, known)
    }
    known.seenAt = this.#round
    if (known.state !== state) this.#checkStep(known, group)
    if (state.endsWith(':Wait')) this.#checkWait(known)
  }

  #checkStep(known: Known, group: SimulatedGroup): void {
    const { instance, state: before } = known
    const { instanceId, state } = instance
    if (!isDocumentedState(state) || !mayFollow(before, state)) {
      throw new Error(`${instanceId} went from ${before} to ${state}`)
    }
    const isTaken = countedStates.includes(before) && /^(Terminating|Warmed:Pending)/.test(state)
    if (isTaken && instance.isProtectedFromScaleIn) checkCause(instance, group, this.#nowMs())
    if (state === 'Pending' && launchedFrom.includes(before)) this.#launched.add(group)
    known.state = state
    known.waitsSinceMs = this.#nowMs()
  }

  #checkWait({ instance, waitsSinceMs }: Known): void {
    if (this.#nowMs() - waitsSinceMs <= longestHeartbeatSeconds * 1000) return
    throw new Error(`${instance.instanceId} waits for a hook since ${new Date(waitsSinceMs).toISOString()}`)
  }

  /**
   * No launch makes a group larger than MaxSize, a refresh apart. Attaching and leaving standby go by DesiredCapacity, so that
   * they may, as long as what is too much cannot be scaled in.
   */
  #checkGrowth(group: SimulatedGroup): void {
    const live = group.instances.filter(({ state }) => countedStates.includes(state))
    const before = this.#live.get(group) ?? 0
    this.#live.set(group, live.length)
    const isTooLarge = live.length > Math.max(before, group.maxSize + group.refreshes.surge) && !group.isDeleting
    const isHeld = group.suspendedProcesses.has('Terminate') || live.some(one => one.isProtectedFromScaleIn)
    if (!isTooLarge || (isHeld && !this.#launched.has(group))) return
    throw new Error(`${group.name} grew from ${before} to ${live.length}, beyond ${group.maxSize}`)
  }

  #checkGone(known: Known): void {
    const { instanceId, state } = known.instance
    // Detached from a group that has been deleted since: it runs on, listed nowhere.
    if (state === 'Detached') return
    if (!/^(Warmed:)?Terminated$/.test(state) || !mayFollow(known.state, state)) {
      throw new Error(`${instanceId} is gone as ${state}, seen last as ${known.state}`)
    }
    this.#known.delete(instanceId)
  }
}

function checkSizes({ name, minSize, maxSize, desiredCapacity, isDeleting }: SimulatedGroup): void {
  if (isDeleting) return
  if (0 <= minSize && minSize <= desiredCapacity && desiredCapacity <= maxSize) return
  throw new Error(`${name} has min ${minSize}, desired ${desiredCapacity}, max ${maxSize}`)
}

function checkCause({ instanceId, activityId }: SimulatedInstance, group: SimulatedGroup, nowMs: number): void {
  const cause = group.activities.recent(nowMs).find(({ ActivityId }) => ActivityId === activityId)?.Cause ?? ''
  if (!causesThatIgnoreProtection.test(cause)) throw new Error(`${instanceId} was protected, and taken: ${cause}`)
}
