import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextHourQuantiles } from '../../../../../shared/domain/forecasting/neural/next-hour-net.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const bins = fc.array(fc.oneof(fc.constant(0), fc.constant(Number.NaN), fc.double({ min: 0, max: 1e9, noNaN: true })), {
  minLength: 1,
  maxLength: 150,
})
const daysOfBins = fc.constantFrom(24, 288, 1440)

function noisy(count: number, seed: number, level: (bin: number) => number): Float64Array {
  const random = new RandomStream(seed, 'minutes')
  return Float64Array.from({ length: count }, (_, bin) => level(bin) * (1 + 0.03 * random.normal()))
}

function median(values: ArrayLike<number>, dayBins: number, horizonBins: number): Float64Array {
  const { levels, paths } = nextHourQuantiles(values, dayBins, horizonBins)!
  return paths[levels.indexOf(0.5)]
}

describe('the network of the next hour', () => {
  it('never gives NaN, Infinity or less than zero, and its quantiles ascend', () => {
    fc.assert(
      fc.property(bins, daysOfBins, fc.integer({ min: 1, max: 60 }), (values, dayBins, horizonBins) => {
        const answer = nextHourQuantiles(values, dayBins, horizonBins)
        expect(answer === undefined).toBe(values.slice(-64).every(Number.isNaN))
        for (let bin = 0; answer !== undefined && bin < horizonBins; bin++) {
          const column = answer.paths.map(path => path[bin])
          expect(column.every(value => Number.isFinite(value) && value >= 0)).toBe(true)
          expect(column).toEqual(column.toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 300 },
    )
  })

  it('knows no unit: a thousand times the demand is a thousand times the forecast', () => {
    const values = noisy(2000, 1, bin => 50 + (bin % 60))
    const [small, large] = [
      nextHourQuantiles(values, 1440, 60)!,
      nextHourQuantiles(
        values.map(v => 1000 * v),
        1440,
        60,
      )!,
    ]
    for (const [level, path] of small.paths.entries()) {
      for (let bin = 0; bin < 60; bin++)
        expect(Math.abs(large.paths[level][bin] / (1000 * path[bin]) - 1)).toBeLessThan(1e-4)
    }
  })

  it('has nothing to say when none of the last 64 bins is known, however much there was before', () => {
    const values = new Float64Array(200).fill(5).fill(Number.NaN, 136)
    expect(nextHourQuantiles(values, 1440, 10)).toBeUndefined()
    values[136] = 5
    expect(nextHourQuantiles(values, 1440, 10)).toBeDefined()
  })

  it('foretells nothing after nothing', () => {
    const { paths } = nextHourQuantiles(new Float64Array(64), 288, 12)!
    expect(paths.every(path => path.every(value => value === 0))).toBe(true)
  })

  it('stays near a level that has held for an hour', () => {
    for (const value of median(
      noisy(64, 2, () => 200),
      1440,
      30,
    ))
      expect(Math.abs(value - 200)).toBeLessThan(15)
  })

  it('does again what followed the same moment a day before', () => {
    const doubling = (bin: number) => (bin % 1440 < 720 ? 100 : 200)
    const before = noisy(1440 + 715, 3, doubling)
    const ahead = median(before, 1440, 60)
    const young = median(before.slice(-64), 1440, 60)
    expect(ahead[40]).toBeGreaterThan(1.25 * young[40])
  })

  it('joins what it answers for by straight lines of square roots', () => {
    const path = median(
      noisy(64, 4, bin => 100 + 2 * bin),
      1440,
      60,
    )
    // Knots at 32 and 48: the fortieth bin lies in the middle.
    expect(Math.sqrt(path[39])).toBeCloseTo((Math.sqrt(path[31]) + Math.sqrt(path[47])) / 2, 6)
  })

  it('refuses a horizon of nothing and one beyond its reach', () => {
    const values = new Float64Array(64).fill(1)
    expect(() => nextHourQuantiles(values, 1440, 0)).toThrow('got a horizon of 0 bins, wanted 1 to 60')
    expect(() => nextHourQuantiles(values, 1440, 61)).toThrow('got a horizon of 61 bins, wanted 1 to 60')
  })
})
