// What a tick knows of the future: the maximum that demand may reach until help that is ordered now can arrive, calibrated,
// beside what a reactive baseline would say; and what it learns when the window is over.
import { maximumIn, type RecentDemand, toSeries } from '../demand/recent-demand.ts'
import { baselineQuantile, pinballLoss, updateBaseline } from '../forecasting/baseline.ts'
import { blend, updateBlend } from '../forecasting/blend.ts'
import { calibratedQuantile, updateConformal } from '../forecasting/conformal.ts'
import type { FittedModel } from '../forecasting/model.ts'
import { maximumSamples, selectQuantile } from '../forecasting/quantiles.ts'
import { addOutcome } from '../forecasting/track-record.ts'
import type { GroupState } from '../group/records.ts'

const minuteMs = 60_000

/** Level of the quantile that is calibrated, shown and judged. */
const judgedLevel = 0.95

export interface Outlook {
  /** The window, whole minutes: [fromMs, toMs). */
  readonly fromMs: number
  readonly toMs: number
  /** Median of the largest minute in the window, requests per second. */
  readonly medianRps: number
  /** Its 95 % quantile: the calibrated model blended with the reactive baseline. */
  readonly p95Rps: number
  /** Equally likely values of it, corrected in the same proportion, requests per second. */
  readonly untilHelpRps: Float64Array
  /** The same until an instance of the warm pool that is ordered now can serve; undefined where there is none. */
  readonly untilPoolRps: Float64Array | undefined
  /** The same over two cold leads: what is let go or drawn from a pool now could be there again by then. */
  readonly twoLeadsRps: Float64Array
  readonly lastRps: number
  /** Whether demand is known to the last ten seconds. */
  readonly isFresh: boolean
  readonly experts: { readonly rawRps: number; readonly calibratedRps: number; readonly reactiveRps: number }
}

/** Seconds from an order until it can serve, the time until the next order included. */
export interface Leads {
  readonly coldSeconds: number
  /** Undefined while no pool holds anything that is ready. */
  readonly poolSeconds: number | undefined
}

export function lookAhead(
  model: FittedModel,
  recent: RecentDemand,
  learning: Learning,
  leads: Leads,
  isFresh: boolean,
  nowMs: number,
): Outlook {
  const { fromBin, toBin } = windowOf(model, recent, leads.coldSeconds, nowMs)
  const twoLeads = windowOf(model, recent, 2 * leads.coldSeconds, nowMs)
  const paths = model.paths(toSeries(recent), twoLeads.toBin)
  const maxima = maximumSamples(paths, fromBin, toBin)
  const medianRps = selectQuantile(maxima, 0.5)
  const rawRps = selectQuantile(maxima, judgedLevel)
  const lastRps = recent.rps.at(-1) ?? 0
  const calibrated = (quantileRps: number) => calibratedQuantile(learning.conformal, { medianRps, quantileRps })
  const experts = {
    rawRps,
    calibratedRps: calibrated(rawRps),
    reactiveRps: baselineQuantile(learning.baseline, lastRps),
  }
  const blendedRps = blend(learning.blend, experts.calibratedRps, experts.reactiveRps)
  // Quantiles do not cross: in a sudden rise the last value is old news, and the model's median knows where it leads.
  const p95Rps = Math.max(blendedRps, medianRps)
  const correction = experts.calibratedRps > 0 ? p95Rps / experts.calibratedRps : 1
  const corrected = (samples: Float64Array) =>
    samples.map(rps => (rps > medianRps ? calibrated(rps) * correction : rps))
  const maximaUntil = (leadSeconds: number) => {
    const window = windowOf(model, recent, leadSeconds, nowMs)
    return maximumSamples(paths, window.fromBin, window.toBin)
  }
  return {
    fromMs: recent.endMs + fromBin * minuteMs,
    toMs: recent.endMs + toBin * minuteMs,
    medianRps,
    p95Rps,
    untilHelpRps: corrected(maxima),
    untilPoolRps: leads.poolSeconds === undefined ? undefined : corrected(maximaUntil(leads.poolSeconds)),
    twoLeadsRps: corrected(maximumSamples(paths, fromBin, twoLeads.toBin)),
    lastRps,
    isFresh,
    experts,
  }
}

/** From now until help can serve, in minutes that the model counts from the end of what is known. */
function windowOf(model: FittedModel, recent: RecentDemand, leadSeconds: number, nowMs: number) {
  const binAt = (timeMs: number) => Math.max(0, Math.floor((timeMs - recent.endMs) / minuteMs))
  const toBin = Math.min(model.horizonBins, binAt(nowMs + leadSeconds * 1000) + 1)
  const fromBin = Math.min(binAt(nowMs), toBin - 1)
  return { fromBin, toBin }
}

/** What is kept of an outlook until its window is over. */
export function pendingOf({
  fromMs,
  toMs,
  medianRps,
  p95Rps,
  lastRps,
  experts,
}: Outlook): GroupState['pending'][number] {
  return {
    fromMs,
    toMs,
    medianRps,
    quantileRps: experts.rawRps,
    calibratedRps: experts.calibratedRps,
    reactiveRps: experts.reactiveRps,
    blendedRps: p95Rps,
    lastRps,
  }
}

type Learning = Pick<GroupState, 'pending' | 'conformal' | 'baseline' | 'blend' | 'trackRecord'>

/** Compares every pending forecast whose window is known by now with what came, oldest first. */
export function settle(learning: Learning, recent: RecentDemand): Learning {
  let { conformal, baseline, blend: blending, trackRecord } = learning
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
    const lossOf = (predictedRps: number) => pinballLoss(judgedLevel, predictedRps, actualRps)
    blending = updateBlend(blending, lossOf(forecast.calibratedRps), lossOf(forecast.reactiveRps))
    trackRecord = addOutcome(trackRecord, forecast.toMs, {
      forecastLoss: lossOf(forecast.blendedRps),
      reactiveLoss: lossOf(forecast.reactiveRps),
      covered: actualRps <= forecast.blendedRps,
    })
  }
  return { pending, conformal, baseline, blend: blending, trackRecord }
}
