// How an instance refresh passes from one status to the next. Pure: a state and what is seen now give the next state, what to
// do, and the events to send.
//
// Pending ─► InProgress ─► [Baking] ─► Successful
//               │  └─ no progress for an hour, or 14 days in all ─► Failed, or with AutoRollback:
//               └─ RollbackInstanceRefresh ─► RollbackInProgress ─► RollbackSuccessful | RollbackFailed
// any of them ─ CancelInstanceRefresh ─► Cancelling ─► Cancelled
// (sources: InstanceRefresh.Status in the SDK; user guide, instance-refresh-overview.md, "Limitations"; RefreshPreferences)
import type { InstanceRefreshStatus } from '@aws-sdk/client-auto-scaling'
import type { RefreshEventKind } from './group-events.ts'
import { planRefreshStep, progressOf, type RefreshView } from './instance-refresh.ts'
import type { RefreshSettings } from './refresh-settings.ts'

export interface RefreshState {
  readonly status: InstanceRefreshStatus
  readonly statusReason: string | undefined
  /** When replacing began; whatever was launched later has the configuration that is wanted. */
  readonly inProgressAtMs: number | undefined
  readonly rollbackAtMs: number | undefined
  readonly endedAtMs: number | undefined
  /** End of the present checkpoint delay or bake time. */
  readonly pausedUntilMs: number
  readonly reachedCheckpoint: number
  /** When something was last seen to move on. */
  readonly progressAtMs: number
  /** The fewest instances still to be replaced, and the most that were, until now. */
  readonly seen: { readonly stale: number; readonly replaced: number }
  readonly surge: number
  readonly poolSurge: number
}

export interface RefreshObservation {
  readonly nowMs: number
  /** Stale is what the refresh, or after `rollbackAtMs` the rollback, has to replace. */
  readonly view: RefreshView
  readonly suspended: { readonly instanceRefresh: boolean; readonly launchOrTerminate: boolean }
  /** Whether any launch or termination is under way. */
  readonly isTransitioning: boolean
}

export type RefreshSignal =
  | { readonly kind: RefreshEventKind }
  | { readonly kind: 'Checkpoint Reached'; readonly percentage: number }

export interface RefreshAdvance {
  readonly state: RefreshState
  readonly terminate: readonly string[]
  readonly signals: readonly RefreshSignal[]
}

const hourMs = 3_600_000
const longestMs = 14 * 24 * hourMs

export const initialRefreshState: RefreshState = {
  status: 'Pending',
  statusReason: undefined,
  inProgressAtMs: undefined,
  rollbackAtMs: undefined,
  endedAtMs: undefined,
  pausedUntilMs: Number.NEGATIVE_INFINITY,
  reachedCheckpoint: 0,
  progressAtMs: Number.NEGATIVE_INFINITY,
  seen: { stale: Number.POSITIVE_INFINITY, replaced: 0 },
  surge: 0,
  poolSurge: 0,
}

/** Neither over nor on its way to being over. */
export function mayBeStopped({ status }: RefreshState): boolean {
  return status === 'Pending' || status === 'InProgress' || status === 'Baking'
}

export function isActive(state: RefreshState): boolean {
  return mayBeStopped(state) || state.status === 'RollbackInProgress' || state.status === 'Cancelling'
}

/** Whether launches take the desired configuration, not what the group was last told. */
export function launchesDesired({ status }: RefreshState): boolean {
  return status === 'InProgress' || status === 'Baking'
}

export function advanceRefresh(
  state: RefreshState,
  settings: RefreshSettings,
  observation: RefreshObservation,
): RefreshAdvance {
  switch (state.status) {
    case 'Pending':
      return changed({ ...begun(state, observation.nowMs), status: 'InProgress' }, 'Started')
    case 'InProgress':
    case 'RollbackInProgress':
      return replace(state, settings, observation)
    case 'Baking':
      return observation.nowMs < state.pausedUntilMs ? changed(state) : succeed(state, observation.nowMs)
    case 'Cancelling':
      return observation.isTransitioning ? changed(state) : cancelled(state, observation.nowMs)
    default:
      return changed(state)
  }
}

export function startRollback(state: RefreshState, reason: string, nowMs: number): RefreshAdvance {
  const rollback = { ...begun(state, nowMs), status: 'RollbackInProgress' as const, rollbackAtMs: nowMs }
  return changed(
    { ...rollback, statusReason: reason, inProgressAtMs: state.inProgressAtMs ?? nowMs },
    'Rollback Started',
  )
}

/** @param waits for launches and terminations under way before it is over */
export function startCancel(state: RefreshState, waits: boolean, nowMs: number): RefreshAdvance {
  if (!waits) return cancelled(state, nowMs)
  return changed({ ...state, status: 'Cancelling', statusReason: 'Cancelling due to user request.' })
}

