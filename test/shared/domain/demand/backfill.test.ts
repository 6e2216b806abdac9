import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Backfill, nextBackfill } from '../../../../shared/domain/demand/backfill.ts'

const dayMs = 86_400_000
const hourMs = 3_600_000
const midnight = Date.UTC(2026, 2, 2)

function backfill(earliestDays: number, doneDays: number): Backfill {
  const [earliestMs, doneToMs] = [earliestDays, doneDays].map(days => midnight - days * dayMs)
  return { schemaVersion: 1, application: 'shop', earliestMs, doneToMs }
}

describe('the next stretch of the past', () => {
  it('is the newest four weeks that are missing', () => {
    expect(nextBackfill(backfill(400, 13), midnight + hourMs)).toEqual({
      fromMs: midnight - 41 * dayMs,
      toMs: midnight - 13 * dayMs,
      periodSeconds: 300,
    })
  })

  it('begins no earlier than the first that CloudWatch knows of', () => {
    expect(nextBackfill(backfill(20.5, 13), midnight)?.fromMs).toBe(midnight - 21 * dayMs)
    expect(nextBackfill(backfill(20.5, 21), midnight)).toBeUndefined()
  })

  it('never asks CloudWatch for what it does not keep, and comes to its end within sixteen runs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 460 * 24 }), fc.integer({ min: 0, max: 23 }), (earliestHours, hour) => {
        let nowMs = midnight + hour * hourMs
        let state = backfill(earliestHours / 24, 13)
        let runs = 0
        for (let window = nextBackfill(state, nowMs); window !== undefined; window = nextBackfill(state, nowMs)) {
          // Retention (aws-facts.md §3): five minutes for 63 days, hours for 455; starts are midnights, so they are multiples.
          expect(nowMs - window.fromMs).toBeLessThanOrEqual((window.periodSeconds === 300 ? 63 : 455) * dayMs)
          expect(window.toMs).toBe(state.doneToMs)
          expect(window.toMs - window.fromMs).toBeLessThanOrEqual(28 * dayMs)
          expect([window.fromMs % dayMs, window.toMs > window.fromMs]).toEqual([0, true])
          state = { ...state, doneToMs: window.fromMs }
          nowMs += hourMs
          runs++
        }
        expect(runs).toBeLessThanOrEqual(16)
        expect(state.doneToMs).toBeLessThanOrEqual(Math.max(state.earliestMs, midnight - 394 * dayMs, 0))
      }),
    )
  })
})
