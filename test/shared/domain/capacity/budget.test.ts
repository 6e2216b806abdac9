import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  affordableMissCost,
  type BudgetAccount,
  bookMinute,
  openAccount,
} from '../../../../shared/domain/capacity/budget.ts'
import { type ReactivePolicy, reactToMinute } from '../../../../shared/domain/capacity/reactive-fleet.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

const policy: ReactivePolicy = {
  targetPercent: 60,
  metric: 'requests',
  saturationRps: 50,
  leadSeconds: 210,
  minSize: 2,
  maxSize: 200,
}
const dayMinutes = 1440

/** What may still be spent, in days of the budget. */
function balanceDays({ reactiveHours, spentHours, usualInstances }: BudgetAccount, budgetPercent: number): number {
  const share = budgetPercent / 100
  return (reactiveHours * share - spentHours) / (24 * usualInstances * share)
}

describe('an account', () => {
  test('holds what the policy alone would have used and what was used', () => {
    // Ten instances of 30 rps are held for a day: 240 instance-hours. At 90 % of the budget 216 may be spent, and 228 were: 12
    // over, of 216 a day.
    let account = openAccount(10)
    for (let minute = 0; minute < dayMinutes; minute++) account = bookMinute(account, 299, policy, 9.5, 90)
    expect(account.reactive.desired).toBe(10)
    expect(balanceDays(account, 90)).toBeCloseTo(-12 / 216, 2)
    expect(balanceDays(account, 100)).toBeCloseTo(12 / 240, 2)
    // Overdrawn by a sixteenth of a day a miss is worth less than at the start, and more of it could be spent at 100 %.
    expect(affordableMissCost(account, 90, 700)).toBeLessThan(affordableMissCost(openAccount(10), 90, 700))
    expect(affordableMissCost(account, 100, 700)).toBeGreaterThan(affordableMissCost(account, 90, 700))
  })

  test('forgets: what was saved in a month counts for half in the next', () => {
    let account = openAccount(10)
    for (let minute = 0; minute < 30 * dayMinutes; minute++) account = bookMinute(account, 299, policy, 8, 100)
    const saved = balanceDays(account, 100)
    for (let minute = 0; minute < 30 * dayMinutes; minute++) account = bookMinute(account, 299, policy, 10, 100)
    expect(balanceDays(account, 100) / saved).toBeCloseTo(0.5, 2)
  })
})

test('without an account a miss is worth what the team says', () => {
  expect(affordableMissCost(undefined, 100, 700)).toBe(700)
})

test('whatever was spent, a miss is worth no more than the team says, and no less than serving where they say more', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ rps: fc.nat(2000), spent: fc.nat(200) }), { maxLength: 200 }),
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 1.01, max: 10_000, noNaN: true }),
      (minutes, budgetPercent, worth) => {
        let account = openAccount(5)
        for (const { rps, spent } of minutes) {
          account = bookMinute(account, rps, policy, spent, budgetPercent)
          const price = affordableMissCost(account, budgetPercent, worth)
          expect(price).toBeLessThanOrEqual(worth)
          expect(price).toBeGreaterThanOrEqual(Math.min(worth, 1))
        }
      },
    ),
  )
})

/** How spending depends on the price of a miss: the budget at `balancedAt`, and `perFactorE` more for every factor e above it. */
interface Market {
  readonly balancedAt: number
  readonly perFactorE: number
  readonly budgetPercent: number
  readonly worth: number
}

interface Month {
  /** Spent against the budget, 1: all of it. */
  readonly share: number
  readonly prices: readonly number[]
  readonly account: BudgetAccount
}

function playMonth(
  market: Market,
  rpsAt: (minute: number) => number,
  squanders: (minute: number) => boolean = () => false,
): Month {
  const { balancedAt, perFactorE, budgetPercent, worth } = market
  let account = openAccount(Math.ceil(rpsAt(0) / 30))
  let budget = 0
  let total = 0
  const prices: number[] = []
  for (let minute = 0; minute < 30 * dayMinutes; minute++) {
    const rps = rpsAt(minute)
    const allowed = (reactToMinute(account.reactive, rps, policy).paidInstances * budgetPercent) / 100
    const price = affordableMissCost(account, budgetPercent, worth)
    const bought = allowed * (1 + perFactorE * Math.log(price / balancedAt))
    const spent = squanders(minute) ? 1.5 * allowed : Math.max(0.3 * allowed, bought)
    account = bookMinute(account, rps, policy, spent, budgetPercent)
    budget += allowed
    total += spent
    prices.push(price)
  }
  return { share: total / budget, prices, account }
}

