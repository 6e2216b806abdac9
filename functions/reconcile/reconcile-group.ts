// One group of a tick, under its lease: assess, apply, record. A failure stays with the group: it is counted, backed off
// from, told once, and the next tick starts from what is.
import type { Alerts } from '../../shared/aws/alerts.ts'
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { Lease, Leases } from '../../shared/aws/lease.ts'
import type { BinnedValues } from '../../shared/aws/load-metrics.ts'
import type { PoolExpiry } from '../../shared/aws/pool-expiry.ts'
import type { WarmPools } from '../../shared/aws/warm-pools.ts'
import type { Alert } from '../../shared/domain/alert.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { LeaseLostError, VerificationError } from '../../shared/domain/errors.ts'
import { type Assessment, assessGroup, initialState } from '../../shared/domain/fleet/assess-group.ts'
import { afterFailure, failureNews } from '../../shared/domain/fleet/failures.ts'
import { type GroupView, viewAfter } from '../../shared/domain/fleet/group-view.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { type PoolRefusal, rememberRefusal } from '../../shared/domain/fleet/pool-refusal.ts'
import type { PoolMemory } from '../../shared/domain/fleet/pool-steps.ts'
import type { FittedModel } from '../../shared/domain/forecasting/model.ts'
import type { GroupRecords, GroupState } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { applySteps } from './apply-steps.ts'
import type { ModelCache } from './model-cache.ts'
import { observePool } from './observe-pool.ts'

export interface ReconcileGroupDependencies {
  readonly fleet: Fleet
  readonly warmPools: WarmPools
  readonly poolExpiry: PoolExpiry
  readonly store: GroupStore
  readonly leases: Leases
  readonly alerts: Alerts
  readonly models: ModelCache
  readonly now: () => number
  readonly log: Log
}

/** What the groups of a shard share: read once a tick, in a few batched calls. */
export interface ShardObservation {
  readonly mode: ControlMode
  readonly groups: ReadonlyMap<string, ObservedGroup>
  readonly records: ReadonlyMap<string, GroupRecords>
  readonly minutes: ReadonlyMap<string, BinnedValues>
  /** Of the groups that count every ten seconds. */
  readonly freshBins: ReadonlyMap<string, BinnedValues>
}

export type TickOutcome = 'changed' | 'unchanged' | 'skipped' | 'failed'

export interface GroupTick {
  readonly outcome: TickOutcome
  /** What the rest of the run may go on with; undefined where the tick did not come to its end. */
  readonly followed?: FollowedGroup
}

/** A group as a tick left it. */
export interface FollowedGroup {
  readonly view: GroupView
  readonly state: GroupState
  /** Of the lease under which it was last worked on: any other since then means that a newer run is at work. */
  readonly fencing: number
}

/** Longer than the function's timeout (54 s), shorter than the time to the next tick. */
const leaseDurationMs = 55_000

/** A scheduled action may run two minutes late. */
const latestExpiryMs = 3 * 60_000

/** A decision that repeats the last one is written down at most this often. */
const repeatDecisionMs = 15 * 60_000

export async function reconcileGroup(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  name: string,
  owner: string,
): Promise<GroupTick> {
  const records = observation.records.get(name)
  if (records === undefined || isBackingOff(records, deps.now())) return { outcome: 'skipped' }
  const lease = await tryAcquire(deps, name, owner)
  if (lease === undefined || lease === 'failed') return { outcome: lease ?? 'skipped' }
  try {
    return await reconcileUnderLease(deps, observation, records, lease)
  } catch (error) {
    await recordFailure(deps, observation.mode, records, lease, error)
    return { outcome: 'failed' }
  } finally {
    await deps.leases.release(lease).catch(error => deps.log.warn('lease not released', { group: name, error }))
  }
}

async function reconcileUnderLease(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  records: GroupRecords,
  lease: Lease,
): Promise<GroupTick> {
  const view = await gatherView(deps, observation, records, lease.group)
  if (view === undefined) return { outcome: 'skipped' }
  const assessment = assessGroup(view)
  const state = await carryOut(deps, lease, view, assessment)
  const outcome = assessment.steps.length > 0 ? 'changed' : 'unchanged'
  return { outcome, followed: { view: viewAfter(view, assessment.steps), state, fencing: lease.fencing } }
}

/** Applies, tells and writes down; returns the state as it was written. */
export async function carryOut(
  deps: ReconcileGroupDependencies,
  lease: Lease,
  view: GroupView,
  assessment: Assessment,
): Promise<GroupState> {
  const refusal = await applySteps(deps, lease, assessment.steps)
  for (const alert of assessment.alerts) await deps.alerts.publish(alert)
  return record(deps, lease, view, refusal === undefined ? assessment : afterRefusal(assessment, refusal, view.nowMs))
}

