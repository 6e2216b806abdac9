import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type FloorInput, planFloor } from '../../../../shared/domain/capacity/plan-floor.ts'

const input: FloorInput = {
  untilHelp: 25,
  whileKept: 25,
  running: 25,
  baselineMinSize: 2,
  maxSize: 200,
  priceUsdPerHour: 0.096,
  maxHourlyCostUsd: undefined,
}

test('the floor is what is needed until help can serve, whatever runs', () => {
  expect(planFloor(input)).toMatchObject({ floor: 25, wanted: 25, limit: 'none' })
  expect(planFloor({ ...input, running: 10 }).floor).toBe(25)
  // 25 × 0.096 = 2.40 USD/h
  expect(planFloor(input).costUsdPerHour).toBeCloseTo(2.4, 10)
})

test('what runs and is worth keeping is kept, but nothing is launched for it and nothing more is kept', () => {
  const falling = { ...input, untilHelp: 20, whileKept: 30 }
  expect(planFloor({ ...falling, running: 28 }).floor).toBe(28)
  expect(planFloor({ ...falling, running: 35 }).floor).toBe(30)
  expect(planFloor({ ...falling, running: 15 }).floor).toBe(20)
})

test("the floor never falls below the team's MinSize", () => {
  const idle = { ...input, untilHelp: 0, whileKept: 0, running: 2 }
  expect(planFloor(idle)).toMatchObject({ floor: 2, limit: 'baseline' })
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

test('whatever is asked, the floor lies between MinSize and MaxSize, and never above what is needed or worth keeping', () => {
  const size = fc.nat(300)
  fc.assert(
    fc.property(
      size,
      size,
      size,
      fc.nat(20),
      fc.integer({ min: 20, max: 250 }),
      (untilHelp, kept, running, min, max) => {
        const whileKept = Math.max(untilHelp, kept)
        const plan = planFloor({ ...input, untilHelp, whileKept, running, baselineMinSize: min, maxSize: max })
        expect(plan.floor).toBeGreaterThanOrEqual(Math.max(min, Math.min(untilHelp, max)))
        expect(plan.floor).toBeLessThanOrEqual(Math.max(min, Math.min(whileKept, max)))
      },
    ),
  )
})
