import { describe, expect, it } from 'vitest'
import {
  adapted,
  learnMisses,
  type NearMisses,
  noMisses,
} from '../../../../../shared/domain/forecasting/short-end/near-misses.ts'

const levels = [0.1, 0.5, 0.9]
const fan = [Float64Array.of(80, 100, 140)]

/** After so many half-hours in each of which that came. */
function missesAfter(hours: number, actual: number): NearMisses {
  let misses = noMisses(levels, 1)
  for (let at = 0; at < hours * 2; at++) misses = learnMisses(misses, fan, Float64Array.of(actual), 0.5)
  return misses
}

describe('quantiles that are missed', () => {
  it('as often as promised stay where they are', () => {
    expect(adapted(noMisses(levels, 1), fan)).toEqual(fan)
  })

  it('move out on their own side, the further the longer, and come to an end', () => {
    const uppers = [1, 2, 4, 24].map(hours => adapted(missesAfter(hours, 200), fan)[0][2])
    expect(uppers).toEqual([...uppers].sort((a, b) => a - b))
    // Three times the 40 between the middle and the quantile.
    expect(uppers.at(-1)).toBe(220)
    const [low, middle] = adapted(missesAfter(24, 200), fan)[0]
    expect(middle).toBe(100)
    // Nothing came below: a tenth nearer than 20.
    expect(low).toBeCloseTo(82, 1)
  })

  it('below move down, and never below nothing', () => {
    expect(adapted(missesAfter(24, 0), [Float64Array.of(5, 100, 140)])[0][0]).toBe(0)
    expect(adapted(missesAfter(24, 0), fan)[0][0]).toBeCloseTo(40)
  })

  it('come back within a day in which what was promised came', () => {
    let misses = missesAfter(24, 200)
    for (let at = 0; at < 48; at++) misses = learnMisses(misses, fan, Float64Array.of(at % 10 === 9 ? 200 : 100), 0.5)
    expect(adapted(misses, fan)[0][2]).toBeLessThan(150)
  })

  it('by what is not known, or was not yet, are not missed', () => {
    expect(learnMisses(noMisses(levels, 1), fan, Float64Array.of(Number.NaN), 0.5)).toEqual(noMisses(levels, 1))
  })
})
