// History as the forecast families want it: regular, without gaps, and without what will not come again.
//
// Gaps, incidents and announced events are bridged with what the same time of neighbouring days says; what an event of more
// than a day did is divided by its multiplier instead, since no bridge holds that long. New levels, bursts that recur, and
// whatever the end of history has just begun to do stay as they are.
import type { DemandSeries } from '../demand/series.ts'
import { bridgeStretch } from './cleaning/bridge-stretch.ts'
import { oddStretches, type Stretch } from './cleaning/odd-stretches.ts'
import { type KnownEvent, overlaps } from './event-effect.ts'
import { type EventEffects, multiplierOf } from './event-regressors.ts'
import type { SeasonalHistory } from './families/family.ts'
import { bridgeGaps } from './smoothing.ts'

export interface PrepareOptions {
  /** Bins of the shorter season. @default the bins of a day */
  readonly dayBins?: number
  /** Announced events, past ones as well; those outside of the history count for nothing. */
  readonly events?: readonly KnownEvent[]
  /** What kinds of events are known to do. @default nothing is known but what the events state */
  readonly effects?: EventEffects
}

/** An incident may have been the load, after all. */
const incidentTrust = 0.2

/** What is left when a long event's multiplier is taken out is only about the usual. */
const longEventTrust = 0.5

const dayMs = 86_400_000

/** Its logarithm is still finite. */
const leastFloor = 1e-300

/** So small a share of the mean is no different from nothing; the logarithm of nothing is thereby finite. */
const floorShare = 0.03

/**
 * Begins at the first load of a series that begins without any: what was not launched yet has no season.
 * @param series rates in any unit, NaN where unknown
 */
export function prepareHistory(series: DemandSeries, options: PrepareOptions = {}): SeasonalHistory {
  const { dayBins = binsOfDay(series) } = options
  const begun = withoutLaunch(series)
  const { values, trust } = draftOf(begun, options)
  const floor = floorOf(begun.ratesRps)
  const logs = logsOf({ values, trust }, floor)
  for (const { from, to } of oddStretches(logs, dayBins)) {
    logs.fill(Number.NaN, from, to)
    trust.fill(incidentTrust, from, to)
  }
  bridgeAll(values, logs, { floor, dayBins })
  return { startMs: begun.startMs, binSeconds: series.binSeconds, dayBins, values, trust }
}

/**
 * The series with what the events did taken out, for whoever deals with gaps and incidents himself: they stay. The series
 * itself where no event lies in it.
 */
export function withoutEvents(series: DemandSeries, options: PrepareOptions): DemandSeries {
  const endMs = series.startMs + series.ratesRps.length * series.binSeconds * 1000
  const events = options.events?.filter(event => overlaps(event, series.startMs, endMs)) ?? []
  if (events.length === 0) return series
  const { dayBins = binsOfDay(series) } = options
  const draft = draftOf(series, { ...options, events })
  const logs = logsOf(draft, floorOf(series.ratesRps))
  bridgeAll(draft.values, logs, { floor: floorOf(series.ratesRps), dayBins })
  const ratesRps = draft.values.map((rate, bin) => (Number.isNaN(series.ratesRps[bin]) ? Number.NaN : rate))
  return { ...series, ratesRps }
}

/**
 * What would have been seen without the events: NaN in an event that has no day to be held against.
 * @returns with what is added to both rates before they are held against each other, so that a ratio is never one to nothing
 */
export function usualIn(
  series: DemandSeries,
  { dayBins = binsOfDay(series), events = [] }: PrepareOptions,
): { readonly values: Float64Array; readonly floor: number } {
  const floor = floorOf(series.ratesRps)
  const values = series.ratesRps.slice()
  const logs = values.map(rate => (Number.isFinite(rate) ? Math.log(Math.max(rate, 0) + floor) : Number.NaN))
  for (const event of events) logs.fill(Number.NaN, binsOf(event, series).from, binsOf(event, series).to)
  for (const { from, to } of oddStretches(logs, dayBins)) logs.fill(Number.NaN, from, to)
  bridgeAll(values, logs, { floor, dayBins, onlySeasonal: true })
  return { values, floor }
}

function binsOfDay({ binSeconds }: DemandSeries): number {
  return Math.max(1, Math.round(86_400 / binSeconds))
}

