import { describe, expect, it } from 'vitest'
import type { ReplayState } from '../../../simulator/console/replay.ts'
import { tellStep } from '../../../simulator/console/tell-step.ts'
import { cursorAt, hourMs } from './sample-day.ts'

const resting: ReplayState = { cursorMs: cursorAt(12), isPlaying: false, speed: 5, spanMs: 3 * hourMs }

describe('a step is told', () => {
  it.each<[string, Partial<ReplayState>, Partial<ReplayState>, string]>([
    ['playing', {}, { isPlaying: true }, 'Playing at 5 min/s'],
    ['pausing', { isPlaying: true }, {}, 'Paused at Mon 3 Aug, 12:00 UTC'],
    ['another speed', {}, { speed: 60, spanMs: 12 * hourMs }, 'Speed 1 h/s'],
    ['another stretch', {}, { spanMs: 24 * hourMs }, 'Charts show 1 day'],
    ['a jump', { cursorMs: cursorAt(11) }, {}, 'Mon 3 Aug, 12:00 UTC. What happened.'],
    ['a jump while playing', { cursorMs: cursorAt(11), isPlaying: true }, { isPlaying: true }, 'Mon 3 Aug, 12:00 UTC'],
    ['a jump that led nowhere', {}, {}, 'There is none in that direction'],
  ])('%s', (_, before, after, words) => {
    expect(tellStep({ ...resting, ...before }, { ...resting, ...after }, 'What happened.')).toBe(words)
  })
})
