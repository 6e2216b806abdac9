// The error budget of one group inside its shard: a failing group is tried less and less often, and people hear of it once.
import type { Alert } from '../alert.ts'
import type { GroupState } from '../group/records.ts'

const longestBackOffMs = 15 * 60_000
const minuteMs = 60_000

/** One failed call is life; the third in a row is worth waking somebody. */
const failuresBeforeAlert = 3

/** Waits 1, 2, 4, 8 and then 15 minutes after consecutive failures. */
export function afterFailure(state: GroupState, nowMs: number): { state: GroupState; isFirstOfSeries: boolean } {
  const count = state.failures.count + 1
  const waitMs = Math.min(2 ** (count - 1) * minuteMs, longestBackOffMs)
  return {
    // A tick comes every minute; half a minute early is on time.
    state: { ...state, failures: { count, notBeforeMs: nowMs + waitMs - minuteMs / 2 } },
    isFirstOfSeries: count === failuresBeforeAlert,
  }
}

export function failureAlert(group: string, error: unknown): Alert {
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return {
    cause: 'failing',
    title: `${group} cannot be reconciled`,
    what: `${failuresBeforeAlert} ticks of Auto Scaling group ${group} failed in a row`,
    why: message,
    done: 'it is tried again after 1, 2, 4, 8 and then every 15 minutes; its floor expires by itself within 30 minutes',
    toDo: 'look at the log of the reconcile function for this group; set /penumbra/mode to restore to put groups back',
  }
}
