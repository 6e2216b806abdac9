// Writes what is known of a group's demand into its application's history: what the last two weeks have brought, and, a few
// weeks a run, what CloudWatch still knows of before. What is there already is not written again, so a run that was cut short
// is made good by the next, and two at once only do the same work twice.
import type { HistoryStore, StoredDay } from '../../shared/aws/history-store.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { type Backfill, nextBackfill } from '../../shared/domain/demand/backfill.ts'
import {
  addPart,
  dayMs,
  type HistoryDay,
  type HistoryPart,
  startOfDay,
} from '../../shared/domain/demand/history-day.ts'
import { historyParts } from '../../shared/domain/demand/history-parts.ts'
import { type DemandSeries, endOf } from '../../shared/domain/demand/series.ts'
import { applicationOf } from '../../shared/domain/group/application.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'
import { beginBackfill, readOlder } from './read-demand.ts'

interface HistoryDependencies {
  readonly metrics: LoadMetrics
  readonly history: HistoryStore
}

/** What is read back: six weeks, as much as the families look back on and twice what a week needs to be known. */
const readBackMs = 42 * dayMs

/** The last minutes may still be on their way, and what is written is not corrected. */
const settlesAfterMs = 10 * 60_000

/** Writes under way at once. */
const writesAtOnce = 10

export interface KeptHistory {
  /** The last six weeks as they stand now, in any order. */
  readonly days: readonly HistoryDay[]
  readonly backfill: Backfill
}

/**
 * @param minutes the last two weeks
 * @param before how far the group's past had been taken over
 */
export async function keepHistory(
  { metrics, history }: HistoryDependencies,
  config: GroupConfig,
  minutes: DemandSeries,
  before: Backfill | undefined,
  nowMs: number,
): Promise<KeptHistory> {
  const { parts, backfill } = await takeOver(metrics, config, minutes, before, nowMs)
  const added = partsByDay([historyParts(settled(minutes, nowMs)), parts])
  const fromMs = Math.min(nowMs - readBackMs, ...[...added.keys()].map(startOfDay))
  const stored = await history.read(backfill.application, fromMs, nowMs, nowMs)
  const writes = [...added].sort(newestFirst).map(([day, ofDay]) => async () => {
    const now = await history.change(backfill.application, day, stored.get(day), known =>
      addParts(known, config.name, ofDay),
    )
    if (now !== undefined) stored.set(day, now)
  })
  for (let from = 0; from < writes.length; from += writesAtOnce) {
    await Promise.all(writes.slice(from, from + writesAtOnce).map(write => write()))
  }
  return { days: recent(stored, nowMs), backfill }
}

/** The next stretch of the past, and how far it is taken over once that is written. */
async function takeOver(
  metrics: LoadMetrics,
  config: GroupConfig,
  minutes: DemandSeries,
  before: Backfill | undefined,
  nowMs: number,
) {
  const application = applicationOf(config)
  const known =
    before?.application === application ? before : await beginBackfill(metrics, config, application, minutes, nowMs)
  const window = nextBackfill(known, nowMs)
  if (window === undefined) return { parts: new Map<string, HistoryPart>(), backfill: known }
  const older = await readOlder(metrics, config, window, known.earliestMs)
  return { parts: historyParts(older), backfill: { ...known, doneToMs: window.fromMs } }
}

function settled(minutes: DemandSeries, nowMs: number): DemandSeries {
  const late = Math.max(0, Math.ceil((endOf(minutes) - (nowMs - settlesAfterMs)) / 60_000))
  return { ...minutes, ratesRps: minutes.ratesRps.subarray(0, Math.max(0, minutes.ratesRps.length - late)) }
}

/** The day with which the minutes begin is taken over too, so a day may have two. */
function partsByDay(sources: readonly Map<string, HistoryPart>[]): Map<string, HistoryPart[]> {
  const byDay = new Map<string, HistoryPart[]>()
  for (const source of sources) {
    for (const [day, part] of source) byDay.set(day, [...(byDay.get(day) ?? []), part])
  }
  return byDay
}

function addParts(known: HistoryDay, group: string, parts: readonly HistoryPart[]): HistoryDay | undefined {
  const day = parts.reduce((sum, part) => addPart(sum, group, part) ?? sum, known)
  return day === known ? undefined : day
}

function newestFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return b.localeCompare(a)
}

function recent(stored: ReadonlyMap<string, StoredDay>, nowMs: number): HistoryDay[] {
  return [...stored.values()]
    .map(({ history }) => history)
    .filter(({ day }) => startOfDay(day) > nowMs - readBackMs - dayMs)
}
