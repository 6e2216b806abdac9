import { describe, expect, it } from 'vitest'
import { mase, msis, naive2, owa, seasonalScale, smape } from '../../../bench/forecast/m4-metrics.ts'

describe("M4's measures", () => {
  it('sMAPE: a forecast of 150 for 50 is off by 200 × 100 / 200, one of 100 for 100 by nothing', () => {
    expect(smape([150, 100], [50, 100])).toBeCloseTo(50, 12)
  })

  it('sMAPE of nothing that was foretold as nothing is nothing', () => {
    expect(smape([0], [0])).toBe(0)
  })

  it('MASE is in units of the error that the seasonal naive forecast makes within the history', () => {
    // Season 2: |3 − 1|, |2 − 2|, |7 − 3| are 2, 0 and 4, and 2 in the mean.
    const scale = seasonalScale([1, 2, 3, 2, 7], 2)
    expect(scale).toBe(2)
    expect(mase([10, 10], [13, 9], scale)).toBe(1)
  })

  it('MSIS adds to the width forty times by how much an interval of 95 % was missed', () => {
    // Widths 4 and 4; the second value lies 1 above: 2 / 0.05 × 1 = 40. (4 + 44) / 2 over a scale of 3.
    expect(msis([8, 8], [12, 12], [10, 13], 3)).toBeCloseTo(8, 12)
    expect(msis([8], [12], [7], 1)).toBeCloseTo(44, 12)
  })

  it('OWA is 1 for Naive 2 and a half for a forecast with half of its errors', () => {
    const reference = { smape: 20, mase: 2 }
    expect(owa(reference, reference)).toBe(1)
    expect(owa({ smape: 10, mase: 1 }, reference)).toBe(0.5)
  })
})

describe('Naive 2', () => {
  it('repeats the last value where there is no season', () => {
    expect(naive2([3, 5, 4], 4, 3)).toEqual([4, 4, 4])
  })

  it('gives a plain season back, from the phase at which the history ends', () => {
    // Six seasons of 1, 2, 3, 2 and the first phase of a seventh: the next are 2, 3, 2, 1.
    const history = [...Array(6).fill([1, 2, 3, 2]).flat(), 1]
    for (const [step, value] of naive2(history, 4, 4).entries()) expect(value).toBeCloseTo([2, 3, 2, 1][step], 10)
  })

  it('lets the last value say at which level the season goes on', () => {
    // A 2 where the season has a 1: twice the season from then on. Its index is the mean ratio to the centred moving average,
    // which the last value is too late to change.
    const history = Array(8).fill([1, 2, 3, 2]).flat()
    const raised = naive2([...history, 2], 4, 4)
    for (const [step, value] of raised.entries()) expect(value).toBeCloseTo([4, 6, 4, 2][step], 0)
  })
})
