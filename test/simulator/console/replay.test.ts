import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  initialReplay,
  leastSpanFor,
  type ReplayAction,
  type ReplayRange,
  type ReplayState,
  reduceReplay,
  shownMinute,
  spans,
  speeds,
  viewOf,
} from '../../../simulator/console/replay.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const startMs = Date.UTC(2026, 2, 16)

/** A day with a decision at 01:00 and 02:30 and a bad minute seen at 02:00. */
const range: ReplayRange = {
  startMs,
  endMs: startMs + 24 * hourMs,
  decisionsMs: [startMs + hourMs, startMs + 150 * minuteMs],
  badMs: [startMs + 2 * hourMs],
}

function at(minute: number, changes: Partial<ReplayState> = {}): ReplayState {
  return { ...initialReplay(range, startMs + minute * minuteMs), ...changes }
}

function played(state: ReplayState, ...actions: ReplayAction[]): ReplayState {
  return actions.reduce((current, action) => reduceReplay(current, action, range), state)
}

function minuteOf(state: ReplayState): number {
  return (shownMinute(state) - startMs) / minuteMs
}

describe('a replay', () => {
  it('opens paused at the moment asked for', () => {
    expect(at(90)).toMatchObject({ isPlaying: false, cursorMs: startMs + 90 * minuteMs })
  })

  it('opens within the replayed time, whatever was asked for', () => {
    expect(minuteOf(initialReplay(range, 0))).toBe(1)
    expect(minuteOf(initialReplay(range, Number.MAX_SAFE_INTEGER))).toBe(1440)
  })

  it('advances by its speed while it plays, and not while it rests', () => {
    const tick = { type: 'tick', elapsedMs: 200 } as const
    // 15 minutes a second, a fifth of a second: 3 minutes.
    expect(minuteOf(played(at(60, { speed: 15 }), { type: 'play' }, tick))).toBe(63)
    expect(minuteOf(played(at(60, { speed: 15 }), tick))).toBe(60)
  })

  it('keeps fractions of a minute while it plays and forgets them when it is paused', () => {
    const tick = { type: 'tick', elapsedMs: 100 } as const
    const playing = played(at(60, { speed: 1 }), { type: 'play' }, tick, tick, tick)
    expect(playing.cursorMs).toBeCloseTo(startMs + 60.3 * minuteMs, 3)
    expect(played(playing, { type: 'pause' }).cursorMs).toBe(startMs + 60 * minuteMs)
  })

  it('does not make up for the time that a browser slept', () => {
    const slept = played(at(60, { speed: 60 }), { type: 'play' }, { type: 'tick', elapsedMs: 3_600_000 })
    expect(minuteOf(slept)).toBe(75)
  })

  it('stops at the end, and begins anew when it is played from there', () => {
    const over = played(at(1439, { speed: 60 }), { type: 'play' }, { type: 'tick', elapsedMs: 250 })
    expect(over).toMatchObject({ isPlaying: false, cursorMs: range.endMs })
    expect(played(over, { type: 'play' })).toMatchObject({ isPlaying: true, cursorMs: startMs + minuteMs })
  })

  it('jumps to the neighbouring decision or bad minute, and stays where there is none', () => {
    const nextDecision = { type: 'next', landmark: 'decision' } as const
    const previousDecision = { type: 'previous', landmark: 'decision' } as const
    const nextBad = { type: 'next', landmark: 'bad' } as const
    expect(minuteOf(played(at(10), nextDecision))).toBe(60)
    expect(minuteOf(played(at(10), nextDecision, nextDecision))).toBe(150)
    expect(minuteOf(played(at(10), nextDecision, nextDecision, nextDecision))).toBe(150)
    expect(minuteOf(played(at(150), previousDecision))).toBe(60)
    expect(minuteOf(played(at(60), previousDecision))).toBe(60)
    expect(minuteOf(played(at(60), nextBad))).toBe(120)
  })

  it('goes on playing from where it jumped to', () => {
    expect(played(at(10), { type: 'play' }, { type: 'jump-by', byMs: hourMs })).toMatchObject({
      isPlaying: true,
      cursorMs: startMs + 70 * minuteMs,
    })
  })

  it('steps through its speeds and stretches and stops at their ends', () => {
    const slowest = played(at(60, { speed: 5 }), { type: 'slower' }, { type: 'slower' })
    expect(slowest.speed).toBe(1)
    const fastest = played(at(60), ...speeds.map(() => ({ type: 'faster' }) as const))
    expect(fastest.speed).toBe(speeds.at(-1))
  })

  it('ignores a speed or a stretch that is not on its lists', () => {
    expect(played(at(60), { type: 'set-speed', speed: 7 }, { type: 'set-span', spanMs: 1 })).toEqual(at(60))
  })

  it('shows a longer stretch when it gets faster, and slows down for a shorter one', () => {
    // An hour a second: the two thirds that the cursor runs through must last 8 s, so at least 12 hours are shown.
    const fast = played(at(60), { type: 'set-speed', speed: 60 })
    expect(fast.spanMs).toBe(12 * hourMs)
    expect(played(fast, { type: 'set-span', spanMs: 3 * hourMs }).speed).toBe(15)
  })

  const actions: fc.Arbitrary<ReplayAction> = fc.oneof(
    fc.constantFrom<ReplayAction>(
      { type: 'toggle' },
      { type: 'faster' },
      { type: 'slower' },
      { type: 'wider' },
      { type: 'narrower' },
      { type: 'next', landmark: 'bad' },
      { type: 'previous', landmark: 'decision' },
    ),
    fc.record({ type: fc.constant('tick' as const), elapsedMs: fc.double({ min: 0, max: 1000, noNaN: true }) }),
    fc.record({ type: fc.constant('jump-by' as const), byMs: fc.integer({ min: -1e9, max: 1e9 }) }),
    fc.record({ type: fc.constant('jump-to' as const), cursorMs: fc.integer({ min: 0, max: 4e12 }) }),
  )

  it('never leaves the replayed time, and rests on whole minutes, whatever the viewer does', () => {
    fc.assert(
      fc.property(fc.array(actions, { maxLength: 60 }), steps => {
        const state = played(at(60), ...steps)
        expect(state.cursorMs).toBeGreaterThanOrEqual(startMs + minuteMs)
        expect(state.cursorMs).toBeLessThanOrEqual(range.endMs)
        if (!state.isPlaying) expect(state.cursorMs % minuteMs).toBe(0)
        expect(state.spanMs).toBeGreaterThanOrEqual(leastSpanFor(state.speed))
      }),
    )
  })
})

