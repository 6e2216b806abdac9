import { describe, expect, it } from 'vitest'
import { doubted, doubtOf, insured } from '../../../../../shared/domain/forecasting/next-days/shift-doubt.ts'

const history = {
  startMs: 0,
  binSeconds: 3600,
  dayBins: 24,
  values: new Float64Array(240),
  trust: new Float64Array(240),
}
const stepAgo = (hours: number, ratio: number) => doubtOf([{ atBin: 240 - hours, ratio }], history)

describe('doubt in a new level', () => {
  it('is none without a step', () => {
    const none = doubtOf([], history)
    expect(insured(80, none)).toBe(80)
    expect(doubted(90, 80, 0.9, none)).toBeCloseTo(90, 12)
    expect(doubted(70, 80, 0.05, none)).toBeCloseTo(70, 12)
  })

  it('halves in 0.4 days for whether it stays, and in a day for how high it is', () => {
    // 9.6 h are 0.4 days: half of a chance of 0.5. After 24 h the spread is half of a quarter of ln 2.
    expect(stepAgo(9.6, 2).chance).toBeCloseTo(0.25, 12)
    expect(stepAgo(24, 2).spread).toBeCloseTo(0.125 * Math.LN2, 12)
  })

  it('takes the point a little of the way back', () => {
    // After a doubling, at a chance of 0.25: 100 × (1/2)^0.25.
    expect(insured(100, stepAgo(9.6, 2))).toBeCloseTo(84.0896, 4)
  })

  it('widens both sides, and reaches towards the old level only at the side where it lies', () => {
    const up = stepAgo(9.6, 2)
    expect(doubted(110, 100, 0.9, up)).toBeGreaterThan(110)
    expect(doubted(110, 100, 0.9, up)).toBeLessThan(140)
    expect(doubted(90, 100, 0.05, up)).toBeLessThan(60)
    const down = stepAgo(9.6, 0.5)
    expect(doubted(110, 100, 0.9, down)).toBeGreaterThan(160)
    expect(doubted(90, 100, 0.05, down)).toBeGreaterThan(60)
  })

  it('never takes a quantile below nothing', () => {
    expect(doubted(1, 100, 0.001, stepAgo(0, 20))).toBe(0)
  })
})
