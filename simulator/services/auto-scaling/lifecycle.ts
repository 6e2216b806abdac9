// The life of an instance, as a table. Nothing else decides which state may follow which.
//
//   ┌ launch ─► Pending ─[launch hooks: Pending:Wait ► Pending:Proceed]─► InService
//   │                                                                        │
//   │   terminated: Terminating ─[hooks: Terminating:Wait ► :Proceed]─► Terminated
//   │   standby:    EnteringStandby ─► Standby ─► Pending ─► InService
//   │   detached:   Detaching ─► Detached ─► Pending ─► InService (of the group that attaches it)
//   │   scaled in, with reuse: Warmed:Pending ─[terminate hooks: Warmed:Pending:Wait ► :Proceed]─► Warmed:Stopped
//   │
//   └ into the pool ─► Warmed:Pending ─[launch hooks: Warmed:Pending:Wait ► :Proceed]─► Warmed:Stopped or Warmed:Running
//         drawn: Pending ─[the launch hooks again]─► InService
//         retired: Warmed:Terminating ─[hooks: Warmed:Terminating:Wait ► :Proceed]─► Warmed:Terminated
//
// Sources: user guide, ec2-auto-scaling-lifecycle.md and warm-pool-instance-lifecycle.md; LifecycleState in the SDK.
import type { InstanceState } from './fleet-view.ts'

interface StateFacts {
  /** Where the instance is listed: Instances of the group, of its warm pool, or nowhere any more. */
  readonly place: 'group' | 'pool' | 'nowhere'
  /** Whether it counts against DesiredCapacity, or is part of what the pool holds. */
  readonly isLive: boolean
  readonly next: readonly InstanceState[]
}

export const lifecycle: Readonly<Record<InstanceState, StateFacts>> = {
  Pending: group(true, 'Pending:Wait', 'InService', 'Terminating'),
  'Pending:Wait': group(true, 'Pending:Proceed', 'Terminating'),
  'Pending:Proceed': group(true, 'InService', 'Terminating'),
  InService: group(true, 'Terminating', 'EnteringStandby', 'Detaching', 'Warmed:Pending'),
  EnteringStandby: group(false, 'Standby', 'Terminating'),
  Standby: group(false, 'Pending', 'Terminating'),
  Detaching: group(false, 'Detached', 'Terminating'),
  Detached: { place: 'nowhere', isLive: false, next: ['Pending'] },
  Terminating: group(false, 'Terminating:Wait', 'Terminated'),
  'Terminating:Wait': group(false, 'Terminating:Proceed', 'Terminating:Retained'),
  'Terminating:Proceed': group(false, 'Terminated'),
  'Terminating:Retained': group(false, 'Terminated'),
  Terminated: { place: 'nowhere', isLive: false, next: [] },
  'Warmed:Pending': pool(true, 'Warmed:Pending:Wait', 'Warmed:Stopped', 'Warmed:Running', 'Warmed:Terminating'),
  'Warmed:Pending:Wait': pool(true, 'Warmed:Pending:Proceed', 'Warmed:Pending:Retained', 'Warmed:Terminating'),
  'Warmed:Pending:Proceed': pool(true, 'Warmed:Stopped', 'Warmed:Running'),
  'Warmed:Pending:Retained': pool(false, 'Warmed:Terminated'),
  'Warmed:Stopped': pool(true, 'Pending', 'Warmed:Terminating'),
  'Warmed:Running': pool(true, 'Pending', 'Warmed:Terminating'),
  'Warmed:Terminating': pool(false, 'Warmed:Terminating:Wait', 'Warmed:Terminated'),
  'Warmed:Terminating:Wait': pool(false, 'Warmed:Terminating:Proceed', 'Warmed:Terminating:Retained'),
  'Warmed:Terminating:Proceed': pool(false, 'Warmed:Terminated'),
  'Warmed:Terminating:Retained': pool(false, 'Warmed:Terminated'),
  'Warmed:Terminated': { place: 'nowhere', isLive: false, next: [] },
}

interface Stateful {
  readonly state: InstanceState
}

/** Counts against DesiredCapacity: in service, or on its way there. */
export function isLive({ state }: Stateful): boolean {
  return state === 'InService' || (lifecycle[state].isLive && lifecycle[state].place === 'group')
}

/** Part of what a warm pool holds: prepared, or on its way there. */
export function isPooled({ state }: Stateful): boolean {
  return lifecycle[state].isLive && lifecycle[state].place === 'pool'
}

/** Ready to be drawn on scale-out. */
export function isWarmed({ state }: Stateful): boolean {
  return state === 'Warmed:Stopped' || state === 'Warmed:Running'
}

/** Not on its way out of the region: what a group has to be rid of before it can be deleted without force. */
export function isKept({ state }: Stateful): boolean {
  return lifecycle[state].place !== 'nowhere' && !/^(Warmed:)?Terminating(?!:Retained)/.test(state)
}

/** Left over by an abandoned termination hook, until somebody terminates it. */
export function isRetained({ state }: Stateful): boolean {
  return state.endsWith(':Retained')
}

/** @throws Error for a step that the table does not have: a bug of the simulator, not of its user */
export function checkStep(from: InstanceState, to: InstanceState): void {
  if (!lifecycle[from].next.includes(to))
    throw new Error(`got a step from ${from} to ${to}, wanted one of the lifecycle`)
}

function group(isLive: boolean, ...next: InstanceState[]): StateFacts {
  return { place: 'group', isLive, next }
}

function pool(isLive: boolean, ...next: InstanceState[]): StateFacts {
  return { place: 'pool', isLive, next }
}