interface Draft {
  /** Effects of long events are taken out. */
  readonly values: Float64Array
  /** 0 in gaps and in events. */
  readonly trust: Float64Array
}

function draftOf({ ratesRps, startMs, binSeconds }: DemandSeries, { events = [], effects }: PrepareOptions): Draft {
  const values = ratesRps.slice()
  const trust = new Float64Array(values.length)
  for (let bin = 0; bin < values.length; bin++) {
    if (values[bin] < 0) values[bin] = 0
    trust[bin] = Number.isFinite(values[bin]) ? 1 : 0
  }
  const endMs = startMs + values.length * binSeconds * 1000
  for (const event of events) {
    const { from, to } = binsOf(event, { ratesRps, startMs, binSeconds })
    const isShort =
      event.endsAtMs <= endMs && event.endsAtMs - event.startsAtMs <= dayMs && to - from < values.length / 2
    const multiplier = multiplierOf(event, effects)
    for (let bin = from; bin < to; bin++) {
      trust[bin] = Math.min(trust[bin], isShort ? 0 : longEventTrust)
      if (multiplier > 0) values[bin] /= multiplier
    }
  }
  return { values, trust }
}

/** NaN where nothing is to be believed. */
function logsOf({ values, trust }: Draft, floor: number): Float64Array {
  const logs = new Float64Array(values.length)
  for (let bin = 0; bin < logs.length; bin++) logs[bin] = trust[bin] > 0 ? Math.log(values[bin] + floor) : Number.NaN
  return logs
}

/** Bins of which any part lies in the event. */
export function binsOf({ startsAtMs, endsAtMs }: KnownEvent, series: DemandSeries): Stretch {
  const binMs = series.binSeconds * 1000
  const from = Math.max(0, Math.floor((startsAtMs - series.startMs) / binMs))
  const to = Math.min(series.ratesRps.length, Math.ceil((endsAtMs - series.startMs) / binMs))
  return { from, to: Math.max(from, to) }
}

interface Bridging {
  readonly floor: number
  readonly dayBins: number
  /** What has no day to be held against stays unknown. @default a straight line */
  readonly onlySeasonal?: boolean
}

/** Writes over the values whose logarithm is not known. */
function bridgeAll(values: Float64Array, logs: Float64Array, { floor, dayBins, onlySeasonal = false }: Bridging): void {
  const straight = onlySeasonal ? logs : bridgeGaps(logs)
  for (const stretch of unknownStretches(logs)) {
    const isShort = !onlySeasonal && stretch.to - stretch.from <= dayBins / 96
    const bridged = isShort ? undefined : bridgeStretch(logs, stretch, dayBins)
    for (let bin = stretch.from; bin < stretch.to; bin++) {
      const seasonal = bridged?.[bin - stretch.from] ?? Number.NaN
      const log = Number.isNaN(seasonal) ? straight[bin] : seasonal
      values[bin] = Math.max(0, Math.exp(log) - floor)
    }
  }
}

function unknownStretches(logs: Float64Array): Stretch[] {
  const stretches: Stretch[] = []
  for (let bin = 0; bin < logs.length; bin++) {
    if (!Number.isNaN(logs[bin])) continue
    const from = bin
    while (bin < logs.length && Number.isNaN(logs[bin])) bin++
    stretches.push({ from, to: bin })
  }
  return stretches
}

/** Nothing before the first load, if nothing lasts longer there than it ever does later. */
export function withoutLaunch(series: DemandSeries): DemandSeries {
  const { ratesRps } = series
  const first = ratesRps.findIndex(rate => rate > 0)
  if (first <= 0 || longestIdle(ratesRps, first) >= first) return series
  return { ...series, startMs: series.startMs + first * series.binSeconds * 1000, ratesRps: ratesRps.subarray(first) }
}

function longestIdle(rates: Float64Array, from: number): number {
  let longest = 0
  let idle = 0
  for (let bin = from; bin < rates.length; bin++) {
    idle = rates[bin] > 0 ? 0 : idle + 1
    longest = Math.max(longest, idle)
  }
  return longest
}

function floorOf(rates: Float64Array): number {
  let sum = 0
  let count = 0
  for (const rate of rates) {
    if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) continue
    sum += rate
    count++
  }
  return sum > 0 ? Math.max((floorShare * sum) / count, leastFloor) : 1
}
