// Both sides of the budget, for every minute that has become known: what the team's policy alone would have paid, and what is
// paid. An instance that Penumbra itself sends away is paid while it drains, usually a minute, and is gone by the next tick or
// not: it is noted when it is sent, and booked once.
import { type BudgetAccount, bookMinute, openAccount } from '../capacity/budget.ts'
import { priceOf } from '../capacity/prices.ts'
import type { ReactivePolicy } from '../capacity/reactive-fleet.ts'
import { type RecentDemand, recentOf } from '../demand/recent-demand.ts'
import type { GroupState } from '../group/records.ts'
import { baselineOf, type FloorStep } from './floor-steps.ts'
import { type GroupView, isActing, observedFloor, viewAfter } from './group-view.ts'
import type { PoolStep } from './pool-steps.ts'

/** The account with the minutes by which `recent` knows more than the state did; undefined while none is kept. */
export function bookMinutes(before: GroupState, recent: RecentDemand, view: GroupView): BudgetAccount | undefined {
  // What is spent while nothing is done is the policy's own, and no saving.
  if (!isActing(view) || before.demoted) return undefined
  const policy = reactivePolicyOf(view)
  // A policy that could not be read for an hour wipes no debt.
  if (policy === undefined) return before.budget
  const known = recentOf(before)
  const added = known === undefined ? 1 : Math.min(recent.rps.length, (recent.endMs - known.endMs) / 60_000)
  const account = before.budget ?? openAccount(view.group.inService + view.group.pending)
  if (added === 0) return account
  const paid = paidInstances(view, (account.leaving ?? 0) / added)
  return recent.rps
    .slice(recent.rps.length - added)
    .reduce((booked, rps) => bookMinute(booked, rps ?? 0, policy, paid, view.config.settings.budgetPercent), account)
}

/** Notes what the steps send away, for the next booking. */
export function noteLeaving(
  account: BudgetAccount | undefined,
  view: GroupView,
  steps: readonly (FloorStep | PoolStep)[],
): BudgetAccount | undefined {
  const sent = viewAfter(view, steps).group.terminating - view.group.terminating
  return account === undefined || sent === 0 ? account : { ...account, leaving: (account.leaving ?? 0) + sent }
}

/**
 * Instances paid now; one that is stopped counts as its share of a running one's price.
 * @param leaving sent away by Penumbra since the last booking, whether they are still to be seen or not
 */
function paidInstances({ group, poolSeen }: GroupView, leaving: number): number {
  const { inService, pending, terminating, instanceType } = group
  const { usdPerHour, stoppedUsdPerHour } = priceOf(instanceType)
  const { poolSize = 0, warmed = 0 } = poolSeen ?? {}
  const warmedShare = group.pool?.state === 'Stopped' ? stoppedUsdPerHour / usdPerHour : 1
  return inService + pending + Math.max(terminating, leaving) + (poolSize - warmed) + warmed * warmedShare
}

/** @returns undefined where the team's policy or an instance's capacity is not known */
export function reactivePolicyOf(view: GroupView): ReactivePolicy | undefined {
  const { learned, group, memory } = view
  if (learned?.saturationRps === undefined || learned.policyTargetPercent === undefined) return undefined
  return {
    targetPercent: learned.policyTargetPercent,
    metric: learned.policyMetric ?? 'cpu',
    saturationRps: learned.saturationRps,
    leadSeconds: learned.coldLeadSeconds,
    minSize: baselineOf(observedFloor(view), memory),
    maxSize: group.maxSize,
  }
}
