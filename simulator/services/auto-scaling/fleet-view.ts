// What the load sees of a fleet. The simulated Auto Scaling group is one; the oracle's script is another.

/** AWS's own lifecycle states, as far as they are simulated (source: LifecycleState in the SDK); lifecycle.ts connects them. */
export type InstanceState = GroupState | PoolState | 'Detached' | 'Terminated' | 'Warmed:Terminated'

type GroupState =
  | 'Pending'
  | 'Pending:Wait'
  | 'Pending:Proceed'
  | 'InService'
  | 'EnteringStandby'
  | 'Standby'
  | 'Detaching'
  | 'Terminating'
  | 'Terminating:Wait'
  | 'Terminating:Proceed'
  | 'Terminating:Retained'

type PoolState =
  | 'Warmed:Pending'
  | 'Warmed:Pending:Wait'
  | 'Warmed:Pending:Proceed'
  | 'Warmed:Pending:Retained'
  | 'Warmed:Stopped'
  | 'Warmed:Running'
  | 'Warmed:Terminating'
  | 'Warmed:Terminating:Wait'
  | 'Warmed:Terminating:Proceed'
  | 'Warmed:Terminating:Retained'

export interface FleetInstance {
  readonly instanceId: string
  readonly availabilityZone: string
  /** Epoch milliseconds of the launch; billing begins here. */
  readonly launchedAtMs: number
  /** Epoch milliseconds of the last start, where it was stopped since its launch; default: the launch. */
  readonly startedAtMs?: number
  /** Whether it is stopped, and only its volume billed; default: no. */
  readonly isStopped?: boolean
  /** Epoch milliseconds at which it became healthy behind the load balancer; undefined before. */
  readonly inServiceAtMs: number | undefined
  readonly state: InstanceState
}

export interface FleetView {
  /** What belongs to the group itself, in any state; all of it is billed. */
  readonly instances: readonly FleetInstance[]
  /** What is in its warm pool, entering or leaving for good; default: nothing. */
  readonly warmPool?: readonly FleetInstance[]
  /** What it launched, detached, and nobody attached since: still running, still billed; default: nothing. */
  readonly detached?: readonly FleetInstance[]
  readonly minSize: number
  readonly desiredCapacity: number
  /** EC2 launches ever; starting a stopped instance is none. */
  readonly launches: number
}
