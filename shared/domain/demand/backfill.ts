// Which days of before Penumbra came are still to be taken over from CloudWatch, and how: five-minute sums for 63 days, hours for
// 455 (CloudWatch, GetMetricData: "MetricStat.Period"). The newest come first, some four weeks a run, so that no run takes long.
import { z } from 'zod'
import { dayMs, historyBinSeconds } from './history-day.ts'

const hourSeconds = 3600

/** How long five-minute sums are kept, less a day for the time between reckoning and asking. */
const fineMs = 62 * dayMs

/** Days that are kept, today not counted: thirteen months. */
const historyDays = 395

const daysPerRun = 28

/** How far a group's past has been taken over. */
export const backfillSchema = z.object({
  schemaVersion: z.literal(1),
  /** In whose history it lies. */
  application: z.string(),
  /** The first hour of which CloudWatch knew anything, epoch milliseconds. */
  earliestMs: z.number(),
  /** Midnight of the oldest day that is taken over. */
  doneToMs: z.number(),
})

export type Backfill = Readonly<z.infer<typeof backfillSchema>>

/** Days to be read now: [fromMs, toMs), both midnights. */
export interface BackfillWindow {
  readonly fromMs: number
  readonly toMs: number
  readonly periodSeconds: number
}

/** @returns undefined once all is taken over that there is */
export function nextBackfill({ earliestMs, doneToMs }: Backfill, nowMs: number): BackfillWindow | undefined {
  const oldestMs = Math.max(floorToDay(earliestMs), oldestDayMs(nowMs))
  if (doneToMs <= oldestMs) return undefined
  const fromMs = Math.max(doneToMs - daysPerRun * dayMs, oldestMs)
  const firstFineMs = ceilToDay(nowMs - fineMs)
  if (doneToMs <= firstFineMs) return { fromMs, toMs: doneToMs, periodSeconds: hourSeconds }
  return { fromMs: Math.max(fromMs, firstFineMs), toMs: doneToMs, periodSeconds: historyBinSeconds }
}

/** Midnight of the oldest day that is kept. */
export function oldestDayMs(nowMs: number): number {
  return floorToDay(nowMs) - historyDays * dayMs
}

export function floorToDay(timeMs: number): number {
  return Math.floor(timeMs / dayMs) * dayMs
}

function ceilToDay(timeMs: number): number {
  return Math.ceil(timeMs / dayMs) * dayMs
}
