import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  latestKnown,
  shareOf,
  stepsOver,
  timeWindow,
  windowValues,
} from '../../../../functions/widget/chart/time-window.ts'
import type { MinuteColumns } from '../../../../functions/widget/widget-data.ts'
import { minuteMs, nineMs } from '../widget-samples.ts'

function minutesFrom(startMs: number, demandRps: readonly number[]): MinuteColumns {
  const none = demandRps.map(() => 0)
  return {
    startMs,
    demandRps,
    inService: none,
    shadow: none,
    warmRunning: none,
    warmStopped: none,
    pending: none,
    draining: none,
    desired: none,
    floor: none,
    forecastP50Rps: none,
    forecastP95Rps: none,
  }
}

describe('the window on a group’s minutes', () => {
  it('shows the minutes between its ends and nothing else', () => {
    const minutes = minutesFrom(nineMs, [10, 11, 12, 13, 14, 15])
    const window = timeWindow(minutes, nineMs + 2 * minuteMs, nineMs + 5 * minuteMs, 1000)
    expect(windowValues(window, minutes.demandRps)).toEqual([12, 13, 14])
    expect([window.firstStep, window.steps, window.bucketSize]).toEqual([0, 3, 1])
  })

  it('leaves room where the data begins later or ends earlier', () => {
    const minutes = minutesFrom(nineMs, [10, 11])
    const window = timeWindow(minutes, nineMs - 3 * minuteMs, nineMs + 7 * minuteMs, 1000)
    expect(windowValues(window, minutes.demandRps)).toEqual([10, 11])
    expect([window.firstStep, window.steps]).toEqual([3, 10])
    expect(shareOf(window, nineMs)).toBeCloseTo(0.3)
  })

  it('shows nothing of data that lies wholly beside it', () => {
    const minutes = minutesFrom(nineMs, [10, 11])
    for (const hours of [-5, 5]) {
      const fromMs = nineMs + hours * 60 * minuteMs
      const window = timeWindow(minutes, fromMs, fromMs + 30 * minuteMs, 1000)
      expect(windowValues(window, minutes.demandRps)).toEqual([])
    }
  })

  it('takes what is no number for unknown', () => {
    const minutes = minutesFrom(nineMs, [1, Number.NaN, Number.POSITIVE_INFINITY, 4])
    const window = timeWindow(minutes, nineMs, nineMs + 4 * minuteMs, 1000)
    expect(windowValues(window, minutes.demandRps)).toEqual([1, null, null, 4])
  })

  it('moves its ends outwards to whole columns, never inwards, and draws no more columns than asked for', () => {
    const offset = fc.integer({ min: 0, max: 50_000_000_000 })
    const length = fc.integer({ min: minuteMs, max: 45 * 86_400_000 })
    fc.assert(
      fc.property(offset, length, fc.integer({ min: 50, max: 4000 }), (offsetMs, lengthMs, widthPx) => {
        const fromMs = nineMs + offsetMs
        const window = timeWindow(minutesFrom(nineMs, [1]), fromMs, fromMs + lengthMs, widthPx)
        expect(window.startMs).toBeLessThanOrEqual(fromMs)
        expect(window.endMs).toBeGreaterThanOrEqual(fromMs + lengthMs)
        expect(window.endMs - window.startMs - lengthMs).toBeLessThan(2 * window.bucketSize * minuteMs)
        expect(window.steps / window.bucketSize).toBeLessThanOrEqual(Math.min(widthPx, 1000) + 1)
        expect((window.startMs - nineMs) % (window.bucketSize * minuteMs)).toBe(0)
      }),
    )
  })

  it('counts as over what has ended at a moment, not what has begun', () => {
    const minutes = minutesFrom(nineMs, [10, 11, 12])
    const window = timeWindow(minutes, nineMs, nineMs + 3 * minuteMs, 1000)
    expect(stepsOver(window, nineMs + minuteMs - 1)).toBe(0)
    expect(stepsOver(window, nineMs + minuteMs)).toBe(1)
    expect(stepsOver(window, nineMs + 60 * minuteMs)).toBe(3)
    expect(stepsOver(window, nineMs - minuteMs)).toBe(0)
  })
})

describe('the latest known value', () => {
  it('may be older than now by as much as one is patient', () => {
    expect(latestKnown([5, null, null], 2, 2)).toBe(5)
    expect(latestKnown([5, null, null], 2, 1)).toBeUndefined()
    expect(latestKnown([5, 6, 7], 1, 0)).toBe(6)
    expect(latestKnown([5, 6], 10, 20)).toBe(6)
    expect(latestKnown([], 0, 5)).toBeUndefined()
  })
})
