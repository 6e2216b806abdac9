import { describe, expect, test } from 'vitest'
import {
  initialReactiveFleet,
  type ReactivePolicy,
  reactToMinute,
} from '../../../../shared/domain/capacity/reactive-fleet.ts'

const policy: ReactivePolicy = {
  targetPercent: 60,
  metric: 'cpu',
  saturationRps: 50,
  leadSeconds: 180,
  minSize: 2,
  maxSize: 20,
}

/** Paid instances in each minute of a steady demand. */
function paidOver(minutes: number, demandRps: number, changed: Partial<ReactivePolicy>, instances: number): number[] {
  let fleet = initialReactiveFleet(instances)
  return Array.from({ length: minutes }, () => {
    const next = reactToMinute(fleet, demandRps, { ...policy, ...changed })
    fleet = next.fleet
    return next.paidInstances
  })
}

describe('what the policy alone would hold', () => {
  test('goes up after three readable minutes above the target, to what the target asks for', () => {
    // 200 rps on 4 instances of 50 rps are 100 %; three minutes late, three in a row: 4 × 100 / 60 = 7 from the sixth minute on.
    expect(paidOver(7, 200, {}, 4)).toEqual([4, 4, 4, 4, 4, 7, 7])
  })

  test('goes down after fifteen readable minutes below nine tenths of it, and never below MinSize', () => {
    // 60 rps on 10 instances are 12 %: 10 × 12 / 60 = 2. The last minute of those that leave is still paid.
    const paid = paidOver(20, 60, {}, 10)
    expect(paid.slice(16)).toEqual([10, 10, 2, 2])
    expect(paidOver(20, 60, { minSize: 5 }, 10).at(-1)).toBe(5)
  })

  test('follows a MinSize that the team raises and a MaxSize that it lowers, at once', () => {
    expect(paidOver(2, 100, { minSize: 12 }, 4)).toEqual([12, 12])
    expect(paidOver(2, 400, { maxSize: 3 }, 8)).toEqual([3, 3])
  })

  test('is at least one instance where MinSize is 0, however long nobody comes, and grows again when somebody does', () => {
    let { fleet } = reactToMinute(initialReactiveFleet(0), 0, { ...policy, minSize: 0 })
    for (let minute = 0; minute < 60; minute++) fleet = reactToMinute(fleet, 0, { ...policy, minSize: 0 }).fleet
    expect(fleet.serving).toBe(1)
    for (let minute = 0; minute < 120; minute++) fleet = reactToMinute(fleet, 300, { ...policy, minSize: 0 }).fleet
    // 300 rps at 60 % of 50 rps each.
    expect(fleet.serving).toBe(10)
  })

  test('is nothing where the team has closed the group', () => {
    expect(paidOver(1, 300, { minSize: 0, maxSize: 0 }, 0)).toEqual([0])
  })
})
