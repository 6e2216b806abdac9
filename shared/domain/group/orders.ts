// What operators have ordered through the API. It overrides the group's tags, and stays until it is taken back.
//
// A group's orders lie in one record, and so do those for every group. A tick reads both; announced events lie in them, so
// that they cost no reading of their own. What was ordered and taken back is told by the order records.
import { z } from 'zod'
import { forecastAlgorithms } from '../forecasting/algorithms.ts'

const schemaVersion = z.literal(1)

/** A stretch of unusual load that somebody has announced. */
export const loadEventSchema = z.object({
  schemaVersion,
  id: z.string(),
  /** Undefined: every group. */
  group: z.string().optional(),
  kind: z.string(),
  startsAtMs: z.number(),
  endsAtMs: z.number(),
  /** Expected load over the usual; undefined: learned from the kind's past, or unknown. */
  loadMultiplier: z.number().nonnegative().optional(),
  note: z.string().optional(),
  /** ARN of who announced it. */
  by: z.string(),
})

export type LoadEvent = z.infer<typeof loadEventSchema>

const pauseSchema = z.object({
  sinceMs: z.number(),
  untilMs: z.number().optional(),
  by: z.string(),
  reason: z.string(),
})

export type Pause = z.infer<typeof pauseSchema>

export const groupOrdersSchema = z.object({
  schemaVersion,
  /** Grows with every write; a write names the one that it read. */
  revision: z.number().int().nonnegative(),
  paused: pauseSchema.optional(),
  algorithm: z.enum(forecastAlgorithms).optional(),
  shadowPercentage: z.number().min(0).max(100).optional(),
  /** Announced and not over when this was written. */
  events: z.array(loadEventSchema).default([]),
})

export type GroupOrders = z.infer<typeof groupOrdersSchema>

/** Who ordered what, for whoever asks later. */
export const orderRecordSchema = z.object({
  schemaVersion,
  /** ISO 8601. */
  at: z.string(),
  by: z.string(),
  operation: z.string(),
  /** The order in plain words. */
  what: z.string(),
  /** The event that was announced; what came of it can be looked up in the history of its time. */
  event: loadEventSchema.optional(),
})

export type OrderRecord = z.infer<typeof orderRecordSchema>

export const noOrders: GroupOrders = Object.freeze({ schemaVersion: 1, revision: 0, events: [] })

/** Orders that are there but cannot be read: somebody may have asked for less action, so there is none until they are renewed. */
export const unreadableOrders: GroupOrders = Object.freeze({
  ...noOrders,
  paused: {
    sinceMs: 0,
    by: 'Penumbra',
    reason: 'what operators have ordered cannot be read; resume the group to renew it',
  },
})

/** The pause that holds at `nowMs`; undefined: none does. */
export function pauseAt(orders: GroupOrders | undefined, nowMs: number): Pause | undefined {
  const paused = orders?.paused
  return paused === undefined || (paused.untilMs !== undefined && paused.untilMs <= nowMs) ? undefined : paused
}

/** Events that are not over at `nowMs`, in the order of their beginning. */
export function eventsAt(nowMs: number, ...orders: readonly (GroupOrders | undefined)[]): LoadEvent[] {
  return orders
    .flatMap(each => each?.events ?? [])
    .filter(event => event.endsAtMs > nowMs)
    .sort((a, b) => a.startsAtMs - b.startsAtMs || a.id.localeCompare(b.id))
}
