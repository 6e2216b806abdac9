// An instance refresh as DescribeInstanceRefreshes tells it. Pure.
import type {
  InstanceRefresh,
  InstanceRefreshLivePoolProgress,
  InstanceRefreshProgressDetails,
  RollbackDetails,
} from '@aws-sdk/client-auto-scaling'
import { progressOf, type RefreshProgress, type RefreshView } from './instance-refresh.ts'
import { describePreferences, type RefreshSettings } from './refresh-settings.ts'
import type { RefreshState } from './refresh-state.ts'

export interface RefreshTold {
  readonly id: string
  readonly startedAtMs: number
  readonly settings: RefreshSettings
  readonly state: RefreshState
  readonly rollback: RollbackDetails | undefined
}

export interface RefreshProgressTold extends InstanceRefreshLivePoolProgress {
  readonly ProgressDetails?: InstanceRefreshProgressDetails
}

export function describeRefresh(
  groupName: string,
  refresh: RefreshTold,
  progress: RefreshProgressTold,
): InstanceRefresh {
  const { id, startedAtMs, settings, state, rollback } = refresh
  return {
    InstanceRefreshId: id,
    AutoScalingGroupName: groupName,
    Status: state.status,
    StatusReason: state.statusReason,
    StartTime: new Date(startedAtMs),
    ...(state.endedAtMs !== undefined && { EndTime: new Date(state.endedAtMs) }),
    ...progress,
    Preferences: describePreferences(settings),
    ...(settings.desiredConfiguration && { DesiredConfiguration: settings.desiredConfiguration }),
    ...(rollback && { RollbackDetails: rollback }),
    Strategy: 'Rolling',
  }
}

/** During a rollback the percentage goes down again (source: InstanceRefresh.PercentageComplete in the SDK). */
export function describeProgress(view: RefreshView, isRollback: boolean): RefreshProgressTold {
  const { live, pool } = view
  const details = pool && {
    LivePoolProgress: describeCount(progressOf(live), isRollback),
    WarmPoolProgress: describeCount(progressOf(pool), isRollback),
  }
  return { ...describeCount(countOf(view), isRollback), ...(details && { ProgressDetails: details }) }
}

export function rollbackDetails(state: RefreshState, progress: RefreshProgressTold): RollbackDetails {
  return {
    RollbackReason: state.statusReason,
    RollbackStartTime: new Date(state.rollbackAtMs ?? 0),
    PercentageCompleteOnRollback: progress.PercentageComplete,
    InstancesToUpdateOnRollback: progress.InstancesToUpdate,
    ProgressDetailsOnRollback: progress.ProgressDetails,
  }
}

/** Of the whole of group and warm pool. */
function countOf({ live, pool, standby }: RefreshView): RefreshProgress {
  const counts = [live, ...(pool ? [pool] : [])].map(progressOf)
  const total = counts.reduce((sum, count) => sum + count.total, standby.instanceIds.length)
  return { total, replaced: counts.reduce((sum, count) => sum + count.replaced, 0) }
}

function describeCount({ total, replaced }: RefreshProgress, isRollback: boolean): InstanceRefreshLivePoolProgress {
  const updated = isRollback ? total - replaced : replaced
  const PercentageComplete = total === 0 ? 100 : Math.floor((100 * updated) / total)
  return { PercentageComplete, InstancesToUpdate: total - updated }
}
