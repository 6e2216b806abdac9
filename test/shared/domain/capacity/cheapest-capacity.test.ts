import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cheapestCapacity } from '../../../../shared/domain/capacity/cheapest-capacity.ts'

/** Demand of so many instances' worth, at 50 rps an instance. */
const demandOf = (instances: readonly number[]) => Float64Array.from(instances, load => 50 * load)

describe('the cheapest number of instances', () => {
  test('for a demand that is certain, by hand', () => {
    // n + ratio × 10 × e^(−32(1 − 10/n)), for ten instances' worth of demand.
    // Ratio 20:  n = 11: 11 + 200 × 0.0545 = 21.9 · 12: 12 + 200 × 0.00483 = 12.97 · 13: 13 + 200 × 0.00062 = 13.12
    // Ratio 700: n = 13: 13 + 7000 × 0.00062 = 17.4 · 14: 14 + 7000 × 0.000107 = 14.75 · 15: 15 + 7000 × 0.0000233 = 15.16
    const certain = demandOf([10, 10, 10])
    expect(cheapestCapacity(certain, 50, 20)).toBe(12)
    expect(cheapestCapacity(certain, 50, 700)).toBe(14)
  })

  test('for a peak that comes once in ten times, by hand', () => {
    // Nine times ten instances' worth, once twenty. Not covered, the peak costs 0.1 × 20 × 20 = 40 instances.
    // n = 22: 22 + 40 × 0.0545 = 24.2 · 23: 23 + 40 × 0.0154 = 23.6 · 24: 24 + 40 × 0.00483 = 24.2
    const rare = demandOf([10, 10, 10, 10, 20, 10, 10, 10, 10, 10])
    expect(cheapestCapacity(rare, 50, 20)).toBe(23)
    // At a miss worth 3 it costs 0.1 × 3 × 20 = 6 instances, less than it takes:
    // n = 11: 11 + 6 + 27 × 0.0545 = 18.5 · 12: 12 + 6 + 27 × 0.00483 = 18.1 · 22: 22 + 6 × 0.0545 = 22.3
    expect(cheapestCapacity(rare, 50, 3)).toBe(12)
  })

  test('is none where nothing is asked for, whatever a miss costs', () => {
    expect(cheapestCapacity(demandOf([0, 0]), 50, 700)).toBe(0)
    expect(cheapestCapacity(new Float64Array(0), 50, 700)).toBe(0)
  })

  test('is none where what is asked for now and then is worth less than an instance', () => {
    // Once in ten times a thousandth of an instance's worth: at 700 times its price 0.07 instances.
    const rare = demandOf([0, 0, 0, 0, 0, 0, 0, 0, 0, 0.001])
    expect(cheapestCapacity(rare, 50, 700)).toBe(0)
    expect(cheapestCapacity(rare, 50, 100_000)).toBe(1)
  })

  test('is found in no time where a count makes no sense, and is more than any group may have', () => {
    expect(cheapestCapacity(demandOf([2 ** 360, 1e12, 1e12]), 50, 700)).toBeGreaterThanOrEqual(10_000)
  })

  const load = fc.oneof(fc.double({ min: 0, max: 60, noNaN: true }), fc.constantFrom(0, 1, 10))
  const loads = fc.array(load, { minLength: 1, maxLength: 40 })
  /** Powers of two, so that the load comes back exactly. */
  const saturation = fc.integer({ min: -6, max: 10 }).map(power => 2 ** power)

  const medianOf = (several: readonly number[]) => [...several].sort((a, b) => a - b)[several.length >> 1]

  /** Instances and what is missed, by the formula of M/M/c in heavy traffic (Kingman 1961) without any table. */
  function costOf(several: readonly number[], instances: number, ratio: number): number {
    const missed = several.map(each => (each === 0 ? 0 : each * Math.exp(-32 * Math.max(0, 1 - each / instances))))
    return instances + (ratio * missed.reduce((sum, each) => sum + each, 0)) / several.length
  }

  test('costs no more than any other that covers half of the futures, by brute force, in whatever order and unit', () => {
    fc.assert(
      fc.property(loads, saturation, fc.double({ min: 1.01, max: 10_000, noNaN: true }), (several, rps, ratio) => {
        const chosen = cheapestCapacity(
          Float64Array.from(several, each => each * rps),
          rps,
          ratio,
        )
        const least = Math.ceil(medianOf(several))
        const sizes = Array.from({ length: 130 - least }, (_, more) => least + more)
        const cheapest = Math.min(...sizes.map(instances => costOf(several, instances, ratio)))
        // A table of the misses in steps of 1/2048 is off by e^(32/4096) = 0.8 % at most.
        expect(costOf(several, chosen, ratio)).toBeLessThanOrEqual(1.01 * cheapest + 1e-6)
      }),
      { numRuns: 500 },
    )
  })

  test('covers half of what demand may do even where a miss hardly costs more than serving', () => {
    fc.assert(
      fc.property(loads, several => {
        expect(cheapestCapacity(demandOf(several), 50, 1.01)).toBeGreaterThanOrEqual(medianOf(several))
      }),
    )
  })

  const price = fc.double({ min: 1.01, max: 10_000, noNaN: true })

  test('grows with the price of a miss', () => {
    fc.assert(
      fc.property(loads, price, price, (several, one, other) => {
        const at = (ratio: number) => cheapestCapacity(demandOf(several), 50, ratio)
        expect(at(Math.max(one, other))).toBeGreaterThanOrEqual(at(Math.min(one, other)))
      }),
    )
  })

  // Not with one that is uncertain: [0, 0, 0, 1, 1, 1, 5.4, 10] at a price of 4.85 is a tie between covering the 10 with eleven
  // instances and giving up both 5.4 and 10 with two, and a little more of everything makes giving up the cheaper one.
  test('grows with a demand that is certain', () => {
    fc.assert(
      fc.property(load, price, fc.double({ min: 1, max: 3, noNaN: true }), (certain, ratio, factor) => {
        const at = (by: number) => cheapestCapacity(demandOf([certain * by]), 50, ratio)
        // Whole instances, and a table of misses in steps: one more or less is no more.
        expect(at(factor)).toBeGreaterThanOrEqual(at(1) - 1)
      }),
      { numRuns: 1000 },
    )
  })
})
