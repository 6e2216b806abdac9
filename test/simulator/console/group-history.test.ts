import { describe, expect, it } from 'vitest'
import { groupHistory } from '../../../simulator/console/group-history.ts'
import { samplePolicy, sampleResult, sampleTimeline } from '../report/sample-result.ts'
import { cursorAt, dayHistory, dayStartMs, hourMs, minuteMs } from './sample-day.ts'

describe('a group in the console', () => {
  it('lists the policy that the page is about first, and the one it is held against by name', () => {
    const group = dayHistory()
    expect(group.policies.map(({ name }) => name)).toEqual(['penumbra', 'target-tracking'])
    expect(group.baseline).toBe('target-tracking')
    expect(group.peers?.rows.map(({ role }) => role)).toEqual(['subject', 'baseline'])
  })

  it('covers the judged time', () => {
    const { startMs, endMs } = dayHistory()
    expect([startMs, endMs]).toEqual([dayStartMs, dayStartMs + 24 * hourMs])
  })

  it('knows nothing of minutes that the trace does not hold, and counts them for nothing', () => {
    const whole = sampleTimeline(5, () => ({ requests: 600, bad: 60 }))
    const timeline = [whole[0], whole[1], whole[4]]
    const group = groupHistory('web', sampleResult({ penumbra: samplePolicy({ timeline }) }, { days: 5 / 1440 }))
    const [policy] = group.policies
    expect([...policy.minutes.demandRps]).toEqual([10, 10, Number.NaN, Number.NaN, 10])
    expect([...policy.totals.requests]).toEqual([0, 600, 1200, 1200, 1200, 1800])
    // A gap ends a stretch of bad minutes: nothing is known of it.
    expect(policy.badStretches).toEqual([
      { startMs: dayStartMs, minutes: 2 },
      { startMs: dayStartMs + 4 * minuteMs, minutes: 1 },
    ])
  })

  it('adds up costs as they are billed: running from launch to the end of draining, stopped by their own price', () => {
    const row = { inService: 10, shadow: 1, warmRunning: 2, pending: 3, draining: 4, warmStopped: 100 }
    const timeline = sampleTimeline(60, () => row)
    const [policy] = groupHistory('web', sampleResult({ penumbra: samplePolicy({ timeline }) })).policies
    // An hour of 20 at 0.096 USD and 100 at 0.0022 USD.
    expect(policy.totals.costUsd[60]).toBeCloseTo(1.92 + 0.22, 10)
  })

  it('joins bad minutes that follow one another', () => {
    expect(dayHistory().policies[1].badStretches).toEqual([{ startMs: cursorAt(12), minutes: 10 }])
  })

  it('has nothing to show where nothing was judged', () => {
    const empty = groupHistory('web', sampleResult({ penumbra: samplePolicy() }))
    expect(empty.endMs).toBe(empty.startMs)
    expect(empty.moments).toEqual([])
    const none = groupHistory('web', sampleResult({}))
    expect([none.policies, none.peers]).toEqual([[], undefined])
  })
})
