import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { changedSizes, initialSizes } from '../../../../simulator/services/auto-scaling/group-sizes.ts'
import { errorOf } from './test-region.ts'

// Rules: aws-facts "Capacity writes", from UpdateAutoScalingGroup in the API model.
const current = { minSize: 2, maxSize: 10, desiredCapacity: 5 }

describe('sizes of a group', () => {
  test('a new group desires its MinSize unless it says otherwise', () => {
    expect(initialSizes({ minSize: 2, maxSize: 10 }).desiredCapacity).toBe(2)
    expect(initialSizes({ minSize: 2, maxSize: 10, desiredCapacity: 4 }).desiredCapacity).toBe(4)
  })

  test('raising MinSize above the current size takes DesiredCapacity along', () => {
    expect(changedSizes(current, { minSize: 7 })).toEqual({ minSize: 7, maxSize: 10, desiredCapacity: 7 })
  })

  test('lowering MinSize leaves DesiredCapacity alone', () => {
    expect(changedSizes(current, { minSize: 0 })).toEqual({ minSize: 0, maxSize: 10, desiredCapacity: 5 })
  })

  test('lowering MaxSize below the current size takes DesiredCapacity along', () => {
    expect(changedSizes(current, { maxSize: 3 })).toEqual({ minSize: 2, maxSize: 3, desiredCapacity: 3 })
  })

  test('a DesiredCapacity that is named must lie between MinSize and MaxSize', () => {
    const error = errorOf(() => changedSizes(current, { minSize: 7, desiredCapacity: 6 }))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toBe('Desired capacity:6 must be between the specified min size:7 and max size:10')
  })

  test('MaxSize below MinSize is refused', () => {
    const error = errorOf(() => changedSizes(current, { minSize: 11 }))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toBe('Max bound, 10, must be greater than or equal to min bound, 11')
  })

  test('fractions and negative sizes are refused', () => {
    expect(errorOf(() => changedSizes(current, { desiredCapacity: 3.5 })).name).toBe('ValidationError')
    expect(errorOf(() => initialSizes({ minSize: -1, maxSize: 3 })).name).toBe('ValidationError')
    expect(errorOf(() => initialSizes({ minSize: 1 })).name).toBe('ValidationError')
  })

  test('a change of bounds moves DesiredCapacity no farther than it must', () => {
    const bounds = fc.tuple(fc.nat(50), fc.nat(50)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
    fc.assert(
      fc.property(bounds, fc.nat(50), bounds, ([oldMin, oldMax], wish, [minSize, maxSize]) => {
        const before = { minSize: oldMin, maxSize: oldMax, desiredCapacity: Math.min(Math.max(wish, oldMin), oldMax) }
        const after = changedSizes(before, { minSize, maxSize })
        const allowed = Array.from({ length: maxSize - minSize + 1 }, (_, index) => minSize + index)
        const least = Math.min(...allowed.map(size => Math.abs(size - before.desiredCapacity)))
        expect(allowed).toContain(after.desiredCapacity)
        expect(Math.abs(after.desiredCapacity - before.desiredCapacity)).toBe(least)
      }),
    )
  })
})
