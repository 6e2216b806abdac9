// The error budget of one group inside its shard: a failing group is tried less and less often, and people hear of it once,
// and once more when it is over.
import type { Alert, AlertCause } from '../alert.ts'
import type { ControlMode } from '../control-mode.ts'
import type { GroupConfig, GroupState } from '../group/records.ts'

const longestBackOffMs = 15 * 60_000
const minuteMs = 60_000

/** One failed call is life; the third in a row is worth waking somebody. */
const failuresBeforeAlert = 3

const causes = ['failing', 'restore-failing'] as const satisfies readonly AlertCause[]

/** Waits 1, 2, 4, 8 and then 15 minutes after consecutive failures. */
export function afterFailure(state: GroupState, nowMs: number): GroupState {
  const count = state.failures.count + 1
  const waitMs = Math.min(2 ** (count - 1) * minuteMs, longestBackOffMs)
  // A tick comes every minute; half a minute early is on time.
  return { ...state, failures: { count, notBeforeMs: nowMs + waitMs - minuteMs / 2 } }
}

/**
 * What people have to hear of a group that failed, and what they have heard once they have been told.
 * @param state after the failure
 * @param config undefined where it cannot be read
 */
export function failureNews(
  group: string,
  state: GroupState,
  config: GroupConfig | undefined,
  mode: ControlMode,
  error: unknown,
): { alert: Alert; alerted: string[] } | undefined {
  const cause = isRestoring(config, mode) ? 'restore-failing' : 'failing'
  if (state.failures.count < failuresBeforeAlert || state.alerted.includes(cause)) return undefined
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  const alert = cause === 'failing' ? failing(group, message) : restoreFailing(group, message)
  return { alert, alerted: [...state.alerted, cause] }
}

/** The tick has come to its end again. */
export function recoveryNews(group: string, alerted: readonly string[]): { alerts: Alert[]; alerted: string[] } {
  const over = causes.filter(cause => alerted.includes(cause))
  return {
    alerts: over.map(cause => recovered(group, cause)),
    alerted: alerted.filter(cause => !over.some(passed => passed === cause)),
  }
}

/** Whether the group is to be given back what it had. */
function isRestoring(config: GroupConfig | undefined, mode: ControlMode): boolean {
  return mode === 'restore' || config?.optedIn === false || config?.refusal !== undefined
}

function failing(group: string, message: string): Alert {
  return {
    cause: 'failing',
    severity: 'warning',
    group,
    title: `${group} cannot be reconciled`,
    what: `${failuresBeforeAlert} ticks of the group failed in a row`,
    why: message,
    done: 'it is tried again after 1, 2, 4, 8 and then every 15 minutes; its floor expires by itself within 30 minutes',
    toDo: 'look at the log of the reconcile function for this group; set /penumbra/mode to restore to put groups back',
    command: 'explain',
  }
}

function restoreFailing(group: string, message: string): Alert {
  return {
    cause: 'restore-failing',
    severity: 'critical',
    group,
    title: `${group} cannot be given back what it had`,
    what: `${failuresBeforeAlert} attempts in a row to put the group back as the team had it failed`,
    why: message,
    done: 'it is tried again after 1, 2, 4, 8 and then every 15 minutes; AWS itself takes back what is lent within 30 minutes',
    toDo: "mend the cause, or set the group's MinSize yourself: whatever Penumbra did not write is the team's",
    command: 'explain',
  }
}

/** No more than is known: the kill switch may have said freeze meanwhile, so that nothing was put back. */
function recovered(group: string, cause: (typeof causes)[number]): Alert {
  return {
    cause,
    severity: 'info',
    group,
    title: `${group} is reconciled again`,
    what: 'a tick of the group went through',
    why: 'what stood in the way has passed',
    done: 'it is looked at every minute again',
    toDo: 'nothing',
    command: 'explain',
  }
}
