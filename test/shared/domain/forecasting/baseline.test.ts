import { describe, expect, it } from 'vitest'
import {
  baselineQuantile,
  baselineStateSchema,
  fitBaseline,
  initialBaseline,
  pinballLoss,
  updateBaseline,
} from '../../../../shared/domain/forecasting/baseline.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'
import { series } from './synthetic-demand.ts'

describe('pinball loss', () => {
  it('costs 0.95 for each request missed and 0.05 for each one too many', () => {
    expect(pinballLoss(0.95, 100, 110)).toBeCloseTo(9.5, 12)
    expect(pinballLoss(0.95, 100, 80)).toBeCloseTo(1, 12)
    expect(pinballLoss(0.95, 100, 100)).toBe(0)
  })

  it('is least at the quantile', () => {
    const values = Array.from({ length: 100 }, (_, i) => i + 1)
    const lossOf = (guess: number) => values.reduce((sum, value) => sum + pinballLoss(0.9, guess, value), 0)
    const best = values.reduce((a, b) => (lossOf(b) < lossOf(a) ? b : a))
    expect(best).toBeGreaterThanOrEqual(90)
    expect(best).toBeLessThanOrEqual(91)
  })
})

describe('the reactive baseline', () => {
  it('comes to cover the share of outcomes that it is meant to, and no more', () => {
    const random = new RandomStream(3, 'baseline')
    let state = initialBaseline(0.95)
    let covered = 0
    for (let tick = 0; tick < 6000; tick++) {
      const outcome = { lastRps: 500, actualRps: 500 * Math.exp(0.2 * random.normal()) }
      if (tick >= 1000 && outcome.actualRps <= baselineQuantile(state, outcome.lastRps)) covered++
      state = updateBaseline(state, outcome)
    }
    expect(covered / 5000).toBeGreaterThan(0.94)
    expect(covered / 5000).toBeLessThan(0.96)
  })

  it('starts from history with the error that the last value had', () => {
    // Demand doubles every 10 minutes and halves again: the maximum over the next minutes [2, 8) is 2 in 7 of 10 cases ...
    const saw = series(1000, minute => (Math.floor(minute / 10) % 2 === 0 ? 100 : 200))
    const state = fitBaseline(saw, 2, 8, 0.9)
    const ratios: number[] = []
    for (let last = 0; last + 8 < 1000; last++) {
      const maximum = Math.max(...saw.ratesRps.subarray(last + 3, last + 9))
      ratios.push(Math.log((1 + 60 * maximum) / (1 + 60 * saw.ratesRps[last])))
    }
    ratios.sort((a, b) => a - b)
    expect(state.logRatio).toBeCloseTo(ratios[Math.floor(0.9 * ratios.length)], 6)
    expect(baselineQuantile(state, 100)).toBeCloseTo(200, 0)
  })

  it('knows nothing without history, and is not moved by what is unknown', () => {
    expect(
      fitBaseline(
        series(5, () => 10),
        2,
        8,
      ),
    ).toEqual(initialBaseline())
    const state = initialBaseline()
    expect(updateBaseline(state, { lastRps: 10, actualRps: Number.NaN })).toBe(state)
  })

  it('stays finite when load goes on and off', () => {
    let state = initialBaseline()
    for (let tick = 0; tick < 500; tick++) {
      state = updateBaseline(state, { lastRps: tick % 2 === 0 ? 0 : 1e6, actualRps: tick % 2 === 0 ? 1e6 : 0 })
      expect(Number.isFinite(baselineQuantile(state, 1e6))).toBe(true)
    }
  })

  it('survives being written to the table as JSON', () => {
    const state = updateBaseline(initialBaseline(), { lastRps: 10, actualRps: 12 })
    expect(baselineStateSchema.parse(JSON.parse(JSON.stringify(state)))).toEqual(state)
  })
})
