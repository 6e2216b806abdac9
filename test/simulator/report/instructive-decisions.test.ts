import { describe, expect, it } from 'vitest'
import { decisionsByDay, instructiveDecisions } from '../../../simulator/report/instructive-decisions.ts'
import type { InstructiveWindow } from '../../../simulator/report/instructive-window.ts'
import { sampleDecision, sampleStart } from './sample-result.ts'

const startMs = Date.parse(sampleStart)
const dayMs = 86_400_000

/** The first six hours. */
const window: InstructiveWindow = {
  from: 0,
  to: 360,
  startMs,
  endMs: startMs + 360 * 60_000,
  choice: { by: 'rise', atMs: startMs },
}

describe('the most instructive decisions', () => {
  it('are those of the closer look that changed the floor, in their order', () => {
    const inside = Array.from({ length: 12 }, (_, index) => sampleDecision(index * 10, { floorAfter: 20 - index }))
    const hold = sampleDecision(5, { floorAfter: 2 })
    const outside = sampleDecision(500, { floorAfter: 99 })
    expect(instructiveDecisions([...inside, hold, outside], window)).toEqual(inside)
  })

  it('are the thirty largest changes where the closer look has more', () => {
    const many = Array.from({ length: 50 }, (_, index) => sampleDecision(index, { floorAfter: 3 + index }))
    expect(instructiveDecisions(many, window)).toEqual(many.slice(20))
  })

  it('are filled up to ten with the largest changes from elsewhere', () => {
    const inside = sampleDecision(1)
    const outside = Array.from({ length: 40 }, (_, index) => sampleDecision(400 + index, { floorAfter: 3 + index }))
    expect(instructiveDecisions([inside, ...outside], window)).toEqual([inside, ...outside.slice(31)])
  })

  it('explain a closer look in which nothing changes', () => {
    const silent = Array.from({ length: 20 }, (_, index) => sampleDecision(index, { action: 'observe', floorAfter: 2 }))
    expect(instructiveDecisions(silent, window)).toEqual(silent.slice(0, 3))
  })

  it('include every turning point, wherever it is', () => {
    const routine = (minute: number) => sampleDecision(minute, { action: minute % 2 === 0 ? 'raise' : 'lower' })
    const before = Array.from({ length: 500 }, (_, minute) => routine(minute))
    const turn = sampleDecision(500, { action: 'observe', floorAfter: 2 })
    const after = sampleDecision(501, { action: 'observe', floorAfter: 2 })
    const chosen = instructiveDecisions([...before, turn, after], window)
    expect(chosen).toContain(turn)
    expect(chosen).not.toContain(after)
    expect(chosen).toHaveLength(30)
  })
})

describe('decisions by day', () => {
  const length = () => 100

  it('lists the changes of each day and counts no hold', () => {
    const decisions = [
      sampleDecision(1),
      sampleDecision(2, { floorAfter: 2 }),
      sampleDecision(1441),
      sampleDecision(1442),
    ]
    expect(decisionsByDay(decisions, 10_000, length)).toEqual([
      { startMs, count: 1, listed: [decisions[0]] },
      { startMs: startMs + dayMs, count: 2, listed: [decisions[2], decisions[3]] },
    ])
  })

  it('gives every day the same room, for its largest changes', () => {
    const busy = Array.from({ length: 50 }, (_, index) => sampleDecision(index, { floorAfter: 3 + index }))
    const calm = sampleDecision(1441)
    // 1,000 characters for two days: five rows of 100 for each.
    const [first, second] = decisionsByDay([...busy, calm], 1000, length)
    expect(first).toEqual({ startMs, count: 50, listed: busy.slice(45) })
    expect(second.listed).toEqual([calm])
  })
})
