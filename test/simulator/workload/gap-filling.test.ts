import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { filledGaps } from '../../../simulator/workload/gap-filling.ts'

const HOURLY = 3600
const missing = Number.NaN
const repeat = (values: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => values).flat()
const day = Array.from({ length: 24 }, (_, hour) => 10 * (hour + 1))

describe('a gap', () => {
  it('of one bin is the mean of its neighbours', () => {
    expect([...filledGaps(Float64Array.of(4, missing, 8), HOURLY)]).toEqual([4, 6, 8])
  })

  it('without a day before it keeps the last value known', () => {
    expect([...filledGaps(Float64Array.of(4, missing, missing, 8), HOURLY)]).toEqual([4, 4, 4, 8])
    expect([...filledGaps(Float64Array.of(4, missing), HOURLY)]).toEqual([4, 4])
  })

  it('is the same time a day earlier, scaled to the level before the gap', () => {
    // The second day runs at twice the first; hours 10 to 12 are missing.
    const second = day.map((value, hour) => (hour >= 10 && hour <= 12 ? missing : 2 * value))
    const filled = filledGaps(Float64Array.from([...day, ...second]), HOURLY)
    expect([...filled.subarray(34, 37)]).toEqual([220, 240, 260])
  })

  it('prefers the same time a week earlier', () => {
    const sunday = day.map(value => value + 1000)
    const week = [...repeat(day, 6), ...sunday]
    const next = [...repeat(day, 6), ...sunday.map((value, hour) => (hour === 4 || hour === 5 ? missing : value))]
    const filled = filledGaps(Float64Array.from([...week, ...next]), HOURLY)
    expect([...filled.subarray(13 * 24 + 4, 13 * 24 + 6)]).toEqual([1050, 1060])
  })

  it('after silence copies the day before unscaled', () => {
    const second = day.map((_, hour) => (hour < 10 ? 0 : missing))
    expect([...filledGaps(Float64Array.from([...day, ...second]), HOURLY).subarray(34)]).toEqual(day.slice(10))
  })

  it('is filled with a number of 0 or more, without touching what is known', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat(1000), { nil: missing }), { maxLength: 120 }), values => {
        const counts = Float64Array.from([3, ...values])
        const filled = filledGaps(counts, HOURLY)
        filled.forEach((value, bin) => {
          expect(value).toBeGreaterThanOrEqual(0)
          if (!Number.isNaN(counts[bin])) expect(value).toBe(counts[bin])
        })
      }),
    )
  })

  it('never knows more than one bin of what comes after it', () => {
    const series = fc.array(fc.option(fc.nat(1000), { nil: missing, freq: 2 }), { minLength: 60, maxLength: 90 })
    fc.assert(
      fc.property(series, fc.integer({ min: 2, max: 50 }), fc.nat(1000), (values, bin, other) => {
        const counts = Float64Array.from([3, ...values])
        const changed = counts.map((value, index) => (index > bin && !Number.isNaN(value) ? other : value))
        expect(filledGaps(changed, HOURLY).subarray(0, bin)).toEqual(filledGaps(counts, HOURLY).subarray(0, bin))
      }),
    )
  })
})
