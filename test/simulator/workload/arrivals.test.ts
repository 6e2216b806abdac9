import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../../simulator/kernel/random.ts'
import {
  arrivalsAt,
  drawArrivals,
  drawBinomial,
  drawShares,
  realisedDemand,
} from '../../../simulator/workload/arrivals.ts'

const START = Date.UTC(2026, 0, 5)
const demandOf = (rates: readonly number[]) => ({ startMs: START, binSeconds: 10, ratesRps: Float64Array.from(rates) })

describe('arrivals', () => {
  it('are Poisson: mean and variance are the rate times 10 seconds', () => {
    for (const rate of [1.5, 40]) {
      const { counts } = drawArrivals(demandOf(new Array<number>(20_000).fill(rate)), 3)
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
      expect(Math.abs(mean / (10 * rate) - 1)).toBeLessThan(0.01)
      expect(Math.abs(variance / (10 * rate) - 1)).toBeLessThan(0.05)
    }
  })

  it('do not depend on what comes later', () => {
    const rate = fc.double({ min: 0, max: 50, noNaN: true })
    fc.assert(
      fc.property(fc.array(rate, { minLength: 3, maxLength: 40 }), fc.nat(40), rate, (rates, after, other) => {
        const changed = rates.map((value, step) => (step > after ? other : value))
        const before = drawArrivals(demandOf(rates), 1).counts.subarray(0, after + 1)
        expect(drawArrivals(demandOf(changed), 1).counts.subarray(0, after + 1)).toEqual(before)
      }),
    )
  })

  it('are found by time, and not beyond it', () => {
    const arrivals = { startMs: START, stepSeconds: 10, counts: Float64Array.of(3, 4) }
    expect(arrivalsAt(arrivals, START + 10_000)).toBe(4)
    expect(() => arrivalsAt(arrivals, START + 20_000)).toThrow(/no arrivals were drawn for 2026-01-05T00:00:20/)
    expect([...realisedDemand(arrivals).ratesRps]).toEqual([0.3, 0.4])
  })
})

describe('a split of requests', () => {
  it('has the mean and the deviation of a binomial', () => {
    const stream = new RandomStream(1, 'test')
    const drawn = Array.from({ length: 20_000 }, () => drawBinomial(400, 0.8, stream))
    const mean = drawn.reduce((sum, count) => sum + count, 0) / drawn.length
    const variance = drawn.reduce((sum, count) => sum + (count - mean) ** 2, 0) / drawn.length
    expect(mean).toBeCloseTo(320, 0)
    expect(Math.abs(variance / 64 - 1)).toBeLessThan(0.05)
  })

  it('hands out every request once', () => {
    const weights = fc.array(fc.double({ min: 0.01, max: 9, noNaN: true }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.nat(5000), weights, fc.nat(), (trials, shares, seed) => {
        const parts = drawShares(trials, shares, new RandomStream(seed, 'test'))
        expect(parts.reduce((sum, part) => sum + part, 0)).toBe(trials)
        expect(Math.min(...parts)).toBeGreaterThanOrEqual(0)
      }),
    )
  })

  it('follows the weights', () => {
    const parts = drawShares(1_000_000, [1, 2, 1], new RandomStream(1, 'test'))
    expect(parts.map(part => Math.round(part / 10_000))).toEqual([25, 50, 25])
  })
})
