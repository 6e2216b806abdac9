// Whether forecasts deserved trust: the last day as the control loop itself keeps count, and a longer time by the hours that
// were written down with the decisions.
import { type JudgedHour, summarise } from '../../../shared/domain/forecasting/track-record.ts'
import type { DecisionRecord, GroupState } from '../../../shared/domain/group/records.ts'
import { dayMs, formatDays, hourMs, minuteMs } from '../format-time.ts'
import type { Accuracy, AccuracySpan } from '../widget-data.ts'
import type { GroupReading } from './group-reading.ts'
import type { Stretch } from './read-group.ts'

const promisedShare = 0.95

/** @param stretch the time shown; decisions of an hour or two later tell of its last hours */
export function accuracyOf(reading: GroupReading, stretch: Stretch): Accuracy | undefined {
  const { state, decisions, config } = reading
  const window = windowMinutes(state, decisions)
  const spans = [
    spanOf('last day', state?.trackRecord ?? [], window),
    ...(stretch.toMs - stretch.fromMs > dayMs ? [timeShown(decisions, stretch, window)] : []),
    ...spending(reading),
  ].filter(span => span.forecasts > 0 || span.costUsd !== undefined)
  if (spans.length === 0) return undefined
  const { mode, budgetPercent } = config.settings
  return { promisedShare, budgetPercent: mode === 'act' ? budgetPercent : undefined, countsBadRequests: false, spans }
}

/** One forecast a minute, each of as many minutes as help takes: they overlap. */
function spanOf(label: string, record: readonly JudgedHour[], windowMinutes: number): AccuracySpan {
  const { count, covered, forecastLoss, reactiveLoss } = summarise(record)
  return {
    label,
    forecasts: count,
    covered,
    windowMinutes,
    ...(count > 0 && { lossRps: forecastLoss / count, reactiveLossRps: reactiveLoss / count }),
  }
}

function timeShown(
  decisions: readonly DecisionRecord[],
  { fromMs, toMs }: Stretch,
  windowMinutes: number,
): AccuracySpan {
  const hours = new Map(
    decisions.flatMap(({ judgedHour }) => (judgedHour === undefined ? [] : [[judgedHour.hour, judgedHour] as const])),
  )
  const shown = [...hours.values()].filter(({ hour }) => hour * hourMs >= fromMs && (hour + 1) * hourMs <= toMs)
  return spanOf(formatDays(fromMs, toMs), shown, windowMinutes)
}

function windowMinutes(state: GroupState | undefined, decisions: readonly DecisionRecord[]): number {
  const last = state?.pending.at(-1) ?? decisions.findLast(({ outlook }) => outlook !== undefined)?.outlook
  return last === undefined ? 1 : Math.max(1, (last.toMs - last.fromMs) / minuteMs)
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
