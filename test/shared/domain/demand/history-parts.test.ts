import { describe, expect, it } from 'vitest'
import { historyParts } from '../../../../shared/domain/demand/history-parts.ts'

const midnight = Date.UTC(2026, 2, 2)
const minuteMs = 60_000

/** One rate for every bin. */
function seriesOf(startMs: number, binSeconds: number, ratesRps: readonly number[]) {
  return { startMs, binSeconds, ratesRps: Float64Array.from(ratesRps) }
}

describe('minutes', () => {
  it('are added up to five minutes', () => {
    const [[day, part]] = historyParts(seriesOf(midnight, 60, [1, 2, 3, 4, 5, 6, 6, 6, 6, 6]))
    // 60 s × (1 + 2 + 3 + 4 + 5) and 60 s × 30 requests per second.
    expect([day, part.requests.slice(0, 3), part.coarseHours]).toEqual(['2026-03-02', [900, 1800, null], []])
  })

  it('make no five of which one is unknown, before the first or after the last', () => {
    const minutes = [1, 1, 1, 1, 1, 1, Number.NaN, 1, 1, 1, 1, 1, 1, 1]
    const [[, part]] = historyParts(seriesOf(midnight + 4 * minuteMs, 60, minutes))
    // The first belongs to the bin of 00:00, of which nothing else is known; the bin of 00:10 has a hole; that of 00:15 has three.
    expect(part.requests.slice(0, 4)).toEqual([null, 300, null, null])
  })

  it('of two days lie in two', () => {
    const parts = historyParts(seriesOf(midnight - 5 * minuteMs, 60, new Array<number>(10).fill(2)))
    expect([...parts.keys()]).toEqual(['2026-03-01', '2026-03-02'])
    expect(parts.get('2026-03-01')?.requests[287]).toBe(600)
    expect(parts.get('2026-03-02')?.requests[0]).toBe(600)
  })

  it('are kept to four digits', () => {
    const [[, part]] = historyParts(seriesOf(midnight, 300, [4115.226, 0.002]))
    // 300 s × 4115.226 = 1,234,567.8 requests; 300 s × 0.002 = 0.6.
    expect(part.requests.slice(0, 2)).toEqual([1_235_000, 0.6])
  })
})

describe('hours', () => {
  it('are spread evenly and marked as coarse; unknown ones are neither', () => {
    const [[, part]] = historyParts(seriesOf(midnight + 3_600_000, 3600, [2, Number.NaN, 4]))
    expect(part.coarseHours).toEqual([1, 3])
    expect(part.requests.slice(11, 25)).toEqual([null, ...new Array(12).fill(600), null])
    expect(part.requests.slice(36, 49)).toEqual([...new Array(12).fill(1200), null])
  })
})

describe('other bins', () => {
  it('are refused with what was got and what was wanted', () => {
    expect(() => historyParts(seriesOf(midnight, 240, [1]))).toThrow(
      'history of bins of 240 s, wanted 300 s, a part of it or 3600 s',
    )
  })
})
