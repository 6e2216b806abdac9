import { expect, test } from 'vitest'
import { type DemandSeen, demandToCover } from '../../../../shared/domain/capacity/demand-to-cover.ts'

const calm: DemandSeen = {
  forecastRps: 500,
  recentRps: [400, 410, 420],
  saturationRps: 1000,
  minutesAhead: 6,
}

test('in calm times the forecast decides', () => {
  expect(demandToCover(calm)).toEqual({ rps: 500, because: 'forecast' })
})

test('when demand outruns what is in service, its rise is carried on until help can serve', () => {
  // 500 → 900 in two minutes is 200 a minute; six minutes on that is 900 + 1200 = 2100.
  const surge = { ...calm, recentRps: [500, 700, 900], saturationRps: 800 }
  expect(demandToCover(surge)).toEqual({ rps: 2100, because: 'overload' })
})

test('a rise that what is in service can still take is left to the forecast', () => {
  const surge = { ...calm, forecastRps: 950, recentRps: [500, 700, 900], saturationRps: 900 }
  expect(demandToCover(surge).because).toBe('forecast')
})

test('no rise multiplies demand by more than four', () => {
  const burst = { ...calm, recentRps: [10, 500, 1000], saturationRps: 100, minutesAhead: 60 }
  expect(demandToCover(burst).rps).toBe(4000)
})

test('falling demand above what is in service is covered as it is, not extrapolated downwards', () => {
  const falling = { ...calm, recentRps: [1500, 1400, 1300], saturationRps: 1000 }
  expect(demandToCover(falling).rps).toBe(1300)
})

test('four fifths of the peak of the last half-hour are kept, and no older peak', () => {
  const quiet = Array.from({ length: 29 }, () => 10)
  // 0.8 × 2000 = 1600
  expect(demandToCover({ ...calm, recentRps: [2000, ...quiet] })).toEqual({ rps: 1600, because: 'recent-peak' })
  expect(demandToCover({ ...calm, recentRps: [2000, ...quiet, 10] }).because).toBe('forecast')
})

test('unknown minutes never make an overload', () => {
  const unknown = { ...calm, recentRps: [null, null, 2000], saturationRps: 100, forecastRps: 1700 }
  expect(demandToCover(unknown).because).toBe('forecast')
})