/** @returns undefined for a group that is gone or was never registered */
async function gatherView(
  deps: ReconcileGroupDependencies,
  observation: ShardObservation,
  records: GroupRecords,
  name: string,
): Promise<GroupView | undefined> {
  const group = observation.groups.get(name)
  const { config, memory, pool, learned, state } = records
  if (group === undefined || config === undefined) return undefined
  if (records.unreadable.includes('memory')) {
    throw new VerificationError(`memory of ${name}: got a record that does not parse, wanted the team's MinSize`)
  }
  if (records.unreadable.includes('pool')) {
    throw new VerificationError(`pool of ${name}: got a record that does not parse, wanted whose the warm pool is`)
  }
  const nowMs = deps.now()
  const { managed } = group
  return {
    nowMs,
    mode: observation.mode,
    config,
    group,
    managed,
    memory: memory && !isOutlived(memory, managed, nowMs) ? { ...memory, expiresAtMs: memory.expiresAtMs } : undefined,
    poolMemory: pool && poolMemoryOf(pool),
    poolSeen: await observePool(deps.warmPools, group, state),
    learned,
    model: await modelOf(deps, name, learned?.modelVersion),
    state,
    minutes: observation.minutes.get(name) ?? { startMs: 0, values: new Float64Array(0) },
    freshBins: observation.freshBins.get(name),
  }
}

/** Every field is there, so that a step can be compared with what is remembered. */
function poolMemoryOf(record: NonNullable<GroupRecords['pool']>): PoolMemory {
  const { written, stood, expiresAtMs, yielded, notBeforeMs } = record
  return { written, stood, expiresAtMs, yielded, notBeforeMs }
}

/** AWS is not asked again at once, and the decision says why there is no pool. */
function afterRefusal(assessment: Assessment, refusal: PoolRefusal, nowMs: number): Assessment {
  const remembered = rememberRefusal(refusal, nowMs)
  const { decision, state } = assessment
  return {
    ...assessment,
    decision: {
      ...decision,
      pool: undefined,
      reason: `${decision.reason} But the warm pool is left as it is: ${remembered.why}.`,
    },
    state: { ...state, pool: { ...state.pool, refusal: remembered } },
  }
}

/** Somebody took our tag away and AWS has given the floor back since: what stands now is the team's. */
function isOutlived({ expiresAtMs = 0 }: { expiresAtMs?: number }, managed: boolean, nowMs: number): boolean {
  return !managed && expiresAtMs < nowMs - latestExpiryMs
}

async function modelOf(
  deps: ReconcileGroupDependencies,
  name: string,
  version: string | undefined,
): Promise<FittedModel | undefined> {
  return version === undefined ? undefined : deps.models.get(name, version)
}

async function record(
  deps: ReconcileGroupDependencies,
  lease: Lease,
  view: GroupView,
  assessment: Assessment,
): Promise<GroupState> {
  const { decision, state } = assessment
  const last = state.lastDecision
  const isNews =
    last === undefined ||
    last.action !== decision.action ||
    decision.floorAfter !== decision.floorBefore ||
    assessment.steps.some(step => step.kind === 'put-pool' || step.kind === 'delete-pool') ||
    view.nowMs - last.recordedAtMs >= repeatDecisionMs
  const lastDecision = isNews ? { action: decision.action, recordedAtMs: view.nowMs } : last
  if (isNews) await deps.store.writeDecision(lease.group, decision, lease.fencing)
  const fan = state.fan?.fromMs === view.state?.fan?.fromMs ? undefined : state.fan
  deps.log.info('decided', { group: lease.group, recorded: isNews, decision, fan })
  const failures = { count: 0, notBeforeMs: view.nowMs }
  const written = { ...state, lastDecision, failures }
  await deps.store.writeState(lease.group, written, lease.fencing)
  return written
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

/** Never throws: it is the last line of defence of the other groups. */
async function recordFailure(
  deps: ReconcileGroupDependencies,
  mode: ControlMode,
  records: GroupRecords,
  lease: Lease,
  error: unknown,
) {
  deps.log.error('group failed', { group: lease.group, error })
  // Somebody newer is at work; what we know is stale and theirs counts.
  if (error instanceof LeaseLostError) return
  try {
    const nowMs = deps.now()
    const state = afterFailure(records.state ?? initialState(nowMs), nowMs)
    const news = failureNews(lease.group, state, records.config, mode, error)
    const alerted = news !== undefined && (await isTold(deps, news.alert)) ? news.alerted : state.alerted
    await deps.store.writeState(lease.group, { ...state, alerted }, lease.fencing)
  } catch (secondError) {
    deps.log.error('failure not recorded', { group: lease.group, error: secondError })
  }
}

/** People who cannot be told now are told at the next failure; backing off does not wait for them. */
async function isTold(deps: ReconcileGroupDependencies, alert: Alert): Promise<boolean> {
  try {
    await deps.alerts.publish(alert)
    return true
  } catch (error) {
    deps.log.error('alert not sent', { group: alert.group, error })
    return false
  }
}
