// What forecasts cost on one core: a tick's update and draw, a fit, and the memory of a hundred groups.

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { initialConformal, updateConformal } from '../../shared/domain/forecasting/conformal.ts'
import { forecast } from '../../shared/domain/forecasting/forecast.ts'
import type { FittedModel } from '../../shared/domain/forecasting/model.ts'
import { fitModel } from '../../shared/domain/forecasting/models.ts'
import { maximumQuantile } from '../../shared/domain/forecasting/quantiles.ts'
import { loadTrace } from '../../simulator/workload/trace.ts'
import { markdownTable } from './markdown.ts'
import type { MemoryOfGroups } from './memory-of-groups.ts'
import type { PartOptions } from './part.ts'

/** Minute traces: what a tick works with. */
const traces = ['ms-db-app2-1m', 'ms-db-app3-1m', 'ms-ingress4-1m', 'nasa-july95-1m', 'wc98-june-1m'] as const
const minute = 60
const dayMinutes = 1440
const leadMinutes = 5
const ticks = 300
const groups = 100
const outlookHours = 54

export function benchForecastCost({ data, quick, say }: PartOptions): void {
  const all = traces.map(name => minutesOf(data, name))
  const days = quick ? 7 : 10
  const fits: number[] = []
  const outlooks: number[] = []
  const models: FittedModel[] = []
  for (let group = 0; group < (quick ? groups / 5 : groups); group++) {
    const series = stretchOf(all[group % all.length], group, days)
    fits.push(timed(() => models.push(fitModel('auto', series))))
    outlooks.push(
      timed(() =>
        forecast(hourly(series), { algorithm: 'auto', horizonBins: outlookHours, quantiles: [0.05, 0.5, 0.95] }),
      ),
    )
  }
  const tick = models.flatMap((model, group) => tickTimes(model, all[group % all.length], group))
  const rows = [
    ['a tick: paths of the next minutes, the quantile of their maximum, calibration', ...spread(tick), '≤ 0.5'],
    [`learn: the model of the next hour, ${days} days of minutes`, ...spread(fits), ''],
    [`learn: two days of hours ahead, by all cheap families`, ...spread(outlooks), ''],
    ['learn: both', ...spread(fits.map((fit, index) => fit + outlooks[index])), '95th percentile ≤ 60'],
  ]
  say('\n### What it costs, ms of one core\n')
  say(markdownTable(['', 'mean', 'median', '95th percentile', 'wanted'], rows))
  say(memoryLine(quick ? groups / 5 : groups))
}

function memoryLine(count: number): string {
  const script = fileURLToPath(new URL('./memory-of-groups.ts', import.meta.url))
  const output = execFileSync(process.execPath, ['--expose-gc', script, String(count)], { encoding: 'utf8' })
  const { residentBytes, largestResidentBytes }: MemoryOfGroups = JSON.parse(output)
  return (
    `\nResident with the models and the latest minutes of ${count} groups: ${mb(residentBytes)} MB (wanted: ≤ 200 for 100); ` +
    `${mb(largestResidentBytes)} MB at the most, while they were fitted one after another in the same process.`
  )
}

function minutesOf(data: string, name: string): DemandSeries {
  const { startMs, counts } = loadTrace(join(data, `${name}.csv`))
  return { startMs, binSeconds: minute, ratesRps: counts.map(count => count / minute) }
}

/** The last days before some moment of the trace: another for every group. */
function stretchOf(series: DemandSeries, group: number, days: number): DemandSeries {
  const end = series.ratesRps.length - ticks - (group % 20) * 7
  const from = Math.max(0, end - days * dayMinutes)
  return { ...series, startMs: series.startMs + from * minute * 1000, ratesRps: series.ratesRps.slice(from, end) }
}

function hourly({ startMs, ratesRps }: DemandSeries): DemandSeries {
  const hours = Math.floor(ratesRps.length / 60)
  const skipped = ratesRps.length - hours * 60
  const means = Float64Array.from({ length: hours }, (_, hour) => {
    const from = skipped + hour * 60
    return ratesRps.subarray(from, from + 60).reduce((sum, rate) => sum + rate / 60, 0)
  })
  return { startMs: startMs + skipped * minute * 1000, binSeconds: 3600, ratesRps: means }
}

function tickTimes(model: FittedModel, { startMs, ratesRps }: DemandSeries, group: number): number[] {
  const first = ratesRps.length - ticks - (group % 20) * 7
  let conformal = initialConformal()
  // A few of each group's: all of them would be the same again.
  return Array.from({ length: 20 }, (_, tick) => {
    const end = first + tick
    const from = Math.max(0, end - model.recentBins)
    const recent = { startMs: startMs + from * minute * 1000, binSeconds: minute, ratesRps: ratesRps.slice(from, end) }
    return timed(() => {
      const paths = model.paths(recent, leadMinutes)
      const quantileRps = maximumQuantile(paths, 0, leadMinutes, 0.95)
      const medianRps = maximumQuantile(paths, 0, leadMinutes, 0.5)
      conformal = updateConformal(conformal, { medianRps, quantileRps, actualRps: ratesRps[end] })
    })
  })
}

function timed(work: () => void): number {
  const began = performance.now()
  work()
  return performance.now() - began
}

function spread(times: readonly number[]): string[] {
  // The first ones warm the compiler up, as a warm Lambda is.
  const sorted = times.slice(Math.floor(times.length / 20)).sort((a, b) => a - b)
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length
  return [mean, sorted[Math.floor(sorted.length / 2)], sorted[Math.floor(0.95 * (sorted.length - 1))]].map(time =>
    time.toFixed(2),
  )
}

function mb(bytes: number): string {
  return (bytes / 1e6).toFixed(0)
}
