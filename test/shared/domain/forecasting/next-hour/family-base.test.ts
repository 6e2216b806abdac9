import { describe, expect, it } from 'vitest'
import type { Family } from '../../../../../shared/domain/forecasting/families/family.ts'
import { familyBase } from '../../../../../shared/domain/forecasting/next-hour/family-base.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const dayMinutes = 1440
const endMs = Date.UTC(2024, 0, 6)

/** Says what was a day before, and notes from which origins it was asked. */
function yesterday(origins: number[] = []): Family {
  return {
    name: 'harmonic',
    fewestBins: dayBins => dayBins,
    fit: ({ dayBins }) => ({
      foretell: (values, bins) => {
        origins.push(values.length)
        return Float64Array.from({ length: bins }, (_, bin) => values[values.length - dayBins + (bin % dayBins)])
      },
    }),
  }
}

/** Log of 100 to 300 requests a minute, by the hour of the day. */
function hourlySteps(minutes: number): Float64Array {
  return Float64Array.from({ length: minutes }, (_, minute) => Math.log1p(100 + 200 * (Math.floor(minute / 60) % 2)))
}

describe('the base that a named family draws', () => {
  it('foretells each of the last days a day ahead, and what comes after the history', () => {
    const origins: number[] = []
    const logs = hourlySteps(5 * dayMinutes)
    const drawn = familyBase(yesterday(origins), logs, 60, endMs, 300)
    expect(origins).toEqual([24, 48, 72, 96, 120])
    expect(drawn?.from).toBe(dayMinutes)
    expect(drawn?.values).toHaveLength(5 * dayMinutes + 300)
    // In the middle of an hour the line passes through what the family says of that hour.
    for (const hour of [30, 77, 110, 122]) {
      const middle = ((drawn?.values[hour * 60 + 29] ?? 0) + (drawn?.values[hour * 60 + 30] ?? 0)) / 2
      expect(Math.expm1(middle)).toBeGreaterThan(hour % 2 === 0 ? 99 : 290)
      expect(Math.expm1(middle)).toBeLessThan(hour % 2 === 0 ? 102 : 301)
    }
  })

  it('counts hours back from the end, whatever the minute at which the history begins', () => {
    const whole = familyBase(yesterday(), hourlySteps(3 * dayMinutes), 60, endMs, 60)
    const later = familyBase(yesterday(), hourlySteps(3 * dayMinutes).subarray(25), 60, endMs, 60)
    // The day that has lost its first hour can no longer be foretold from.
    expect(later?.from).toBe(2 * dayMinutes - 25)
    expect(later?.values.at(-1)).toBe(whole?.values.at(-1))
  })

  it('knows nothing of what came after each origin', () => {
    const random = new RandomStream(31, 'family base')
    const logs = Float64Array.from({ length: 4 * dayMinutes }, () => 5 + random.normal())
    const changed = logs.map((log, bin) => (bin >= 3 * dayMinutes ? 9 : log))
    const [before, after] = [logs, changed].map(values => familyBase(yesterday(), values, 60, endMs, 60))
    expect(after?.values.subarray(0, 4 * dayMinutes - 30)).toEqual(before?.values.subarray(0, 4 * dayMinutes - 30))
    expect(after?.values.at(-1)).not.toBe(before?.values.at(-1))
  })

  it('takes bins of five minutes and of hours, and gaps', () => {
    const fine = Float64Array.from({ length: 4 * 288 }, (_, bin) => (bin % 7 === 0 ? Number.NaN : 3))
    const hourly = Float64Array.from({ length: 4 * 24 }, () => 3)
    expect(familyBase(yesterday(), fine, 300, endMs, 12)?.values.every(log => Math.abs(log - 3) < 1e-9)).toBe(true)
    expect(familyBase(yesterday(), hourly, 3600, endMs, 12)?.values.every(log => Math.abs(log - 3) < 1e-9)).toBe(true)
  })

  it('is none where the family cannot foretell a single day', () => {
    expect(familyBase(yesterday(), hourlySteps(2 * dayMinutes - 1), 60, endMs, 60)).toBeUndefined()
    expect(familyBase(yesterday(), new Float64Array(0), 60, endMs, 60)).toBeUndefined()
  })
})
