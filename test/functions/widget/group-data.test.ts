// From what was read to what is drawn, each step by itself.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { demandColumn } from '../../../functions/widget/group-data/demand-column.ts'
import { modeOf } from '../../../functions/widget/group-data/group-mode.ts'
import { heldColumn } from '../../../functions/widget/group-data/held-column.ts'
import { timeGrid } from '../../../functions/widget/group-data/time-grid.ts'
import { initialState } from '../../../shared/domain/fleet/assess-group.ts'
import { noOrders } from '../../../shared/domain/group/orders.ts'
import type { GroupConfig } from '../../../shared/domain/group/records.ts'
import { defaultSettings } from '../../../shared/domain/group/settings.ts'

const minuteMs = 60_000
const dayMs = 1440 * minuteMs
const nowMs = Date.UTC(2026, 2, 30, 12, 34)

describe('the steps of a chart', () => {
  it.each([
    // hours shown, width, seconds of a step
    [3, 300, 60],
    [24, 600, 60],
    // 1,440 minutes into 4 × 300 points.
    [24, 300, 300],
    [7 * 24, 600, 300],
    [30 * 24, 600, 3600],
    [30 * 24, 1200, 900],
  ])('of %i hours on %i pixels are %i seconds', (hours, widthPx, seconds) => {
    expect(timeGrid(nowMs - hours * 60 * minuteMs, nowMs, nowMs, widthPx).stepMs).toBe(seconds * 1000)
  })

  // "Start 3 h–15 d ago: multiple of 60; 15–63 d: multiple of 300; > 63 d: multiple of 3600" (GetMetricData, Period).
  it.each([
    [14, 60],
    [15.1, 300],
    [62, 300],
    [63.1, 3600],
  ])('of an hour %d days ago are those that CloudWatch still has: %i seconds', (days, seconds) => {
    const fromMs = nowMs - days * dayMs
    expect(timeGrid(fromMs, fromMs + 60 * minuteMs, nowMs, 1200).stepMs).toBe(seconds * 1000)
  })

  it('cover what is shown from a round moment on, in no more points than the width needs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 90 * 1440 }),
        fc.integer({ min: 1, max: 60 * 1440 }),
        fc.integer({ min: 200, max: 4000 }),
        (ago, minutes, widthPx) => {
          const fromMs = nowMs - ago * minuteMs
          const toMs = fromMs + minutes * minuteMs
          const { startMs, stepMs, count } = timeGrid(fromMs, toMs, nowMs, widthPx)
          expect(startMs % stepMs).toBe(0)
          expect(startMs).toBeLessThanOrEqual(fromMs)
          expect(startMs + stepMs).toBeGreaterThan(fromMs)
          expect(startMs + count * stepMs).toBeGreaterThanOrEqual(toMs)
          expect(startMs + (count - 1) * stepMs).toBeLessThan(toMs)
          expect(count).toBeLessThanOrEqual(4 * widthPx + 2)
        },
      ),
    )
  })
})

describe('what was written down now and then', () => {
  const grid = { startMs: 0, stepMs: 5 * minuteMs, count: 12 }
  const values = fc
    .array(fc.record({ atMs: fc.integer({ min: -40, max: 70 }).map(minute => minute * minuteMs), value: fc.nat(20) }), {
      maxLength: 12,
    })
    .map(all => all.toSorted((a, b) => a.atMs - b.atMs))

  /** Second by second would be exact, too; everything here begins on a full minute. */
  function byMinute(held: readonly { atMs: number; value: number }[], untilMs: number, step: number): number[] {
    const minutes = Array.from({ length: 5 }, (_, index) => grid.startMs + step * grid.stepMs + index * minuteMs)
    return minutes.flatMap(minute => {
      const last = held.findLast(({ atMs }) => atMs <= minute)
      return last === undefined || minute >= untilMs || minute >= last.atMs + 31 * minuteMs ? [] : [last.value]
    })
  }

  it('holds until the next, at most 31 minutes: the mean or the largest of its minutes, by brute force', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 60 }), (held, until) => {
        const untilMs = until * minuteMs
        const means = heldColumn(held, grid, untilMs, 'mean')
        const largest = heldColumn(held, grid, untilMs, 'largest')
        for (let step = 0; step < grid.count; step++) {
          const minutes = byMinute(held, untilMs, step)
          if (minutes.length === 0) {
            expect([means[step], largest[step]]).toEqual([Number.NaN, Number.NaN])
            continue
          }
          expect(means[step]).toBeCloseTo(minutes.reduce((sum, value) => sum + value, 0) / minutes.length, 9)
          expect(largest[step]).toBe(Math.max(...minutes))
        }
      }),
    )
  })

  it('ends where somebody wrote that he does not know', () => {
    const held = [
      { atMs: 0, value: 4 },
      { atMs: 10 * minuteMs, value: Number.NaN },
    ]
    expect([...heldColumn(held, { ...grid, count: 4 }, 60 * minuteMs, 'mean')]).toEqual([4, 4, Number.NaN, Number.NaN])
  })
})

