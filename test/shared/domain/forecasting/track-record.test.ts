import { expect, test } from 'vitest'
import {
  addOutcome,
  isDemoted,
  summarise,
  type TrackRecord,
} from '../../../../shared/domain/forecasting/track-record.ts'

const minute = 60_000

function record(minutes: number, forecastLoss: number, reactiveLoss: number, fromMs = 0, start: TrackRecord = []) {
  let result = start
  for (let index = 0; index < minutes; index++) {
    result = addOutcome(result, fromMs + index * minute, { forecastLoss, reactiveLoss, covered: index % 20 !== 0 })
  }
  return result
}

test('a day of outcomes is summed, and what is older than 24 hours falls out', () => {
  const twoDays = record(2880, 1, 2)
  expect(summarise(twoDays)).toMatchObject({ count: 1440, forecastLoss: 1440, reactiveLoss: 2880, hours: 24 })
  // 1 of 20 outcomes is not covered.
  expect(summarise(twoDays).covered / summarise(twoDays).count).toBeCloseTo(0.95, 10)
})

test('a group whose forecasts lose to the reactive baseline by more than five percent over a day is demoted', () => {
  expect(isDemoted(record(1440, 2.11, 2), false)).toBe(true)
  expect(isDemoted(record(1440, 2.09, 2), false)).toBe(false)
})

test('less than (nine tenths of) a day proves nothing', () => {
  expect(isDemoted(record(1295, 9, 1), false)).toBe(false)
  expect(isDemoted(record(1296, 9, 1), false)).toBe(true)
})

test('a demoted group comes back when its forecasts are no worse than the baseline, so that a tie does not flap', () => {
  expect(isDemoted(record(1440, 2.05, 2), true)).toBe(true)
  expect(isDemoted(record(1440, 2.05, 2), false)).toBe(false)
  expect(isDemoted(record(1440, 1.99, 2), true)).toBe(false)
})
