// One tick of one group, as a pure function: from what is seen to an action and its reason. `reconcile` gathers the view,
// calls this, and applies the steps; nothing in here knows AWS.
import type { Alert } from '../alert.ts'
import { demandToCover } from '../capacity/demand-to-cover.ts'
import { priorLeadTimes } from '../capacity/lead-times.ts'
import { newsvendorLevel, planFloor, plannedUtilisation } from '../capacity/plan-floor.ts'
import { priceOf } from '../capacity/prices.ts'
import type { ControlMode } from '../control-mode.ts'
import { appendMinutes, type RecentDemand } from '../demand/recent-demand.ts'
import { initialBaseline } from '../forecasting/baseline.ts'
import { initialBlend } from '../forecasting/blend.ts'
import { initialConformal } from '../forecasting/conformal.ts'
import type { FittedModel } from '../forecasting/model.ts'
import { isDemoted, summarise } from '../forecasting/track-record.ts'
import type { DecisionRecord, GroupConfig, GroupState, Learned } from '../group/records.ts'
import { explain } from './explain.ts'
import { baselineOf, type FloorMemory, type FloorStep, stepsToFloor, stepsToRestore } from './floor-steps.ts'
import type { ObservedGroup } from './observed-group.ts'
import { lookAhead, type Outlook, pendingOf, settle } from './outlook.ts'

/** Everything that a decision rests on. */
export interface GroupView {
  readonly nowMs: number
  readonly mode: ControlMode
  readonly config: GroupConfig
  readonly group: ObservedGroup
  readonly managed: boolean
  readonly memory: FloorMemory | undefined
  readonly learned: Learned | undefined
  readonly model: FittedModel | undefined
  readonly state: GroupState | undefined
  /** Requests in each minute since `startMs`, NaN where unknown. */
  readonly minutes: { readonly startMs: number; readonly values: Float64Array }
}

export interface Assessment {
  readonly decision: DecisionRecord
  readonly steps: readonly FloorStep[]
  readonly state: GroupState
  readonly alerts: readonly Alert[]
}

/** Older demand than this says nothing about now; a floor is then neither moved nor renewed, and expires by itself. */
const stalestDemandMs = 10 * 60_000

/** A floor is let down over this time when a group returns to observe, not dropped. */
const letDownMs = 30 * 60_000

/** Ticks after one whose group was seen last: a launch ordered at the next tick comes this much later. */
const tickSeconds = 60

