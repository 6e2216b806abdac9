// The budget: percent of what the team's policy alone would cost. Both sides are counted in instance-hours as they come, and
// the price of a miss is steered by the balance, proportionally and by its integral: savings let it rise to what the team says,
// an overdraft makes a miss worth less and less, so that spending comes back to the budget on any load. Slowly: the same money
// buys most when the price hardly moves, and a day's ups and downs are no reason to move it.
import { z } from 'zod'
import { initialReactiveFleet, type ReactivePolicy, reactiveFleetSchema, reactToMinute } from './reactive-fleet.ts'

export const budgetAccountSchema = z.object({
  reactive: reactiveFleetSchema,
  /** What the policy alone would have used, and what was used, instance-hours, old ones fading. */
  reactiveHours: z.number().nonnegative(),
  spentHours: z.number().nonnegative(),
  /** Logarithm of the price of a miss at which spending meets the budget, as far as has been learned. */
  logPrice: z.number(),
  /** What the policy alone holds on the mean of a day. */
  usualInstances: z.number().nonnegative(),
  /** Instances that Penumbra has sent away since minutes were last booked. @default 0 */
  leaving: z.number().int().nonnegative().optional(),
})

export type BudgetAccount = Readonly<z.infer<typeof budgetAccountSchema>>

/** What is saved in a quiet month is not there to be spent in the next. */
const fadePerMinute = 0.5 ** (1 / (30 * 1440))

const meanPerMinute = 1 / 1440

/** How the balance moves the price of a miss. */
export const steering = {
  /** A quarter of a day's cost more or less in the balance is a factor of e^5 in the price at once … */
  proportionalPerDay: 20,
  /** … and a balance that stays moves it for good: critically damped where a factor e in the price is 8 % of cost. */
  integralPerDaySquared: 8,
  /** A load that nobody has seen yet starts with little, and earns more within a day where it is easy. */
  startingPrice: 20,
  /** More is never learned, however much is saved. */
  highestPrice: 1000,
} as const

/** A miss is never worth less than what serving costs. */
const leastRatio = 1.05

export function openAccount(instances: number): BudgetAccount {
  return {
    reactive: initialReactiveFleet(instances),
    reactiveHours: 0,
    spentHours: 0,
    logPrice: Math.log(steering.startingPrice),
    usualInstances: instances,
  }
}

/** @param spentInstances instances paid now, a stopped one as its share of a running one's price */
export function bookMinute(
  account: BudgetAccount,
  demandRps: number,
  policy: ReactivePolicy,
  spentInstances: number,
  budgetPercent: number,
): BudgetAccount {
  const { fleet, paidInstances } = reactToMinute(account.reactive, demandRps, policy)
  const moved = account.logPrice + (steering.integralPerDaySquared * balanceDays(account, budgetPercent)) / 1440
  return {
    reactive: fleet,
    reactiveHours: account.reactiveHours * fadePerMinute + paidInstances / 60,
    spentHours: account.spentHours * fadePerMinute + spentInstances / 60,
    logPrice: Math.min(Math.max(moved, 0), Math.log(steering.highestPrice)),
    usualInstances: account.usualInstances + (paidInstances - account.usualInstances) * meanPerMinute,
  }
}

/** What may still be spent, in days of the policy's own cost; negative when overdrawn. */
function balanceDays(account: BudgetAccount, budgetPercent: number): number {
  const left = (account.reactiveHours * budgetPercent) / 100 - account.spentHours
  return left / (24 * Math.max(1, account.usualInstances) * (budgetPercent / 100))
}

/** @param worth instance-hours that one missed instance-hour costs, as the team says */
export function affordableMissCost(account: BudgetAccount | undefined, budgetPercent: number, worth: number): number {
  if (account === undefined) return worth
  const price = Math.exp(account.logPrice + steering.proportionalPerDay * balanceDays(account, budgetPercent))
  return Math.min(worth, Math.max(price, leastRatio))
}
