import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastHours } from '../../../simulator/policies/hourly-forecast.ts'

const day = 24
const week = 7 * day

/** So many hours of a load, from a Monday's midnight on. */
function hoursOf(count: number, loadAt: (hour: number) => number): Float64Array {
  return Float64Array.from({ length: count }, (_, hour) => loadAt(hour))
}

function largestError(forecast: Float64Array, loadAt: (hour: number) => number, from: number): number {
  return Math.max(...forecast.map((load, ahead) => Math.abs(load / loadAt(from + ahead) - 1)))
}

/** A different, deterministic deviation of every hour, at most `size` of the load. */
const noise = (hour: number, size: number) => 1 + size * Math.sin(hour * hour)

const positive = fc.double({ min: 1, max: 1000, noNaN: true })

describe('the hourly forecast', () => {
  it('from a single day says the same as on that day', () => {
    fc.assert(
      fc.property(fc.array(positive, { minLength: day, maxLength: day }), loads => {
        const forecast = forecastHours(Float64Array.from(loads), 48)
        const expected = [...loads, ...loads]
        forecast.forEach((load, hour) => {
          expect(load / expected[hour]).toBeCloseTo(1, 6)
        })
      }),
    )
  })

  it('continues any pattern that has repeated itself every day, for 48 hours, within 1 %', () => {
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: day, maxLength: day }),
        fc.integer({ min: 3 * day, max: 14 * day }),
        (pattern, length) => {
          const loadAt = (hour: number) => pattern[hour % day]
          expect(largestError(forecastHours(hoursOf(length, loadAt), 48), loadAt, length)).toBeLessThan(0.01)
        },
      ),
    )
  })

  it('foresees a weekend after having seen one, where the same as yesterday would be twice too much', () => {
    const isWeekend = (hour: number) => hour % week >= 5 * day
    const loadAt = (hour: number) =>
      (isWeekend(hour) ? 500 : 1000) * (1.5 + Math.cos((hour * 2 * Math.PI) / day)) * noise(hour, 0.02)
    const saturday = week + 5 * day
    const forecast = forecastHours(hoursOf(saturday, loadAt), day)
    const meanError =
      forecast.reduce((sum, load, ahead) => sum + Math.abs(load / loadAt(saturday + ahead) - 1), 0) / day
    expect(meanError).toBeLessThan(0.5)
  })

  it('takes up a level that has doubled six hours ago', () => {
    const usual = (hour: number) => 1000 * (1.5 + Math.cos((hour * 2 * Math.PI) / day)) * noise(hour, 0.02)
    const shift = 6 * day
    const loadAt = (hour: number) => usual(hour) * (hour < shift ? 1 : 2)
    const [, next] = forecastHours(hoursOf(shift + 6, loadAt), 2)
    // Nearer to the new level than to the old one, on the scale of ratios.
    expect(next / usual(shift + 7)).toBeGreaterThan(Math.SQRT2)
  })

  it('is not misled for long by one hour of ten times the load', () => {
    const usual = (hour: number) => 1000 * (1.5 + Math.cos((hour * 2 * Math.PI) / day)) * noise(hour, 0.02)
    const incident = 5 * day + 3
    const loadAt = (hour: number) => usual(hour) * (hour === incident ? 10 : 1)
    const from = 7 * day
    expect(largestError(forecastHours(hoursOf(from, loadAt), 24), usual, from)).toBeLessThan(1)
  })

  it('in another unit is the same forecast', () => {
    fc.assert(
      fc.property(
        fc.array(positive, { minLength: day, maxLength: 4 * day }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        (loads, unit) => {
          const forecast = forecastHours(Float64Array.from(loads), 24)
          const other = forecastHours(
            Float64Array.from(loads, load => load * unit),
            24,
          )
          forecast.forEach((load, hour) => {
            expect(other[hour] / unit / load).toBeCloseTo(1, 6)
          })
        },
      ),
    )
  })

  it('of a group without requests is none', () => {
    expect(forecastHours(new Float64Array(30), 3)).toEqual(new Float64Array(3))
  })

  it('goes as far as it is asked, through hours without requests', () => {
    const loads = hoursOf(3 * day, hour => (hour % day < 6 ? 0 : 100))
    const forecast = forecastHours(loads, 48)
    expect(forecast).toHaveLength(48)
    expect(Math.max(...forecast.slice(0, 6))).toBeLessThan(1)
    expect(forecast[12]).toBeCloseTo(100, 0)
  })
})
