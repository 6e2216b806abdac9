// Everything that a decision about one group rests on, put together from what the shard has read.
import type { Fleet } from '../../shared/aws/fleet.ts'
import type { BinnedValues } from '../../shared/aws/load-metrics.ts'
import type { WarmPools } from '../../shared/aws/warm-pools.ts'
import type { ControlMode } from '../../shared/domain/control-mode.ts'
import type { GroupView } from '../../shared/domain/fleet/group-view.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import { mendLoans, type RememberedLoans, whatIsLent } from '../../shared/domain/fleet/remembered-loans.ts'
import { type GroupOrders, unreadableOrders } from '../../shared/domain/group/orders.ts'
import type { GroupRecords } from '../../shared/domain/group/records.ts'
import type { ModelCache } from './model-cache.ts'
import { observePool } from './observe-pool.ts'

export interface GatherDependencies {
  readonly fleet: Pick<Fleet, 'floorExpiry'>
  readonly warmPools: WarmPools
  readonly models: ModelCache
  readonly now: () => number
}

/** What a group's decision rests on beside the group itself and its records. */
export interface Surroundings {
  readonly mode: ControlMode
  /** What operators have ordered for every group. */
  readonly ordersForAll: GroupOrders
  readonly minutes: ReadonlyMap<string, BinnedValues>
  /** Of the groups that count every ten seconds. */
  readonly freshBins: ReadonlyMap<string, BinnedValues>
}

/**
 * @returns undefined for a group that is gone or was never registered
 * @throws VerificationError where what was lent cannot be read
 */
export async function gatherView(
  deps: GatherDependencies,
  { mode, ordersForAll, minutes, freshBins }: Surroundings,
  group: ObservedGroup | undefined,
  records: GroupRecords,
): Promise<GroupView | undefined> {
  const { config, state, learned } = records
  if (group === undefined || config === undefined) return undefined
  const { name } = group
  const nowMs = deps.now()
  return {
    nowMs,
    mode,
    config,
    group,
    ...whatIsLent(group, await mended(deps, group, records), nowMs),
    poolSeen: await observePool(deps.warmPools, group, state),
    learned,
    model: learned && (await deps.models.get(name, learned.modelVersion)),
    state,
    orders: ordersOf(records),
    ordersForAll,
    minutes: minutes.get(name) ?? { startMs: 0, values: new Float64Array(0) },
    freshBins: freshBins.get(name),
  }
}

/** Orders that cannot be read count as a pause. */
export function ordersOf({ orders, unreadable }: GroupRecords): GroupOrders | undefined {
  return unreadable.includes('orders') ? unreadableOrders : orders
}

/** A memory that cannot be read is made anew from what AWS would give back at its expiry. */
async function mended(
  { fleet }: GatherDependencies,
  group: ObservedGroup,
  records: GroupRecords,
): Promise<RememberedLoans> {
  if (records.unreadable.length === 0) return records
  const expiry = records.unreadable.includes('memory') ? await fleet.floorExpiry(group.name) : undefined
  return mendLoans(group, records, expiry)
}
