import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallestLoss } from '../../../simulator/policies/smallest-loss.ts'

/** Remembers what it is asked. */
function counted(lossAt: (value: number) => number) {
  const asked: number[] = []
  const lossOf = async (value: number) => {
    asked.push(value)
    return lossAt(value)
  }
  return { asked, lossOf }
}

describe('the smallest loss', () => {
  it('is found within an eighth of the range, wherever the valley lies and however steep its sides are', async () => {
    const valleys = fc
      .integer({ min: 0, max: 200 })
      .chain(most => fc.record({ most: fc.constant(most), at: fc.integer({ min: 0, max: most }), ...slopes }))
    await fc.assert(
      fc.asyncProperty(valleys, async ({ most, at, left, right }) => {
        const lossAt = (value: number) => (value < at ? left * (at - value) : right * (value - at))
        const found = await smallestLoss(counted(lossAt).lossOf, most)
        expect(Math.abs(found - at)).toBeLessThanOrEqual(most / 8 + 1)
      }),
      { numRuns: 500 },
    )
  })

  it('is exact in a small range, the smaller one of equals', async () => {
    for (const at of [0, 1, 2, 3, 4]) {
      expect(await smallestLoss(counted(value => Math.abs(value - at)).lossOf, 4)).toBe(at)
    }
    expect(await smallestLoss(counted(() => 7).lossOf, 4)).toBe(0)
  })

  it('is not caught in the first dip', async () => {
    const losses = new Map([
      [0, 10],
      [1, 9],
      [2, 11],
    ])
    const found = await smallestLoss(counted(value => losses.get(value) ?? Math.abs(value - 24) / 10).lossOf, 48)
    expect(found).toBe(24)
  })

  it('asks for no value twice, for none out of range, and for nine at most', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 200 }), async losses => {
        const { asked, lossOf } = counted(value => losses[value])
        const found = await smallestLoss(lossOf, losses.length - 1)
        expect(new Set(asked).size).toBe(asked.length)
        expect(asked.length).toBeLessThanOrEqual(9)
        for (const value of asked) {
          expect(losses[value]).toBeDefined()
          expect(losses[found]).toBeLessThanOrEqual(losses[value])
        }
        expect(asked).toContain(0)
      }),
    )
  })
})

const slopes = {
  left: fc.double({ min: 0.1, max: 10, noNaN: true }),
  right: fc.double({ min: 0.1, max: 10, noNaN: true }),
}
