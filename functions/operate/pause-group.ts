// Pausing one group, and going on with it. What is ordered holds from the next tick on.
import { type GroupOrders, type Pause, pauseAt } from '../../shared/domain/group/orders.ts'
import { type Change, changeOrders } from './change-orders.ts'
import type { OperationInput } from './commands.ts'
import { describeGroup } from './describe-group.ts'
import { findGroup, findOptedIn } from './find-group.ts'
import type { Operation } from './operation.ts'

const minuteMs = 60_000

export const pauseGroup: Operation<'PauseGroup'> = async (deps, input, caller) => {
  const { autoScalingGroupName: scope } = input
  const known = await findOptedIn(deps, scope)
  const orders = await changeOrders(deps, { scope, operation: 'PauseGroup', caller }, (standing, nowMs) =>
    withPause(standing, input, caller.arn, nowMs),
  )
  return describeGroup(deps, known, orders)
}

/** Also of a group that has opted out: what was ordered can always be taken back. */
export const resumeGroup: Operation<'ResumeGroup'> = async (deps, { autoScalingGroupName: scope }, caller) => {
  const known = await findGroup(deps, scope)
  const orders = await changeOrders(deps, { scope, operation: 'ResumeGroup', caller }, standing =>
    standing.paused === undefined ? undefined : { orders: { ...standing, paused: undefined }, what: 'resumed' },
  )
  return describeGroup(deps, known, orders)
}

function withPause(
  standing: GroupOrders,
  { reason, minutes }: OperationInput<'PauseGroup'>,
  by: string,
  nowMs: number,
): Change | undefined {
  const before = pauseAt(standing, nowMs)
  // Whole minutes, as ticks come: an order that is sent again a moment later is the same order.
  const untilMs = minutes && Math.ceil((nowMs + minutes * minuteMs) / minuteMs) * minuteMs
  const paused: Pause = { sinceMs: before?.sinceMs ?? nowMs, untilMs, by, reason }
  if (before !== undefined && isSame(before, paused)) return undefined
  const until = untilMs === undefined ? 'until resumed' : `until ${new Date(untilMs).toISOString()}`
  return { orders: { ...standing, paused }, what: `paused ${until}: ${reason}` }
}

function isSame(a: Pause, b: Pause): boolean {
  return a.untilMs === b.untilMs && a.by === b.by && a.reason === b.reason
}
