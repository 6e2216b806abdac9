import { describe, expect, it } from 'vitest'
import { hourDifferences, worstLoss } from '../../../simulator/report/compare-policies.ts'
import { samplePolicy, sampleResult, sampleStart, sampleTimeline } from './sample-result.ts'

const firstHour = Date.parse(sampleStart)
const secondHour = firstHour + 3_600_000

/** Two hours: in the second Penumbra has `bad` bad requests a minute and one instance less than target tracking. */
function twoHours(bad: number) {
  const ours = sampleTimeline(120, minute => (minute < 60 ? {} : { bad, inService: 3 }))
  const policies = {
    penumbra: samplePolicy({ timeline: ours }),
    'target-tracking': samplePolicy({ timeline: sampleTimeline(120, minute => (minute < 60 ? { bad: 1 } : {})) }),
  }
  return hourDifferences(sampleResult(policies))
}

describe('comparing two policies', () => {
  it('sums bad requests and cost over each hour', () => {
    const [first, second] = twoHours(2)
    expect(first).toMatchObject({ startMs: firstHour, subjectBad: 0, baselineBad: 60, bad: -60 })
    expect(second).toMatchObject({ startMs: secondHour, subjectBad: 120, baselineBad: 0, bad: 120 })
    // The same four instances in the first hour; one less at $0.096 in the second.
    expect(first.costUsd).toBeCloseTo(0, 12)
    expect(second.costUsd).toBeCloseTo(-0.096, 12)
  })

  it('bills pending, draining, shadow and pool instances, stopped ones at their own price', () => {
    const ours = { pending: 1, draining: 1, shadow: 1, warmRunning: 1, warmStopped: 10 }
    const result = sampleResult({
      penumbra: samplePolicy({ timeline: sampleTimeline(60, () => ours) }),
      'target-tracking': samplePolicy({ timeline: sampleTimeline(60) }),
    })
    // Four running at $0.096 and ten stopped at $0.0022 for an hour.
    expect(hourDifferences(result)[0].costUsd).toBeCloseTo(0.406, 12)
  })

  it('finds the worst loss by bad requests first', () => {
    expect(worstLoss(twoHours(2))).toMatchObject({ kind: 'bad', hour: { startMs: secondHour, bad: 120 } })
  })

  it('finds the worst loss by cost where no hour had more bad requests', () => {
    const result = sampleResult({
      penumbra: samplePolicy({ timeline: sampleTimeline(120, minute => (minute < 60 ? { inService: 6 } : {})) }),
      'target-tracking': samplePolicy({ timeline: sampleTimeline(120) }),
    })
    const loss = worstLoss(hourDifferences(result))
    expect(loss).toMatchObject({ kind: 'cost', hour: { startMs: firstHour } })
    // Two instances more for an hour.
    expect(loss.kind === 'cost' && loss.hour.costUsd).toBeCloseTo(0.192, 12)
  })

  it('finds none where there is none', () => {
    expect(worstLoss(twoHours(0))).toEqual({ kind: 'none' })
    expect(worstLoss([])).toEqual({ kind: 'none' })
  })

  it('compares only hours that both policies have', () => {
    const result = sampleResult({ penumbra: samplePolicy({ timeline: sampleTimeline(60) }), oracle: samplePolicy() })
    expect(hourDifferences(result)).toEqual([])
    const half = { ...result.policies, 'target-tracking': samplePolicy() }
    expect(hourDifferences(sampleResult(half))).toEqual([])
  })
})
