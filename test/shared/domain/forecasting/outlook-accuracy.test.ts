import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AwaitedHour,
  accuracyOf,
  awaitedOf,
  judgeOutlooks,
} from '../../../../shared/domain/forecasting/outlook-accuracy.ts'

const hourMs = 3_600_000
const startMs = Date.UTC(2026, 2, 2)

function hourly(rates: readonly number[], fromMs = startMs) {
  return { startMs: fromMs, binSeconds: 3600, ratesRps: Float64Array.from(rates) }
}

function awaited(hour: number, said: Partial<AwaitedHour> = {}): AwaitedHour {
  return { leadHours: 6, fromMs: startMs + hour * hourMs, point: 100, p05: 80, p95: 120, ...said }
}

describe('an outlook', () => {
  it('is judged up to six hours, a day and two days ahead: six hours for each', () => {
    const flat = new Array<number>(54).fill(1)
    const hours = awaitedOf({ fromMs: startMs, point: flat, p05: flat, p95: flat }, hourly([], startMs))
    const aheadOf = (lead: number) =>
      hours.filter(({ leadHours }) => leadHours === lead).map(({ fromMs }) => (fromMs - startMs) / hourMs)
    expect([aheadOf(6), aheadOf(24), aheadOf(48)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [18, 19, 20, 21, 22, 23],
      [42, 43, 44, 45, 46, 47],
    ])
  })

  it('remembers the same hour of the day before, at two days of two days before', () => {
    const flat = new Array<number>(54).fill(1)
    const known = hourly(
      Array.from({ length: 24 }, (_, hour) => hour),
      startMs - 24 * hourMs,
    )
    const hours = awaitedOf({ fromMs: startMs, point: flat, p05: flat, p95: flat }, known)
    const ofDayBefore = (lead: number) =>
      hours.filter(each => each.leadHours === lead).map(({ dayBefore }) => dayBefore)
    expect([ofDayBefore(6), ofDayBefore(24), ofDayBefore(48)]).toEqual([
      [0, 1, 2, 3, 4, 5],
      [18, 19, 20, 21, 22, 23],
      [18, 19, 20, 21, 22, 23],
    ])
  })

  it('every six hours is judged once for each hour and lead, whenever learning comes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 40 }), fc.integer({ min: 1, max: 3 }), (outlooks, lateHours) => {
        const flat = new Array<number>(54).fill(1)
        let record = { awaited: [] as AwaitedHour[], judged: [] as ReturnType<typeof judgeOutlooks>['judged'] }
        for (let made = 0; made < outlooks; made++) {
          const known = hourly(new Array<number>(Math.max(6 * made - lateHours, 0)).fill(1))
          record = judgeOutlooks(record, known)
          const fromMs = startMs + 6 * made * hourMs
          record.awaited.push(...awaitedOf({ fromMs, point: flat, p05: flat, p95: flat }, known))
        }
        const known = 6 * (outlooks - 1) - lateHours
        const wanted = [known, known - 18, known - 42].map(hours => Math.max(hours, 0))
        const got = [6, 24, 48].map(
          lead => accuracyOf(record.judged).find(({ leadHours }) => leadHours === lead)?.hours ?? 0,
        )
        expect(got).toEqual(wanted)
      }),
      { numRuns: 20 },
    )
  })
})

describe('an hour that is judged', () => {
  it('is covered within both limits, and below the upper one', () => {
    const record = { awaited: [0, 1, 2, 3].map(hour => awaited(hour)), judged: [] }
    const { judged } = judgeOutlooks(record, hourly([80, 120, 121, 79]))
    expect(accuracyOf(judged)).toMatchObject([{ hours: 4, coveredShare: 0.5, belowShare: 0.75 }])
  })

  it('counts with its error in percent of the demand, and against the day before', () => {
    const record = { awaited: [awaited(0, { dayBefore: 150 }), awaited(1)], judged: [] }
    const { judged } = judgeOutlooks(record, hourly([110, 90]))
    // (10 + 10) of (110 + 90); 10 against 40 in the one hour of which the day before is known.
    expect(accuracyOf(judged)).toMatchObject([{ errorPercent: 10, ofDayBefore: 0.25 }])
  })

  it('that is not known yet is awaited, and one that never will be is not', () => {
    const record = { awaited: [awaited(0), awaited(2)], judged: [] }
    const after = judgeOutlooks(record, hourly([Number.NaN, 100]))
    expect(after.awaited).toEqual([awaited(2)])
    expect(after.judged).toEqual([])
  })

  it('is forgotten after four weeks', () => {
    const { judged } = judgeOutlooks({ awaited: [awaited(0)], judged: [] }, hourly([100]))
    const later = (days: number) =>
      judgeOutlooks({ awaited: [], judged }, hourly([1], startMs + days * 24 * hourMs)).judged
    expect([later(27).length, later(28).length]).toEqual([1, 0])
  })
})
