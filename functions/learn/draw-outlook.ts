// The outlook of the next two days, drawn from the application's history by the hour, and the judging of earlier ones by what
// has come since.
import type { HistoryDay } from '../../shared/domain/demand/history-day.ts'
import { floorToHour, hourlyMeans, inheritedSeries } from '../../shared/domain/demand/history-series.ts'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { forecast } from '../../shared/domain/forecasting/forecast.ts'
import { type Outlook, outlookHours, outlookLevels, outlookOf } from '../../shared/domain/forecasting/outlook.ts'
import { awaitedOf, judgeOutlooks } from '../../shared/domain/forecasting/outlook-accuracy.ts'
import { fitAsAsked } from './as-asked.ts'
import type { GroupDemand } from './group-demand.ts'

/** Hours that the outlook looks back on: six weeks. */
const readBackHours = 42 * 24
const hourMs = 3_600_000

/** @returns undefined while not even an hour of the group's demand is known */
export async function drawOutlook(
  { config, asked, events }: GroupDemand,
  days: readonly HistoryDay[],
  before: Outlook | undefined,
  nowMs: number,
): Promise<Outlook | undefined> {
  const toMs = floorToHour(nowMs)
  const hours = knownHours(hourlyMeans(inheritedSeries(days, config.name, toMs - readBackHours * hourMs, toMs)))
  if (hours.ratesRps.length === 0) return undefined
  const { result: drawn, fallback } = await fitAsAsked(asked, (algorithm, families) =>
    forecast(hours, { algorithm, horizonBins: outlookHours, quantiles: outlookLevels, events }, families),
  )
  const record = judgeOutlooks({ awaited: before?.awaited ?? [], judged: before?.judged ?? [] }, settledHours(hours))
  const outlook = outlookOf({ ...drawn, degraded: fallback ?? drawn.degraded }, asked, nowMs, record)
  return { ...outlook, awaited: addAwaited(record.awaited, awaitedOf(outlook, hours)) }
}

function knownHours({ startMs, binSeconds, ratesRps }: DemandSeries): DemandSeries {
  const first = ratesRps.findIndex(rate => !Number.isNaN(rate))
  const from = first < 0 ? ratesRps.length : first
  return { startMs: startMs + from * hourMs, binSeconds, ratesRps: ratesRps.subarray(from) }
}

/** The last minutes of the last hour were still on their way when it was written down: enough to go on, not to judge by. */
function settledHours(hours: DemandSeries): DemandSeries {
  return { ...hours, ratesRps: hours.ratesRps.subarray(0, -1) }
}

/** What was said last counts, where two outlooks were drawn within six hours. */
function addAwaited(before: Outlook['awaited'], said: Outlook['awaited']): Outlook['awaited'] {
  const keyOf = ({ leadHours, fromMs }: Outlook['awaited'][number]) => `${leadHours} ${fromMs}`
  const keys = new Set(said.map(keyOf))
  return [...before.filter(hour => !keys.has(keyOf(hour))), ...said]
}
