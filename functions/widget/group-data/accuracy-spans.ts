// Whether forecasts deserved trust: the last day as the control loop itself keeps count, and the time shown, in which the
// forecasts that were written down are held against the minutes that came.
import { maximumIn, type RecentDemand } from '../../../shared/domain/demand/recent-demand.ts'
import { pinballLoss } from '../../../shared/domain/forecasting/baseline.ts'
import { summarise, type TrackRecord } from '../../../shared/domain/forecasting/track-record.ts'
import type { DecisionRecord, GroupState } from '../../../shared/domain/group/records.ts'
import { minuteMs } from '../format-time.ts'
import type { Accuracy, AccuracySpan, MinuteColumns } from '../widget-data.ts'
import type { GroupReading } from './group-reading.ts'

const promisedShare = 0.95

type StatedLimit = NonNullable<DecisionRecord['outlook']>

/**
 * @param minutes demand by the minute
 * @param judged what stretch of time that is
 */
export function accuracyOf(reading: GroupReading, minutes: MinuteColumns, judged: string): Accuracy | undefined {
  const spans = [lastDay(reading), timeShown(reading.decisions, minutes, judged), ...spending(reading)].filter(
    span => span.forecasts > 0 || span.costUsd !== undefined,
  )
  if (spans.length === 0) return undefined
  const { mode, budgetPercent } = reading.config.settings
  return { promisedShare, budgetPercent: mode === 'act' ? budgetPercent : undefined, countsBadRequests: false, spans }
}

/** One forecast a minute, each of as many minutes as help takes: they overlap. */
function lastDay({ state, decisions }: GroupReading): AccuracySpan {
  const record: TrackRecord = state?.trackRecord ?? []
  const { count, covered, forecastLoss, reactiveLoss, hours } = summarise(record)
  return {
    label: hours >= 24 ? 'last day' : `last ${hours} ${hours === 1 ? 'hour' : 'hours'}`,
    forecasts: count,
    covered,
    windowMinutes: windowMinutes(state, decisions),
    ...(count > 0 && { lossRps: forecastLoss / count, reactiveLossRps: reactiveLoss / count }),
  }
}

function windowMinutes(state: GroupState | undefined, decisions: readonly DecisionRecord[]): number {
  const last = state?.pending.at(-1) ?? decisions.findLast(({ outlook }) => outlook !== undefined)?.outlook
  return last === undefined ? 1 : Math.max(1, (last.toMs - last.fromMs) / minuteMs)
}

/** Only forecasts whose windows do not overlap are counted, so that each is a piece of evidence of its own. */
function timeShown(decisions: readonly DecisionRecord[], minutes: MinuteColumns, label: string): AccuracySpan {
  const demand = {
    rps: Array.from(minutes.demandRps, known),
    endMs: minutes.startMs + minutes.demandRps.length * minuteMs,
  }
  const judged: { readonly stated: StatedLimit; readonly cameRps: number }[] = []
  let freeFromMs = 0
  for (const { outlook: stated } of decisions) {
    if (stated === undefined || stated.fromMs < freeFromMs) continue
    const cameRps = largestIn(demand, stated)
    if (cameRps === undefined) continue
    judged.push({ stated, cameRps })
    freeFromMs = stated.toMs
  }
  const lossOf = (limitOf: (stated: StatedLimit) => number) =>
    judged.reduce((sum, { stated, cameRps }) => sum + pinballLoss(promisedShare, limitOf(stated), cameRps), 0) /
    judged.length
  const hasReactive = judged.length > 0 && judged.every(({ stated }) => stated.reactiveRps !== undefined)
  return {
    label: `${label}, one forecast at a time`,
    forecasts: judged.length,
    covered: judged.filter(({ stated, cameRps }) => cameRps <= stated.p95Rps).length,
    windowMinutes: 1,
    ...(hasReactive && {
      lossRps: lossOf(({ p95Rps }) => p95Rps),
      reactiveLossRps: lossOf(({ reactiveRps = 0 }) => reactiveRps),
    }),
  }
}

/** Undefined while a minute of the window is not known. */
function largestIn(demand: RecentDemand, { fromMs, toMs }: StatedLimit): number | undefined {
  const first = demand.rps.length - Math.ceil((demand.endMs - fromMs) / minuteMs)
  const last = demand.rps.length - Math.ceil((demand.endMs - toMs) / minuteMs)
  if (demand.rps.slice(Math.max(0, first), last).includes(null)) return undefined
  return maximumIn(demand, fromMs, toMs)
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

/** Both sides of the budget, from when the group began to be acted on. */
function spending({ state, decisions }: GroupReading): AccuracySpan[] {
  const priced = decisions.findLast(({ floorAfter, costUsdPerHour }) => floorAfter > 0 && costUsdPerHour > 0)
  if (state?.budget === undefined || priced === undefined) return []
  const usdPerHour = priced.costUsdPerHour / priced.floorAfter
  return [
    {
      label: 'since it acts; after 30 days an hour counts half',
      forecasts: 0,
      covered: 0,
      costUsd: state.budget.spentHours * usdPerHour,
      reactiveCostUsd: state.budget.reactiveHours * usdPerHour,
    },
  ]
}
