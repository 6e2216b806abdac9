import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../../shared/domain/demand/series.ts'
import {
  baselineQuantile,
  fitBaseline,
  pinballLoss,
  updateBaseline,
} from '../../../../../shared/domain/forecasting/baseline.ts'
import type { FittedModel } from '../../../../../shared/domain/forecasting/model.ts'
import { fitSeasonalRidge } from '../../../../../shared/domain/forecasting/next-hour/seasonal-ridge.ts'
import { maximumQuantile, quantileAt } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { cut, dayCurve, dayMinutes, largest, noisyDays, series } from '../synthetic-demand.ts'

/** Losses and coverage of the 95 % quantile of the maximum over minutes 3 to 8, and the reactive baseline's loss. */
function judge(full: DemandSeries, model: FittedModel, from: number, to: number, step: number) {
  const sums = { loss: 0, reactiveLoss: 0, covered: 0, count: 0 }
  let baseline = fitBaseline(cut(full, 0, from), 2, 8)
  for (let end = from; end + 8 <= to; end += step) {
    const paths = model.paths(cut(full, end - model.recentBins, end), 8)
    const actualRps = largest(full, end + 2, end + 8)
    const predicted = maximumQuantile(paths, 2, 8, 0.95)
    const lastRps = full.ratesRps[end - 1]
    sums.loss += pinballLoss(0.95, predicted, actualRps)
    sums.reactiveLoss += pinballLoss(0.95, baselineQuantile(baseline, lastRps), actualRps)
    sums.covered += actualRps <= predicted ? 1 : 0
    sums.count++
    baseline = updateBaseline(baseline, { lastRps, actualRps })
  }
  return { ...sums, coverage: sums.covered / sums.count }
}

describe('the seasonal ridge', () => {
  it('costs at least a quarter less than the reactive baseline on a load with a daily curve and noise', () => {
    const full = noisyDays(6, 300, 0.05, 40)
    const model = fitSeasonalRidge(cut(full, 0, 5 * dayMinutes))
    const { loss, reactiveLoss, coverage } = judge(full, model, 5 * dayMinutes, 6 * dayMinutes, 3)
    expect(model.algorithm).toBe('seasonal-ridge')
    expect(loss).toBeLessThan(0.75 * reactiveLoss)
    expect(Math.abs(coverage - 0.95)).toBeLessThan(0.03)
  })

  it('comes close to one who knows the curve and the noise', () => {
    const full = noisyDays(6, 300, 0.05, 41)
    const model = fitSeasonalRidge(cut(full, 0, 5 * dayMinutes))
    const from = 5 * dayMinutes
    const { loss, count } = judge(full, model, from, 6 * dayMinutes, 3)
    let oracle = 0
    for (let end = from; end + 8 <= 6 * dayMinutes; end += 3) {
      // The largest of six independent lognormals: P(max ≤ q) = Φ(z)⁶ = 0.95 at z = 2.387; counting adds to the noise.
      const rate = dayCurve(end + 5, 300)
      oracle += pinballLoss(
        0.95,
        rate * Math.exp(2.387 * Math.hypot(0.05, 1 / Math.sqrt(60 * rate))),
        largest(full, end + 2, end + 8),
      )
    }
    expect(loss / count).toBeLessThan((1.25 * oracle) / count)
  })

  it('foresees the morning: the median of an hour ahead rises before demand does', () => {
    const rateAt = (minute: number) => (minute % dayMinutes >= 540 && minute % dayMinutes < 1200 ? 400 : 100)
    const history = series(4 * dayMinutes + 520, rateAt)
    const paths = fitSeasonalRidge(history).paths(history, 60)
    expect(quantileAt(paths, 5, 0.5)).toBeLessThan(130)
    expect(quantileAt(paths, 40, 0.5)).toBeGreaterThan(300)
  })

  it('is narrow in quiet hours and wide in turbulent ones', () => {
    const random = new RandomStream(42, 'two regimes')
    const isTurbulent = (minute: number) => minute % dayMinutes >= 720
    const full = series(5 * dayMinutes, minute => 300 * Math.exp((isTurbulent(minute) ? 0.2 : 0.02) * random.normal()))
    const model = fitSeasonalRidge(cut(full, 0, 4 * dayMinutes))
    const width = (end: number) => {
      const paths = model.paths(cut(full, end - model.recentBins, end), 8)
      return Math.log(maximumQuantile(paths, 2, 8, 0.95) / maximumQuantile(paths, 2, 8, 0.05))
    }
    expect(width(4 * dayMinutes + 1300)).toBeGreaterThan(3 * width(4 * dayMinutes + 600))
  })

  it('follows a level shift within ten minutes', () => {
    const random = new RandomStream(43, 'shift')
    const shiftAt = 4 * dayMinutes + 300
    const full = series(
      5 * dayMinutes,
      minute => dayCurve(minute, 200) * (minute >= shiftAt ? 2.5 : 1) * Math.exp(0.03 * random.normal()),
    )
    const model = fitSeasonalRidge(cut(full, 0, 4 * dayMinutes))
    const paths = model.paths(cut(full, shiftAt + 10 - model.recentBins, shiftAt + 10), 8)
    const truth = 2.5 * dayCurve(shiftAt + 15, 200)
    expect(Math.abs(quantileAt(paths, 5, 0.5) / truth - 1)).toBeLessThan(0.15)
  })

  it('lifts and widens its forecast when a crowd like no other arrives', () => {
    const random = new RandomStream(44, 'crowd')
    const crowdAt = 4 * dayMinutes + 600
    const growth = (minute: number) => (minute < crowdAt ? 1 : 1.05 ** (minute - crowdAt))
    const full = series(crowdAt + 40, minute => 200 * growth(minute) * Math.exp(0.02 * random.normal()))
    const model = fitSeasonalRidge(cut(full, 0, 4 * dayMinutes))
    const ratioAt = (end: number) => {
      const paths = model.paths(cut(full, end - model.recentBins, end), 8)
      return maximumQuantile(paths, 2, 8, 0.95) / full.ratesRps[end - 1]
    }
    expect(ratioAt(crowdAt)).toBeLessThan(1.15)
    expect(ratioAt(crowdAt + 20)).toBeGreaterThan(1.25)
  })

  it('falls back to the seasonal naive while fewer than six hours are known', () => {
    const history = series(355, () => 100)
    expect(fitSeasonalRidge(history).algorithm).toBe('seasonal-naive')
    expect(fitSeasonalRidge(series(365, () => 100)).algorithm).toBe('seasonal-ridge')
    const mostlyUnknown = series(3 * dayMinutes, minute => (minute % 20 === 0 ? 100 : Number.NaN))
    expect(fitSeasonalRidge(mostlyUnknown).algorithm).toBe('seasonal-naive')
  })
})
