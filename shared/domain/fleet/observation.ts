// What acting would have done to a group that is only observed. Each tick plans as if it acted and keeps the floor; when the
// demand of that minute is known, an emulated fleet takes one more minute: the team's policy in charge above the floor that
// would have stood, launches arriving after the group's own lead time and paid from their order, the budget steered by what
// would have been spent. It is a counterfactual: it has neither the noise of a real launch nor a warm pool, it sees no more
// often than once a minute, and demand stays what it was.
import { bookMinute, openAccount } from '../capacity/budget.ts'
import {
  initialReactiveFleet,
  type ReactiveFleet,
  type ReactivePolicy,
  reactToMinute,
} from '../capacity/reactive-fleet.ts'
import { floorToMinute, type RecentDemand, recentOf } from '../demand/recent-demand.ts'
import type { GroupState } from '../group/records.ts'
import type { GroupView } from './group-view.ts'
import {
  addToDay,
  compacted,
  dayOf,
  type Observation,
  openObservation,
  type WouldBeFloor,
} from './observation-account.ts'
import type { Outlook } from './outlook.ts'
import { planGroup } from './plan-group.ts'

const minuteMs = 60_000

/** A floor would have expired by then; what nobody looked at for so long is not costed. */
const longestBlindMinutes = 30

/**
 * One tick of the account.
 * @param state what the tick has learned so far
 * @param policy the team's own; undefined where it is not known or not understood, and then nothing can be costed
 * @returns undefined while the group is acted on or left alone: what is seen then is Penumbra's own doing, or of no use
 */
export function observeTick(
  view: GroupView,
  state: GroupState,
  outlook: Outlook | undefined,
  policy: ReactivePolicy | undefined,
): Observation | undefined {
  if (!isObserved(view, state)) return undefined
  const account = view.state?.observation ?? openObservation(view.nowMs)
  const booked = bookKnownMinutes(account, view, state, policy)
  const outcomes = outcomesSince(view.state, state)
  const days = outcomes.forecasts > 0 ? addToDay(booked.days, { day: dayOfNewest(state), ...outcomes }) : booked.days
  const floors = [...booked.floors, floorAt(view, state, outlook, booked)].slice(-longestBlindMinutes)
  return compacted({ ...booked, days, floors })
}

/** Of the newest minute that is known, so that days come in order. */
function dayOfNewest({ recentEndMs }: GroupState): number {
  return dayOf(recentEndMs - minuteMs)
}

function isObserved({ config }: GroupView, state: GroupState): boolean {
  if (!config.optedIn || config.refusal !== undefined) return false
  return config.settings.mode === 'observe' || state.demoted
}

/** What was planned with the policy alone and nothing lent before; the newest floors stand already. */
function floorAt(
  view: GroupView,
  state: GroupState,
  outlook: Outlook | undefined,
  { acting, budget, floors }: Observation,
): WouldBeFloor {
  const { group, config } = view
  const stands = floors.reduce((most, { floor }) => Math.max(most, floor), 0)
  const running = acting && Math.max(acting.desired, Math.min(stands, group.maxSize))
  const wouldBe = acting === undefined ? group : { ...group, desiredCapacity: running ?? 0, inService: acting.serving }
  const situation = planGroup({ ...view, group: wouldBe }, { ...state, budget }, outlook)
  const floor = situation?.plan.floor ?? floors.at(-1)?.floor ?? group.minSize
  const scalesIn = config.settings.scaleIn === 'penumbra' && situation !== undefined
  return {
    fromMs: floorToMinute(view.nowMs),
    floor,
    scaleInTo: scalesIn ? Math.max(floor, situation.policyAlone ?? 0, 1) : undefined,
    inService: group.inService,
    paidInstances: group.inService + group.pending + group.terminating,
  }
}

