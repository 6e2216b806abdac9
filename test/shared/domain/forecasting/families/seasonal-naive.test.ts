import { describe, expect, it } from 'vitest'
import { repeatedSeason, seasonalNaive } from '../../../../../shared/domain/forecasting/families/seasonal-naive.ts'
import { fromValues, historyOf } from './series.ts'

describe('seasonal naive', () => {
  it('repeats the last day, again and again', () => {
    const { values } = historyOf(10, bin => bin, 4)
    const foretold = repeatedSeason('day').fit(fromValues(values, 4)).foretell(values, 6)
    expect([...foretold]).toEqual([6, 7, 8, 9, 6, 7])
  })

  it('repeats the last week', () => {
    const { values } = historyOf(30, bin => bin, 4)
    expect([...repeatedSeason('week').fit(fromValues(values, 4)).foretell(values, 3)]).toEqual([2, 3, 4])
  })

  it('takes the week where weekends differ and the day where they do not', () => {
    const quietWeekend = historyOf(28 * 24, bin => (Math.floor(bin / 24) % 7 < 5 ? 100 : 20))
    // The history ends with a weekend, so Monday comes next: 100 by the week, 20 by the day.
    expect(seasonalNaive.fit(quietWeekend).foretell(quietWeekend.values, 1)[0]).toBe(100)
    const risingDays = historyOf(28 * 24, bin => 100 + Math.floor(bin / 24))
    expect(seasonalNaive.fit(risingDays).foretell(risingDays.values, 1)[0]).toBe(127)
  })

  it('does not choose by bins that are not to be trusted', () => {
    const values = historyOf(28 * 24, bin => 100 + Math.floor(bin / 24)).values
    for (let bin = 600; bin < 640; bin++) values[bin] = values[bin - 168]
    const trust = new Float64Array(values.length).fill(0)
    trust.fill(1, 600, 640)
    // Where it is trusted, this history repeats last week; everywhere else it is one more than the day before.
    expect(seasonalNaive.fit({ ...fromValues(values), trust }).foretell(values, 1)[0]).toBe(values[values.length - 168])
  })

  it('says nothing will come when nothing is known', () => {
    expect([
      ...repeatedSeason('day')
        .fit(historyOf(24, () => 5))
        .foretell(new Float64Array(0), 2),
    ]).toEqual([0, 0])
  })
})
