// From kept days back to a series: of the whole application, or of one of its groups.
import { binsPerDay, type HistoryDay, type HistoryPart, historyBinSeconds, startOfDay } from './history-day.ts'
import type { DemandSeries } from './series.ts'

/** Bins of an hour that must be known for the hour to be: half of them. */
const fewestBinsOfAnHour = 6
const binsOfAnHour = 3600 / historyBinSeconds
const hourMs = 3_600_000

/**
 * Requests per second of the application in [fromMs, toMs), NaN where no group knows anything.
 * @param fromMs, toMs multiples of the bin
 */
export function applicationSeries(days: readonly HistoryDay[], fromMs: number, toMs: number): DemandSeries {
  const series = unknownSeries(fromMs, toMs)
  for (const day of days) for (const part of Object.values(day.parts)) addTo(series, day.day, part)
  return series
}

/** The same of one of its groups. */
function groupSeries(days: readonly HistoryDay[], group: string, fromMs: number, toMs: number): DemandSeries {
  const series = unknownSeries(fromMs, toMs)
  for (const { day, parts } of days) if (parts[group] !== undefined) addTo(series, day, parts[group])
  return series
}

/** Mean rates of whole hours; NaN where less than half of an hour is known. The series begins with an hour. */
export function hourlyMeans({ startMs, ratesRps }: DemandSeries): DemandSeries {
  const hours = Math.ceil(ratesRps.length / binsOfAnHour)
  const means = Float64Array.from({ length: hours }, (_, hour) =>
    meanOfKnown(ratesRps.subarray(hour * binsOfAnHour, (hour + 1) * binsOfAnHour)),
  )
  return { startMs, binSeconds: 3600, ratesRps: means }
}

function meanOfKnown(rates: Float64Array): number {
  let sum = 0
  let known = 0
  for (const rate of rates) {
    if (Number.isNaN(rate)) continue
    sum += rate
    known++
  }
  return known < fewestBinsOfAnHour ? Number.NaN : sum / known
}

/**
 * What a group may expect of its application's past: its own where it has one, before it the application's, as far as the
 * group has taken that over. Of an application of one group that is the whole.
 * @param fromMs, toMs whole hours
 */
export function inheritedSeries(
  days: readonly HistoryDay[],
  group: string,
  fromMs: number,
  toMs: number,
): DemandSeries {
  const all = applicationSeries(days, fromMs, toMs)
  const own = groupSeries(days, group, fromMs, toMs)
  const share = latestShare(own.ratesRps, all.ratesRps)
  const first = own.ratesRps.findIndex(rate => !Number.isNaN(rate))
  const ratesRps = all.ratesRps.map((rate, bin) => (first < 0 || bin < first ? rate * share : own.ratesRps[bin]))
  return { ...all, ratesRps }
}

/** Over the last six hours in which the group is known: traffic that moves to it has moved by then. */
function latestShare(own: Float64Array, all: Float64Array): number {
  let ownSum = 0
  let sum = 0
  let hours = 0
  for (let bin = own.length - 1; bin >= 0 && hours < 6 * binsOfAnHour; bin--) {
    if (Number.isNaN(own[bin])) continue
    ownSum += own[bin]
    sum += all[bin]
    hours++
  }
  return sum > 0 ? ownSum / sum : 1
}

function unknownSeries(fromMs: number, toMs: number): DemandSeries {
  const bins = Math.max(0, Math.round((toMs - fromMs) / (historyBinSeconds * 1000)))
  return { startMs: fromMs, binSeconds: historyBinSeconds, ratesRps: new Float64Array(bins).fill(Number.NaN) }
}

function addTo({ startMs, ratesRps }: DemandSeries, day: string, { requests }: HistoryPart): void {
  const offset = (startOfDay(day) - startMs) / (historyBinSeconds * 1000)
  for (let bin = Math.max(0, -offset); bin < binsPerDay && offset + bin < ratesRps.length; bin++) {
    const count = requests[bin]
    if (count === null) continue
    const at = offset + bin
    ratesRps[at] = (Number.isNaN(ratesRps[at]) ? 0 : ratesRps[at]) + count / historyBinSeconds
  }
}

export function floorToHour(timeMs: number): number {
  return Math.floor(timeMs / hourMs) * hourMs
}
