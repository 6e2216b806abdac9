// What operators have ordered through the API. It overrides the group's tags, and stays until it is taken back.
import { z } from 'zod'
import { forecastAlgorithms } from './settings.ts'

const schemaVersion = z.literal(1)

export const groupOrdersSchema = z.object({
  schemaVersion,
  /** Grows with every write; a write names the one that it read. */
  revision: z.number().int().nonnegative(),
  paused: z
    .object({ sinceMs: z.number(), untilMs: z.number().optional(), by: z.string(), reason: z.string() })
    .optional(),
  algorithm: z.enum(forecastAlgorithms).optional(),
  shadowPercentage: z.number().min(0).max(100).optional(),
})

export type GroupOrders = z.infer<typeof groupOrdersSchema>

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

/** Who ordered what, for whoever asks later. */
export const orderRecordSchema = z.object({
  schemaVersion,
  /** ISO 8601. */
  at: z.string(),
  by: z.string(),
  operation: z.string(),
  /** The order in plain words. */
  what: z.string(),
})

export type OrderRecord = z.infer<typeof orderRecordSchema>
