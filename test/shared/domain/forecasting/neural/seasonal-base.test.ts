import { describe, expect, it } from 'vitest'
import { levelOf, seasonalBase } from '../../../../../shared/domain/forecasting/neural/seasonal-base.ts'

const hours = (count: number, value: (hour: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => value(i))
const baseOf = (roots: Float64Array) => seasonalBase(roots, levelOf(roots))

describe('what the network of the next days counts its answers from', () => {
  it('is last week where weeks repeat themselves, and its unit is small then', () => {
    const week = (hour: number) => (Math.floor(hour / 24) % 7 < 5 ? 10 : 4) + (hour % 24 < 12 ? 0 : 3)
    const { base, unit } = baseOf(hours(336, week))
    expect([...base]).toEqual(Array.from({ length: 48 }, (_, ahead) => week(336 + ahead)))
    // No error at all: what is left is the prior, 96 / 336 of a spread, shared by 312 pairs, or 0.3 of the mean in 337.
    expect(unit).toBeLessThan(0.05)
  })

  it('follows growth: last week, and as much higher as the last day was above its own week before', () => {
    const growing = (hour: number) => ((hour * 7) % 168) / 20 + hour / 50
    const { base } = baseOf(hours(336, growing))
    for (let ahead = 0; ahead < 48; ahead++) expect(base[ahead]).toBeCloseTo(growing(336 + ahead), 9)
  })

  it('is yesterday while less than ten days are known, and the unit is the change from day to day', () => {
    // Every day one higher than the day before: 72 pairs of 1, and a prior of 4 · 24 / 96 = 1 of the spread.
    const roots = hours(96, hour => 20 + Math.floor(hour / 24))
    const { base, unit, weekError } = baseOf(roots)
    expect([...base]).toEqual(new Array(48).fill(23))
    expect(weekError).toBeUndefined()
    expect(unit).toBeCloseTo((72 * 1 + 1 * Math.sqrt(1.25)) / 73, 10)
  })

  it('is the mean of the last three hours while not even a day is known', () => {
    expect([...baseOf(Float64Array.of(9, 1, 2, 6)).base]).toEqual(new Array(48).fill(3))
  })

  it('measures how far wrong last week at the level of the day before was', () => {
    // Every hour 1 higher than the one before: a week ago is 168 lower, always, so that the shift is right to the letter.
    expect(baseOf(hours(336, hour => hour)).weekError).toBeCloseTo(0, 9)
    // Days of the second week are 1, 2, 3 … higher than a week before. The level is that of 24 to 48 hours before: g hours into
    // a day it lags behind by 2 − g / 24, which on average is 2 − 11.5 / 24.
    const growing = hours(336, hour => 10 + (hour < 168 ? 0 : Math.floor(hour / 24) - 6))
    expect(baseOf(growing).weekError).toBeCloseTo(2 - 11.5 / 24, 9)
  })
})
