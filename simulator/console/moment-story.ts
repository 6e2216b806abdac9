// What happened in a stretch of time, in numbers: what demand did, what was expected of it, and what two policies made of it.
import { hourMs, minuteMs } from '../../functions/widget/format-time.ts'
import type { PolicyHistory } from './console-data.ts'
import { sumOf } from './sums.ts'

export interface Story {
  /** Where to stop and look: at the largest surprise, else the first bad minute, else where demand begins to climb. */
  readonly cursorMs: number
  readonly climb: Climb | undefined
  readonly surprise: Surprise | undefined
  /** Whether any forecast was made for this stretch. */
  readonly wasForecast: boolean
  /** The policy of the page first, then its baseline. */
  readonly outcomes: readonly Outcome[]
}

/** From the lowest minute before the highest one to the highest. */
export interface Climb {
  readonly fromMs: number
  readonly toMs: number
  readonly fromRps: number
  readonly toRps: number
}

/** A forecast that was exceeded. */
export interface Surprise {
  readonly atMs: number
  readonly expectedRps: number
  readonly cameRps: number
}

export interface Outcome {
  readonly label: string
  readonly bad: number
  /** Of all the policy's bad requests, those of this stretch; 0 where it had none. */
  readonly badShare: number
  readonly costUsd: number
  /** In service in the highest minute. */
  readonly inServiceAtPeak: number
}

interface Stretch {
  readonly fromMs: number
  readonly toMs: number
}

/** A climb is looked for this long before the stretch, too. */
const runUpMs = hourMs / 2
/** Of the forecasts' windows, where the result does not tell. */
const defaultWindowMinutes = 6

export function storyOf(policies: readonly PolicyHistory[], stretch: Stretch): Story {
  const [subject, baseline] = policies
  const climb = climbOf(subject, stretch)
  const surprise = surpriseOf(subject, stretch)
  const compared = baseline === undefined ? [subject] : [subject, baseline]
  return {
    cursorMs: surprise?.atMs ?? firstBadMs(compared, stretch) ?? climb?.fromMs ?? stretch.fromMs,
    climb,
    surprise,
    wasForecast: columnOf(subject.minutes.forecastP95Rps, subject, stretch).some(value => value > 0),
    outcomes: compared.map(policy => outcomeOf(policy, stretch, climb)),
  }
}

function climbOf(policy: PolicyHistory, { fromMs, toMs }: Stretch): Climb | undefined {
  const demand = policy.minutes.demandRps
  const [from, to] = [indexOf(policy, fromMs), indexOf(policy, toMs)]
  const peak = extreme(demand, from, to, (value, best) => value > best)
  if (peak === undefined) return undefined
  const start = indexOf(policy, fromMs - runUpMs)
  const trough = extreme(demand, start, peak + 1, (value, best) => value <= best) ?? peak
  return {
    fromMs: timeOf(policy, trough),
    toMs: timeOf(policy, peak),
    fromRps: demand[trough],
    toRps: demand[peak],
  }
}

/** The first of those whose limit was exceeded by at least half as much as the worst: there it was still news. */
function surpriseOf(policy: PolicyHistory, stretch: Stretch): Surprise | undefined {
  const surprises = surprisesOf(policy, stretch)
  const worst = surprises.reduce((most, surprise) => Math.max(most, excessOf(surprise)), 0)
  return surprises.find(surprise => excessOf(surprise) >= worst / 2)
}

/** A row's forecast was made in the minute before it and speaks of that minute and the ones after, maybe into the stretch. */
function surprisesOf(policy: PolicyHistory, { fromMs, toMs }: Stretch): Surprise[] {
  const { demandRps, forecastP95Rps } = policy.minutes
  const from = Math.max(1, indexOf(policy, fromMs) - defaultWindowMinutes)
  const indices = Array.from({ length: Math.max(0, indexOf(policy, toMs) - from) }, (_, at) => from + at)
  return indices
    .map(index => ({
      atMs: timeOf(policy, index),
      expectedRps: forecastP95Rps[index],
      cameRps: highest(demandRps, index - 1, index - 1 + windowMinutesAt(policy, timeOf(policy, index))),
    }))
    .filter(surprise => excessOf(surprise) > 0)
}

function excessOf({ cameRps, expectedRps }: Surprise): number {
  return cameRps - expectedRps
}

function windowMinutesAt({ forecastHours }: PolicyHistory, timeMs: number): number {
  const hour = forecastHours?.findLast(({ t }) => Date.parse(t) <= timeMs)
  return Math.round(hour?.windowMinutes ?? defaultWindowMinutes)
}

function firstBadMs(policies: readonly PolicyHistory[], { fromMs, toMs }: Stretch): number | undefined {
  const firsts = policies.flatMap(({ badStretches }) =>
    badStretches.filter(({ startMs }) => startMs >= fromMs && startMs < toMs).map(({ startMs }) => startMs + minuteMs),
  )
  return firsts.length === 0 ? undefined : Math.min(...firsts)
}

function outcomeOf(policy: PolicyHistory, { fromMs, toMs }: Stretch, climb: Climb | undefined): Outcome {
  const inStretch = sumOf(policy, 'bad', fromMs, toMs)
  const all = policy.totals.bad.at(-1) ?? 0
  return {
    label: policy.label,
    bad: inStretch,
    badShare: all > 0 ? inStretch / all : 0,
    costUsd: sumOf(policy, 'costUsd', fromMs, toMs),
    inServiceAtPeak: climb === undefined ? Number.NaN : policy.minutes.inService[indexOf(policy, climb.toMs)],
  }
}

function columnOf(values: ArrayLike<number>, policy: PolicyHistory, { fromMs, toMs }: Stretch): number[] {
  return Array.from(values).slice(indexOf(policy, fromMs), indexOf(policy, toMs))
}

function highest(values: ArrayLike<number>, from: number, to: number): number {
  const index = extreme(values, from, to, (value, best) => value > best)
  return index === undefined ? Number.NaN : values[index]
}

/** Where the value is that nothing is better than; what is unknown is passed over. */
function extreme(
  values: ArrayLike<number>,
  from: number,
  to: number,
  isBetter: (value: number, best: number) => boolean,
): number | undefined {
  let best: number | undefined
  for (let index = Math.max(0, from); index < Math.min(values.length, to); index++) {
    if (Number.isNaN(values[index])) continue
    if (best === undefined || isBetter(values[index], values[best])) best = index
  }
  return best
}

/** Index of a time among the minutes, within their bounds; one past the last is allowed. */
function indexOf({ minutes }: PolicyHistory, timeMs: number): number {
  const index = Math.round((timeMs - minutes.startMs) / minuteMs)
  return Math.min(minutes.demandRps.length, Math.max(0, index))
}

function timeOf({ minutes }: PolicyHistory, index: number): number {
  return minutes.startMs + index * minuteMs
}
