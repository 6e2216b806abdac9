// One tick of one group, as a pure function: from what is seen to an action and its reason. `reconcile` gathers the view,
// calls this, and applies the steps; nothing in here knows AWS.
import type { Alert } from '../alert.ts'
import { priorLeadTimes } from '../capacity/lead-times.ts'
import { newsvendorLevel } from '../capacity/plan-floor.ts'
import { priceOf } from '../capacity/prices.ts'
import { appendMinutes, type RecentDemand } from '../demand/recent-demand.ts'
import { initialBaseline } from '../forecasting/baseline.ts'
import { initialBlend } from '../forecasting/blend.ts'
import { initialConformal } from '../forecasting/conformal.ts'
import { isDemoted } from '../forecasting/track-record.ts'
import type { DecisionRecord, GroupState } from '../group/records.ts'
import { chooseIntent, type Intent } from './choose-intent.ts'
import { demotionNews } from './demotion.ts'
import type { FloorStep } from './floor-steps.ts'
import type { GroupView } from './group-view.ts'
import { lookAhead, type Outlook, pendingOf, settle } from './outlook.ts'

export interface Assessment {
  readonly decision: DecisionRecord
  readonly steps: readonly FloorStep[]
  readonly state: GroupState
  readonly alerts: readonly Alert[]
}

/** Older demand than this says nothing about now; a floor is then neither moved nor renewed, and expires by itself. */
const stalestDemandMs = 10 * 60_000

/** What is not ordered now is ordered at the next tick, and comes this much later. */
const tickSeconds = 60

export function assessGroup(view: GroupView): Assessment {
  const state = observe(view)
  const outlook = outlookOf(view, state)
  const intent = chooseIntent(view, state, outlook)
  const isActing = view.config.optedIn && view.config.settings.mode === 'act'
  const { alerts, alerted } = isActing ? demotionNews(view.group.name, state) : { alerts: [], alerted: state.alerted }
  return {
    decision: decisionOf(view, intent, outlook),
    steps: intent.steps,
    state: { ...state, ...intent.state, alerted, pending: pendingAfter(state, outlook) },
    alerts,
  }
}

/** Takes in the new minutes and learns from forecasts whose time has come. */
function observe(view: GroupView): GroupState {
  const before = startingState(view)
  const recent = appendMinutes(recentOf(before), view.minutes.startMs, view.minutes.values)
  if (recent === undefined) return before
  const learning = settle(before, recent)
  return {
    ...before,
    ...learning,
    recentRps: [...recent.rps],
    recentEndMs: recent.endMs,
    demoted: isDemoted(learning.trackRecord, before.demoted),
  }
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

export function recentOf(state: GroupState | undefined): RecentDemand | undefined {
  if (state === undefined || state.recentRps.length === 0) return undefined
  return { rps: state.recentRps, endMs: state.recentEndMs }
}

function outlookOf(view: GroupView, state: GroupState): Outlook | undefined {
  const recent = recentOf(state)
  if (view.model === undefined || recent === undefined || view.nowMs - recent.endMs > stalestDemandMs) return undefined
  const leadSeconds = (view.learned?.coldLeadSeconds ?? priorLeadTimes.coldSeconds) + tickSeconds
  const level = newsvendorLevel(view.config.settings.missCostRatio)
  return lookAhead(view.model, recent, state, level, leadSeconds, view.nowMs)
}

function pendingAfter(state: GroupState, outlook: Outlook | undefined): GroupState['pending'] {
  return outlook === undefined ? state.pending : [...state.pending, pendingOf(outlook)]
}

function decisionOf(view: GroupView, intent: Intent, outlook: Outlook | undefined): DecisionRecord {
  return {
    schemaVersion: 1,
    at: new Date(view.nowMs).toISOString(),
    action: intent.action,
    reason: intent.reason,
    floorBefore: view.group.minSize,
    floorAfter: intent.floorAfter,
    costUsdPerHour: intent.floorAfter * priceOf(view.group.instanceType).usdPerHour,
    outlook: outlook && {
      fromMs: outlook.fromMs,
      toMs: outlook.toMs,
      medianRps: outlook.medianRps,
      p95Rps: outlook.p95Rps,
      reactiveRps: outlook.experts.reactiveRps,
    },
  }
}