describe('demand', () => {
  const column = (stepMs: number, rows: number[][], recent?: { rps: (number | null)[]; endMs: number }) => [
    ...demandColumn(
      { startMs: 0, stepMs, count: rows[0].length },
      rows.map(row => ({ startMs: 0, values: Float64Array.from(row) })),
      recent,
    ),
  ]
  const none = Number.NaN

  it('is the sum of the target groups; one without requests reports nothing', () => {
    expect(
      column(minuteMs, [
        [60, none, 120],
        [600, 60, none],
      ]),
    ).toEqual([11, 1, 2])
  })

  it('is zero where nothing is reported between two reports, and unknown before and after', () => {
    expect(column(minuteMs, [[none, 60, none, none, 60, none]])).toEqual([none, 1, 0, 0, 1, none])
  })

  it('is taken from the last tick where that knows, and nothing is counted twice', () => {
    const recent = { rps: [7, 8, null, 9], endMs: 5 * minuteMs }
    expect(column(minuteMs, [[60, 60, none, none, none, none]], recent)).toEqual([1, 7, 8, none, 9, none])
  })

  it('leaves out a long step of which the last minutes are on their way', () => {
    // Known to minute 8: of the second five minutes two are missing.
    const recent = { rps: [1, 1, 1], endMs: 8 * minuteMs }
    expect(column(5 * minuteMs, [[3000, 1800, none]], recent)).toEqual([10, none, none])
  })

  it('of a long step that the last tick knows whole is its mean', () => {
    const recent = { rps: [1, 2, 3, 4, 5, 6], endMs: 6 * minuteMs }
    expect(column(5 * minuteMs, [[none, none]], recent)).toEqual([3, none])
  })
})

describe('the state of a group', () => {
  const config: GroupConfig = {
    schemaVersion: 1,
    name: 'web',
    optedIn: true,
    settings: { ...defaultSettings, mode: 'act' },
    problems: [],
    notYetInUse: [],
    targetGroupArns: [],
    demandMetrics: [],
  }
  const state = initialState(nowMs)
  const base = { control: 'run', config, state, learned: undefined, orders: undefined, nowMs } as const
  const paused = { ...noOrders, paused: { sinceMs: 0, untilMs: nowMs + 1, by: 'ann', reason: 'a load test' } }

  it.each([
    ['act', {}],
    ['observe', { config: undefined }],
    ['opted-out', { config: { ...config, optedIn: false, refusal: 'no balancer' } }],
    ['paused', { config: { ...config, refusal: 'no balancer' }, orders: paused }],
    ['refused', { config: { ...config, refusal: 'no balancer' }, control: 'freeze' as const, orders: paused }],
    ['demoted', { state: { ...state, demoted: true }, orders: paused, nowMs: nowMs + 1 }],
    ['frozen', { control: 'restore' as const, state: { ...state, failures: { count: 2, notBeforeMs: nowMs } } }],
    ['failing', { state: { ...state, demoted: true, failures: { count: 2, notBeforeMs: nowMs } } }],
    [
      'observe',
      {
        config: { ...config, settings: { ...config.settings, mode: 'observe' as const } },
        state: { ...state, demoted: true },
      },
    ],
    ['demoted', { state: { ...state, demoted: true } }],
    // As it is decided: what a floor has launched would never go (docs/support-matrix.md).
    ['observe', { learned: { canScaleIn: false }, state: { ...state, demoted: true } }],
    [
      'act',
      {
        config: { ...config, settings: { ...config.settings, scaleIn: 'penumbra' as const } },
        learned: { canScaleIn: false },
      },
    ],
  ])('is %s, by the first thing that stands against acting', (mode, changes) => {
    expect(modeOf({ ...base, ...changes }).mode).toBe(mode)
  })

  it('says why, and which tag has a value that cannot be used', () => {
    const failing = { ...state, failures: { count: 2, notBeforeMs: nowMs } }
    expect(modeOf({ ...base, state: failing }).modeReason).toBe('the last 2 runs failed; it is tried again at 12:34')
    expect(modeOf({ ...base, orders: paused }).modeReason).toBe(
      'paused by ann until 2026-03-30T12:34:00.001Z: a load test',
    )
    const problems = [{ tag: 'penumbra:mode', got: 'fast', wanted: 'observe or act' }]
    expect(modeOf({ ...base, config: { ...config, problems } }).modeReason).toBe(
      'penumbra:mode: got "fast", wanted observe or act',
    )
    expect(modeOf(base).modeReason).toBeUndefined()
  })
})