describe('the stretch that charts show', () => {
  const long: ReplayRange = { startMs, endMs: startMs + 14 * 24 * hourMs, decisionsMs: [], badMs: [] }
  const places = fc.record({
    minute: fc.integer({ min: 1, max: 14 * 1440 }),
    spanMs: fc.constantFrom(...spans),
  })

  it('holds the cursor, lies within the replayed time and is as long as was asked for', () => {
    fc.assert(
      fc.property(places, ({ minute, spanMs }) => {
        const cursorMs = startMs + minute * minuteMs
        const { fromMs, toMs } = viewOf({ cursorMs, spanMs, isPlaying: false, speed: 1 }, long)
        expect(fromMs).toBeLessThanOrEqual(cursorMs)
        expect(toMs).toBeGreaterThanOrEqual(cursorMs)
        expect(fromMs).toBeGreaterThanOrEqual(long.startMs)
        expect(toMs).toBeLessThanOrEqual(long.endMs)
        expect(toMs - fromMs).toBe(Math.min(spanMs, long.endMs - long.startMs))
      }),
    )
  })

  it('leaves room for the half-hour that a forecast tells, except at the end', () => {
    fc.assert(
      fc.property(places, ({ minute, spanMs }) => {
        const cursorMs = startMs + minute * minuteMs
        const { toMs } = viewOf({ cursorMs, spanMs, isPlaying: false, speed: 1 }, long)
        expect(toMs - cursorMs).toBeGreaterThanOrEqual(Math.min(hourMs / 2 - minuteMs, long.endMs - cursorMs))
      }),
    )
  })

  it('stands still for 8 seconds at least at every speed', () => {
    for (const speed of speeds) {
      const spanMs = leastSpanFor(speed)
      const froms = new Set<number>()
      for (let second = 0; second < 8; second++) {
        const cursorMs = startMs + 24 * hourMs + second * speed * minuteMs
        froms.add(viewOf({ cursorMs, spanMs, isPlaying: true, speed }, long).fromMs)
      }
      // Eight seconds touch two pages at most.
      expect(froms.size).toBeLessThanOrEqual(2)
    }
  })

  it('is all there is where there is less', () => {
    const short: ReplayRange = { ...long, endMs: startMs + hourMs }
    expect(viewOf({ cursorMs: startMs + minuteMs, spanMs: spans[0], isPlaying: false, speed: 1 }, short)).toEqual({
      fromMs: startMs,
      toMs: startMs + hourMs,
    })
  })
})
