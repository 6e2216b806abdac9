// Why Penumbra did what it did, and what people ordered meanwhile.
import type { OrderRecord } from '../../shared/domain/group/orders.ts'
import { toDecision } from './describe-group.ts'
import { requireGroup } from './find-group.ts'
import type { Operation } from './operation.ts'

/** As long as decisions are kept. */
const kept = 30 * 86_400_000

/** Also of a group that is not opted in any more: its last decisions are still worth reading. */
export const explainDecisions: Operation<'ExplainDecisions'> = async (deps, { autoScalingGroupName, limit }) => {
  await requireGroup(deps, autoScalingGroupName)
  const nowMs = deps.now()
  const decisions = await deps.decisions.between(autoScalingGroupName, nowMs - kept, nowMs, limit)
  const ofGroup = await deps.orders.readOrderRecords(autoScalingGroupName, limit)
  const ofEveryGroup = await deps.orders.readOrderRecords(undefined, limit)
  const orders = [...ofGroup, ...ofEveryGroup].sort(newestFirst).slice(0, limit)
  return {
    autoScalingGroupName,
    decisions: decisions.map(toDecision),
    orders: orders.map(({ at, by, operation, what }) => ({ at, by, operation, what })),
  }
}

function newestFirst(a: OrderRecord, b: OrderRecord): number {
  return Date.parse(b.at) - Date.parse(a.at)
}
