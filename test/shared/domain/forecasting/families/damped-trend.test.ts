import { describe, expect, it } from 'vitest'
import { dampedTrend } from '../../../../../shared/domain/forecasting/families/damped-trend.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { fromValues, goingOn, historyOf, largestMiss } from './series.ts'

describe('smoothing for short histories', () => {
  it('goes on rising for a while, less and less', () => {
    const history = historyOf(36, bin => 100 + 2 * bin, 288)
    const foretold = dampedTrend('raw').fit(history).foretell(history.values, 12)
    const steps = [...foretold].map((load, ahead) => load - (ahead === 0 ? 170 : foretold[ahead - 1]))
    expect(steps[0]).toBeGreaterThan(1.5)
    for (let ahead = 1; ahead < steps.length; ahead++) expect(steps[ahead]).toBeLessThan(steps[ahead - 1])
  })

  it('stays near the mean of what is only noise', () => {
    const random = new RandomStream(3, 'noise')
    const values = Float64Array.from({ length: 60 }, () => 100 + 10 * random.normal())
    for (const load of dampedTrend('raw').fit(fromValues(values, 288)).foretell(values, 6)) {
      expect(Math.abs(load - 100)).toBeLessThan(5)
    }
  })

  it('repeats the shape of the day once there has been one', () => {
    const shape = (bin: number) => 100 + 50 * Math.sin((2 * Math.PI * bin) / 24)
    for (const bins of [24, 31, 72]) {
      const history = historyOf(bins, shape)
      const foretold = dampedTrend('raw').fit(history).foretell(history.values, 24)
      expect(largestMiss(foretold, goingOn(bins, 24, shape))).toBeLessThan(20)
    }
  })

  it('carries the level of the last hours on, not that of the day before', () => {
    const shifted = (bin: number) => (bin < 60 ? 100 : 200)
    const history = historyOf(72, shifted)
    expect(dampedTrend('raw').fit(history).foretell(history.values, 1)[0]).toBeGreaterThan(150)
  })

  it('makes do with a single bin', () => {
    expect([
      ...dampedTrend('log')
        .fit(historyOf(2, () => 7))
        .foretell(Float64Array.of(7), 2),
    ]).toEqual([expect.closeTo(7, 9), expect.closeTo(7, 9)])
  })
})
