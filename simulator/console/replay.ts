// The replay as a pure state machine: what is shown, and how a tick of the clock or a wish of the viewer changes it. It runs
// in the page; nothing here knows of a page.
import { dayMs, hourMs, minuteMs } from '../../functions/widget/format-time.ts'

/** What can be replayed. Moments are cursor positions: the first whole minute at which the thing has been seen. */
export interface ReplayRange {
  /** Epoch milliseconds; the cursor runs from one minute after `startMs` to `endMs`. */
  readonly startMs: number
  readonly endMs: number
  /** Ascending: changes of the floor, and first minutes of every stretch of bad minutes. */
  readonly decisionsMs: readonly number[]
  readonly badMs: readonly number[]
}

export interface ReplayState {
  /** Everything before it has come; fractions of a minute while playing. */
  readonly cursorMs: number
  readonly isPlaying: boolean
  /** Minutes of the replay in a second of the viewer, one of `speeds`. */
  readonly speed: number
  /** Length of the stretch that charts show, one of `spans`. */
  readonly spanMs: number
}

/** Things that happened, to which one can jump. */
export type Landmark = 'decision' | 'bad'

export type ReplayAction =
  | { readonly type: 'play' | 'pause' | 'toggle' | 'faster' | 'slower' | 'wider' | 'narrower' }
  | { readonly type: 'tick'; readonly elapsedMs: number }
  | { readonly type: 'jump-to'; readonly cursorMs: number }
  | { readonly type: 'jump-by'; readonly byMs: number }
  | { readonly type: 'next' | 'previous'; readonly landmark: Landmark }
  | { readonly type: 'set-speed'; readonly speed: number }
  | { readonly type: 'set-span'; readonly spanMs: number }

/** Minutes of the replay in a second. */
export const speeds = [1, 5, 15, 60, 360, 1440] as const

export const spans = [3 * hourMs, 6 * hourMs, 12 * hourMs, dayMs, 3 * dayMs, 7 * dayMs, 14 * dayMs] as const

/** A chart stands still for this long at least before it moves on: what flips faster cannot be read, and may flicker. */
const leastSecondsOnAPage = 8
/** The part of a chart through which the cursor runs; the rest is what was before, and what is expected. */
const runningShare = 2 / 3
const leadInShare = 1 / 6
/** A browser that slept does not make up for it. */
const longestTickMs = 250

export function initialReplay(range: ReplayRange, cursorMs: number): ReplayState {
  return { cursorMs: within(range, cursorMs), isPlaying: false, speed: 5, spanMs: spans[0] }
}

/** What the viewer or the clock makes of a replay; the same state where nothing changes. */
export function reduceReplay(state: ReplayState, action: ReplayAction, range: ReplayRange): ReplayState {
  switch (action.type) {
    case 'play':
      return played(state, range)
    case 'pause':
      return { ...state, isPlaying: false, cursorMs: wholeMinute(state.cursorMs) }
    case 'toggle':
      return reduceReplay(state, { type: state.isPlaying ? 'pause' : 'play' }, range)
    case 'tick':
      return ticked(state, action.elapsedMs, range)
    case 'jump-to':
      return { ...state, cursorMs: within(range, wholeMinute(action.cursorMs)) }
    case 'jump-by':
      return { ...state, cursorMs: within(range, wholeMinute(wholeMinute(state.cursorMs) + action.byMs)) }
    case 'next':
    case 'previous':
      return { ...state, cursorMs: neighbour(state.cursorMs, action.type, momentsOf(range, action.landmark)) }
    case 'faster':
    case 'slower':
      return atSpeed(state, step(speeds, state.speed, action.type === 'faster' ? 1 : -1))
    case 'wider':
    case 'narrower':
      return withSpan(state, step(spans, state.spanMs, action.type === 'wider' ? 1 : -1))
    case 'set-speed':
      return atSpeed(state, action.speed)
    case 'set-span':
      return withSpan(state, action.spanMs)
  }
}

/** The whole minute that is shown. */
export function shownMinute({ cursorMs }: ReplayState): number {
  return wholeMinute(cursorMs)
}

/**
 * The stretch that charts show. It stands still while the cursor runs through its middle and then moves on by as much, so
 * that axes can be read while things move.
 */
export function viewOf({ cursorMs, spanMs }: ReplayState, range: ReplayRange): { fromMs: number; toMs: number } {
  const lengthMs = Math.min(spanMs, range.endMs - range.startMs)
  const pageMs = lengthMs * runningShare
  const leadInMs = lengthMs * leadInShare
  const page = Math.floor((wholeMinute(cursorMs) - range.startMs - leadInMs) / pageMs)
  const wanted = range.startMs + Math.max(0, Math.floor((page * pageMs) / minuteMs) * minuteMs)
  const fromMs = Math.max(range.startMs, Math.min(wanted, range.endMs - lengthMs))
  return { fromMs, toMs: fromMs + lengthMs }
}

/** The slowest of a list that is not slower than it may be. */
export function leastSpanFor(speed: number): number {
  const leastMs = (speed * minuteMs * leastSecondsOnAPage) / runningShare
  return spans.find(spanMs => spanMs >= leastMs) ?? spans[spans.length - 1]
}

function played(state: ReplayState, range: ReplayRange): ReplayState {
  const isOver = state.cursorMs >= range.endMs
  return { ...state, isPlaying: true, cursorMs: isOver ? range.startMs + minuteMs : state.cursorMs }
}

function ticked(state: ReplayState, elapsedMs: number, range: ReplayRange): ReplayState {
  if (!state.isPlaying) return state
  const advancedMs = (Math.min(elapsedMs, longestTickMs) / 1000) * state.speed * minuteMs
  const cursorMs = within(range, state.cursorMs + advancedMs)
  return { ...state, cursorMs, isPlaying: cursorMs < range.endMs }
}

/** A faster replay shows a longer stretch, so that no chart flips before it is read. */
function atSpeed(state: ReplayState, speed: number): ReplayState {
  if (!isOneOf(speeds, speed)) return state
  return { ...state, speed, spanMs: Math.max(state.spanMs, leastSpanFor(speed)) }
}

/** A shorter stretch slows the replay down, for the same reason. */
function withSpan(state: ReplayState, spanMs: number): ReplayState {
  if (!isOneOf(spans, spanMs)) return state
  const fastest = speeds.findLast(speed => leastSpanFor(speed) <= spanMs) ?? speeds[0]
  return { ...state, spanMs, speed: Math.min(state.speed, fastest) }
}

function neighbour(cursorMs: number, direction: 'next' | 'previous', momentsMs: readonly number[]): number {
  const nowMs = wholeMinute(cursorMs)
  const found =
    direction === 'next'
      ? momentsMs.find(momentMs => momentMs > nowMs)
      : momentsMs.findLast(momentMs => momentMs < nowMs)
  return found ?? cursorMs
}

function momentsOf(range: ReplayRange, landmark: Landmark): readonly number[] {
  return landmark === 'decision' ? range.decisionsMs : range.badMs
}

function step(choices: readonly number[], current: number, by: 1 | -1): number {
  const index = choices.indexOf(current) + by
  return choices[Math.min(choices.length - 1, Math.max(0, index))]
}

function isOneOf(choices: readonly number[], wanted: number): boolean {
  return choices.includes(wanted)
}

function within({ startMs, endMs }: ReplayRange, cursorMs: number): number {
  return Math.max(startMs + minuteMs, Math.min(endMs, cursorMs))
}

function wholeMinute(timeMs: number): number {
  return Math.floor(timeMs / minuteMs) * minuteMs
}