export function assessGroup(view: GroupView): Assessment {
  const state = observe(view)
  const outlook = outlookOf(view, state)
  const intent = chooseIntent(view, state, outlook)
  const next = { ...state, ...intent.state, pending: pendingAfter(state, outlook) }
  const alerts = alertsOf(view, next, state)
  return {
    decision: decisionOf(view, intent, outlook),
    steps: intent.steps,
    state: { ...next, alerted: causesOf(next, state) },
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

interface Intent {
  readonly action: DecisionRecord['action']
  readonly reason: string
  readonly floorAfter: number
  readonly steps: FloorStep[]
  readonly state?: Partial<GroupState>
}

/** In order: what forbids any change, what asks to put things back, what is not known yet, and only then the plan. */
function chooseIntent(view: GroupView, state: GroupState, outlook: Outlook | undefined): Intent {
  const { config, mode } = view
  if (mode === 'freeze') return stay(view, 'freeze', 'The kill switch says freeze: nothing is changed.')
  if (mode === 'restore') return restore(view, 'The kill switch says restore: the team gets its settings back.')
  if (!config.optedIn) return restore(view, 'The group is no longer opted in: the team gets its settings back.')
  if (config.refusal !== undefined) return restore(view, `The group is left alone: ${config.refusal}.`, 'refuse')
  if (config.settings.mode === 'observe') return letDown(view, state, outlook, 'penumbra:mode is observe')
  if (state.demoted) return letDown(view, state, outlook, demotionReason(state))
  return act(view, state, outlook)
}

function act(view: GroupView, state: GroupState, outlook: Outlook | undefined): Intent {
  const situation = situationOf(view, state, outlook)
  if (situation === undefined) return stay(view, 'wait', waitingFor(view, outlook))
  const { floor } = situation.plan
  const before = view.group.minSize
  const action = floor > before ? 'raise' : floor < before ? 'lower' : 'hold'
  return {
    action,
    reason: explain(situation),
    floorAfter: floor,
    steps: stepsToFloor(floor, observedFloor(view), view.memory, view.nowMs),
    state: { lettingDown: undefined },
  }
}

function waitingFor(view: GroupView, outlook: Outlook | undefined): string {
  if (view.model === undefined) return 'No forecast yet: a model is fitted within minutes of the first data.'
  if (outlook === undefined) return 'No recent demand in CloudWatch: the floor is neither moved nor renewed.'
  return 'What one instance can do is not known yet: about half an hour of CPU between 10 and 90 % is needed.'
}

function situationOf(view: GroupView, state: GroupState, outlook: Outlook | undefined) {
  const capacity = instanceRpsOf(view)
  if (outlook === undefined || capacity === undefined) return undefined
  const { group, config } = view
  const { settings } = config
  const price = priceOf(group.instanceType)
  const baselineMinSize = baselineOf(observedFloor(view), view.memory)
  const toCover = demandToCover({
    forecastRps: outlook.boughtRps,
    recentRps: state.recentRps,
    saturationRps: (group.inService * capacity.rps) / plannedUtilisation,
    minutesAhead: (outlook.toMs - state.recentEndMs) / 60_000,
  })
  const plan = planFloor({
    demandRps: toCover.rps,
    instanceRps: capacity.rps,
    baselineMinSize,
    maxSize: group.maxSize,
    priceUsdPerHour: price.usdPerHour,
    maxHourlyCostUsd: settings.maxHourlyCostUsd,
  })
  return {
    outlook,
    toCover,
    plan,
    instanceRps: capacity.rps,
    instanceRpsSource: capacity.source,
    inService: group.inService,
    pending: group.pending,
    baselineMinSize,
    maxSize: group.maxSize,
    price,
    missCostRatio: settings.missCostRatio,
    policyAlone: policyAlone(view, outlook.lastRps),
  }
}

function instanceRpsOf({ config, learned }: GroupView): { rps: number; source: string } | undefined {
  if (config.settings.requestsPerInstance !== undefined) {
    return { rps: config.settings.requestsPerInstance, source: 'stated by tag' }
  }
  if (learned?.saturationRps === undefined) return undefined
  return {
    rps: learned.saturationRps * plannedUtilisation,
    source: `learned, at ${Math.round(plannedUtilisation * 100)} % CPU`,
  }
}

/** What the team's own policy would settle at, were demand to stay as it is. */
function policyAlone({ learned }: GroupView, demandRps: number): number | undefined {
  if (learned?.saturationRps === undefined || learned.policyTargetPercent === undefined) return undefined
  return Math.ceil(demandRps / ((learned.saturationRps * learned.policyTargetPercent) / 100))
}

function stay(view: GroupView, action: 'freeze' | 'wait', reason: string): Intent {
  return { action, reason, floorAfter: view.group.minSize, steps: [] }
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
  const situation = situationOf(view, state, outlook)
  const would = situation === undefined ? waitingFor(view, outlook) : `Acting, it would be: ${explain(situation)}`
  return {
    action: 'observe',
    reason: `Only observed: ${why}. ${would}`,
    floorAfter: view.group.minSize,
    steps: [],
    state: { lettingDown: undefined },
  }
}

function demotionReason(state: GroupState): string {
  const { forecastLoss, reactiveLoss, count } = summarise(state.trackRecord)
  return (
    `over the last 24 h the forecasts were worse than the last value plus its usual error ` +
    `(pinball loss ${(forecastLoss / count).toPrecision(3)} against ${(reactiveLoss / count).toPrecision(3)} rps)`
  )
}

function alertsOf(view: GroupView, next: GroupState, before: GroupState): Alert[] {
  const wasDemoted = before.alerted.includes('demoted')
  const { name } = view.group
  if (next.demoted && !wasDemoted) {
    return [
      {
        cause: 'demoted',
        title: `${name} is only observed from now on`,
        what: `Auto Scaling group ${name} went back to observe by itself`,
        why: demotionReason(next),
        done: 'its floor is let down over 30 minutes; the scaling policies of the team are untouched',
        toDo: 'nothing at once; Penumbra acts again by itself when its forecasts are better for a day',
      },
    ]
  }
  if (!next.demoted && wasDemoted) {
    return [
      {
        cause: 'promoted',
        title: `${name} is acted on again`,
        what: `Auto Scaling group ${name} is acted on again`,
        why: 'for a day its forecasts were at least 5 % better than the reactive baseline',
        done: 'its floor follows the forecast again',
        toDo: 'nothing',
      },
    ]
  }
  return []
}

function causesOf(next: GroupState, before: GroupState): string[] {
  const others = before.alerted.filter(cause => cause !== 'demoted')
  return next.demoted ? [...others, 'demoted'] : others
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
    },
  }
}

function observedFloor({ group, managed }: GroupView) {
  return { minSize: group.minSize, maxSize: group.maxSize, managed }
}
