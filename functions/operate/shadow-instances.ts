// Shadow instances, before they are built: what is ordered is kept, and what is answered is what there is, the warm pool.
import type { WarmPoolCounts } from '../../shared/aws/warm-pools.ts'
import type { GroupOrders } from '../../shared/domain/group/orders.ts'
import { tagKey } from '../../shared/domain/group/tag-keys.ts'
import { changeOrders } from './change-orders.ts'
import type { OperationAnswer } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'
import { findGroup, findSupported, type KnownGroup } from './find-group.ts'
import type { Operation } from './operation.ts'

/** Of the instances in service. */
const defaultPercentage = 10

type ShadowStatus = OperationAnswer<'GetShadowInstanceStatus'>

export const createShadowInstances: Operation<'CreateShadowInstances'> = async (deps, input, caller) => {
  const { autoScalingGroupName: scope, shadowPercentage } = input
  const known = await findSupported(deps, scope)
  const orders = await changeOrders(deps, { scope, operation: 'CreateShadowInstances', caller }, standing =>
    standing.shadowPercentage === shadowPercentage
      ? undefined
      : {
          orders: { ...standing, shadowPercentage },
          what: `shadow instances for ${shadowPercentage} % of those in service, once they are built`,
        },
  )
  return statusOf(deps, known, orders)
}

export const getShadowInstanceStatus: Operation<'GetShadowInstanceStatus'> = async (deps, input) => {
  const { autoScalingGroupName: name } = input
  return statusOf(deps, await findGroup(deps, name), await deps.orders.readOrders(name))
}

async function statusOf(deps: OperateDependencies, known: KnownGroup, orders: GroupOrders): Promise<ShadowStatus> {
  const { group } = known
  const pool = group.pool && (await deps.warmPools.count(group.name))
  const ordered = orders.shadowPercentage
  return {
    autoScalingGroupName: group.name,
    shadowPercentage: ordered ?? taggedPercentage(deps, known) ?? defaultPercentage,
    ...stagesOf(pool),
    note: [`shadow instances are not built yet`, kept(ordered), poolNote(known, pool)].join('; '),
  }
}

/** As the team's tag has it; undefined where there is none, or a bad one, which is reported with the group's status. */
function taggedPercentage({ tagPrefix }: OperateDependencies, { group, config }: KnownGroup): number | undefined {
  const key = tagKey(tagPrefix, 'shadow-percentage')
  const isBad = config.problems.some(({ tag }) => tag === key)
  return group.tags[key] === undefined || isBad ? undefined : Number(group.tags[key])
}

/** Nobody can tell any more which of the instances in service came out of a pool. */
function stagesOf(
  pool: WarmPoolCounts | undefined,
): Pick<ShadowStatus, 'creating' | 'warming' | 'ready' | 'active' | 'deactivated'> {
  const { pending = 0, warming = 0, warmed = 0, terminating = 0 } = pool ?? {}
  return { creating: pending, warming, ready: warmed, active: 0, deactivated: terminating }
}

function kept(ordered: number | undefined): string {
  return ordered === undefined ? 'nothing is ordered' : `the order of ${ordered} % is kept until they are`
}

function poolNote({ group, records }: KnownGroup, pool: WarmPoolCounts | undefined): string {
  if (group.pool === undefined || pool === undefined)
    return `the counts are of the group's warm pool, and it has none${whyNone(group)}`
  const owner = records.pool === undefined ? "the team's own" : 'lent by Penumbra where the plan says that it pays'
  return `the counts are of the group's warm pool (${group.pool.state}, ${owner})`
}

function whyNone({ usesSpot }: KnownGroup['group']): string {
  return usesSpot ? ', since AWS allows none beside a mixed instances policy that asks for Spot' : ''
}
