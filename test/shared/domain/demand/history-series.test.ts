import { describe, expect, it } from 'vitest'
import { addPart, emptyDay, type HistoryDay } from '../../../../shared/domain/demand/history-day.ts'
import { historyParts } from '../../../../shared/domain/demand/history-parts.ts'
import { applicationSeries, hourlyMeans, inheritedSeries } from '../../../../shared/domain/demand/history-series.ts'

const midnight = Date.UTC(2026, 2, 2)
const hourMs = 3_600_000

/** Days in which each group served a rate in every hour named; undefined: unknown. */
function daysOf(rates: Readonly<Record<string, readonly (number | undefined)[]>>): HistoryDay[] {
  const days = new Map<string, HistoryDay>()
  for (const [group, hours] of Object.entries(rates)) {
    const ratesRps = Float64Array.from(hours.flatMap(rate => new Array<number>(12).fill(rate ?? Number.NaN)))
    for (const [day, part] of historyParts({ startMs: midnight, binSeconds: 300, ratesRps })) {
      const before = days.get(day) ?? emptyDay(day)
      days.set(day, addPart(before, group, part) ?? before)
    }
  }
  return [...days.values()]
}

function hours(days: HistoryDay[], group: string, count: number): number[] {
  return [...hourlyMeans(inheritedSeries(days, group, midnight, midnight + count * hourMs)).ratesRps]
}

describe('the series of an application', () => {
  it('is what all its groups have served together, unknown where nobody knows', () => {
    const days = daysOf({ blue: [10, 10, undefined], green: [undefined, 5, undefined] })
    const series = hourlyMeans(applicationSeries(days, midnight, midnight + 3 * hourMs))
    expect([...series.ratesRps]).toEqual([10, 15, Number.NaN])
  })
})

describe('the series that a group inherits', () => {
  it('is its own, of an application of one group', () => {
    expect(hours(daysOf({ web: [10, 20, 30] }), 'web', 3)).toEqual([10, 20, 30])
  })

  it('begins with what its predecessor served, once it has taken over all of it', () => {
    const green = [undefined, undefined, 30, 31, 32, 33, 34, 35]
    expect(hours(daysOf({ blue: [10, 20], green }), 'green', 8)).toEqual([10, 20, 30, 31, 32, 33, 34, 35])
  })

  it('is as much of the past as it serves of the present', () => {
    // A tenth of the load goes to the canary.
    const days = daysOf({ main: [90, 180, 270], canary: [undefined, undefined, 30] })
    expect(hours(days, 'canary', 3)).toEqual([9, 18, 30])
  })

  it('of a group that nothing is known of is all that the application had', () => {
    expect(hours(daysOf({ blue: [10, 20] }), 'green', 3)).toEqual([10, 20, Number.NaN])
  })
})

describe('an hour', () => {
  it('is the mean of what is known of it, and unknown where that is less than half', () => {
    const known = (bins: number) => Array.from({ length: 12 }, (_, bin) => (bin < bins ? 6 : Number.NaN))
    const ratesRps = Float64Array.from([...known(6), ...known(5), ...known(11)])
    const means = hourlyMeans({ startMs: midnight, binSeconds: 300, ratesRps })
    expect([means.binSeconds, ...means.ratesRps]).toEqual([3600, 6, Number.NaN, 6])
  })
})
