// Who belongs to a group and who to its warm pool. Both lists are in the order of the launches.
import type { InstanceState } from './fleet-view.ts'
import { checkStep, lifecycle } from './lifecycle.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

type Instances = readonly SimulatedInstance[]

export class InstanceStore {
  #group: Instances = []
  #pool: Instances = []

  get group(): Instances {
    return this.#group
  }

  get pool(): Instances {
    return this.#pool
  }

  find(instanceId: string): SimulatedInstance | undefined {
    const isIt = (instance: SimulatedInstance) => instance.instanceId === instanceId
    return this.#group.find(isIt) ?? this.#pool.find(isIt)
  }

  /** Lists an instance where its state belongs. */
  add(instance: SimulatedInstance): void {
    const { place } = lifecycle[instance.state]
    if (place === 'group') this.#group = inserted(this.#group, instance)
    if (place === 'pool') this.#pool = inserted(this.#pool, instance)
  }

  /**
   * Moves an instance on to its next state, and to another list where that state belongs there.
   * @throws Error for a step that the lifecycle does not have
   */
  enter(instance: SimulatedInstance, state: InstanceState): void {
    checkStep(instance.state, state)
    const from = lifecycle[instance.state].place
    instance.state = state
    if (from === lifecycle[state].place) return
    if (from === 'group') this.#group = this.#group.filter(other => other !== instance)
    if (from === 'pool') this.#pool = this.#pool.filter(other => other !== instance)
    this.add(instance)
  }
}

function inserted(list: Instances, instance: SimulatedInstance): Instances {
  const index = list.findIndex(other => other.launchedAtMs > instance.launchedAtMs)
  return index === -1 ? [...list, instance] : [...list.slice(0, index), instance, ...list.slice(index)]
}
