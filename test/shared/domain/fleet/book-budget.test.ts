import { describe, expect, test } from 'vitest'
import { openAccount } from '../../../../shared/domain/capacity/budget.ts'
import { initialState } from '../../../../shared/domain/fleet/assess-group.ts'
import { bookMinutes, noteLeaving } from '../../../../shared/domain/fleet/book-budget.ts'
import type { FloorStep } from '../../../../shared/domain/fleet/floor-steps.ts'
import { aView, minuteMs, nowMs } from './a-view.ts'

const knownToMs = nowMs - 3 * minuteMs

/** Ten in service, as an account that has booked nothing yet. */
const account = openAccount(10)
const state = { ...initialState(0), recentRps: [400], recentEndMs: knownToMs, budget: account }
const minutesLater = (count: number) => ({
  rps: new Array<number>(count + 1).fill(400),
  endMs: knownToMs + count * minuteMs,
})
const scaleIn = (desiredCapacity: number): FloorStep => ({ kind: 'set-desired-capacity', desiredCapacity, from: 10 })

/** Instance-minutes that are booked for `minutes` by a tick that sees `terminating`, after some were sent away. */
function booked(leaving: number | undefined, terminating: number, minutes = 1): number {
  const seen = aView({ group: { inService: 10, pending: 0, desiredCapacity: 10, terminating } })
  const before = { ...state, budget: { ...account, leaving } }
  return 60 * (bookMinutes(before, minutesLater(minutes), seen)?.spentHours ?? 0)
}

describe('an instance that Penumbra sends away', () => {
  test('is noted with the steps that do it: those above the new size', () => {
    const now = aView({ group: { inService: 10, pending: 0, desiredCapacity: 10 } })
    expect(noteLeaving(account, now, [scaleIn(7)])?.leaving).toBe(3)
    expect(noteLeaving({ ...account, leaving: 2 }, now, [scaleIn(7)])?.leaving).toBe(5)
    expect(noteLeaving(account, now, [])).toBe(account)
    expect(noteLeaving(undefined, now, [scaleIn(7)])).toBeUndefined()
  })

  test.each([
    ['is gone already', 3, 0, 13],
    ['is still to be seen', 3, 3, 13],
    ['goes with others', 3, 5, 15],
  ])('is paid for the minute in which it drains, once, when it %s', (_, leaving, terminating, paid) => {
    expect(booked(leaving, terminating)).toBeCloseTo(paid, 2)
  })

  test('is paid once, however many minutes are booked together', () => {
    // Two minutes of ten, and three times one minute.
    expect(booked(3, 0, 2)).toBeCloseTo(23, 2)
  })

  test('is booked and forgotten; while no minute comes it is remembered', () => {
    const before = { ...state, budget: { ...account, leaving: 3 } }
    const bookedAfter = (count: number) => bookMinutes(before, minutesLater(count), aView({}))
    expect(bookedAfter(1)?.leaving).toBeUndefined()
    expect(bookedAfter(0)?.leaving).toBe(3)
  })
})
