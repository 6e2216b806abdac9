import { describe, expect, it } from 'vitest'
import { parseDemand } from '../../../../functions/learn/cli/demand-file.ts'

function rows(...lines: readonly string[]): string {
  return ['timestamp,value', ...lines].join('\n')
}

/** Rows a minute apart from the given minute past midnight on. */
function minutes(from: number, values: readonly (number | string)[]): string {
  return rows(
    ...values.map((value, index) => `${new Date(Date.UTC(2026, 2, 2, 0, from + index)).toISOString()},${value}`),
  )
}

describe('demand in a file', () => {
  it('is requests per second, with the bins of the file', () => {
    const series = parseDemand(minutes(0, [60, 120, '', 30]), 'x.csv')
    expect(series.binSeconds).toBe(60)
    expect([...series.ratesRps]).toEqual([1, 2, Number.NaN, 0.5])
  })

  it('has a missing bin wherever a row is absent', () => {
    const text = rows(
      '2026-03-02T00:00:00Z,60',
      '2026-03-02T00:01:00Z,60',
      '2026-03-02T00:04:00Z,60',
      '2026-03-02T00:05:00Z,60',
    )
    expect([...parseDemand(text, 'x.csv').ratesRps]).toEqual([1, 1, Number.NaN, Number.NaN, 1, 1])
  })

  it('is added up on the clock, and parts of a bin at either end are dropped', () => {
    // From 00:03 to 00:16: whole are the bins of 00:05 and of 00:10.
    const series = parseDemand(minutes(3, [9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99, 99]), 'x.csv', 300)
    expect(series.startMs).toBe(Date.UTC(2026, 2, 2, 0, 5))
    expect([...series.ratesRps].map(rate => rate * 300)).toEqual([15, 40])
  })

  it('takes missing minutes of a larger bin to be like the rest, down to half of them', () => {
    const series = parseDemand(minutes(0, [10, '', 10, '', 10, 10, '', '', '', 10]), 'x.csv', 300)
    expect([...series.ratesRps].map(rate => Math.round(rate * 300))).toEqual([50, Number.NaN])
  })

  it('needs --bin where there is but one row', () => {
    expect(parseDemand(minutes(0, [60]), 'x.csv', 60).ratesRps).toHaveLength(1)
    expect(() => parseDemand(minutes(0, [60]), 'x.csv')).toThrow('got 1 row, wanted two or more, or --bin')
  })

  it('of bins that no day is made of is refused', () => {
    const text = rows('2026-03-02T00:00:00Z,1', '2026-03-02T00:07:00Z,1')
    expect(() => parseDemand(text, 'x.csv')).toThrow('got rows 420 s apart, wanted 60 to 3600 s')
  })
})
