// What the load sees of a fleet. The simulated Auto Scaling group is one; the oracle's script is another.

export type InstanceState = 'Pending' | 'InService' | 'Terminating' | 'Terminated'

export interface FleetInstance {
  readonly instanceId: string
  readonly availabilityZone: string
  /** Epoch milliseconds; billing begins here. */
  readonly launchedAtMs: number
  /** Epoch milliseconds at which it became healthy behind the load balancer; undefined before. */
  readonly inServiceAtMs: number | undefined
  readonly state: InstanceState
}

export interface FleetView {
  /** Every instance that is billed: Pending, InService and Terminating (draining). */
  readonly instances: readonly FleetInstance[]
  readonly minSize: number
  readonly desiredCapacity: number
  /** Launches ever. */
  readonly launches: number
}
