// One tick of a shard: read everything that the groups share in a few batched calls, then each group by itself.
//   observe (batched) → per group: assess (pure) → record, or lease → assess again on what is → apply → record
// Then, until shortly before the next tick, groups of which more becomes known are planned anew.
// Level-triggered: nothing depends on an earlier tick having finished. One bad group never stops the others.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { GroupStore } from '../../shared/aws/group-store.ts'
import type { KillSwitch } from '../../shared/aws/kill-switch.ts'
import type { LoadMetrics } from '../../shared/aws/load-metrics.ts'
import type { OperatorStore } from '../../shared/aws/operator-store.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import type { Log } from '../../shared/runtime/log.ts'
import type { Telemetry } from '../../shared/runtime/telemetry.ts'
import { followFresh } from './follow-fresh.ts'
import { type ReadDemand, readDemand } from './read-demand.ts'
import {
  type FollowedGroup,
  type ReconcileGroupDependencies,
  reconcileGroup,
  type ShardObservation,
  type TickOutcome,
} from './reconcile-group.ts'

export interface ReconcileDependencies extends ReconcileGroupDependencies {
  readonly fleet: Fleet
  readonly store: GroupStore
  readonly metrics: LoadMetrics
  readonly killSwitch: KillSwitch
  readonly orders: OperatorStore
  readonly telemetry: Telemetry
  readonly sleep: (durationMs: number) => Promise<void>
  readonly log: Log
}

/** Groups worked on at the same time: enough to hide DynamoDB's latency, few enough to stay within Auto Scaling's bucket. */
const concurrency = 10

/** What was described longer ago is described again. */
const longestWaitMs = 60_000

/** From the beginning of the run: within the function's timeout (54 s), with room for one more change. */
const followForMs = 50_000

/** Groups to be reconciled, and perhaps how they were described when they were found. */
export interface Shard {
  readonly groups: readonly string[]
  /** Groups that back off are tried as well, and nothing is waited for. @default false */
  readonly urgent?: boolean
  readonly observed?: { readonly atMs: number; readonly groups: readonly ObservedGroup[] }
}

/** How many groups came to which end. */
export interface ShardAnswer extends Readonly<Record<TickOutcome, number>> {
  /** Why groups failed, by their names; only where it was urgent. */
  readonly errors?: Readonly<Record<string, string>>
}

export async function reconcileShard(deps: ReconcileDependencies, shard: Shard, owner: string): Promise<ShardAnswer> {
  const startMs = deps.now()
  const { groups: names, urgent = false } = shard
  const observation = await observeShard(deps, shard)
  const outcomes: Record<TickOutcome, number> = { changed: 0, unchanged: 0, skipped: 0, failed: 0 }
  const followed: FollowedGroup[] = []
  const errors: Record<string, string> = {}
  for (let from = 0; from < names.length; from += concurrency) {
    const batch = names.slice(from, from + concurrency)
    const results = await Promise.all(batch.map(name => reconcileGroup(deps, observation, name, owner)))
    for (const [index, tick] of results.entries()) {
      outcomes[tick.outcome]++
      if (tick.followed !== undefined) followed.push(tick.followed)
      if (tick.error !== undefined) errors[batch[index]] = tick.error
    }
  }
  deps.telemetry.count({
    GroupsReconciled: outcomes.changed + outcomes.unchanged,
    GroupsFailed: outcomes.failed,
    GroupsDemoted: [...observation.records.values()].filter(({ state }) => state?.demoted === true).length,
  })
  if (urgent) return { ...outcomes, errors }
  await followFresh(deps, followed, owner, startMs + followForMs)
  // Only now, when every group has had its turn: the alarm on the function's errors tells people.
  if (observation.failure !== undefined) throw observation.failure
  return outcomes
}

async function observeShard(
  deps: ReconcileDependencies,
  { groups: names, observed, urgent = false }: Shard,
): Promise<ShardObservation & Pick<ReadDemand, 'failure'>> {
  const nowMs = deps.now()
  const mode = await deps.killSwitch.read()
  // What changes anything on AWS is read again under the lease.
  const records = await deps.store.readGroups(names, 'eventual')
  const ordersForAll = await deps.orders.readOrders(undefined, 'eventual')
  // A minute is as long as an event may wait. Before anything is changed a group is described again.
  const isRecent = observed !== undefined && nowMs - observed.atMs < longestWaitMs
  const groups = isRecent
    ? new Map(observed.groups.map(group => [group.name, group]))
    : await deps.fleet.describe(names)
  const read = await readDemand(deps.metrics, records, records, nowMs)
  return { mode, urgent, ordersForAll, groups, records, ...read }
}
