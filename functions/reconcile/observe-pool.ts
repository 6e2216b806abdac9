// How many instances of a warm pool are ready to be drawn. Only DescribeWarmPool tells, one call a group; it is asked while
// something moves (the pool is not full, or the group has grown or shrunk), so that a group at rest costs no call.
import type { WarmPools } from '../../shared/aws/warm-pools.ts'
import type { ObservedGroup } from '../../shared/domain/fleet/observed-group.ts'
import type { GroupState, SeenPool } from '../../shared/domain/group/records.ts'

/** @returns undefined where the group has no pool */
export async function observePool(
  warmPools: WarmPools,
  { name, pool, poolSize, desiredCapacity }: ObservedGroup,
  state: GroupState | undefined,
): Promise<SeenPool | undefined> {
  if (pool === undefined || pool.deleting) return undefined
  const last = state?.pool?.seen
  const isAtRest = last?.poolSize === poolSize && last.desiredCapacity === desiredCapacity && last.warmed === poolSize
  if (last !== undefined && isAtRest) return last
  return { warmed: await warmPools.countWarmed(name), poolSize, desiredCapacity }
}
