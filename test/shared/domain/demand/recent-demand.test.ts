import { expect, test } from 'vitest'
import {
  appendMinutes,
  isLate,
  maximumIn,
  readFromMs,
  recentMinutes,
  toSeries,
} from '../../../../shared/domain/demand/recent-demand.ts'

const minute = 60_000
const counts = (...values: number[]) => Float64Array.from(values)

test('a hole before the newest point is a minute without requests, a hole after it has not arrived yet', () => {
  const recent = appendMinutes(undefined, 0, counts(60, Number.NaN, 120, Number.NaN, Number.NaN))
  expect(recent).toEqual({ rps: [1, 0, 2], endMs: 3 * minute })
})

test('minutes that continue what is known are appended, and only the newest 120 are kept', () => {
  const first = appendMinutes(undefined, 0, new Float64Array(recentMinutes).fill(60))
  const second = appendMinutes(first, recentMinutes * minute, counts(120))
  expect(second?.rps).toHaveLength(120)
  expect(second?.rps.slice(-2)).toEqual([1, 2])
  expect(toSeries(second!).startMs).toBe(minute)
})

test('minutes that do not continue what is known replace it: a hole in time is not glued over', () => {
  const first = appendMinutes(undefined, 0, counts(60, 60))
  const later = appendMinutes(first, 10 * minute, counts(180))
  expect(later).toEqual({ rps: [3], endMs: 11 * minute })
})

test('nothing new leaves what is known as it was', () => {
  const first = appendMinutes(undefined, 0, counts(60))
  expect(appendMinutes(first, minute, counts(Number.NaN))).toBe(first)
})

test('reading goes on where knowledge ends, and never further back than two hours', () => {
  const nowMs = 1000 * minute + 30_000
  expect(readFromMs({ rps: [1], endMs: 998 * minute }, nowMs)).toBe(998 * minute)
  expect(readFromMs({ rps: [1], endMs: 5 * minute }, nowMs)).toBe(880 * minute)
  expect(readFromMs(undefined, nowMs)).toBe(880 * minute)
})

test('the maximum of a window is known only when the whole window is', () => {
  const recent = { rps: [5, 9, 1, 7], endMs: 4 * minute }
  expect(maximumIn(recent, minute, 3 * minute)).toBe(9)
  expect(maximumIn(recent, 2 * minute, 4 * minute)).toBe(7)
  expect(maximumIn(recent, 3 * minute, 5 * minute)).toBeUndefined()
  expect(maximumIn(recent, -minute, 2 * minute)).toBeUndefined()
})

test('a minute is late once it could usually be read, two minutes after its end, and is given up after ten', () => {
  // The minute from 10 to 11 is read at 13:00; until then what is known to 10:00 is as much as there is.
  const known = 10 * minute
  expect(isLate(known, 13 * minute - 1)).toBe(false)
  expect(isLate(known, 13 * minute)).toBe(true)
  expect(isLate(known + minute, 13 * minute + 30_000)).toBe(false)
  expect(isLate(known, 20 * minute)).toBe(true)
  expect(isLate(known, 20 * minute + 1)).toBe(false)
})