/** Books every minute that has become known, and drops the floors that no later minute needs. */
function bookKnownMinutes(
  account: Observation,
  view: GroupView,
  state: GroupState,
  policy: ReactivePolicy | undefined,
): Observation {
  const recent = recentOf(state)
  if (recent === undefined) return account
  const minutes = newMinutes(recent, Math.max(view.state?.recentEndMs ?? 0, floorToMinute(account.sinceMs)))
  const booked = minutes.reduce((books, minute) => bookOne(books, minute, view, policy), account)
  return {
    ...booked,
    floors: booked.floors.filter((_, index, all) => (all[index + 1]?.fromMs ?? recent.endMs) >= recent.endMs),
  }
}

interface KnownMinute {
  readonly startMs: number
  readonly rps: number
}

function newMinutes({ rps, endMs }: RecentDemand, fromMs: number): KnownMinute[] {
  const firstMs = endMs - rps.length * minuteMs
  return rps
    .map((value, index) => ({ startMs: firstMs + index * minuteMs, rps: value ?? 0 }))
    .filter(({ startMs }) => startMs >= fromMs)
}

function bookOne(
  account: Observation,
  minute: KnownMinute,
  view: GroupView,
  policy: ReactivePolicy | undefined,
): Observation {
  const day = dayOf(minute.startMs)
  const standing = account.floors.findLast(({ fromMs }) => isStanding(fromMs, minute.startMs))
  if (policy === undefined || standing === undefined)
    return { ...account, days: addToDay(account.days, { day, minutes: 1 }) }
  const { acting = initialReactiveFleet(standing.paidInstances), budget = openAccount(standing.paidInstances) } =
    account
  const floored = { ...policy, minSize: Math.max(policy.minSize, Math.min(standing.floor, policy.maxSize)) }
  const would = scaledIn(reactToMinute(acting, minute.rps, floored), standing.scaleInTo)
  const missed = (serving: number) => (minute.rps > serving * policy.saturationRps ? 1 : 0)
  const days = addToDay(account.days, {
    day,
    minutes: 1,
    costedMinutes: 1,
    paid: standing.paidInstances,
    paidByPolicy: reactToMinute(budget.reactive, minute.rps, policy).paidInstances,
    paidActing: would.paidInstances,
    missedMinutes: missed(standing.inService),
    missedMinutesActing: missed(acting.serving),
  })
  const { budgetPercent } = view.config.settings
  return {
    ...account,
    acting: would.fleet,
    budget: bookMinute(budget, minute.rps, policy, would.paidInstances, budgetPercent),
    days,
  }
}

function isStanding(fromMs: number, atMs: number): boolean {
  return fromMs <= atMs && atMs - fromMs < longestBlindMinutes * minuteMs
}

interface PaidFleet {
  readonly fleet: ReactiveFleet
  readonly paidInstances: number
}

/** As Penumbra does it: at once, and not while anything is on its way. What goes drains for this minute and is paid. */
function scaledIn(paid: PaidFleet, to: number | undefined): PaidFleet {
  const { fleet } = paid
  const isLaunching = fleet.launches.some(({ servesIn }) => servesIn > 0)
  if (to === undefined || isLaunching || fleet.desired <= to) return paid
  return { ...paid, fleet: { ...fleet, desired: to, serving: Math.min(fleet.serving, to) } }
}

/** Forecasts that were judged in this tick: the track record is by the hour, and only the newest hours grow. */
function outcomesSince(before: GroupState | undefined, after: GroupState) {
  const added = { forecasts: 0, covered: 0, forecastLoss: 0, reactiveLoss: 0 }
  for (const hour of after.trackRecord) {
    const known = before?.trackRecord.find(each => each.hour === hour.hour)
    added.forecasts += hour.count - (known?.count ?? 0)
    added.covered += hour.covered - (known?.covered ?? 0)
    added.forecastLoss += hour.forecastLoss - (known?.forecastLoss ?? 0)
    added.reactiveLoss += hour.reactiveLoss - (known?.reactiveLoss ?? 0)
  }
  return added
}
