// Between two ticks: groups that count their requests every ten seconds are planned anew as soon as ten seconds can be read.
// Planning happens in memory; only when it asks for a change is the lease taken again, the group described again, and the plan
// made again on what is. Another run that took the lease meanwhile is newer: it has the group then.
import type { Lease } from '../../shared/aws/lease.ts'
import type { BinnedValues, LoadMetrics, MetricWindow } from '../../shared/aws/load-metrics.ts'
import { type FreshDemand, freshBinSeconds, readFreshFromMs } from '../../shared/domain/demand/fresh-demand.ts'
import { replanGroup } from '../../shared/domain/fleet/assess-group.ts'
import { type GroupView, viewAfter } from '../../shared/domain/fleet/group-view.ts'
import type { MetricReference } from '../../shared/domain/group/records.ts'
import { carryOut, type FollowedGroup, type ReconcileGroupDependencies } from './reconcile-group.ts'

export interface FollowDependencies extends ReconcileGroupDependencies {
  readonly metrics: LoadMetrics
  readonly sleep: (durationMs: number) => Promise<void>
}

const freshBinMs = freshBinSeconds * 1000

/** Short: whoever finds it held tries again ten seconds later. */
const leaseDurationMs = 15_000

export function freshWindow(metric: MetricReference, fresh: FreshDemand | undefined, nowMs: number): MetricWindow {
  const endMs = Math.floor(nowMs / freshBinMs) * freshBinMs
  return { metric, periodSeconds: freshBinSeconds, startMs: readFreshFromMs(fresh, nowMs), endMs }
}

export async function followFresh(
  deps: FollowDependencies,
  groups: readonly FollowedGroup[],
  owner: string,
  untilMs: number,
): Promise<void> {
  let followed = [...groups]
  while (followed.length > 0 && deps.now() + freshBinMs <= untilMs) {
    await deps.sleep(freshBinMs)
    const bins = await deps.metrics.read(followed.map(group => windowOf(group, deps.now())))
    const next = await Promise.all(followed.map((group, index) => followOne(deps, group, bins[index], owner)))
    followed = next.filter(group => group !== undefined)
  }
}

function windowOf({ view, state }: FollowedGroup, nowMs: number): MetricWindow {
  if (view.config.freshMetric === undefined) throw new Error(`got ${view.group.name} to follow without a fresh metric`)
  return freshWindow(view.config.freshMetric, state.fresh, nowMs)
}

/** @returns the group as it is now; undefined when this run is done with it */
async function followOne(
  deps: FollowDependencies,
  followed: FollowedGroup,
  freshBins: BinnedValues,
  owner: string,
): Promise<FollowedGroup | undefined> {
  const view = { ...followed.view, nowMs: deps.now(), freshBins, state: followed.state }
  const { steps, state } = replanGroup(view)
  if (steps.length === 0) return { ...followed, view, state }
  try {
    return await changeUnderLease(deps, view, followed.fencing, owner)
  } catch (error) {
    // The next tick starts from what is, counts the failure if it goes on, and tells.
    deps.log.error('group not followed', { group: view.group.name, error })
    return undefined
  }
}

async function changeUnderLease(
  deps: FollowDependencies,
  view: GroupView,
  fencing: number,
  owner: string,
): Promise<FollowedGroup | undefined> {
  const lease = await deps.leases.acquire(view.group.name, owner, leaseDurationMs)
  if (lease === undefined) return undefined
  try {
    return lease.fencing === fencing + 1 ? await change(deps, view, lease) : undefined
  } finally {
    await deps.leases.release(lease).catch(error => deps.log.warn('lease not released', { group: lease.group, error }))
  }
}

async function change(deps: FollowDependencies, view: GroupView, lease: Lease): Promise<FollowedGroup | undefined> {
  const group = (await deps.fleet.describe([lease.group])).get(lease.group)
  if (group === undefined) return undefined
  const seen = { ...view, group }
  const assessment = replanGroup(seen)
  const state = await carryOut(deps, lease, seen, assessment)
  return { view: viewAfter(seen, assessment.steps), state, fencing: lease.fencing }
}
