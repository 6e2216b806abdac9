import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linearAxis, logAxis } from '../../../../functions/widget/chart/vertical-axis.ts'

describe('the vertical axis', () => {
  it('rounds a linear axis up to a number that can be labelled', () => {
    const axis = linearAxis(81, 5)
    expect(axis.ticks).toEqual([0, 20, 40, 60, 80, 100])
    expect(axis.position(50)).toBe(0.5)
  })

  it('places powers of ten at equal distances on a logarithmic axis', () => {
    const axis = logAxis(1, 700, 4)
    expect(axis.ticks).toEqual([1, 10, 100, 1000])
    expect(axis.position(10)).toBeCloseTo(1 / 3, 12)
  })

  it('labels fewer powers of ten where there is less room, always the highest', () => {
    expect(logAxis(0.5, 500_000, 2).ticks).toEqual([1, 1000, 1_000_000])
  })

  it('puts every value on the axis, and larger ones never lower', () => {
    const value = fc.double({ min: 0, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(value, value, fc.double({ min: 0.01, max: 1e6, noNaN: true }), (a, b, largest) => {
        for (const { position } of [linearAxis(largest, 4), logAxis(0.5, largest, 4)]) {
          expect(position(a)).toBeGreaterThanOrEqual(0)
          expect(position(a)).toBeLessThanOrEqual(1)
          expect(position(Math.max(a, b))).toBeGreaterThanOrEqual(position(Math.min(a, b)))
        }
      }),
    )
  })
})
