// One tick of one group, as a pure function: from what is seen to an action and its reason. `reconcile` gathers the view,
// calls this, and applies the steps; nothing in here knows AWS.
import type { Alert } from '../alert.ts'
import { priorLeadTimes, runningSeconds } from '../capacity/lead-times.ts'
import { priceOf } from '../capacity/prices.ts'
import { appendFresh, freshBinSeconds, latestDemand } from '../demand/fresh-demand.ts'
import { appendMinutes, recentOf } from '../demand/recent-demand.ts'
import { initialBaseline } from '../forecasting/baseline.ts'
import { initialBlend } from '../forecasting/blend.ts'
import { initialConformal } from '../forecasting/conformal.ts'
import { demandFan, fanEveryMs } from '../forecasting/demand-fan.ts'
import { withEvents } from '../forecasting/event-effect.ts'
import { isDemoted, settledHour } from '../forecasting/track-record.ts'
import type { DecisionRecord, GroupState } from '../group/records.ts'
import { bookMinutes, noteLeaving, reactivePolicyOf } from './book-budget.ts'
import { chooseIntent, type Intent } from './choose-intent.ts'
import { choosePool, type PoolIntent } from './choose-pool.ts'
import { demotionNews } from './demotion.ts'
import { recoveryNews } from './failures.ts'
import type { FloorStep } from './floor-steps.ts'
import { announcedEvents, eventsIn, type GroupView, isActing } from './group-view.ts'
import { observeTick } from './observation.ts'
import { lookAhead, type Outlook, pendingOf, settle } from './outlook.ts'
import { poolNews } from './pool-news.ts'
import type { PoolStep } from './pool-steps.ts'

export interface Assessment {
  readonly decision: DecisionRecord
  /** Of the floor first, then of the pool. */
  readonly steps: readonly (FloorStep | PoolStep)[]
  readonly state: GroupState
  readonly alerts: readonly Alert[]
}

/** Older demand than this says nothing about now; a floor is then neither moved nor renewed, and expires by itself. */
const stalestDemandMs = 10 * 60_000

/** What is not ordered now is ordered at the next tick, and comes this much later. */
const tickSeconds = 60

/** A tick: takes in what has become known, learns from it, plans. */
export function assessGroup(view: GroupView): Assessment {
  const state = observe(view)
  const outlook = outlookOf(view, state)
  const intent = chooseIntent(view, state, outlook)
  const pool = choosePool(view, intent, outlook)
  const demotion = isActing(view) ? demotionNews(view.group.name, state) : { alerts: [], alerted: state.alerted }
  const poolAlerts = poolNews(view.config, pool.yielded, demotion.alerted)
  const recovery = recoveryNews(view.group.name, poolAlerts.alerted)
  return {
    decision: decisionOf(view, state, intent, pool, outlook),
    steps: [...intent.steps, ...pool.steps],
    state: {
      ...state,
      ...intent.state,
      budget: noteLeaving(state.budget, view, intent.steps),
      pool: pool.state,
      alerted: recovery.alerted,
      pending: pendingAfter(view, state, outlook),
      fan: fanOf(view, state),
      observation: observeTick(view, state, outlook, reactivePolicyOf(view)),
    },
    alerts: [...demotion.alerts, ...poolAlerts.alerts, ...recovery.alerts],
  }
}

/**
 * Between two ticks: plans the floor anew with what has become known since. What is no more than the noise of ten seconds
 * waits for the tick before anything is let go, and so do forecasts and the pool.
 */
export function replanGroup(view: GroupView): Assessment {
  const state = observe(view)
  const outlook = outlookOf(view, state)
  const intent = chooseIntent(view, state, outlook)
  const decision = decisionOf(view, state, intent, undefined, outlook)
  const steps = intent.floorAfter > noise * view.group.minSize && intent.action === 'lower' ? [] : intent.steps
  const budget = noteLeaving(state.budget, view, steps)
  return { decision, steps, state: { ...state, ...intent.state, budget }, alerts: [] }
}

/** A floor that would go down by less than a tenth may be up again ten seconds later. */
const noise = 0.9

/** Takes in the new minutes and learns from forecasts whose time has come. */
function observe(view: GroupView): GroupState {
  const before = withFresh(startingState(view), view)
  const recent = appendMinutes(recentOf(before), view.minutes.startMs, view.minutes.values)
  if (recent === undefined) return before
  const learning = settle(before, recent)
  return {
    ...before,
    ...learning,
    budget: bookMinutes(before, recent, view),
    recentRps: [...recent.rps],
    recentEndMs: recent.endMs,
    demoted: isDemoted(learning.trackRecord, before.demoted),
  }
}

