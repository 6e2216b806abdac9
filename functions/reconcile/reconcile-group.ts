// One group of a tick: assess, and write down what was learned. Only when the plan asks for a change, or people are to be told
// something, is the lease taken; then the records are read and the group is described again, and the plan is made again on what
// is. Whoever wrote the group's state since it was read has done this tick. A failure stays with the group: it is counted,
// backed off from, told once, and the next tick starts from what is.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { Lease } from '../../shared/aws/lease.ts'
import { LeaseLostError } from '../../shared/domain/errors.ts'
import { type Assessment, assessGroup } from '../../shared/domain/fleet/assess-group.ts'
import { type GroupView, viewAfter } from '../../shared/domain/fleet/group-view.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import type { GroupRecords, StateVersion } from '../../shared/domain/group/records.ts'
import type { ApplyDependencies } from './apply-steps.ts'
import { carryOut, type RecordDependencies, recordFailure, type Turn, type Written, writeDown } from './carry-out.ts'
import { type GatherDependencies, gatherView, type Surroundings } from './gather-view.ts'

export interface ReconcileGroupDependencies extends ApplyDependencies, GatherDependencies, RecordDependencies {
  readonly fleet: Fleet
}

/** What the groups of a shard share: read once a tick, in a few batched calls. */
export interface ShardObservation extends Surroundings {
  /** Whether groups that back off are tried as well. */
  readonly urgent: boolean
  readonly groups: ReadonlyMap<string, ObservedGroup>
  readonly records: ReadonlyMap<string, GroupRecords>
}

export type TickOutcome = 'changed' | 'unchanged' | 'skipped' | 'failed'

export interface GroupTick {
  readonly outcome: TickOutcome
  /** What the rest of the run may go on with; undefined where the tick did not come to its end. */
  readonly followed?: FollowedGroup
  /** Why it failed. */
  readonly error?: string
}

/** A group as a tick left it. */
export interface FollowedGroup extends Written {
  readonly view: GroupView
}

/** Longer than the function's timeout (54 s), shorter than the time to the next tick. */
const leaseDurationMs = 55_000

const skipped: GroupTick = { outcome: 'skipped' }

export async function reconcileGroup(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  name: string,
  owner: string,
): Promise<GroupTick> {
  const records = observation.records.get(name)
  if (records === undefined || (!observation.urgent && isBackingOff(records, deps.now()))) return skipped
  const turn = { group: name, version: records.stateVersion }
  try {
    const view = await gatherView(deps, observation, observation.groups.get(name), records)
    if (view === undefined) return skipped
    const assessment = assessGroup(view)
    if (isAtRest(assessment)) {
      return { outcome: 'unchanged', followed: { view, ...(await writeDown(deps, turn, view, assessment)) } }
    }
  } catch (error) {
    return failed(deps, observation, turn, records, error)
  }
  return reconcileUnderLease(deps, observation, records, owner, name)
}

function isAtRest({ steps, alerts }: Assessment): boolean {
  return steps.length === 0 && alerts.length === 0
}

async function reconcileUnderLease(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  records: GroupRecords,
  owner: string,
  name: string,
): Promise<GroupTick> {
  const lease = await tryAcquire(deps, name, owner)
  if (lease === undefined || lease === 'failed') return { outcome: lease ?? 'skipped' }
  try {
    return await changeUnderLease(deps, observation, records.stateVersion, lease)
  } catch (error) {
    return await failed(deps, observation, { group: name, version: records.stateVersion, lease }, records, error)
  } finally {
    await deps.leases.release(lease).catch(error => deps.log.warn('lease not released', { group: name, error }))
  }
}

async function changeUnderLease(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  seen: StateVersion,
  lease: Lease,
): Promise<GroupTick> {
  const records = await readAgain(deps, lease, seen)
  if (records === undefined) return skipped
  const group = (await deps.fleet.describe([lease.group])).get(lease.group)
  const view = await gatherView(deps, observation, group, records)
  if (view === undefined) return skipped
  const assessment = assessGroup(view)
  const written = await carryOut(deps, lease, seen, view, assessment)
  const outcome = assessment.steps.length > 0 ? 'changed' : 'unchanged'
  return { outcome, followed: { view: viewAfter(view, assessment.steps), ...written } }
}

/** Somebody newer who is at work knows better: theirs counts, and at rest nothing is lost. */
async function failed(
  deps: ReconcileGroupDependencies,
  { mode }: ShardObservation,
  turn: Turn,
  records: GroupRecords,
  error: unknown,
): Promise<GroupTick> {
  const isOvertaken = error instanceof LeaseLostError
  if (isOvertaken && turn.lease === undefined) return skipped
  deps.log.error('group failed', { group: turn.group, error })
  if (!isOvertaken) await recordFailure(deps, turn, records, mode, error)
  return { outcome: 'failed', error: error instanceof Error ? `${error.name}: ${error.message}` : String(error) }
}

/** @returns the records as they are under the lease; undefined where somebody has written the group's state since */
export async function readAgain(
  { store }: Pick<ReconcileGroupDependencies, 'store'>,
  { group }: Lease,
  seen: StateVersion,
): Promise<GroupRecords | undefined> {
  const records = (await store.readGroups([group])).get(group)
  const isStill = records?.stateVersion.fencing === seen.fencing && records.stateVersion.revision === seen.revision
  return isStill ? records : undefined
}

function isBackingOff({ state }: GroupRecords, nowMs: number): boolean {
  return state !== undefined && state.failures.count > 0 && nowMs < state.failures.notBeforeMs
}

async function tryAcquire(
  deps: ReconcileGroupDependencies,
  name: string,
  owner: string,
): Promise<Lease | 'failed' | undefined> {
  try {
    return await deps.leases.acquire(name, owner, leaseDurationMs)
  } catch (error) {
    deps.log.error('lease not acquired', { group: name, error })
    return 'failed'
  }
}
