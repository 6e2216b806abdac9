// The lifecycle actions of one group: which hooks hold which instances back, until when, and with what result they let go.
import type { VirtualClock } from '../../kernel/clock.ts'
import { tokenOf } from './arns.ts'
import type { InstanceStore } from './instance-store.ts'
import { type HookResult, type LifecycleHook, longestWaitSeconds } from './lifecycle-hooks.ts'
import type { LifecycleAction, SimulatedInstance } from './simulated-instance.ts'

interface ActionOptions {
  readonly clock: VirtualClock
  readonly instances: InstanceStore
  readonly groupOrdinal: number
  /** Nothing holds the instance back any more: the last hook continued, or one was abandoned. */
  readonly onEnd: (instance: SimulatedInstance, result: HookResult) => void
}

export class LifecycleActions {
  readonly #options: ActionOptions
  #opened = 0

  constructor(options: ActionOptions) {
    this.#options = options
  }

  /** The open action of a hook on an instance, named by its token or by the instance. */
  find(hookName: string, by: { token?: string; instanceId?: string }): LifecycleAction | undefined {
    return this.#openOf(hookName).find(({ token, instance }) =>
      by.token === undefined ? instance.instanceId === by.instanceId : token === by.token,
    )
  }

  /** Holds an instance on its way until every hook has let it go; they run side by side. */
  open(instance: SimulatedInstance, hooks: readonly LifecycleHook[]): LifecycleAction[] {
    const nowMs = this.#options.clock.now()
    return hooks.map(hook => {
      const action = {
        token: tokenOf(this.#options.groupOrdinal, ++this.#opened),
        hook,
        instance,
        latestMs: nowMs + longestWaitSeconds(hook) * 1000,
        deadlineMs: nowMs + hook.heartbeatTimeoutSeconds * 1000,
      }
      instance.trip?.actions.set(hook.name, action)
      this.#watch(action)
      return action
    })
  }

  /** CONTINUE lets the instance pass when it was the last hook; ABANDON makes all others void. */
  complete({ hook, instance }: LifecycleAction, result: HookResult): void {
    const actions = instance.trip?.actions
    if (actions?.delete(hook.name) !== true) return
    if (result === 'CONTINUE' && actions.size > 0) return
    actions.clear()
    this.#options.onEnd(instance, result)
  }

  /**
   * Ends every action of a hook that is deleted: "ABANDON for launching instances, CONTINUE for terminating instances"
   * (source: DeleteLifecycleHook in the SDK).
   */
  completeAll({ name, transition }: LifecycleHook): void {
    const result = transition === 'autoscaling:EC2_INSTANCE_LAUNCHING' ? 'ABANDON' : 'CONTINUE'
    for (const action of this.#openOf(name)) this.complete(action, result)
  }

  /** Gives an action its heartbeat timeout once more, within the longest wait. */
  heartbeat(action: LifecycleAction): void {
    const extendedMs = this.#options.clock.now() + action.hook.heartbeatTimeoutSeconds * 1000
    action.deadlineMs = Math.min(action.latestMs, extendedMs)
    this.#watch(action)
  }

  /** Lets an instance pass whatever holds it back. */
  release(instance: SimulatedInstance): void {
    const actions = instance.trip?.actions
    if (actions === undefined || actions.size === 0) return
    actions.clear()
    this.#options.onEnd(instance, 'CONTINUE')
  }

  /** Completes the action at its deadline with the hook's default result, unless that was put off. */
  #watch(action: LifecycleAction): void {
    const { deadlineMs, hook, instance } = action
    this.#options.clock.at(deadlineMs, () => {
      const isOpen = instance.trip?.actions.get(hook.name) === action
      if (isOpen && action.deadlineMs === deadlineMs) this.complete(action, hook.defaultResult)
    })
  }

  #openOf(hookName: string): LifecycleAction[] {
    const { group, pool } = this.#options.instances
    return [...group, ...pool].flatMap(({ trip }) => trip?.actions.get(hookName) ?? [])
  }
}