function withFresh(state: GroupState, { freshBins }: GroupView): GroupState {
  if (freshBins === undefined) return state
  const fresh = appendFresh(state.fresh, freshBins.startMs, freshBins.values)
  return { ...state, fresh: fresh && { rps: [...fresh.rps], endMs: fresh.endMs } }
}

/** Until the first forecast is judged, the baseline is the one that `learn` fitted on history. */
function startingState({ state, learned, nowMs }: GroupView): GroupState {
  const known = state ?? initialState(nowMs)
  const isUntried = known.trackRecord.length === 0 && known.pending.length === 0
  return isUntried && learned !== undefined ? { ...known, baseline: learned.baseline } : known
}

export function initialState(nowMs: number): GroupState {
  return {
    schemaVersion: 1,
    recentRps: [],
    recentEndMs: 0,
    conformal: initialConformal(),
    baseline: initialBaseline(),
    blend: initialBlend,
    trackRecord: [],
    pending: [],
    demoted: false,
    failures: { count: 0, notBeforeMs: nowMs },
    alerted: [],
  }
}

function outlookOf(view: GroupView, state: GroupState): Outlook | undefined {
  const recent = latestDemand(recentOf(state), state.fresh, view.nowMs)
  if (view.model === undefined || recent === undefined || view.nowMs - recent.endMs > stalestDemandMs) return undefined
  const isFresh = recent.endMs === state.fresh?.endMs
  const coldSeconds = view.learned?.coldLeadSeconds ?? priorLeadTimes.coldSeconds
  const untilNextSeconds = isFresh ? freshBinSeconds : tickSeconds
  const leads = {
    coldSeconds: coldSeconds + untilNextSeconds,
    poolSeconds: view.poolSeen?.warmed ? poolLeadSeconds(view) + untilNextSeconds : undefined,
  }
  return lookAhead(withEvents(view.model, announcedEvents(view)), recent, state, leads, isFresh, view.nowMs)
}

/** A new one every five minutes. */
function fanOf(view: GroupView, state: GroupState): GroupState['fan'] {
  const recent = latestDemand(recentOf(state), state.fresh, view.nowMs)
  const isDue = state.fan === undefined || view.nowMs - state.fan.fromMs >= fanEveryMs
  if (!isDue || view.model === undefined || recent === undefined) return state.fan
  return demandFan(withEvents(view.model, announcedEvents(view)), recent)
}

function poolLeadSeconds({ learned, group }: GroupView): number {
  if (group.pool?.state === 'Running') return runningSeconds
  return learned?.stoppedLeadSeconds ?? priorLeadTimes.stoppedSeconds
}

/** What was announced is the operator's forecast: it is not held against the model's, nor learned from as if it were. */
function pendingAfter(view: GroupView, state: GroupState, outlook: Outlook | undefined): GroupState['pending'] {
  return outlook === undefined || eventsIn(view, outlook).length > 0
    ? state.pending
    : [...state.pending, pendingOf(outlook)]
}

function decisionOf(
  view: GroupView,
  state: GroupState,
  intent: Intent,
  pool: PoolIntent | undefined,
  outlook: Outlook | undefined,
): DecisionRecord {
  return {
    schemaVersion: 1,
    at: new Date(view.nowMs).toISOString(),
    action: intent.action,
    reason: [intent.reason, pool?.reason ?? ''].filter(text => text !== '').join(' '),
    floorBefore: view.group.minSize,
    floorAfter: intent.floorAfter,
    costUsdPerHour: intent.floorAfter * priceOf(view.group.instanceType).usdPerHour,
    pool: pool?.planned,
    fleet: fleetOf(view),
    judgedHour: judgedHourOf(view, state),
    outlook: outlook && {
      fromMs: outlook.fromMs,
      toMs: outlook.toMs,
      medianRps: outlook.medianRps,
      p95Rps: outlook.p95Rps,
      reactiveRps: outlook.experts.reactiveRps,
    },
  }
}

/** As the group was seen, before anything was done. */
function fleetOf({ group, poolSeen }: GroupView): DecisionRecord['fleet'] {
  const { inService, pending, terminating, desiredCapacity, pool } = group
  const warmed = poolSeen && pool && { count: poolSeen.warmed, state: pool.state }
  return { inService, pending, terminating, desired: desiredCapacity, ...(warmed && { warmed }) }
}

/** Once an hour is enough: what is written down for a month adds up to how forecasts fared in it. */
function judgedHourOf({ nowMs, state: before }: GroupView, { trackRecord }: GroupState): DecisionRecord['judgedHour'] {
  const lastWrittenMs = before?.lastDecision?.recordedAtMs ?? 0
  return Math.floor(lastWrittenMs / 3_600_000) === Math.floor(nowMs / 3_600_000)
    ? undefined
    : settledHour(trackRecord, nowMs)
}
