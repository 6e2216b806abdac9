// Beyond the next hour: the application's history is kept, and every six hours an outlook of two days is drawn from it, judged by
// what came. While a group's past is being taken over, that goes on every hour.
import type { HistoryStore } from '../../shared/aws/history-store.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import type { LongView, LongViewStore } from '../../shared/aws/long-view-store.ts'
import { type Backfill, nextBackfill } from '../../shared/domain/demand/backfill.ts'
import { isOutlookDue } from '../../shared/domain/forecasting/outlook.ts'
import { applicationOf } from '../../shared/domain/group/application.ts'
import type { GroupConfig } from '../../shared/domain/group/records.ts'
import { drawOutlook } from './draw-outlook.ts'
import type { GroupDemand } from './group-demand.ts'
import { keepHistory } from './keep-history.ts'

export interface LongViewDependencies {
  readonly metrics: LoadMetrics
  readonly history: HistoryStore
  readonly longView: LongViewStore
}

export async function lookFarAhead(
  deps: LongViewDependencies,
  group: GroupDemand,
  { outlook, backfill: before }: LongView,
  nowMs: number,
): Promise<void> {
  const { config, asked, minutes } = group
  const isDue = isOutlookDue(outlook, asked, nowMs)
  if (!isDue && isTakenOver(before, config, nowMs)) return
  const { days, backfill } = await keepHistory(deps, config, minutes, before, nowMs)
  if (backfill.doneToMs !== before?.doneToMs || backfill.application !== before.application) {
    await deps.longView.writeBackfill(config.name, backfill, nowMs)
  }
  if (!isDue) return
  const drawn = await drawOutlook(group, days, outlook, nowMs)
  if (drawn !== undefined) await deps.longView.writeOutlook(config.name, drawn)
}

function isTakenOver(backfill: Backfill | undefined, config: GroupConfig, nowMs: number): boolean {
  return backfill?.application === applicationOf(config) && nextBackfill(backfill, nowMs) === undefined
}
