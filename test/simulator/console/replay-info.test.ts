import { describe, expect, it } from 'vitest'
import { describeReplay } from '../../../simulator/console/describe-replay.ts'
import { type MomentPlace, momentAt, rangeOf } from '../../../simulator/console/replay-info.ts'
import { cursorAt, dayHistory, dayStartMs, minuteMs } from './sample-day.ts'

describe('what the page is told of a replay', () => {
  const group = dayHistory()

  it('names every change of the floor by the first whole minute after it, and no decision that changed nothing', () => {
    // Changes at 11:49:30 and 12:59:30; 10:00:30 and 12:00:30 held.
    expect(describeReplay(group, group.policies[0]).decisions).toEqual([710, 780])
  })

  it('names a decision that changes how the group is looked after, though the floor stays', () => {
    const [penumbra] = group.policies
    const [first] = penumbra.decisions ?? []
    const demoted = { ...first, action: 'let-down', atMs: cursorAt(10, 5) }
    const policy = { ...penumbra, decisions: [first, demoted] }
    expect(describeReplay(group, policy).decisions).toEqual([605])
  })

  it('names every stretch of bad minutes once, when its first minute is over', () => {
    expect(describeReplay(group, group.policies[1]).bad).toEqual([721])
  })

  it('gives times back as they were', () => {
    const range = rangeOf(describeReplay(group, group.policies[1]))
    expect(range.badMs).toEqual([cursorAt(12, 1)])
    expect([range.startMs, range.endMs]).toEqual([dayStartMs, dayStartMs + 1440 * minuteMs])
  })
})

describe('the caption of a position', () => {
  const hour: MomentPlace = { id: 'hour', cursorMs: 130, fromMs: 100, toMs: 160 }
  const day: MomentPlace = { id: 'day', cursorMs: 50, fromMs: 0, toMs: 1000 }

  it('is that of the moment that was jumped to, though another one lies around it', () => {
    expect(momentAt([day, { ...hour, cursorMs: 500 }], 500)?.id).toBe('hour')
  })

  it('is that of the shortest stretch around it', () => {
    expect(momentAt([day, hour], 120)?.id).toBe('hour')
    expect(momentAt([day, hour], 200)?.id).toBe('day')
  })

  it('is none outside of all of them', () => {
    expect(momentAt([hour], 100)).toBeUndefined()
    expect(momentAt([hour], 161)).toBeUndefined()
  })
})
