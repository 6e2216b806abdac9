// What the console shows, as plain data: groups, the policies that were tried on each, and the moments worth a look. Whoever
// has groups to show builds one; here it is built from a simulation's result (group-history.ts).
import type { Decision, Fan, MinuteColumns, PeerComparison } from '../../functions/widget/widget-data.ts'
import type { ForecastHour } from '../result.ts'

export interface ConsoleData {
  /** Heads the page: 'A fortnight of a web shop'. */
  readonly title: string
  /** In the order in which they are listed; the first is shown at first. */
  readonly groups: readonly GroupHistory[]
}

export interface GroupHistory {
  /** As its owner wrote it: up to 255 characters of anything. */
  readonly name: string
  /** Epoch milliseconds, whole minutes: the judged time. Equal where there is nothing to show. */
  readonly startMs: number
  readonly endMs: number
  /** What one warm instance serves, requests per second. */
  readonly instanceRps: number
  /** Shares of a minute's requests above this make it a bad one. */
  readonly badMinuteShare: number
  /** The one that the page is about comes first. */
  readonly policies: readonly PolicyHistory[]
  /** Name of the policy that the first one is held against. */
  readonly baseline?: string
  readonly peers?: PeerComparison
  /** Ascending by time. */
  readonly moments: readonly Moment[]
}

/** What one policy did, minute by minute. */
export interface PolicyHistory {
  /** As in the result, with its knob: 'target-tracking@50'. */
  readonly name: string
  /** In a sentence: 'target tracking at 50 %'. */
  readonly label: string
  readonly minutes: MinuteColumns
  /** Bad requests of each minute; NaN where nothing is known. */
  readonly bad: Float64Array
  readonly totals: RunningTotals
  /** First minutes of stretches of bad minutes, and how long each lasts. */
  readonly badStretches: readonly BadStretch[]
  readonly fans?: readonly Fan[]
  readonly decisions?: readonly Decision[]
  readonly forecastHours?: readonly ForecastHour[]
  /** What may be spent, percent of target tracking's cost at its default target. */
  readonly budgetPercent?: number
}

/** Sums from the start of the judged time until each minute; one entry more than there are minutes, the first is 0. */
export interface RunningTotals {
  readonly requests: Float64Array
  readonly bad: Float64Array
  readonly badMinutes: Float64Array
  readonly costUsd: Float64Array
}

export interface BadStretch {
  readonly startMs: number
  readonly minutes: number
}

/** A place in the replay that is worth a look. */
export interface Moment {
  /** Unique within the group: 'most-instructive'. */
  readonly id: string
  /** Where the cursor stands when it is opened. */
  readonly cursorMs: number
  /** The stretch that the caption speaks of. */
  readonly fromMs: number
  readonly toMs: number
  /** 'Most instructive' */
  readonly name: string
  /** What happened there, in numbers, and why it matters. */
  readonly caption: string
  /** Where the replay opens. */
  readonly isOpening: boolean
}

export function findGroup({ groups }: ConsoleData, name: string | undefined): GroupHistory | undefined {
  return name === undefined ? groups[0] : groups.find(group => group.name === name)
}

export function findPolicy({ policies }: GroupHistory, name: string | undefined): PolicyHistory | undefined {
  return name === undefined ? policies[0] : policies.find(policy => policy.name === name)
}
