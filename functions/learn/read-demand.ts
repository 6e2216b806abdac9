// What CloudWatch knows of a group's demand: two weeks by the minute, and what lies before them.
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import { type Backfill, type BackfillWindow, floorToDay, oldestDayMs } from '../../shared/domain/demand/backfill.ts'
import { dayMs } from '../../shared/domain/demand/history-day.ts'
import { floorToMinute } from '../../shared/domain/demand/recent-demand.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'
import { sumOfBins } from './sum-of-bins.ts'

/** CloudWatch keeps one-minute points for 15 days; a fortnight of them is what the models are made for. */
const minutesMs = 14 * dayMs

const hourSeconds = 3600

/** Requests per second of two weeks by the minute, from the first that is known to the last. */
export async function readMinutes(metrics: LoadMetrics, config: GroupConfig, nowMs: number): Promise<DemandSeries> {
  const window = { startMs: floorToMinute(nowMs) - minutesMs, endMs: floorToMinute(nowMs) }
  return trimmed(window.startMs, sumOfBins(await readMetrics(metrics, config, window)))
}

/** A minute without any report inside the known time is zero requests; before the first and after the last it is unknown. */
function trimmed(startMs: number, perMinute: Float64Array): DemandSeries {
  let from = 0
  let to = perMinute.length
  while (from < to && Number.isNaN(perMinute[from])) from++
  while (to > from && Number.isNaN(perMinute[to - 1])) to--
  return {
    startMs: startMs + from * 60_000,
    binSeconds: 60,
    ratesRps: perMinute.subarray(from, to).map(requests => (Number.isNaN(requests) ? 0 : requests / 60)),
  }
}

/** Where the taking over of a past begins: nothing is done yet but what the minutes hold. */
export async function beginBackfill(
  metrics: LoadMetrics,
  config: GroupConfig,
  application: string,
  minutes: DemandSeries,
  nowMs: number,
): Promise<Backfill> {
  const startMs = oldestDayMs(nowMs)
  const doneToMs = floorToDay(nowMs - minutesMs) + dayMs
  const window = { startMs, endMs: doneToMs, periodSeconds: hourSeconds }
  const hours = sumOfBins(await readMetrics(metrics, config, window))
  const first = hours.findIndex(requests => !Number.isNaN(requests))
  const earliestMs = first < 0 ? minutes.startMs : startMs + first * hourSeconds * 1000
  return { schemaVersion: 1, application, earliestMs, doneToMs }
}

/** Days of before the minutes. Once anything was reported, a bin without any report is zero requests. */
export async function readOlder(
  metrics: LoadMetrics,
  config: GroupConfig,
  { fromMs, toMs, periodSeconds }: BackfillWindow,
  earliestMs: number,
): Promise<DemandSeries> {
  const bins = sumOfBins(await readMetrics(metrics, config, { startMs: fromMs, endMs: toMs, periodSeconds }))
  const ratesRps = bins.map((requests, bin) => {
    if (!Number.isNaN(requests)) return requests / periodSeconds
    return fromMs + bin * periodSeconds * 1000 < earliestMs ? Number.NaN : 0
  })
  return { startMs: fromMs, binSeconds: periodSeconds, ratesRps }
}

function readMetrics(
  metrics: LoadMetrics,
  { demandMetrics }: GroupConfig,
  window: Omit<MetricWindow, 'metric'>,
): Promise<BinnedValues[]> {
  return metrics.read(demandMetrics.map(metric => ({ metric, ...window })))
}
