import { describe, expect, it } from 'vitest'
import { lagWindows } from '../../../../../shared/domain/forecasting/families/seasonal-lags.ts'

const lags = {
  recentHours: 2,
  aroundDayHours: 1,
  aroundWeekHours: 1,
  days: [2],
  belief: { day: 0.6, week: 0.4, persistence: 0.5 },
}

const byLag = (windows: ReturnType<typeof lagWindows>) =>
  Object.fromEntries(windows.filter(({ width }) => width === 1).map(({ lag, belief }) => [lag, belief]))

describe('lags of a seasonal autoregression', () => {
  it('are single bins where bins are hours, believed to be a mixture of day and week with what is left of the departure', () => {
    expect(byLag(lagWindows(lags, 24, 24 * 28))).toEqual({
      1: 0.5,
      2: 0,
      23: 0,
      24: 0.6,
      25: -0.3,
      48: 0,
      167: 0,
      168: 0.4,
      169: -0.2,
    })
  })

  it('leave out the week, and give its share to the day, until there have been ten days', () => {
    expect(byLag(lagWindows(lags, 24, 24 * 10 - 1))).toEqual({ 1: 0.5, 2: 0, 23: 0, 24: 1, 25: -0.5, 48: 0 })
  })

  it('are only the last hours in the first two days', () => {
    expect(byLag(lagWindows(lags, 24, 47))).toEqual({ 1: 0.5, 2: 0 })
  })

  it('span the same hours where bins are finer', () => {
    const windows = lagWindows(lags, 288, 288 * 28)
    const hourly = windows.filter(({ width }) => width === 12).map(({ lag }) => lag)
    expect(hourly).toEqual([1, 13, 270, 282, 294, 1998, 2010, 2022])
    expect(byLag(windows)).toMatchObject({ 1: 0.5, 288: 0.6, 289: -0.3, 2016: 0.4, 2017: -0.2 })
  })
})
