import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustSeason } from '../../../../shared/runtime/forecast-libraries/seasonal-adjustment.ts'

const dayBins = 4
/** Sums to 0, so that a day of it has no level. */
const day = [3, -1, -2, 0]
/** Differences of two of the week's days from the others; sums to 0 in the day and in the week. */
const week = Array.from({ length: 28 }, (_, bin) => (bin < 4 ? 1 : bin < 8 ? -1 : 0))

function history(logs: number[], trust = logs.map(() => 1)) {
  return { startMs: 0, binSeconds: 21_600, dayBins, logs: Float64Array.from(logs), trust: Float64Array.from(trust) }
}

function closeTo(values: Iterable<number>, digits = 9) {
  return Array.from(values, value => expect.closeTo(value, digits))
}

describe('taking out a season', () => {
  it('leaves a history of less than two days as it is', () => {
    const short = history([1, 2, 3, 4, 5, 6, 7])
    expect(Array.from(adjustSeason(short).adjusted)).toEqual([1, 2, 3, 4, 5, 6, 7])
    expect(Array.from(adjustSeason(short).ahead(3))).toEqual([0, 0, 0])
  })

  it('makes a repeated day flat and repeats it ahead, from where the history ends', () => {
    const season = adjustSeason(history(Array.from({ length: 14 }, (_, bin) => 10 + day[bin % 4])))
    expect(Array.from(season.adjusted)).toEqual(closeTo(Array(14).fill(10)))
    expect(Array.from(season.ahead(5))).toEqual(closeTo([-2, 0, 3, -1, -2]))
  })

  it('knows the days of the week apart from two weeks on, and half of a difference seen twice is doubted', () => {
    const weeks = (count: number) =>
      adjustSeason(history(Array.from({ length: 28 * count }, (_, bin) => 10 + day[bin % 4] + week[bin % 28])))
    // A difference of 1, seen n times and joined by one 0, becomes n / (n + 1).
    expect(Array.from(weeks(2).ahead(8))).toEqual(
      closeTo([3 + 2 / 3, -1 + 2 / 3, -2 + 2 / 3, 2 / 3, 3 - 2 / 3, -1 - 2 / 3, -2 - 2 / 3, -2 / 3]),
    )
    expect(weeks(9).ahead(1)[0]).toBeCloseTo(3 + 9 / 10)
  })

  it('learns nothing from values that are not trusted', () => {
    const logs = Array.from({ length: 16 }, (_, bin) => 10 + day[bin % 4])
    const bridged = logs.map((value, bin) => (bin === 9 ? value + 0.5 : value))
    const trust = logs.map((_, bin) => (bin === 9 ? 0 : 1))
    const error = (given: number[]) =>
      Math.max(
        ...adjustSeason(history(bridged, given))
          .ahead(4)
          .map((value, bin) => Math.abs(value - day[bin])),
      )
    expect(error(trust)).toBeLessThan(error(logs.map(() => 1)) / 2)
  })

  it('does not take a steady rise for a season', () => {
    const season = adjustSeason(history(Array.from({ length: 80 }, (_, bin) => 0.1 * bin + day[bin % 4])))
    expect(season.adjusted[79] - season.adjusted[75]).toBeCloseTo(0.4)
  })

  it('loses nothing: season and rest are the history again', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 8, maxLength: 90 }), logs => {
        const { adjusted, ahead } = adjustSeason(history(logs))
        const weekBins = 28
        const back = Math.ceil(logs.length / weekBins) * weekBins - logs.length
        const season = ahead(back + logs.length).subarray(back)
        expect(Array.from(adjusted, (value, bin) => value + season[bin])).toEqual(closeTo(logs))
      }),
    )
  })
})
