// The ways from one state of rest to another, as a table; instance-mover.ts sends instances along them.
import type { InstanceState } from './fleet-view.ts'
import type { HookTransition } from './lifecycle-hooks.ts'

/** Where an instance comes from and goes to, in the words of AWS's events. */
export type Whereabouts = 'EC2' | 'AutoScalingGroup' | 'WarmPool'

export type JourneyKind =
  | 'launch'
  | 'warm-up'
  | 'draw'
  | 'reuse'
  | 'terminate'
  | 'retire'
  | 'enter-standby'
  | 'exit-standby'
  | 'detach'
  | 'attach'

interface Journey {
  /** The state that begins it. */
  readonly first: InstanceState
  /** The state that ends it. A pool's own state takes the place of `Warmed:Stopped`. */
  readonly last: InstanceState
  /** What holds it back on the way: none of the user guide's pages says that attaching or standby would meet a hook. */
  readonly hooks?: HookTransition
  readonly origin: Whereabouts
  readonly destination: Whereabouts
  /** Beginning of the activity's description, in AWS's words. */
  readonly description: string
}

const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING'
const terminating = 'autoscaling:EC2_INSTANCE_TERMINATING'
const within = { origin: 'AutoScalingGroup', destination: 'AutoScalingGroup' } as const

export const journeys: Readonly<Record<JourneyKind, Journey>> = {
  launch: {
    first: 'Pending',
    last: 'InService',
    hooks: launching,
    origin: 'EC2',
    destination: 'AutoScalingGroup',
    description: 'Launching a new EC2 instance',
  },
  'warm-up': {
    first: 'Warmed:Pending',
    last: 'Warmed:Stopped',
    hooks: launching,
    origin: 'EC2',
    destination: 'WarmPool',
    description: 'Launching a new EC2 instance into warm pool',
  },
  draw: {
    first: 'Pending',
    last: 'InService',
    hooks: launching,
    origin: 'WarmPool',
    destination: 'AutoScalingGroup',
    description: 'Launching a new EC2 instance from warm pool',
  },
  reuse: {
    first: 'Warmed:Pending',
    last: 'Warmed:Stopped',
    hooks: terminating,
    origin: 'AutoScalingGroup',
    destination: 'WarmPool',
    description: 'Returning EC2 instance to warm pool',
  },
  terminate: {
    first: 'Terminating',
    last: 'Terminated',
    hooks: terminating,
    origin: 'AutoScalingGroup',
    destination: 'EC2',
    description: 'Terminating EC2 instance',
  },
  retire: {
    first: 'Warmed:Terminating',
    last: 'Warmed:Terminated',
    hooks: terminating,
    origin: 'WarmPool',
    destination: 'EC2',
    description: 'Terminating EC2 instance from warm pool',
  },
  'enter-standby': {
    first: 'EnteringStandby',
    last: 'Standby',
    ...within,
    description: 'Moving EC2 instance to Standby',
  },
  'exit-standby': { first: 'Pending', last: 'InService', ...within, description: 'Moving EC2 instance out of Standby' },
  detach: {
    first: 'Detaching',
    last: 'Detached',
    origin: 'AutoScalingGroup',
    destination: 'EC2',
    description: 'Detaching EC2 instance',
  },
  attach: {
    first: 'Pending',
    last: 'InService',
    origin: 'EC2',
    destination: 'AutoScalingGroup',
    description: 'Attaching an existing EC2 instance',
  },
}

interface Wait {
  readonly wait: InstanceState
  readonly proceed: InstanceState
  /** Where a group that retains abandoned instances leaves them; launches have none. */
  readonly retained?: InstanceState
}

/** Where the hooks of a journey hold an instance, and how it goes on from there. */
export const waits: Partial<Record<InstanceState, Wait>> = {
  Pending: { wait: 'Pending:Wait', proceed: 'Pending:Proceed' },
  Terminating: { wait: 'Terminating:Wait', proceed: 'Terminating:Proceed', retained: 'Terminating:Retained' },
  'Warmed:Pending': {
    wait: 'Warmed:Pending:Wait',
    proceed: 'Warmed:Pending:Proceed',
    retained: 'Warmed:Pending:Retained',
  },
  'Warmed:Terminating': {
    wait: 'Warmed:Terminating:Wait',
    proceed: 'Warmed:Terminating:Proceed',
    retained: 'Warmed:Terminating:Retained',
  },
}
