import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addPart,
  binsPerDay,
  emptyDay,
  expiryOf,
  type HistoryDay,
  type HistoryPart,
  historyDaySchema,
} from '../../../../shared/domain/demand/history-day.ts'

const day = '2026-03-02'

/** A part in which the named bins are known. */
function partOf(known: Readonly<Record<number, number>>, coarseHours: number[] = []): HistoryPart {
  return { requests: Array.from({ length: binsPerDay }, (_, bin) => known[bin] ?? null), coarseHours }
}

function wholeHour(hour: number, requests: number): Record<number, number> {
  return Object.fromEntries(Array.from({ length: 12 }, (_, bin) => [hour * 12 + bin, requests]))
}

function added(history: HistoryDay, group: string, part: HistoryPart): HistoryDay {
  return addPart(history, group, part) ?? history
}

describe('a day of history', () => {
  it('takes what is new and keeps what is known', () => {
    const morning = added(emptyDay(day), 'web', partOf({ 0: 10, 1: 20 }))
    const noon = added(morning, 'web', partOf({ 1: 99, 2: 30 }))
    expect(noon.parts.web.requests.slice(0, 4)).toEqual([10, 20, 30, null])
  })

  it('keeps what each group of the application has served apart', () => {
    const blue = added(emptyDay(day), 'blue', partOf({ 0: 10, 1: 20 }))
    const both = added(blue, 'green', partOf({ 1: 5 }))
    expect(both.parts.blue.requests.slice(0, 3)).toEqual([10, 20, null])
    expect(both.parts.green.requests.slice(0, 3)).toEqual([null, 5, null])
  })

  it('is not written again where nothing is added', () => {
    const known = added(emptyDay(day), 'web', partOf({ 0: 10 }))
    expect(addPart(known, 'web', partOf({ 0: 11 }))).toBeUndefined()
    expect(addPart(emptyDay(day), 'web', partOf({}))).toBeUndefined()
  })

  it('lets an hour that was spread give way to one that was counted whole, and to no other', () => {
    const spread = added(emptyDay(day), 'web', partOf(wholeHour(3, 7), [3]))
    expect(addPart(spread, 'web', partOf({ 36: 1 }))).toBeUndefined()
    const counted = added(spread, 'web', partOf({ ...wholeHour(3, 8), 36: 1 }))
    expect(counted.parts.web.coarseHours).toEqual([])
    expect(counted.parts.web.requests.slice(36, 38)).toEqual([1, 8])
  })

  it('spreads no hour over one of which anything was counted', () => {
    const counted = added(emptyDay(day), 'web', partOf({ 36: 1 }))
    expect(addPart(counted, 'web', partOf(wholeHour(3, 7), [3]))).toBeUndefined()
  })

  it('comes out the same in whatever order two groups add their parts, and however often', () => {
    const bins = fc.array(fc.option(fc.nat(9999)), { minLength: binsPerDay, maxLength: binsPerDay })
    fc.assert(
      fc.property(bins, bins, (blue, green) => {
        const partBlue = { requests: blue, coarseHours: [] }
        const partGreen = { requests: green, coarseHours: [] }
        const once = added(added(emptyDay(day), 'blue', partBlue), 'green', partGreen)
        const other = added(added(emptyDay(day), 'green', partGreen), 'blue', partBlue)
        expect(once.parts).toEqual(other.parts)
        expect(addPart(once, 'blue', partBlue)).toBeUndefined()
        expect(historyDaySchema.parse(JSON.parse(JSON.stringify(once)))).toEqual(once)
      }),
      { numRuns: 30 },
    )
  })

  it('is forgotten after thirteen months', () => {
    // 396 days after 2 March 2026: 365 to 2 March 2027, and 31 more are 2 April 2027.
    expect(new Date(expiryOf(day)).toISOString()).toBe('2027-04-02T00:00:00.000Z')
  })
})