/** A day's cosine with noise of some minutes' memory and a burst now and then. */
function load(seed: number, meanRps: number, swing: number, noise: number): (minute: number) => number {
  const random = new RandomStream(seed, 'load')
  let drift = 0
  let burst = 0
  return minute => {
    drift = 0.9 * drift + noise * random.normal()
    burst = random.uniform() < 0.002 ? 1 : burst * 0.8
    return meanRps * (1 - swing * Math.cos((2 * Math.PI * minute) / dayMinutes)) * Math.exp(drift) * (1 + burst)
  }
}

const anyLoad = fc
  .tuple(fc.nat(), fc.integer({ min: 100, max: 3000 }), fc.double({ min: 0, max: 0.8, noNaN: true }))
  .chain(([seed, mean, swing]) =>
    fc.double({ min: 0.01, max: 0.1, noNaN: true }).map(noise => ({ seed, mean, swing, noise })),
  )

describe('a month of spending', () => {
  const market = fc.record({
    balancedAt: fc.integer({ min: 4, max: 300 }),
    perFactorE: fc.double({ min: 0.03, max: 0.15, noNaN: true }),
    budgetPercent: fc.integer({ min: 60, max: 160 }),
    worth: fc.constant(700),
  })

  test('stays within 2 % of the budget on any load, where it would be overdrawn at the price that the team states', () => {
    fc.assert(
      fc.property(market, anyLoad, (prices, { seed, mean, swing, noise }) => {
        const { share } = playMonth(prices, load(seed, mean, swing, noise))
        expect(Math.abs(share - 1)).toBeLessThan(0.02)
      }),
      { numRuns: 25 },
    )
  })

  test('buys at the price that the team states where the budget allows it', () => {
    const generous = { balancedAt: 5000, perFactorE: 0.08, budgetPercent: 100, worth: 700 }
    const { share, prices } = playMonth(generous, load(1, 600, 0.6, 0.05))
    expect(prices.slice(3 * dayMinutes).every(price => price === 700)).toBe(true)
    expect(share).toBeLessThan(1)
  })

  test('comes back to the budget after two days that cost half as much again, and the price comes back after it', () => {
    const even = { balancedAt: 60, perFactorE: 0.08, budgetPercent: 100, worth: 700 }
    const squanders = (minute: number) => minute >= 5 * dayMinutes && minute < 7 * dayMinutes
    const { share, prices, account } = playMonth(even, load(2, 600, 0.6, 0.05), squanders)
    const meanPrice = (day: number) =>
      prices.slice(day * dayMinutes, (day + 1) * dayMinutes).reduce((sum, price) => sum + price, 0) / dayMinutes
    expect(meanPrice(7)).toBeLessThan(10)
    expect(balanceDays(account, 100)).toBeGreaterThan(-0.1)
    expect(Math.abs(share - 1)).toBeLessThan(0.02)
    expect(meanPrice(29)).toBeGreaterThan(30)
    expect(meanPrice(29)).toBeLessThan(120)
  })

  test('finds the price at which an even load meets the budget, keeps nothing over, and does not swing about it', () => {
    const dear = { balancedAt: 200, perFactorE: 0.08, budgetPercent: 100, worth: 700 }
    const { prices, account } = playMonth(dear, load(3, 600, 0, 0.02))
    // Without learning the price of 20 that it starts with would need a balance of ln(200/20)/20 = 0.115 days for ever.
    expect(Math.abs(balanceDays(account, 100))).toBeLessThan(0.03)
    expect(Math.max(...prices)).toBeLessThan(1.5 * 200)
    const settled = prices.slice(15 * dayMinutes)
    expect(Math.max(...settled) / Math.min(...settled)).toBeLessThan(1.5)
    expect(settled.at(-1)).toBeGreaterThan(150)
    expect(settled.at(-1)).toBeLessThan(260)
  })
})
