// Between two ticks a run goes on with the groups that can know more before the next one: those that count their requests
// every ten seconds are planned anew whenever ten seconds can be read; those whose newest minute is late, once it has come.
// Planning happens in memory; only when it asks for a change is the lease taken, the records read and the group described
// again, and the plan made again on what is. Another run that wrote the group's state meanwhile is newer: it has the group then.
import type { Lease } from '../../shared/aws/lease.ts'
import type { BinnedValues, LoadMetrics } from '../../shared/aws/load-metrics.ts'
import { freshBinSeconds } from '../../shared/domain/demand/fresh-demand.ts'
import { isLate } from '../../shared/domain/demand/recent-demand.ts'
import { replanGroup } from '../../shared/domain/fleet/assess-group.ts'
import { type GroupView, viewAfter } from '../../shared/domain/fleet/group-view.ts'
import { whatIsLent } from '../../shared/domain/fleet/remembered-loans.ts'
import { pauseAt } from '../../shared/domain/group/orders.ts'
import type { StateVersion } from '../../shared/domain/group/records.ts'
import { carryOut } from './carry-out.ts'
import { ordersOf } from './gather-view.ts'
import { type KnownDemand, readDemand } from './read-demand.ts'
import { type FollowedGroup, type ReconcileGroupDependencies, readAgain } from './reconcile-group.ts'

export interface FollowDependencies extends ReconcileGroupDependencies {
  readonly metrics: LoadMetrics
  readonly sleep: (durationMs: number) => Promise<void>
}

const pauseMs = freshBinSeconds * 1000

/** A lease outlives the run by this, like the one of the tick: whoever is cut off in mid-change is gone before it ends. */
const leaseBeyondMs = 5_000

export async function followFresh(
  deps: FollowDependencies,
  groups: readonly FollowedGroup[],
  owner: string,
  untilMs: number,
): Promise<void> {
  const run = { owner, leaseUntilMs: untilMs + leaseBeyondMs }
  let followed = groups.filter(group => canKnowMore(group, deps.now()))
  while (followed.length > 0 && deps.now() + pauseMs <= untilMs) {
    await deps.sleep(pauseMs)
    const views = await lookAgain(deps, followed)
    const next = await Promise.all(views.map((view, index) => followOne(deps, view, followed[index], run)))
    followed = next.filter(group => group !== undefined)
  }
}

interface Run {
  readonly owner: string
  readonly leaseUntilMs: number
}

/** Only where a plan may act: nothing is gained by knowing sooner what will only be observed. */
function canKnowMore({ view, state }: FollowedGroup, nowMs: number): boolean {
  const { mode, config, orders } = view
  const mayAct = mode === 'run' && config.optedIn && config.refusal === undefined && config.settings.mode === 'act'
  if (pauseAt(orders, nowMs) !== undefined) return false
  return mayAct && (isFresh(view) || isLate(state.recentEndMs, nowMs))
}

function isFresh({ config }: GroupView): boolean {
  return config.freshMetric !== undefined
}

const nothing: BinnedValues = { startMs: 0, values: new Float64Array(0) }

/** What has become known of each group since it was last looked at. */
async function lookAgain(
  { metrics, now, log }: FollowDependencies,
  followed: readonly FollowedGroup[],
): Promise<GroupView[]> {
  const nowMs = now()
  const known = (several: readonly FollowedGroup[]): KnownDemand =>
    new Map(several.map(({ view, state }) => [view.group.name, { config: view.config, state }]))
  const late = known(followed.filter(({ view }) => !isFresh(view)))
  const { minutes, freshBins, failure } = await readDemand(metrics, late, known(followed), nowMs)
  if (failure !== undefined) log.warn('demand not read', { error: failure })
  return followed.map(({ view, state }) => {
    const { name } = view.group
    return { ...view, nowMs, state, minutes: minutes.get(name) ?? nothing, freshBins: freshBins.get(name) }
  })
}

/** @returns the group as it is now; undefined when this run is done with it */
async function followOne(
  deps: FollowDependencies,
  view: GroupView,
  followed: FollowedGroup,
  run: Run,
): Promise<FollowedGroup | undefined> {
  if (!isFresh(view) && view.minutes.values.every(Number.isNaN)) return followed
  try {
    const { steps, state } = replanGroup(view)
    const now =
      steps.length === 0 ? { ...followed, view, state } : await changeUnderLease(deps, view, followed.version, run)
    return isFresh(view) ? now : undefined
  } catch (error) {
    // The next tick starts from what is, counts the failure if it goes on, and tells.
    deps.log.error('group not followed', { group: view.group.name, error })
    return undefined
  }
}

async function changeUnderLease(
  deps: FollowDependencies,
  view: GroupView,
  version: StateVersion,
  { owner, leaseUntilMs }: Run,
): Promise<FollowedGroup | undefined> {
  const lease = await deps.leases.acquire(view.group.name, owner, leaseUntilMs - deps.now())
  if (lease === undefined) return undefined
  try {
    return await change(deps, view, version, lease)
  } finally {
    await deps.leases.release(lease).catch(error => deps.log.warn('lease not released', { group: lease.group, error }))
  }
}

async function change(
  deps: FollowDependencies,
  view: GroupView,
  version: StateVersion,
  lease: Lease,
): Promise<FollowedGroup | undefined> {
  const records = await readAgain(deps, lease, version)
  if (records === undefined) return undefined
  const group = (await deps.fleet.describe([lease.group])).get(lease.group)
  // A group that has opted out since is put back by the tick.
  if (group === undefined || !group.optedIn) return undefined
  const seen = { ...view, group, orders: ordersOf(records), ...whatIsLent(group, records, view.nowMs) }
  const assessment = replanGroup(seen)
  const written = await carryOut(deps, lease, version, seen, assessment)
  return { view: viewAfter(seen, assessment.steps), ...written }
}
