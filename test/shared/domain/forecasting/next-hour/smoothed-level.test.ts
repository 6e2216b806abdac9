import { describe, expect, it } from 'vitest'
import { bestLevelRate, smoothed } from '../../../../../shared/domain/forecasting/next-hour/smoothed-level.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

describe('the rate at which the level follows', () => {
  it('is slow for noise around a constant and immediate for a walk without noise', () => {
    const random = new RandomStream(30, 'level rates')
    const noise = Float64Array.from({ length: 2000 }, () => random.normal())
    const walk = Float64Array.from(noise)
    for (let bin = 1; bin < walk.length; bin++) walk[bin] += walk[bin - 1]
    const flat = new Float64Array(2000)
    expect(bestLevelRate(noise, flat)).toBe(0.5)
    expect(bestLevelRate(noise.subarray(0, 400), flat)).toBe(0.1)
    expect(bestLevelRate(walk, flat)).toBe(1)
  })

  it('is judged without the base, and by known outcomes alone', () => {
    const base = Float64Array.from({ length: 100 }, (_, bin) => 5 * Math.sin(bin))
    const known = base.map((value, bin) => value + bin)
    const gappy = known.map((value, bin) => (bin % 10 === 9 ? Number.NaN : value))
    expect(bestLevelRate(known, base)).toBe(1)
    expect(bestLevelRate(gappy, base)).toBe(1)
  })
})

describe('a smoothed level', () => {
  it('moves by its rate towards each value', () => {
    expect([...smoothed(Float64Array.of(4, 8, 0), 0.5)]).toEqual([4, 6, 3])
    expect([...smoothed(Float64Array.of(4, 8, 0), 1)]).toEqual([4, 8, 0])
  })
})
