import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CapacityProblem } from '../../../simulator/policies/capacity-path.ts'
import { intervalsOf, ScheduleShifter } from '../../../simulator/policies/shift-schedule.ts'

describe('the intervals of a path', () => {
  it('retire the newest instance first', () => {
    expect(intervalsOf(Uint16Array.of(1, 3, 2, 2, 1), 4)).toEqual([
      { start: -4, end: 5 },
      { start: 1, end: 2 },
      { start: 1, end: 4 },
    ])
  })

  it('have at every step as many instances as the path', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(6), { minLength: 1, maxLength: 30 }), sizes => {
        const intervals = intervalsOf(Uint16Array.from(sizes), 3)
        const counted = sizes.map((_, step) => intervals.filter(({ start, end }) => start <= step && step < end).length)
        expect(counted).toEqual(sizes)
      }),
    )
  })
})

describe('shifting a schedule', () => {
  const ramp = Float64Array.of(0.6, 0.8)
  /** Short of one unit of capacity costs 100. */
  const problemOf = (need: readonly number[]): CapacityProblem => ({
    steps: need.length,
    minSize: 1,
    maxSize: 3,
    holdingUsd: 1,
    launchUsd: 0,
    retireUsd: 0,
    lossUsd: (step, capacity) => 100 * Math.max(0, need[step] - capacity),
  })

  it('starts an instance so early that it is warm when it is needed', () => {
    const need = [1, 1, 1, 1, 2, 2, 2]
    const shifter = new ScheduleShifter(problemOf(need), intervalsOf(Uint16Array.from(need), 2), ramp)
    expect(shifter.shift()).toEqual([
      { start: -2, end: 7 },
      { start: 2, end: 7 },
    ])
    // Seven steps of the first instance and five of the second, without any loss.
    expect(shifter.costUsd()).toBeCloseTo(12, 9)
  })

  it('waits with an instance while it is not worth its price', () => {
    const need = [1, 1, 1, 1, 1.005, 1.005, 2]
    const intervals = [
      { start: -2, end: 7 },
      { start: 1, end: 7 },
    ]
    expect(new ScheduleShifter(problemOf(need), intervals, ramp).shift()[1].start).toBe(4)
  })

  it('retires an instance when it is no longer worth its price', () => {
    const need = [2, 2, 2, 1, 1, 1]
    const intervals = [
      { start: -2, end: 6 },
      { start: -2, end: 5 },
    ]
    expect(new ScheduleShifter(problemOf(need), intervals, ramp).shift()).toEqual([
      { start: -2, end: 6 },
      { start: -2, end: 3 },
    ])
  })

  it('never leaves MinSize or MaxSize and never makes the schedule dearer', () => {
    const schedules = fc.array(fc.record({ size: fc.integer({ min: 1, max: 3 }), need: fc.nat(4) }), {
      minLength: 2,
      maxLength: 25,
    })
    fc.assert(
      fc.property(schedules, steps => {
        const intervals = intervalsOf(
          Uint16Array.from(steps, step => step.size),
          ramp.length,
        )
        const shifter = new ScheduleShifter(problemOf(steps.map(step => step.need)), intervals, ramp)
        const before = shifter.costUsd()
        const shifted = shifter.shift()
        expect(shifter.costUsd()).toBeLessThanOrEqual(before + 1e-9)
        steps.forEach((_, step) => {
          const size = shifted.filter(({ start, end }) => start <= step && step < end).length
          expect(size).toBeGreaterThanOrEqual(1)
          expect(size).toBeLessThanOrEqual(3)
        })
      }),
    )
  })
})
