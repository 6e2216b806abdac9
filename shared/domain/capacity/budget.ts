// The budget: percent of what the team's policy alone would cost. Both sides are counted in instance-hours as they come, and
// the price of a miss is steered by the balance: as long as there is something left, a miss is worth what the team says;
// overdrawn, it is worth less and less, so that spending comes back to the budget on any load.
import { z } from 'zod'
import { initialReactiveFleet, type ReactivePolicy, reactiveFleetSchema, reactToMinute } from './reactive-fleet.ts'

export const budgetAccountSchema = z.object({
  reactive: reactiveFleetSchema,
  /** What the policy alone would have used, and what was used, instance-hours, old ones fading. */
  reactiveHours: z.number().nonnegative(),
  spentHours: z.number().nonnegative(),
  /** What it holds on the mean of a day. */
  usualInstances: z.number().nonnegative(),
})

export type BudgetAccount = Readonly<z.infer<typeof budgetAccountSchema>>

/** What is saved in a quiet month is not there to be spent in the next. */
const fadePerMinute = 0.5 ** (1 / (30 * 1440))

const meanPerMinute = 1 / 1440

/** Overdrawn by an hour of the whole fleet, a miss is worth e^(−60/24) of what the team says. */
const decayPerDay = 60

/** A miss is never worth less than what serving costs. */
const leastRatio = 1.05

export function openAccount(instances: number): BudgetAccount {
  return { reactive: initialReactiveFleet(instances), reactiveHours: 0, spentHours: 0, usualInstances: instances }
}

/** @param spentInstances instances paid now, a stopped one as its share of a running one's price */
export function bookMinute(
  account: BudgetAccount,
  demandRps: number,
  policy: ReactivePolicy,
  spentInstances: number,
): BudgetAccount {
  const { fleet, paidInstances } = reactToMinute(account.reactive, demandRps, policy)
  return {
    reactive: fleet,
    reactiveHours: account.reactiveHours * fadePerMinute + paidInstances / 60,
    spentHours: account.spentHours * fadePerMinute + spentInstances / 60,
    usualInstances: account.usualInstances + (paidInstances - account.usualInstances) * meanPerMinute,
  }
}

/** What may still be spent, in days of the policy's own cost; negative when overdrawn. */
export function balanceDays(account: BudgetAccount, budgetPercent: number): number {
  const left = (account.reactiveHours * budgetPercent) / 100 - account.spentHours
  return left / (24 * Math.max(1, account.usualInstances) * (budgetPercent / 100))
}

/** @param worth instance-hours that one missed instance-hour costs, as the team says */
export function affordableMissCost(account: BudgetAccount | undefined, budgetPercent: number, worth: number): number {
  if (account === undefined) return worth
  const overdraftDays = Math.min(0, balanceDays(account, budgetPercent))
  return Math.max(Math.min(worth, leastRatio), worth * Math.exp(decayPerDay * overdraftDays))
}
