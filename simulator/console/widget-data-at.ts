// What a widget is told at a moment of the replay. Nothing that came later is told, but for the columns of the charts, whose
// later part is drawn fainter.
import { dayMs, formatDay, hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type {
  Accuracy,
  AccuracySpan,
  Decision,
  GroupMode,
  GroupSummary,
  WidgetData,
  WidgetName,
} from '../../functions/widget/widget-data.ts'
import type { ForecastHour } from '../result.ts'
import type { ConsoleData, GroupHistory, PolicyHistory } from './console-data.ts'
import { findPolicy } from './console-data.ts'
import { addressOf } from './page-address.ts'
import { sumOf } from './sums.ts'

export interface Viewpoint {
  readonly group: GroupHistory
  readonly policy: PolicyHistory
  readonly nowMs: number
}

const promisedShare = 0.95
const sparkMinutes = 180

/** The part of `WidgetData` that this widget draws. */
export function widgetDataAt(widget: WidgetName, data: ConsoleData, viewpoint: Viewpoint): WidgetData {
  switch (widget) {
    case 'forecast-fan':
      return fanData(viewpoint)
    case 'fleet-ladder':
      return { minutes: viewpoint.policy.minutes }
    case 'decisions':
      return decisionsData(viewpoint)
    case 'accuracy':
      return { accuracy: accuracyAt(viewpoint), missingBecause: accuracyMissing(viewpoint) }
    case 'peers':
      return { peers: viewpoint.group.peers }
    case 'groups':
      return { groups: data.groups.map(group => groupSummary(group, viewpoint.nowMs)) }
  }
}

function fanData({ policy, nowMs }: Viewpoint): WidgetData {
  return {
    minutes: policy.minutes,
    fans: policy.fans,
    helpMs: helpMs(policy, nowMs),
    missingBecause: policy.fans === undefined ? fansMissing(policy) : undefined,
  }
}

function fansMissing(policy: PolicyHistory): string {
  if (!doesForecast(policy)) return reactsOnly(policy)
  return 'This result was written before forecasts of single minutes were kept; npm start writes a new one.'
}

function reactsOnly({ label }: PolicyHistory): string {
  return `${label.charAt(0).toUpperCase()}${label.slice(1)} does not forecast and gives no reasons.`
}

export function doesForecast({ minutes, forecastHours }: PolicyHistory): boolean {
  return forecastHours !== undefined || Array.from(minutes.forecastP95Rps).some(value => value > 0)
}

/** The window of the forecasts is the time that help takes. */
function helpMs({ forecastHours }: PolicyHistory, nowMs: number): number | undefined {
  const last = forecastHours?.findLast(({ t }) => Date.parse(t) + hourMs <= nowMs) ?? forecastHours?.[0]
  return last === undefined ? undefined : last.windowMinutes * minuteMs
}

function decisionsData({ policy }: Viewpoint): WidgetData {
  const { decisions } = policy
  return { decisions, missingBecause: decisions === undefined ? reactsOnly(policy) : undefined }
}

function accuracyAt(viewpoint: Viewpoint): Accuracy | undefined {
  const { group, policy, nowMs } = viewpoint
  if (group.endMs <= group.startMs) return undefined
  const since = (label: string, fromMs: number) => spanOf(viewpoint, label, Math.max(group.startMs, fromMs))
  const windowMs = helpMs(policy, nowMs)
  return {
    promisedShare,
    budgetPercent: policy.budgetPercent,
    windowMinutes: windowMs === undefined ? undefined : (windowMs / minuteMs) * forecastsPerMinute(policy),
    spans: [
      since('last day', nowMs - dayMs),
      since('last week', nowMs - 7 * dayMs),
      since(`since ${formatDay(group.startMs)}`, group.startMs),
    ],
  }
}

/** A group that is planned several times a minute makes as many more forecasts of one window. */
function forecastsPerMinute({ forecastHours = [] }: PolicyHistory): number {
  const evaluated = forecastHours.reduce((sum, hour) => sum + hour.evaluated, 0)
  return Math.max(1, evaluated / (60 * forecastHours.length))
}

function accuracyMissing({ policy }: Viewpoint): string | undefined {
  return doesForecast(policy) ? undefined : reactsOnly(policy)
}

function spanOf({ group, policy, nowMs }: Viewpoint, label: string, fromMs: number): AccuracySpan {
  const baseline = group.baseline === policy.name ? undefined : findPolicy(group, group.baseline)
  return {
    label,
    ...forecastsOf(policy, fromMs, nowMs),
    requests: sumOf(policy, 'requests', fromMs, nowMs),
    badRequests: sumOf(policy, 'bad', fromMs, nowMs),
    costUsd: sumOf(policy, 'costUsd', fromMs, nowMs),
    reactiveCostUsd: baseline && sumOf(baseline, 'costUsd', fromMs, nowMs),
  }
}

/** Whole hours only: those that began in the span and are over. */
function forecastsOf({ forecastHours = [] }: PolicyHistory, fromMs: number, toMs: number) {
  const hours = forecastHours.filter(({ t }) => Date.parse(t) >= fromMs && Date.parse(t) + hourMs <= toMs)
  const forecasts = hours.reduce((sum, hour) => sum + hour.evaluated, 0)
  const covered = hours.reduce((sum, hour) => sum + hour.covered, 0)
  const meanOf = (lossOf: (hour: ForecastHour) => number) =>
    hours.reduce((sum, hour) => sum + lossOf(hour) * hour.evaluated, 0) / forecasts
  return {
    forecasts,
    covered,
    ...known(
      'lossRps',
      meanOf(hour => hour.lossRps),
    ),
    ...known(
      'reactiveLossRps',
      meanOf(hour => hour.reactiveLossRps ?? Number.NaN),
    ),
  }
}

/** A property where its value is known, none where it is not. */
function known<Name extends string>(name: Name, value: number): Partial<Record<Name, number>> {
  return Number.isFinite(value) ? ({ [name]: value } as Record<Name, number>) : {}
}

/** Index of the minute that ended at `nowMs`; the first or last one where there is none. */
export function minuteBefore({ minutes }: PolicyHistory, nowMs: number): number {
  const index = Math.floor((nowMs - minutes.startMs) / minuteMs) - 1
  return Math.min(minutes.demandRps.length - 1, Math.max(0, index))
}

function lastDecision({ decisions = [] }: PolicyHistory, nowMs: number): Decision | undefined {
  return decisions.findLast(({ atMs }) => atMs <= nowMs)
}

function groupSummary(group: GroupHistory, nowMs: number): GroupSummary {
  const policy = group.policies[0]
  const shared = { name: group.name, href: addressOf({ group: group.name, nowMs }) }
  if (policy === undefined || policy.minutes.demandRps.length === 0) return { ...shared, ...nothingKnown }
  const { minutes } = policy
  const index = minuteBefore(policy, nowMs)
  const last = lastDecision(policy, nowMs)
  return {
    ...shared,
    mode: modeOf(last),
    modeReason: modeOf(last) === 'act' ? undefined : last?.reason,
    inService: minutes.inService[index],
    floor: minutes.floor[index],
    demandRps: minutes.demandRps[index],
    recentDemandRps: minutes.demandRps.slice(Math.max(0, index + 1 - sparkMinutes), index + 1),
    lastDecision: last,
  }
}

const nothingKnown = {
  mode: 'observe',
  modeReason: 'nothing was simulated',
  inService: Number.NaN,
  floor: Number.NaN,
  demandRps: Number.NaN,
  recentDemandRps: [],
} as const satisfies Partial<GroupSummary>

/** A policy that gives no reasons, and a group that waits for its first forecast, are acted on as ever. */
export function modeOf(decision: Decision | undefined): GroupMode {
  return (decision && modes[decision.action]) ?? 'act'
}

const modes: Readonly<Record<string, GroupMode>> = {
  observe: 'observe',
  restore: 'observe',
  'let-down': 'demoted',
  freeze: 'frozen',
  refuse: 'refused',
}
