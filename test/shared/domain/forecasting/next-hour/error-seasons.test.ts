import { describe, expect, it } from 'vitest'
import {
  flatSeasons,
  packSeasons,
  seasonalErrors,
  usualErrors,
} from '../../../../../shared/domain/forecasting/next-hour/error-seasons.ts'
import { dayMinutes } from '../synthetic-demand.ts'

const bins = 4 * dayMinutes

/** Errors are large for five minutes in every hour. */
const hourly = Float64Array.from({ length: bins }, (_, bin) => (bin % 60 < 5 ? 0.5 : 0.01))

/** Errors are large for half an hour every day at ten. */
const daily = Float64Array.from({ length: bins }, (_, bin) => {
  const minute = bin % dayMinutes
  return minute >= 600 && minute < 630 ? 0.5 : 0.01
})

describe('when errors are usually large', () => {
  it('is known for the minutes of the hour after the history', () => {
    const seasons = packSeasons(seasonalErrors(hourly, dayMinutes), bins, dayMinutes)
    expect(usualErrors(seasons, 2).hourly).toBeGreaterThan(5 * usualErrors(seasons, 30).hourly)
    expect(usualErrors(seasons, 62).hourly).toBe(usualErrors(seasons, 2).hourly)
    expect(usualErrors(seasons, -58).hourly).toBe(usualErrors(seasons, 2).hourly)
  })

  it('is known for the times of the day after the history', () => {
    const seasons = packSeasons(seasonalErrors(daily, dayMinutes), bins, dayMinutes)
    expect(usualErrors(seasons, 615).daily).toBeGreaterThan(5 * usualErrors(seasons, 1200).daily)
    expect(usualErrors(seasons, 615 + dayMinutes).daily).toBe(usualErrors(seasons, 615).daily)
  })

  it('is learned from the past only: an hour, or a day, before', () => {
    const changed = hourly.slice()
    changed.fill(0.3, 3000)
    const before = seasonalErrors(hourly, dayMinutes)
    const after = seasonalErrors(changed, dayMinutes)
    // Smoothing reaches two, or eight, bins ahead of a bin that is an hour, or a day, old; the mean to start from is all of it.
    const difference = (a: Float64Array, b: Float64Array, bin: number) => Math.abs(a[bin] - b[bin])
    expect(difference(before.daily, after.daily, 3000 + dayMinutes - 20)).toBeLessThan(0.06)
    expect(difference(before.daily, after.daily, 3000 + dayMinutes + 30)).toBeGreaterThan(0.09)
    expect(difference(before.hourly, after.hourly, 3000 + 60 - 10)).toBeLessThan(0.02)
    expect(difference(before.hourly, after.hourly, 3000 + 10 * 60 + 30)).toBeGreaterThan(0.1)
  })

  it('is always the same where no season is known', () => {
    expect(usualErrors(flatSeasons(0.25), 1234)).toEqual({ hourly: 0.25, daily: 0.25 })
  })
})
