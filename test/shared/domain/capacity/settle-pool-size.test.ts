import fc from 'fast-check'
import { expect, test } from 'vitest'
import { poolSlackMs, type SizedPool, settlePoolSize } from '../../../../shared/domain/capacity/settle-pool-size.ts'
import type { PoolSlack } from '../../../../shared/domain/capacity/warm-pool.ts'

const stopped = (size: number): SizedPool => ({ size, state: 'Stopped' })
const minuteMs = 60_000

/** What stands after each minute in which `wanted` was asked for. */
function live(wanted: readonly SizedPool[]): SizedPool[] {
  let standing: SizedPool | undefined
  let slack: PoolSlack | undefined
  return wanted.map((pool, minute) => {
    const settled = settlePoolSize(pool, standing, slack, minute * minuteMs)
    slack = settled.slack
    standing = settled.size > 0 ? { size: settled.size, state: settled.state } : undefined
    return { size: settled.size, state: settled.state }
  })
}

const sizes = (wanted: readonly number[]) => live(wanted.map(stopped)).map(({ size }) => size)
const repeat = (size: number, minutes: number) => new Array<number>(minutes).fill(size)

test('a pool grows the minute that more is wanted', () => {
  expect(sizes([2, 3, 8])).toEqual([2, 3, 8])
})

test('a pool shrinks after an hour of clearly less, and then to the most that was wanted in that hour', () => {
  const course = sizes([8, ...repeat(2, 30), 4, ...repeat(2, 40)])
  expect(course.slice(0, 61)).toEqual(repeat(8, 61))
  expect(course[61]).toBe(4)
})

test('a wobble starts the hour anew', () => {
  // 7 of 8 is no clear difference; it ends the first stretch.
  const course = sizes([8, ...repeat(2, 50), 7, ...repeat(2, 59)])
  expect(course).toEqual(repeat(8, 111))
})

test('a pool that is no longer wanted goes after an hour', () => {
  const course = sizes([1, ...repeat(0, 61)])
  expect(course.slice(0, 61)).toEqual(repeat(1, 61))
  expect(course[61]).toBe(0)
})

test('a pool changes its state only after an hour of wanting the other one', () => {
  const running = Array.from({ length: 61 }, (): SizedPool => ({ size: 3, state: 'Running' }))
  const course = live([stopped(3), ...running])
  expect(course[60]).toEqual(stopped(3))
  expect(course[61]).toEqual({ size: 3, state: 'Running' })
})

test('whatever is wanted, a pool is never smaller than wanted now, and shrinks at most once an hour', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 400 }), wanted => {
      const course = sizes(wanted)
      let shrunkAt = Number.NEGATIVE_INFINITY
      course.forEach((size, minute) => {
        expect(size).toBeGreaterThanOrEqual(wanted[minute] - 0.25 * size)
        if (minute === 0 || size >= course[minute - 1]) return
        expect((minute - shrunkAt) * minuteMs).toBeGreaterThanOrEqual(poolSlackMs)
        shrunkAt = minute
      })
    }),
  )
})
