// Time to live: epoch seconds in a number attribute. Expired items stay readable until the service gets round to deleting
// them, typically within 48 hours, which costs nothing (developer guide, howitworks-ttl.html). When that is, is drawn when
// the item is written, so that it does not depend on who looks at the table.
import type { RandomStream } from '../../kernel/random.ts'
import { type Item, own } from './attribute-value.ts'

export interface TimeToLive {
  readonly attributeName: string
  /** Epoch milliseconds: `UpdateTimeToLive` takes up to an hour to come into force. */
  readonly activeFromMs: number
}

/** API reference, UpdateTimeToLive: "It may take up to one hour". */
export const timeToLiveUpdateMs = 3_600_000

const latestDeletionMs = 48 * 3_600_000

/** Older expiry times are taken for mistakes and ignored (developer guide, howitworks-ttl.html). */
const oldestExpiryMs = 5 * 365 * 86_400_000

/** When the service deletes an item written at `nowMs`, epoch milliseconds; infinite for an item without an expiry. */
export function drawDeletion(
  item: Item,
  timeToLive: TimeToLive | undefined,
  nowMs: number,
  random: RandomStream,
): number {
  const seconds = timeToLive && own(item, timeToLive.attributeName)?.N
  if (timeToLive === undefined || seconds === undefined) return Number.POSITIVE_INFINITY
  const expiryMs = Number(seconds) * 1000
  const dueMs = Math.max(expiryMs, nowMs, timeToLive.activeFromMs)
  if (expiryMs <= dueMs - oldestExpiryMs) return Number.POSITIVE_INFINITY
  return dueMs + random.uniform() * latestDeletionMs
}
