// Changing what stands: read, decide, and write on the condition that nobody has written since. Who was faster is read and
// the decision made again, so that two operators at once both get what they ordered.
import type { OrderScope } from '../../shared/aws/operator-store.ts'
import type { GroupOrders, LoadEvent, OrderRecord } from '../../shared/domain/group/orders.ts'
import type { OperationName } from './commands.ts'
import type { OperateDependencies } from './dependencies.ts'
import type { Caller } from './operation.ts'
import { ProblemError } from './problems.ts'

/** More than this many losses in a row are no coincidence. */
const tries = 5

/** A tick knows the demand of two hours; learning, which remembers events for longer, may be down for a day. */
const rememberedMs = 48 * 3_600_000

/** Of those that are over: a tick reads them all. */
const mostRemembered = 50

export type ChangeDependencies = Pick<OperateDependencies, 'orders' | 'now'>

export interface Order {
  readonly scope: OrderScope
  readonly operation: OperationName
  readonly caller: Caller
}

export interface Change {
  /** As they shall stand. */
  readonly orders: GroupOrders
  /** In plain words, for whoever asks later. */
  readonly what: string
  readonly event?: LoadEvent
}

/**
 * @param decide what is to change; undefined: it stands as ordered already
 * @returns the orders that stand now
 * @throws ProblemError `conflict` when others are faster again and again
 */
export async function changeOrders(
  { orders: store, now }: ChangeDependencies,
  { scope, operation, caller }: Order,
  decide: (orders: GroupOrders, nowMs: number) => Change | undefined,
): Promise<GroupOrders> {
  for (let attempt = 0; attempt < tries; attempt++) {
    const nowMs = now()
    const standing = await store.readOrders(scope)
    const change = decide(standing, nowMs)
    if (change === undefined) return standing
    const { what, event } = change
    const at = new Date(nowMs).toISOString()
    const record: OrderRecord = { schemaVersion: 1, at, by: caller.arn, operation, what, event }
    const written = await store.writeOrders(scope, withoutPast(change.orders, nowMs), record)
    if (written !== undefined) return written
  }
  const whose = scope ?? 'every group'
  throw new ProblemError('conflict', `orders of ${whose}: got ${tries} changes by others at once, wanted none`)
}

/** What is long over stays in the records of orders and of past events, and no longer weighs on every tick. */
function withoutPast(orders: GroupOrders, nowMs: number): GroupOrders {
  const over = orders.events
    .filter(({ endsAtMs }) => endsAtMs <= nowMs && endsAtMs > nowMs - rememberedMs)
    .sort((a, b) => a.endsAtMs - b.endsAtMs)
    .slice(-mostRemembered)
  return { ...orders, events: [...over, ...orders.events.filter(({ endsAtMs }) => endsAtMs > nowMs)] }
}
