import { describe, expect, it } from 'vitest'
import { figuresAt, renderScoreboard } from '../../../simulator/console/scoreboard.ts'
import { cursorAt, dayHistory } from './sample-day.ts'

const group = dayHistory()

function at(nowMs: number, policy = 0) {
  return { group, policy: group.policies[policy], nowMs }
}

describe('the scoreboard', () => {
  it('alarms in a bad minute, and says of how many requests', () => {
    const [minute] = figuresAt(at(cursorAt(12, 1), 1))
    expect(minute).toEqual({
      name: 'Bad, last minute',
      value: '50 %',
      note: 'of 24,000 requests: a bad minute',
      isAlarm: true,
    })
  })

  it('counts the minute that has just ended, not the one that begins', () => {
    const [minute] = figuresAt(at(cursorAt(12), 1))
    expect(minute).toMatchObject({ value: '0 %', note: 'of 6,000 requests', isAlarm: false })
  })

  it('holds bad requests and cost so far against the baseline', () => {
    const [, bad, cost] = figuresAt(at(cursorAt(12, 5)))
    expect(bad).toMatchObject({ value: '0', note: 'target tracking 60,000; 0 bad minutes' })
    // Four for 12 h 5 min and six more for 15 minutes, against four: 3.1 % more.
    expect(cost.note).toBe('+3.1 %; target tracking $4.64')
  })

  it('says of a policy that only reacts that it does', () => {
    expect(renderScoreboard(at(cursorAt(12), 1)).text).toContain('target tracking: it does not forecast')
    expect(renderScoreboard(at(cursorAt(12))).text).not.toContain('does not forecast')
  })
})
