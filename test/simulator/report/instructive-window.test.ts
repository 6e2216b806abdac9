import { describe, expect, it } from 'vitest'
import { hourDifferences } from '../../../simulator/report/compare-policies.ts'
import { instructiveWindow, lossWindow } from '../../../simulator/report/instructive-window.ts'
import type { TimelineRow } from '../../../simulator/result.ts'
import { samplePolicy, sampleResult, sampleStart, sampleTimeline } from './sample-result.ts'

const hourMs = 3_600_000
const startMs = Date.parse(sampleStart)

function compare(ours: readonly TimelineRow[], theirs: readonly TimelineRow[]) {
  const policies = { penumbra: samplePolicy({ timeline: ours }), 'target-tracking': samplePolicy({ timeline: theirs }) }
  return hourDifferences(sampleResult(policies))
}

describe('the window that teaches most', () => {
  const day = sampleTimeline(1440)
  const hurtAt = (hour: number) => sampleTimeline(1440, minute => ({ bad: Math.floor(minute / 60) === hour ? 5 : 0 }))

  it('holds six hours, two of them before the hour with the largest difference', () => {
    const window = instructiveWindow(day, compare(day, hurtAt(10)))
    expect(window).toMatchObject({
      from: 8 * 60,
      to: 14 * 60,
      startMs: startMs + 8 * hourMs,
      choice: { by: 'difference', hour: { bad: -300 } },
    })
  })

  it('stays within the judged time', () => {
    expect(instructiveWindow(day, compare(day, hurtAt(0)))).toMatchObject({ from: 0, to: 360 })
    expect(instructiveWindow(day, compare(day, hurtAt(23)))).toMatchObject({ from: 1080, to: 1440 })
    const short = sampleTimeline(30)
    expect(instructiveWindow(short, [])).toMatchObject({ from: 0, to: 30 })
  })

  it('falls back on the steepest rise of demand where no hour sets the policies apart', () => {
    // Demand triples at 17:20; over 15 minutes it first rises most from 17:05 on.
    const rising = sampleTimeline(1440, minute => (minute >= 17 * 60 + 20 ? { requests: 18_000 } : {}))
    expect(instructiveWindow(rising, compare(rising, rising))).toMatchObject({
      from: 15 * 60,
      choice: { by: 'rise', atMs: startMs + 17 * hourMs + 5 * 60_000 },
    })
  })

  it('has a second window for the worst loss, where there is one', () => {
    expect(lossWindow(day, compare(hurtAt(5), hurtAt(20)))).toMatchObject({ from: 180, choice: { by: 'bad-loss' } })
    expect(lossWindow(day, compare(day, hurtAt(20)))).toBeUndefined()
  })

  it('does not exist without a timeline', () => {
    expect(instructiveWindow([], [])).toBeUndefined()
  })
})
