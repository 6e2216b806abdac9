// Gives every group back what it had, before the stack goes:
//   kill switch to restore → look → restore what is held, in shards → look again …
// The schedules still run and do the same; reconcile is called as well so that nothing waits for a tick or for the back-off of a
// group that failed before. A run that began before the switch was set may raise a floor once more, so nothing counts as done
// until such a run is over.
import type { Dispatcher } from '../../shared/aws/dispatcher.ts'
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { type Found, type HeldGroup, lookForLoans } from './look-for-loans.ts'

export interface RestoreDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly killSwitch: KillSwitch
  readonly dispatcher: Dispatcher
  readonly reconcileFunctionName: string
  readonly now: () => number
  readonly sleep: (durationMs: number) => Promise<void>
  readonly log: Log
}

export interface RestoreResult {
  readonly modeBefore: ControlMode
  /** Empty: everything is as the teams had it. */
  readonly held: readonly HeldGroup[]
  /** Why the last attempt failed, by the group's name. */
  readonly errors: Readonly<Record<string, string>>
}

/** Longer than a run of reconcile (54 s) and the time until an event for it is given up (60 s). */
const settleMs = 120_000

/** Without any progress for this long, more of it will not help. */
const patienceMs = 300_000

const pauseMs = 10_000
const groupsPerShard = 100

/** What one more shard (54 s), one more look and the answer to CloudFormation may take. */
const reserveMs = 90_000

/** @param timeLeftMs until the function is cut off */
export async function restoreEverything(deps: RestoreDependencies, timeLeftMs: () => number): Promise<RestoreResult> {
  const modeBefore = await deps.killSwitch.read()
  let progressMs = deps.now()
  const switchedMs = deps.now()
  let errors: Readonly<Record<string, string>> = {}
  let last = Number.POSITIVE_INFINITY
  for (;;) {
    // Said again in every round: whoever sets it back meanwhile would raise floors behind our back.
    if ((await deps.killSwitch.read()) !== 'restore') await deps.killSwitch.write('restore')
    const found = await lookForLoans(deps.fleet, deps.store, deps.now())
    deps.log.info('looked for what is lent', { groups: found.groups, held: found.held.map(({ name }) => name) })
    if (isDone(found, deps.now() - switchedMs)) return { modeBefore, held: [], errors: {} }
    if (found.held.length < last) progressMs = deps.now()
    last = found.held.length
    const isStuck = last > 0 && deps.now() - progressMs >= patienceMs
    if (isStuck || timeLeftMs() < reserveMs) return { modeBefore, held: found.held, errors }
    errors = await restoreNow(deps, found.held, timeLeftMs)
    await deps.sleep(pauseMs)
  }
}

/** Where no group is opted in or managed, no run can have anything in hand. */
function isDone({ groups, held }: Found, sinceSwitchMs: number): boolean {
  return held.length === 0 && (groups === 0 || sinceSwitchMs >= settleMs)
}

/** A shard that fails must not stop the others; where they take long, the answer goes before the last of them. */
async function restoreNow(
  deps: RestoreDependencies,
  held: readonly HeldGroup[],
  timeLeftMs: () => number,
): Promise<Readonly<Record<string, string>>> {
  const errors: Record<string, string> = {}
  for (let from = 0; from < held.length && timeLeftMs() >= reserveMs; from += groupsPerShard) {
    const names = held.slice(from, from + groupsPerShard).map(({ name }) => name)
    try {
      Object.assign(errors, await deps.dispatcher.reconcileNow(deps.reconcileFunctionName, names))
    } catch (error) {
      deps.log.warn('shard not reconciled', { groups: names, error })
      const message = error instanceof Error ? error.message : String(error)
      for (const name of names) errors[name] = message
    }
  }
  if (Object.keys(errors).length > 0) deps.log.warn('groups not restored yet', { errors })
  return errors
}
