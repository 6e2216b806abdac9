// The instances of all groups, as load balancing sees them.
import type { AttachedFleet, FoundInstance, InstanceDirectory } from '../elastic-load-balancing/instance-directory.ts'
import type { DetachedInstances } from './detached-instances.ts'
import type { GroupRegistry } from './group-registry.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { TrafficSource } from './traffic-sources.ts'

const none: readonly AttachedFleet[] = []

export class GroupInstances implements InstanceDirectory {
  readonly #registry: GroupRegistry
  readonly #detached: DetachedInstances
  /** By target group; rebuilt when attachments have changed. */
  #attached: Map<string, AttachedFleet[]> | undefined
  #version = 0

  constructor(registry: GroupRegistry, detached: DetachedInstances) {
    this.#registry = registry
    this.#detached = detached
  }

  get version(): number {
    return this.#version
  }

  /** Target groups were attached or detached, or instances left out of them. */
  changed(): void {
    this.#version++
    this.#attached = undefined
  }

  attached(targetGroupArn: string): readonly AttachedFleet[] {
    this.#attached ??= this.#index()
    return this.#attached.get(targetGroupArn) ?? none
  }

  find(instanceId: string): FoundInstance | undefined {
    const group = this.#registry.ownerOf(instanceId)
    const instance = group?.fleet.find(instanceId) ?? this.#detached.find(instanceId)
    if (instance === undefined) return undefined
    return { instance, group: group && { name: group.name, fleet: group }, isRunning: !instance.isStopped }
  }

  #index(): Map<string, AttachedFleet[]> {
    const index = new Map<string, AttachedFleet[]>()
    for (const group of this.#registry.all()) {
      for (const source of group.trafficSources.all) {
        index.set(source.arn, [...(index.get(source.arn) ?? []), attachedFleet(group, source)])
      }
    }
    return index
  }
}

function attachedFleet(group: SimulatedGroup, { attachedAtMs, detachedAtMs }: TrafficSource): AttachedFleet {
  return {
    name: group.name,
    fleet: group,
    get zones() {
      return group.attributes.AvailabilityZones
    },
    attachedAtMs,
    detachedAtMs,
    isLeftOut: instanceId => group.trafficSources.isLeftOut(instanceId),
  }
}
