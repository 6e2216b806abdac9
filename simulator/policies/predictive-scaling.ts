// The proxy of EC2 predictive scaling in ForecastAndScale mode, on one group of the region, as AWS describes it: an hourly
// forecast from the last 14 days of the target group's requests (it waits for the first 24 hours), renewed every 6 hours for
// 48 hours ahead. Shortly before every full hour the group is scaled out to what the hour needs, and it is never scaled in:
// the capacity of the hour is a floor under the other policies until the hour ends (user guide, predictive-scaling.md; the
// largest policy wins). MaxSize is honoured (MaxCapacityBreachBehavior HonorMaxCapacity, the default).
import type { Region } from '../region.ts'
import { instanceRpsOf } from '../scenario.ts'
import type { MetricSeries } from '../services/cloudwatch/metric-series.ts'
import type { Site } from '../site.ts'
import { fewestHours, forecastHours } from './hourly-forecast.ts'

export interface PredictiveScaling {
  /** Target utilisation, percent of one instance's capacity. */
  readonly targetPercent: number
  /** What an hour's capacity is sized by: its mean, or its largest 5 minutes. */
  readonly sizedBy: 'mean' | 'peak'
  /** Seconds before the hour at which its capacity is ordered; AWS's SchedulingBufferTime, less than 3600, by default 300. */
  readonly schedulingBufferSeconds: number
}

const hourMs = 3_600_000
const refitMs = 6 * hourMs
const historyMs = 14 * 24 * hourMs
const horizonHours = 48
const caller = 'predictive-scaling'
const peakPeriodSeconds = 300

/** Starts at once, and runs for as long as the region's clock does. */
export function deployPredictiveScaling(region: Region, site: Site, policy: PredictiveScaling): void {
  new PredictiveScalingPolicy(region, site, policy).start()
}

class PredictiveScalingPolicy {
  readonly #region: Region
  readonly #site: Site
  readonly #policy: PredictiveScaling
  /** The team's own, under which the floor never goes. */
  readonly #minSize: number
  /** Requests per second that size each hour, by the hour's start in epoch milliseconds. */
  readonly #forecastRps = new Map<number, number>()

  constructor(region: Region, site: Site, policy: PredictiveScaling) {
    this.#region = region
    this.#site = site
    this.#policy = policy
    this.#minSize = site.group.minSize
  }

  start(): void {
    const { clock, scenario } = this.#region
    const nowMs = clock.now()
    const bufferMs = this.#policy.schedulingBufferSeconds * 1000
    // The hour before a refit has to be readable.
    const delayMs = scenario.metricDelaySeconds * 1000
    this.#refit()
    this.#holdFloor(nowMs)
    clock.every(refitMs, nextMultiple(nowMs - delayMs, refitMs) + delayMs, () => this.#refit())
    clock.every(hourMs, nextMultiple(nowMs + bufferMs, hourMs) - bufferMs, timeMs => this.#holdFloor(timeMs))
    clock.every(hourMs, nextMultiple(nowMs, hourMs), timeMs => this.#holdFloor(timeMs))
  }

  #refit(): void {
    const { clock, metrics } = this.#region
    const series = metrics.find(this.#site.application.keys.requestCount)
    const history = series && hourlyLoads(series, clock.now(), this.#policy.sizedBy, this.#region)
    if (history === undefined || history.loadsRps.length < fewestHours) return
    this.#forecastRps.clear()
    forecastHours(history.loadsRps, horizonHours).forEach((rps, hour) => {
      this.#forecastRps.set(history.endMs + hour * hourMs, rps)
    })
  }

  /** The floor of the hour that is on, and of the next one where that is due. */
  #holdFloor(nowMs: number): void {
    const hours = [nowMs, nowMs + this.#policy.schedulingBufferSeconds * 1000]
    const wanted = Math.max(...hours.map(timeMs => this.#capacityAt(timeMs)))
    const { group } = this.#site
    if (wanted === group.minSize) return
    const context = { nowMs, caller }
    this.#region.autoScaling.operations.UpdateAutoScalingGroup(
      { AutoScalingGroupName: group.name, MinSize: wanted },
      context,
    )
  }

  /** Instances for the hour that holds `timeMs`; the team's MinSize where nothing is forecast. */
  #capacityAt(timeMs: number): number {
    const rps = this.#forecastRps.get(Math.floor(timeMs / hourMs) * hourMs) ?? 0
    const rpsPerInstance = (this.#policy.targetPercent / 100) * instanceRpsOf(this.#region.scenario)
    return Math.min(Math.max(this.#minSize, Math.ceil(rps / rpsPerInstance)), this.#site.group.maxSize)
  }
}

interface HourlyLoads {
  /** Epoch milliseconds at which the last hour ends. */
  readonly endMs: number
  /** Requests per second, of consecutive hours. */
  readonly loadsRps: Float64Array
}

/** Hours that can be read whole, at most 14 days of them; an hour without requests has none. */
function hourlyLoads(
  series: MetricSeries,
  nowMs: number,
  sizedBy: PredictiveScaling['sizedBy'],
  { scenario }: Region,
): HourlyLoads {
  const endMs = Math.floor((nowMs - scenario.metricDelaySeconds * 1000) / hourMs) * hourMs
  const periodSeconds = sizedBy === 'peak' ? peakPeriodSeconds : 3600
  const perHour = 3600 / periodSeconds
  const bins = series.values('Sum', endMs - historyMs, periodSeconds * 1000, (historyMs / hourMs) * perHour, nowMs)
  const first = Math.ceil(bins.findIndex(requests => !Number.isNaN(requests)) / perHour)
  if (first < 0) return { endMs, loadsRps: new Float64Array(0) }
  const loadsRps = new Float64Array(historyMs / hourMs - first)
  for (let bin = first * perHour; bin < bins.length; bin++) {
    const hour = Math.floor(bin / perHour) - first
    loadsRps[hour] = Math.max(loadsRps[hour], (bins[bin] || 0) / periodSeconds)
  }
  return { endMs, loadsRps }
}

/** The first full multiple of `periodMs` after `timeMs`. */
function nextMultiple(timeMs: number, periodMs: number): number {
  return (Math.floor(timeMs / periodMs) + 1) * periodMs
}
