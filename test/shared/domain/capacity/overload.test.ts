import { expect, test } from 'vitest'
import { carriedOn, type DemandSeen } from '../../../../shared/domain/capacity/overload.ts'

const surge: DemandSeen = { recentRps: [500, 700, 900], saturationRps: 800, minutesAhead: 6 }

test('when demand outruns what is in service, its rise is carried on until help can serve', () => {
  // 500 → 900 in two minutes is 200 a minute; six minutes on that is 900 + 1200 = 2100.
  expect(carriedOn(surge)).toBe(2100)
})

test('a rise that what is in service can just take is left to the forecast', () => {
  expect(carriedOn({ ...surge, saturationRps: 900 })).toBe(0)
  expect(carriedOn({ ...surge, saturationRps: 899 })).toBe(2100)
})

test('no rise multiplies demand by more than four', () => {
  expect(carriedOn({ recentRps: [10, 500, 1000], saturationRps: 100, minutesAhead: 60 })).toBe(4000)
})

test('falling demand above what is in service is covered as it is, not extrapolated downwards', () => {
  expect(carriedOn({ ...surge, recentRps: [1500, 1400, 1300], saturationRps: 1000 })).toBe(1300)
})

test('unknown minutes never make an overload: neither the newest nor the one that the rise is measured from', () => {
  expect(carriedOn({ ...surge, recentRps: [null, null, 2000] })).toBe(0)
  expect(carriedOn({ ...surge, recentRps: [500, 2000, null] })).toBe(0)
  expect(carriedOn({ ...surge, recentRps: [2000] })).toBe(0)
  expect(carriedOn({ ...surge, recentRps: [] })).toBe(0)
})
