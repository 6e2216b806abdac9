import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { smallestLoss } from '../../../simulator/policies/smallest-loss.ts'

/** Counts how often it is asked. */
function counted(lossAt: (value: number) => number) {
  const asked: number[] = []
  const lossOf = async (value: number) => {
    asked.push(value)
    return lossAt(value)
  }
  return { asked, lossOf }
}

describe('the smallest loss', () => {
  it('is that of brute force, wherever the valley lies and however steep its sides are', async () => {
    const valleys = fc.record({
      most: fc.integer({ min: 0, max: 200 }),
      at: fc.integer({ min: 0, max: 250 }),
      left: fc.double({ min: 0.1, max: 10, noNaN: true }),
      right: fc.double({ min: 0.1, max: 10, noNaN: true }),
    })
    await fc.assert(
      fc.asyncProperty(valleys, async ({ most, at, left, right }) => {
        const lossAt = (value: number) => (value < at ? left * (at - value) : right * (value - at))
        const all = Array.from({ length: most + 1 }, (_, value) => value)
        const best = all.reduce((least, value) => (lossAt(value) < lossAt(least) ? value : least), 0)
        expect(await smallestLoss(counted(lossAt).lossOf, most)).toBe(best)
      }),
      { numRuns: 500 },
    )
  })

  it('asks for no value twice, and for few of them', async () => {
    const { asked, lossOf } = counted(value => Math.abs(value - 37))
    expect(await smallestLoss(lossOf, 200)).toBe(37)
    expect(new Set(asked).size).toBe(asked.length)
    // 0, 1, 2, …, 64 by doubling are 8; golden sections of 16 to 64 take log(48 / 2) / log(1.618) ≈ 7 more, and 3 at the end.
    expect(asked.length).toBeLessThanOrEqual(18)
  })

  it('is never larger than that of 0, whatever the loss looks like', async () => {
    const rugged = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(rugged, async losses => {
        const found = await smallestLoss(async value => losses[value], losses.length - 1)
        expect(losses[found]).toBeLessThanOrEqual(losses[0])
      }),
    )
  })
})
