import { expect, test } from 'vitest'
import { type FloorInput, newsvendorLevel, planFloor } from '../../../../shared/domain/capacity/plan-floor.ts'

const input: FloorInput = {
  demandRps: 1000,
  instanceRps: 40,
  baselineMinSize: 2,
  maxSize: 200,
  priceUsdPerHour: 0.096,
  maxHourlyCostUsd: undefined,
}

test('the quantile worth buying is the critical fractile: a miss at 20 times the price of a spare buys 95 %', () => {
  // Newsvendor: underage / (underage + overage) with overage 1 and underage 20 − 1 is 19/20.
  expect(newsvendorLevel(20)).toBeCloseTo(0.95, 12)
  expect(newsvendorLevel(2)).toBeCloseTo(0.5, 12)
})

test('the floor is the quantile of demand over what one instance serves, rounded up', () => {
  // 1000 / 40 = 25; one request per second more takes one instance more.
  expect(planFloor(input)).toMatchObject({ floor: 25, wanted: 25, limit: 'none' })
  expect(planFloor({ ...input, demandRps: 1001 }).floor).toBe(26)
  // 25 × 0.096 = 2.40 USD/h
  expect(planFloor(input).costUsdPerHour).toBeCloseTo(2.4, 10)
})

test("the floor never falls below the team's MinSize", () => {
  expect(planFloor({ ...input, demandRps: 10 })).toMatchObject({ floor: 2, limit: 'baseline' })
})

test('the floor never exceeds MaxSize', () => {
  expect(planFloor({ ...input, maxSize: 20 })).toMatchObject({ floor: 20, wanted: 25, limit: 'max-size' })
})

test('the floor never exceeds the cost cap', () => {
  // 1.00 USD/h at 0.096 USD/h buys 10 instances.
  expect(planFloor({ ...input, maxHourlyCostUsd: 1 })).toMatchObject({ floor: 10, wanted: 25, limit: 'cost-cap' })
})

test("a cost cap below the team's own MinSize does not lower the team's MinSize", () => {
  expect(planFloor({ ...input, maxHourlyCostUsd: 0.05 }).floor).toBe(2)
})
