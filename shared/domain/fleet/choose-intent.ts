// What to do with a group now, and why. In order: what forbids any change, what asks to put things back, what is not known yet,
// and only then the plan.
import { pauseAt } from '../group/orders.ts'
import type { DecisionRecord, GroupState } from '../group/records.ts'
import { tagKey } from '../group/tag-keys.ts'
import { demotionReason } from './demotion.ts'
import { explain, explainPause, type Situation } from './explain.ts'
import {
  baselineOf,
  type FloorStep,
  stepsToFloor,
  stepsToRestore,
  stepsWhileFrozen,
  stepsWhileWaiting,
} from './floor-steps.ts'
import { type GroupView, observedFloor } from './group-view.ts'
import type { Outlook } from './outlook.ts'
import { planGroup } from './plan-group.ts'
import { nobodyScalesIn } from './scale-in.ts'

export interface Intent {
  readonly action: DecisionRecord['action']
  readonly reason: string
  readonly floorAfter: number
  readonly steps: FloorStep[]
  readonly state?: Partial<GroupState>
  /** What the floor rests on; undefined where none is planned. */
  readonly situation?: Situation
}

/** A floor is let down over this time when a group returns to observe, not dropped. */
const letDownMs = 30 * 60_000

/** Nothing but a floor that goes up would be left of it: what was launched would never go. */
const noScaleIn = 'no enabled scaling policy of the group can scale it in'

export function chooseIntent(view: GroupView, state: GroupState, outlook: Outlook | undefined): Intent {
  const { config, mode } = view
  if (mode === 'freeze') return freeze(view, 'The kill switch says freeze: nothing is changed.')
  if (mode === 'restore') return restore(view, 'The kill switch says restore: the team gets its settings back.')
  if (!config.optedIn) return restore(view, 'The group is no longer opted in: the team gets its settings back.')
  // Whoever owns the tags outranks whoever paused; what Penumbra finds out by itself, as a refusal, does not.
  const paused = pauseAt(view.orders, view.nowMs)
  if (paused !== undefined) return freeze(view, explainPause(paused))
  if (config.refusal !== undefined) return restore(view, `The group is left alone: ${config.refusal}.`, 'refuse')
  if (config.settings.mode === 'observe')
    return letDown(view, state, outlook, `${tagKey(config.tagPrefix, 'mode')} is observe`)
  if (nobodyScalesIn(config, view.learned)) return letDown(view, state, outlook, noScaleIn)
  if (state.demoted) return letDown(view, state, outlook, demotionReason(state))
  return act(view, state, outlook)
}

function act(view: GroupView, state: GroupState, outlook: Outlook | undefined): Intent {
  const situation = planGroup(view, state, outlook)
  if (situation === undefined) return wait(view, waitingFor(view, outlook))
  const { floor } = situation.plan
  const before = view.group.minSize
  const action = floor > before ? 'raise' : floor < before ? 'lower' : 'hold'
  return {
    action,
    reason: explain(situation),
    floorAfter: floor,
    steps: [...stepsToFloor(floor, observedFloor(view), view.memory, view.nowMs), ...stepsToScaleIn(view, situation)],
    state: { lettingDown: undefined },
    situation,
  }
}

/**
 * The team's policies would get there a quarter of an hour later; what they would hold themselves is left to them. Not while
 * anything is being launched: the group might let go of an instance that serves instead of one that does not yet. Not while
 * Terminate is suspended: all of it would go at once when it is resumed. And never the last one: a target group without
 * targets counts no requests, so that nobody would ever be seen to come back (ELB user guide, RequestCount).
 */
function stepsToScaleIn({ config, group }: GroupView, { plan, policyAlone = 0 }: Situation): FloorStep[] {
  if (config.settings.scaleIn !== 'penumbra' || group.pending > 0) return []
  if (group.suspendedProcesses.includes('Terminate')) return []
  const desiredCapacity = Math.max(plan.floor, policyAlone, 1)
  if (group.desiredCapacity <= desiredCapacity) return []
  return [{ kind: 'set-desired-capacity', desiredCapacity, from: group.desiredCapacity }]
}

function waitingFor(view: GroupView, outlook: Outlook | undefined): string {
  if (view.model === undefined) return 'No forecast yet: a model is fitted within an hour of the first data.'
  if (outlook === undefined) return 'No recent demand in CloudWatch: the floor is neither moved nor renewed.'
  return 'What one instance can do is not known yet: about half an hour of CPU between 10 and 90 % is needed.'
}

/** A raised floor is no longer renewed, and expires by itself. */
function freeze(view: GroupView, reason: string): Intent {
  return {
    action: 'freeze',
    reason,
    floorAfter: view.group.minSize,
    steps: stepsWhileFrozen(observedFloor(view), view.memory),
  }
}

function wait(view: GroupView, reason: string): Intent {
  const steps = stepsWhileWaiting(observedFloor(view), view.memory)
  return { action: 'wait', reason, floorAfter: view.group.minSize, steps }
}

function restore(view: GroupView, reason: string, action: 'restore' | 'refuse' = 'restore'): Intent {
  return {
    action,
    reason,
    floorAfter: baselineOf(observedFloor(view), view.memory),
    steps: stepsToRestore(observedFloor(view), view.memory),
    state: { lettingDown: undefined },
  }
}

/** Observes; a floor that still stands goes down evenly over half an hour, so that nobody is left short at a stroke. */
function letDown(view: GroupView, state: GroupState, outlook: Outlook | undefined, why: string): Intent {
  const observed = observedFloor(view)
  const baseline = baselineOf(observed, view.memory)
  if (view.memory === undefined && !view.managed) return watch(view, state, outlook, why)
  const lettingDown = state.lettingDown ?? { sinceMs: view.nowMs, floorAtStart: view.group.minSize }
  const left = Math.max(0, 1 - (view.nowMs - lettingDown.sinceMs) / letDownMs)
  const floor = baseline + Math.ceil((lettingDown.floorAtStart - baseline) * left)
  if (floor <= baseline)
    return { ...restore(view, `Back to observing: ${why}. The floor is let down.`), action: 'let-down' }
  return {
    action: 'let-down',
    reason: `Back to observing: ${why}. The floor goes down evenly within 30 minutes; it is ${floor} now.`,
    floorAfter: floor,
    steps: stepsToFloor(floor, observed, view.memory, view.nowMs),
    state: { lettingDown },
  }
}

/** Says what acting would have done. */
function watch(view: GroupView, state: GroupState, outlook: Outlook | undefined, why: string): Intent {
  const situation = planGroup(view, state, outlook)
  const would = situation === undefined ? waitingFor(view, outlook) : `Acting, it would be: ${explain(situation)}`
  return {
    action: 'observe',
    reason: `Only observed: ${why}. ${would}`,
    floorAfter: view.group.minSize,
    steps: [],
    state: { lettingDown: undefined },
  }
}