function replace(state: RefreshState, settings: RefreshSettings, observation: RefreshObservation): RefreshAdvance {
  const { nowMs, suspended } = observation
  if (nowMs - (state.inProgressAtMs ?? nowMs) >= longestMs) {
    return fail(state, settings, 'The instance refresh did not finish within 14 days.', nowMs)
  }
  // A pause does not count towards the hour after which a refresh fails.
  if (suspended.instanceRefresh || nowMs < state.pausedUntilMs) return changed({ ...state, progressAtMs: nowMs })
  return suspended.launchOrTerminate
    ? wait(state, settings, 'Launch or Terminate is suspended.', 0, nowMs)
    : step(withProgress(state, observation), settings, observation)
}

function step(state: RefreshState, settings: RefreshSettings, { nowMs, view }: RefreshObservation): RefreshAdvance {
  const plan = planRefreshStep(view)
  const { surge, poolSurge, reachedCheckpoint, terminate, reason } = plan
  const next = { ...state, surge, poolSurge, reachedCheckpoint, statusReason: reason }
  const signals: RefreshSignal[] =
    reachedCheckpoint > state.reachedCheckpoint ? [{ kind: 'Checkpoint Reached', percentage: reachedCheckpoint }] : []
  switch (plan.state) {
    case 'replacing':
      return { state: { ...next, progressAtMs: nowMs }, terminate, signals }
    case 'checkpoint':
      return { state: { ...next, pausedUntilMs: nowMs + settings.checkpointDelaySeconds * 1000 }, terminate, signals }
    case 'done':
      return withSignals(finish(next, settings, nowMs), signals)
    case 'waiting':
      return withSignals(wait(next, settings, reason, settings.instanceWarmupSeconds * 1000, nowMs), signals)
    case 'blocked':
      return withSignals(wait(next, settings, reason, 0, nowMs), signals)
  }
}

/** Fails when nothing has moved on for an hour, and for as long as moving on takes anyway. */
function wait(
  state: RefreshState,
  settings: RefreshSettings,
  statusReason: string,
  graceMs: number,
  nowMs: number,
): RefreshAdvance {
  const next = { ...state, statusReason }
  return nowMs - state.progressAtMs < hourMs + graceMs ? changed(next) : fail(next, settings, statusReason, nowMs)
}

function finish(state: RefreshState, { bakeSeconds }: RefreshSettings, nowMs: number): RefreshAdvance {
  if (state.status === 'RollbackInProgress') {
    return ended(state, 'RollbackSuccessful', 'Rollback Succeeded', undefined, nowMs)
  }
  if (bakeSeconds === 0) return succeed(state, nowMs)
  return changed({ ...state, status: 'Baking', pausedUntilMs: nowMs + bakeSeconds * 1000 }, 'Started Baking')
}

function fail(state: RefreshState, { autoRollback }: RefreshSettings, reason: string, nowMs: number): RefreshAdvance {
  if (state.status === 'RollbackInProgress') return ended(state, 'RollbackFailed', 'Rollback Failed', reason, nowMs)
  if (autoRollback)
    return startRollback(state, `Automatic rollback, because the instance refresh failed: ${reason}`, nowMs)
  return ended(state, 'Failed', 'Failed', reason, nowMs)
}

function succeed(state: RefreshState, nowMs: number): RefreshAdvance {
  return ended(state, 'Successful', 'Succeeded', undefined, nowMs)
}

function cancelled(state: RefreshState, nowMs: number): RefreshAdvance {
  return ended(state, 'Cancelled', 'Cancelled', 'Cancelled due to user request.', nowMs)
}

function ended(
  state: RefreshState,
  status: InstanceRefreshStatus,
  kind: RefreshEventKind,
  statusReason: string | undefined,
  nowMs: number,
): RefreshAdvance {
  return changed({ ...state, status, statusReason, endedAtMs: nowMs, surge: 0, poolSurge: 0 }, kind)
}

function begun(state: RefreshState, nowMs: number): RefreshState {
  const { surge, poolSurge, statusReason } = state
  return { ...initialRefreshState, inProgressAtMs: nowMs, progressAtMs: nowMs, surge, poolSurge, statusReason }
}

function withProgress(state: RefreshState, { nowMs, view }: RefreshObservation): RefreshState {
  const sets = [view.live, ...(view.pool ? [view.pool] : [])]
  const stale = sets.flatMap(({ instances }) => instances).filter(({ isStale }) => isStale).length
  const replaced = sets.reduce((sum, set) => sum + progressOf(set).replaced, 0)
  // Against the best so far: instances that fail as often as they are replaced get a refresh nowhere.
  const isProgress = stale < state.seen.stale || replaced > state.seen.replaced
  const seen = { stale: Math.min(stale, state.seen.stale), replaced: Math.max(replaced, state.seen.replaced) }
  return { ...state, seen, progressAtMs: isProgress ? nowMs : state.progressAtMs }
}

function changed(state: RefreshState, kind?: RefreshEventKind): RefreshAdvance {
  return { state, terminate: [], signals: kind === undefined ? [] : [{ kind }] }
}

function withSignals(advance: RefreshAdvance, signals: readonly RefreshSignal[]): RefreshAdvance {
  return { ...advance, signals: [...signals, ...advance.signals] }
}
