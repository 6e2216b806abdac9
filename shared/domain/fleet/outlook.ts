// What a tick knows of the future: the maximum that demand may reach until help that is ordered now can arrive, calibrated,
// beside what a reactive baseline would say; and what it learns when the window is over.
import { floorToMinute, maximumIn, type RecentDemand, toSeries } from '../demand/recent-demand.ts'
import { baselineQuantile, pinballLoss, updateBaseline } from '../forecasting/baseline.ts'
import { calibratedQuantile, updateConformal } from '../forecasting/conformal.ts'
import type { FittedModel } from '../forecasting/model.ts'
import { maximumSamples, selectQuantile } from '../forecasting/quantiles.ts'
import { addOutcome } from '../forecasting/track-record.ts'
import type { GroupState } from '../group/records.ts'

const minuteMs = 60_000

/** Level of the quantile that is calibrated, shown and judged. */
export const judgedLevel = 0.95

export interface Outlook {
  /** The window, whole minutes: [fromMs, toMs). */
  readonly fromMs: number
  readonly toMs: number
  /** Median of the largest minute in the window, requests per second. */
  readonly medianRps: number
  /** Its 95 % quantile, calibrated. */
  readonly p95Rps: number
  /** Its quantile at the level that is worth buying, calibrated by the same factor. */
  readonly boughtRps: number
  readonly lastRps: number
  readonly raw: { readonly quantileRps: number }
}

/**
 * @param level quantile that is worth buying, 0 to 1
 * @param leadSeconds how long help takes that is ordered at the next tick's latest
 */
export function lookAhead(
  model: FittedModel,
  recent: RecentDemand,
  conformal: GroupState['conformal'],
  level: number,
  leadSeconds: number,
  nowMs: number,
): Outlook {
  const fromMs = Math.max(floorToMinute(nowMs), recent.endMs)
  const toMs = floorToMinute(nowMs + leadSeconds * 1000) + minuteMs
  const fromBin = (fromMs - recent.endMs) / minuteMs
  const bins = Math.min(model.horizonBins, Math.max(fromBin + 1, (toMs - recent.endMs) / minuteMs))
  const maxima = maximumSamples(model.paths(toSeries(recent), bins), Math.min(fromBin, bins - 1), bins)
  const medianRps = selectQuantile(maxima, 0.5)
  const rawRps = selectQuantile(maxima, judgedLevel)
  const calibrated = (quantileRps: number) => calibratedQuantile(conformal, { medianRps, quantileRps })
  return {
    fromMs,
    toMs: recent.endMs + bins * minuteMs,
    medianRps,
    p95Rps: calibrated(rawRps),
    boughtRps: calibrated(level === judgedLevel ? rawRps : selectQuantile(maxima, level)),
    lastRps: recent.rps.at(-1) ?? 0,
    raw: { quantileRps: rawRps },
  }
}

/** What is kept of an outlook until its window is over. */
export function pendingOf(outlook: Outlook, baseline: GroupState['baseline']): GroupState['pending'][number] {
  return {
    fromMs: outlook.fromMs,
    toMs: outlook.toMs,
    medianRps: outlook.medianRps,
    quantileRps: outlook.raw.quantileRps,
    calibratedRps: outlook.p95Rps,
    reactiveRps: baselineQuantile(baseline, outlook.lastRps),
    lastRps: outlook.lastRps,
  }
}

type Learning = Pick<GroupState, 'pending' | 'conformal' | 'baseline' | 'trackRecord'>

/** Compares every pending forecast whose window is known by now with what came, oldest first. */
export function settle(learning: Learning, recent: RecentDemand): Learning {
  let { conformal, baseline, trackRecord } = learning
  const pending: GroupState['pending'] = []
  for (const forecast of learning.pending) {
    const actualRps = maximumIn(recent, forecast.fromMs, forecast.toMs)
    if (actualRps === undefined) {
      // A window that starts before what we remember will never be known.
      if (forecast.toMs > recent.endMs) pending.push(forecast)
      continue
    }
    conformal = updateConformal(conformal, { ...forecast, actualRps })
    baseline = updateBaseline(baseline, { lastRps: forecast.lastRps, actualRps })
    trackRecord = addOutcome(trackRecord, forecast.toMs, {
      forecastLoss: pinballLoss(judgedLevel, forecast.calibratedRps, actualRps),
      reactiveLoss: pinballLoss(judgedLevel, forecast.reactiveRps, actualRps),
      covered: actualRps <= forecast.calibratedRps,
    })
  }
  return { pending, conformal, baseline, trackRecord }
}
