// What load balancing needs to know of instances and of the groups that register them. In the region that is Auto Scaling.
import type { FleetInstance, FleetView } from '../auto-scaling/fleet-view.ts'

export interface NamedFleet {
  readonly name: string
  readonly fleet: FleetView
}

/** A group that keeps its instances registered with a target group. */
export interface AttachedFleet extends NamedFleet {
  /** Zones into which the group launches; another array whenever they change. */
  readonly zones: readonly string[]
  /** Epoch milliseconds. */
  readonly attachedAtMs: number
  /** Epoch milliseconds; undefined while it is attached. */
  readonly detachedAtMs: number | undefined
  /** Whether the group does not register this instance: it came into service while AddToLoadBalancer was suspended. */
  readonly isLeftOut: (instanceId: string) => boolean
}

export interface FoundInstance {
  readonly instance: FleetInstance
  /** Undefined when it belongs to no group. */
  readonly group: NamedFleet | undefined
  /** Whether EC2 says `running`: a warm pool's stopped instance is not. */
  readonly isRunning: boolean
}

export interface InstanceDirectory {
  /** Rises whenever a group is attached or detached, or leaves an instance out. */
  readonly version: number
  /** Groups attached to the target group, and those detached from it a while ago. */
  attached(targetGroupArn: string): readonly AttachedFleet[]
  find(instanceId: string): FoundInstance | undefined
}

export const noInstances: InstanceDirectory = { version: 0, attached: () => [], find: () => undefined }
