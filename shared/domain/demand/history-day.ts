// One day of an application's requests, in bins of five minutes, as it lies in the table for thirteen months. What each group
// has served is kept apart, so that two groups of one application (blue and green) neither count twice nor overwrite each
// other, and may both write the same day. What is known stays; what was spread out of an hour gives way to what was counted.
import { z } from 'zod'

export const historyBinSeconds = 300
const historyBinMs = historyBinSeconds * 1000
export const dayMs = 86_400_000
export const binsPerDay = dayMs / historyBinMs
const hoursPerDay = 24
export const binsPerHour = binsPerDay / hoursPerDay

/** Thirteen months, and a day for the one that is not over. */
const historyLifetimeMs = 396 * dayMs

const historyPartSchema = z.object({
  /** Requests in each bin of the day; null where nothing is known. */
  requests: z.array(z.number().nonnegative().nullable()).length(binsPerDay),
  /** Hours of the day, 0 to 23, of which only the sum was known: it is spread evenly over their bins. */
  coarseHours: z.array(
    z
      .number()
      .int()
      .min(0)
      .max(hoursPerDay - 1),
  ),
})

/** What one group has served of a day. */
export type HistoryPart = Readonly<z.infer<typeof historyPartSchema>>

export const historyDaySchema = z.object({
  schemaVersion: z.literal(1),
  /** `2026-03-02`, UTC. */
  day: z.iso.date(),
  /** By the name of the group. */
  parts: z.record(z.string(), historyPartSchema),
})

export type HistoryDay = Readonly<z.infer<typeof historyDaySchema>>

/** `2026-03-02` of a time on that day, UTC. */
export function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10)
}

/** Epoch milliseconds of the midnight with which the day begins. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00Z`)
}

/** When a day is forgotten, epoch milliseconds. */
export function expiryOf(day: string): number {
  return startOfDay(day) + historyLifetimeMs
}

export function emptyDay(day: string): HistoryDay {
  return { schemaVersion: 1, day, parts: {} }
}

/** @returns the day with what the part adds to it; undefined where that is nothing */
export function addPart(day: HistoryDay, group: string, part: HistoryPart): HistoryDay | undefined {
  const known = day.parts[group] ?? unknownPart
  const before = hoursOf(known)
  const hours = hoursOf(part).map((hour, index) => mergeHours(before[index], hour))
  if (hours.every(({ requests }, index) => isSame(requests, before[index].requests))) return undefined
  const merged: HistoryPart = {
    requests: hours.flatMap(({ requests }) => requests),
    coarseHours: hours.flatMap(({ isCoarse }, hour) => (isCoarse ? [hour] : [])),
  }
  return { ...day, parts: { ...day.parts, [group]: merged } }
}

const unknownPart: HistoryPart = { requests: new Array<null>(binsPerDay).fill(null), coarseHours: [] }

interface Hour {
  readonly requests: readonly (number | null)[]
  readonly isCoarse: boolean
}

function hoursOf({ requests, coarseHours }: HistoryPart): Hour[] {
  return Array.from({ length: hoursPerDay }, (_, hour) => ({
    requests: requests.slice(hour * binsPerHour, (hour + 1) * binsPerHour),
    isCoarse: coarseHours.includes(hour),
  }))
}

function mergeHours(known: Hour, added: Hour): Hour {
  if (known.requests.every(requests => requests === null)) return added
  if (known.isCoarse) return added.isCoarse || added.requests.includes(null) ? known : added
  if (added.isCoarse) return known
  return { isCoarse: false, requests: known.requests.map((requests, bin) => requests ?? added.requests[bin]) }
}

function isSame(some: readonly (number | null)[], others: readonly (number | null)[]): boolean {
  return some.every((value, index) => value === others[index])
}
