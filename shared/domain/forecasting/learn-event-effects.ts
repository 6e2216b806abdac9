// How much load past events brought: what was seen while they lasted over what the season says without them, which is what the
// same time of neighbouring days says, moved to the level around the event.
import type { DemandSeries } from '../demand/series.ts'
import { binsOf, type PrepareOptions, usualIn } from './clean-history.ts'
import { medianOf } from './cleaning/medians.ts'
import type { KnownEvent } from './event-effect.ts'
import { type EventEffects, effectOfKind } from './event-regressors.ts'

/** An event that came, and how much load it brought. */
export interface MeasuredEvent<Event extends KnownEvent = KnownEvent> {
  readonly event: Event
  /** Logarithm of the load over the usual. */
  readonly logRatio: number
}

/** Load over the usual is told between a fiftieth and a hundredfold. */
const leastLogRatio = Math.log(0.02)
const mostLogRatio = Math.log(100)

/** So much of an event must have been seen. */
const knownShare = 0.5

/** What the past events of a kind did; those that cannot be measured in the series count for nothing. */
export function learnEventEffects(
  series: DemandSeries,
  events: readonly KnownEvent[],
  options: Pick<PrepareOptions, 'dayBins'> = {},
): EventEffects {
  return effectsOf(measureEvents(series, events, options))
}

export function effectsOf(measured: readonly MeasuredEvent[]): EventEffects {
  const byKind = Object.groupBy(measured, ({ event }) => event.kind)
  return Object.fromEntries(
    Object.entries(byKind).map(([kind, came = []]) => [kind, effectOfKind(came.map(({ logRatio }) => logRatio))]),
  )
}

/** Those that are over, lie wholly in the series, and have neighbouring days that are no events themselves. */
export function measureEvents<Event extends KnownEvent>(
  series: DemandSeries,
  events: readonly Event[],
  { dayBins }: Pick<PrepareOptions, 'dayBins'> = {},
): MeasuredEvent<Event>[] {
  const endMs = series.startMs + series.ratesRps.length * series.binSeconds * 1000
  const past = events.filter(event => event.startsAtMs >= series.startMs && event.endsAtMs <= endMs)
  if (past.length === 0) return []
  const usual = usualIn(series, { dayBins, events })
  return past.flatMap(event => {
    const logRatio = logRatioIn(event, series, usual)
    return Number.isNaN(logRatio) ? [] : [{ event, logRatio }]
  })
}

/** Middle of the bins' ratios; NaN where too little of the event is known. */
function logRatioIn(
  event: KnownEvent,
  series: DemandSeries,
  { values, floor }: { readonly values: Float64Array; readonly floor: number },
): number {
  const { from, to } = binsOf(event, series)
  const logs = new Float64Array(Math.max(0, to - from))
  let known = 0
  for (let bin = from; bin < to; bin++) {
    const log = Math.log((Math.max(series.ratesRps[bin], 0) + floor) / (values[bin] + floor))
    logs[bin - from] = log
    if (!Number.isNaN(log)) known++
  }
  if (known === 0 || known < knownShare * logs.length) return Number.NaN
  return Math.min(Math.max(medianOf(logs), leastLogRatio), mostLogRatio)
}
