// What demand may do until cold help arrives for a pool that has just been drawn empty: its instances are replaced by cold
// launches, and only those that are ordered after that are late.
import { floorToMinute, type RecentDemand, toSeries } from '../demand/recent-demand.ts'
import type { FittedModel } from '../forecasting/model.ts'
import { maximumSamples } from '../forecasting/quantiles.ts'
import type { Outlook } from './outlook.ts'

const minuteMs = 60_000

/**
 * Equally likely values of the largest demand within twice the cold lead, requests per second, corrected in the proportion in
 * which the outlook has been.
 */
export function poolDemand(
  model: FittedModel,
  recent: RecentDemand,
  { fromMs, toMs, p95Rps, experts }: Outlook,
  coldSeconds: number,
  nowMs: number,
): Float64Array {
  const untilMs = Math.max(toMs, floorToMinute(nowMs + 2 * coldSeconds * 1000) + minuteMs)
  const toBin = Math.min(model.horizonBins, (untilMs - recent.endMs) / minuteMs)
  const fromBin = Math.min((fromMs - recent.endMs) / minuteMs, toBin - 1)
  const correction = experts.rawRps > 0 ? p95Rps / experts.rawRps : 1
  return maximumSamples(model.paths(toSeries(recent), toBin), fromBin, toBin).map(rps => rps * correction)
}
