import { describe, expect, it } from 'vitest'
import { bootstrapCoverage } from '../../../bench/forecast/block-bootstrap.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'

const random = () => new RandomStream(7, 'test', 'bootstrap')

/** Nine hits and a miss, again and again. */
const even = Array.from({ length: 400 }, (_, index) => (index % 10 === 0 ? 0 : 1))
/** As many misses, but all in one row. */
const clustered = Array.from({ length: 400 }, (_, index) => (index < 40 ? 0 : 1))

describe('the block bootstrap of a coverage', () => {
  it('keeps the coverage that was seen, and its bounds around it', () => {
    const { coverage, lower, upper } = bootstrapCoverage([even], 1, random())
    expect(coverage).toBeCloseTo(0.9, 12)
    expect(lower).toBeLessThan(0.9)
    expect(upper).toBeGreaterThan(0.9)
  })

  it('of single outcomes has the bounds of the binomial: 0.9 ± 1.645 √(0.9 × 0.1 / 400)', () => {
    const { lower, upper } = bootstrapCoverage([even], 1, random())
    expect(lower).toBeCloseTo(0.9 - 1.645 * 0.015, 2)
    expect(upper).toBeCloseTo(0.9 + 1.645 * 0.015, 2)
  })

  it('is the less certain, the longer the rows in which misses come', () => {
    const width = (outcomes: readonly number[], block: number) => {
      const { lower, upper } = bootstrapCoverage([outcomes], block, random())
      return upper - lower
    }
    expect(width(clustered, 40)).toBeGreaterThan(3 * width(clustered, 1))
  })

  it('draws the first outcomes of a stretch as often as the others', () => {
    const missesAtFirst = Array.from({ length: 48 }, (_, index) => (index < 3 ? 0 : 1))
    const { coverage, lower, upper } = bootstrapCoverage([missesAtFirst], 6, random(), 20_000)
    expect((lower + upper) / 2).toBeCloseTo(coverage, 1)
    // Of eight blocks each holds a miss with 8 of 48, so that none does in 0.83⁸, 23 % of the draws.
    expect(upper).toBe(1)
    expect(lower).toBeLessThan(0.88)
  })

  it('draws whole stretches, so that one bad one among few leaves much open', () => {
    const hits = Array(50).fill(1)
    const misses = Array(50).fill(0)
    const { coverage, lower, upper } = bootstrapCoverage([hits, hits, hits, misses], 5, random())
    expect([coverage, upper]).toEqual([0.75, 1])
    // A draw of four with two bad ones or more is no rarity: 1 − 0.75⁴ − 4 × 0.25 × 0.75³ is a quarter.
    expect(lower).toBeLessThanOrEqual(0.5)
  })

  it('finds half of what was promised significantly below it, and all of it not', () => {
    const half = Array.from({ length: 200 }, (_, index) => index % 2)
    expect(bootstrapCoverage([half], 6, random()).upper).toBeLessThan(0.9)
    expect(bootstrapCoverage([even], 6, random()).upper).toBeGreaterThanOrEqual(0.9)
  })
})
