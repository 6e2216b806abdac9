import { describe, expect, it } from 'vitest'
import { formatDays, formatDuration, formatSpan } from '../../../functions/widget/format-time.ts'

// 6 August 2026 is a Thursday.
const thursday = Date.parse('2026-08-06T00:00:00Z')
const hour = 3_600_000

describe('times for people', () => {
  it('names the day once for a span within a day, also one that ends at midnight', () => {
    expect(formatSpan(thursday + 14 * hour, thursday + 15 * hour)).toBe('Thu 6 Aug, 14:00–15:00')
    expect(formatSpan(thursday + 23 * hour, thursday + 24 * hour)).toBe('Thu 6 Aug, 23:00–00:00')
  })

  it('names both days for a span over midnight', () => {
    expect(formatSpan(thursday + 22 * hour, thursday + 28 * hour)).toBe('Thu 6 Aug, 22:00 – Fri 7 Aug, 04:00')
  })

  it('names the days that a span touches, not the one at whose beginning it ends', () => {
    expect(formatDays(thursday, thursday + 14 * 24 * hour)).toBe('Thu 6 Aug – Wed 19 Aug 2026')
    expect(formatDays(thursday, thursday + 24 * hour)).toBe('Thu 6 Aug 2026')
  })

  it('chooses the unit of a duration', () => {
    expect([14 * 24, 24, 6, 0.5].map(hours => formatDuration(hours * hour))).toEqual([
      '14 days',
      '1 day',
      '6 hours',
      '30 minutes',
    ])
  })
})
