// The events of an application that have begun, for thirteen months: what each did to the load is measured while the minutes
// around it can still be read, and remembered, so that this year's sale is known from the last one's.
import { z } from 'zod'
import type { DemandSeries } from '../demand/series.ts'
import type { EventEffects } from '../forecasting/event-regressors.ts'
import { effectsOf, measureEvents } from '../forecasting/learn-event-effects.ts'
import { type GroupOrders, type LoadEvent, loadEventSchema } from './orders.ts'

const dayMs = 86_400_000

/** Thirteen months, so that what comes once a year is there when it comes again. */
const rememberedMs = 400 * dayMs

/** The newest; a record of so many holds some 100 KB at most. */
const mostEvents = 1000

const pastEventSchema = z.object({
  event: loadEventSchema,
  /** Logarithm of the load that it brought over the usual; undefined: not measured yet, or there was nothing to measure it by. */
  logRatio: z.number().optional(),
})

type PastEvent = z.infer<typeof pastEventSchema>

export const pastEventsSchema = z.object({
  schemaVersion: z.literal(1),
  /** Grows with every write; a write names the one that it read. */
  revision: z.number().int().nonnegative(),
  asOfMs: z.number(),
  /** In the order of their beginning. */
  events: z.array(pastEventSchema),
})

export type PastEvents = z.infer<typeof pastEventsSchema>

export const noPastEvents: PastEvents = Object.freeze({ schemaVersion: 1, revision: 0, asOfMs: 0, events: [] })

/**
 * With what has begun since. An event that had not ended when this was written counts as it is ordered now: it may have been
 * moved, or taken back.
 */
export function withBegun(
  past: PastEvents,
  nowMs: number,
  ...orders: readonly (GroupOrders | undefined)[]
): PastEvents {
  const over = past.events.filter(({ event }) => event.endsAtMs <= past.asOfMs && event.endsAtMs > nowMs - rememberedMs)
  const known = new Set(over.map(({ event }) => identityOf(event)))
  const begun = orders
    .flatMap(each => each?.events ?? [])
    .filter(event => event.startsAtMs <= nowMs && !known.has(identityOf(event)))
  // The groups of an application may each have the same event.
  const distinct = new Map(
    begun.map((event): [string, PastEvent] => [identityOf(event), { event: withoutNote(event) }]),
  )
  const events = [...over, ...distinct.values()].sort((a, b) => a.event.startsAtMs - b.event.startsAtMs)
  return { ...past, asOfMs: nowMs, events: events.slice(-mostEvents) }
}

/** With what the series tells of them; what it does not reach stays as it was measured. */
export function withMeasured(past: PastEvents, series: DemandSeries): PastEvents {
  const ofEvent = new Map(
    measureEvents(series, loadEventsOf(past)).map(({ event, logRatio }) => [event, Math.round(logRatio * 1e4) / 1e4]),
  )
  const events = past.events.map(each => ({ ...each, logRatio: ofEvent.get(each.event) ?? each.logRatio }))
  return { ...past, events }
}

export function loadEventsOf({ events }: PastEvents): LoadEvent[] {
  return events.map(({ event }) => event)
}

export function effectsOfPast({ events }: PastEvents): EventEffects {
  return effectsOf(events.flatMap(({ event, logRatio }) => (logRatio === undefined ? [] : [{ event, logRatio }])))
}

/** Whether there is anything to write down. */
export function isSamePast(a: PastEvents, b: PastEvents): boolean {
  return JSON.stringify(a.events) === JSON.stringify(b.events)
}

/** Notes are for people, who find them with the orders; thousands of them would not fit into a record. */
function withoutNote({ note, ...event }: LoadEvent): LoadEvent {
  return event
}

function identityOf({ id, group, startsAtMs }: LoadEvent): string {
  return JSON.stringify([id, group === undefined, startsAtMs])
}
