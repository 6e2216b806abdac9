import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bridgeGaps, movingMean } from '../../../../shared/domain/forecasting/smoothing.ts'

const values = fc.array(fc.double({ min: -100, max: 100, noNaN: true }), { minLength: 1, maxLength: 40 })

describe('smoothing', () => {
  it('averages the bins around each one, fewer at the ends', () => {
    fc.assert(
      fc.property(values, fc.nat(9), fc.nat(9), (list, before, after) => {
        const means = movingMean(Float64Array.from(list), before, after)
        for (const [bin, mean] of means.entries()) {
          const around = list.slice(Math.max(bin - before, 0), bin + after + 1)
          expect(mean).toBeCloseTo(around.reduce((sum, value) => sum + value, 0) / around.length, 8)
        }
      }),
    )
  })

  it('bridges a gap by a straight line and stays level at the ends', () => {
    const unknown = Number.NaN
    const bridged = bridgeGaps(Float64Array.of(unknown, 2, unknown, unknown, 8, unknown))
    expect([...bridged]).toEqual([2, 2, 4, 6, 8, 8])
  })

  it('is zero when nothing is known', () => {
    expect([...bridgeGaps(Float64Array.of(Number.NaN, Number.NaN))]).toEqual([0, 0])
  })
})
