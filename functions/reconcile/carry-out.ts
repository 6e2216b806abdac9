// Carries an assessment out: applies its steps under the lease, tells people, writes down what was decided and learned.
import type { Alerts } from '../../shared/aws/alerts.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { Lease } from '../../shared/aws/lease.ts'
import type { Alert } from '../../shared/domain/alert.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import { type Assessment, initialState } from '../../shared/domain/fleet/assess-group.ts'
import { afterFailure, failureNews } from '../../shared/domain/fleet/failures.ts'
import type { GroupView } from '../../shared/domain/fleet/group-view.ts'
import { type PoolRefusal, rememberRefusal } from '../../shared/domain/fleet/pool-refusal.ts'
import type { GroupRecords, GroupState, StateVersion } from '../../shared/domain/group/records.ts'
import type { Log } from '../../shared/runtime/log.ts'
import { type ApplyDependencies, applySteps } from './apply-steps.ts'

export interface RecordDependencies {
  readonly store: GroupStore
  readonly alerts: Alerts
  readonly now: () => number
  readonly log: Log
}

/** Whose state is written, and upon which version of it. */
export interface Turn {
  readonly group: string
  readonly version: StateVersion
  /** Undefined at rest: nothing is changed on AWS. */
  readonly lease?: Lease
}

/** A group's state as it was written. */
export interface Written {
  readonly state: GroupState
  readonly version: StateVersion
}

/** A decision that repeats the last one is written down at most this often. */
const repeatDecisionMs = 15 * 60_000

/** Applies, tells and writes down. */
export async function carryOut(
  deps: ApplyDependencies & RecordDependencies,
  lease: Lease,
  version: StateVersion,
  view: GroupView,
  assessment: Assessment,
): Promise<Written> {
  const refusal = await applySteps(deps, lease, assessment.steps)
  for (const alert of assessment.alerts) await deps.alerts.publish(alert)
  const turn = { group: lease.group, version, lease }
  return writeDown(deps, turn, view, refusal === undefined ? assessment : afterRefusal(assessment, refusal, view.nowMs))
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

/** The decision where it is news, and the state in any case. */
export async function writeDown(
  { store, log }: RecordDependencies,
  { group, version, lease }: Turn,
  view: GroupView,
  assessment: Assessment,
): Promise<Written> {
  const { decision } = assessment
  const fencing = lease?.fencing ?? version.fencing
  const recorded = isNews(view, assessment)
  const last = assessment.state.lastDecision
  const lastDecision = recorded ? { action: decision.action, recordedAtMs: view.nowMs } : last
  const state = { ...assessment.state, lastDecision, failures: { count: 0, notBeforeMs: view.nowMs } }
  if (recorded) await store.writeDecision(group, decision, fencing)
  const written = await store.writeState(group, state, version, fencing)
  const fan = state.fan?.fromMs === view.state?.fan?.fromMs ? undefined : state.fan
  // A log of every minute of every group costs as much as the table.
  log[recorded ? 'info' : 'debug']('decided', { group, recorded, decision, fan })
  return { state, version: written }
}

function isNews({ nowMs }: GroupView, { decision, steps, state: { lastDecision: last } }: Assessment): boolean {
  return (
    last === undefined ||
    last.action !== decision.action ||
    decision.floorAfter !== decision.floorBefore ||
    steps.some(step => step.kind === 'put-pool' || step.kind === 'delete-pool') ||
    nowMs - last.recordedAtMs >= repeatDecisionMs
  )
}

/** Counts it, and tells people once. Never throws: it is the last line of defence of the other groups. */
export async function recordFailure(
  deps: RecordDependencies,
  { group, version, lease }: Turn,
  { state: before, config }: GroupRecords,
  mode: ControlMode,
  error: unknown,
): Promise<void> {
  try {
    const nowMs = deps.now()
    const state = afterFailure(before ?? initialState(nowMs), nowMs)
    const news = failureNews(group, state, config, mode, error)
    const alerted = news !== undefined && (await isTold(deps, news.alert)) ? news.alerted : state.alerted
    await deps.store.writeState(group, { ...state, alerted }, version, lease?.fencing)
  } catch (secondError) {
    deps.log.error('failure not recorded', { group, error: secondError })
  }
}

/** People who cannot be told now are told at the next failure; backing off does not wait for them. */
async function isTold({ alerts, log }: RecordDependencies, alert: Alert): Promise<boolean> {
  try {
    await alerts.publish(alert)
    return true
  } catch (error) {
    log.error('alert not sent', { group: alert.group, error })
    return false
  }
}
