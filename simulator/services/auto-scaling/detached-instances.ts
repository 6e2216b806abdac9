// Instances that were detached from a group: they run on, and are paid for, until another group attaches them.
import type { SimulatedInstance } from './simulated-instance.ts'

const none: readonly SimulatedInstance[] = []

export class DetachedInstances {
  /** By the name of the group that they were detached from. */
  readonly #byOrigin = new Map<string, readonly SimulatedInstance[]>()

  add(instance: SimulatedInstance, origin: string): void {
    this.#byOrigin.set(origin, [...this.from(origin), instance])
  }

  from(origin: string): readonly SimulatedInstance[] {
    return this.#byOrigin.get(origin) ?? none
  }

  find(instanceId: string): SimulatedInstance | undefined {
    for (const instances of this.#byOrigin.values()) {
      const found = instances.find(instance => instance.instanceId === instanceId)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** Forgets an instance that belongs to a group again. */
  remove(instance: SimulatedInstance): void {
    for (const [origin, instances] of this.#byOrigin) {
      if (instances.includes(instance)) {
        this.#byOrigin.set(
          origin,
          instances.filter(other => other !== instance),
        )
      }
    }
  }
}
