import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../../shared/domain/demand/series.ts'
import { fitModel, restoreModel } from '../../../../../shared/domain/forecasting/models.ts'
import { quantileAt } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { cut, dayMinutes, series } from '../synthetic-demand.ts'

/** Some 10 requests per second, a few percent up and down, in the minutes that are busy; nothing in the others. */
function loadIn(days: number, isBusy: (minute: number) => boolean): DemandSeries {
  const random = new RandomStream(5, 'idle')
  let drift = 0
  return series(days * dayMinutes, minute => {
    drift = 0.95 * drift + 0.05 * random.normal()
    const rate = 10 * Math.exp(drift + 0.05 * random.normal())
    return isBusy(minute) ? rate : 0
  })
}

const officeHours = (minute: number) => minute % dayMinutes >= 600 && minute % dayMinutes < 840

/** Minutes of the last day at which a forecast is made from what was known, in the middle of a busy time. */
function outcomesOfLastDay(load: DemandSeries, isBusy: (minute: number) => boolean) {
  const bins = load.ratesRps.length
  const model = fitModel('auto', cut(load, 0, bins - dayMinutes))
  const outcomes: { came: number; low: number; high: number }[] = []
  for (let bin = bins - dayMinutes; bin < bins - 20; bin += 3) {
    if (!isBusy(bin - 30) || !isBusy(bin + 10)) continue
    const paths = model.paths(cut(load, bin - model.recentBins, bin), 5)
    outcomes.push({ came: load.ratesRps[bin + 4], low: quantileAt(paths, 4, 0.05), high: quantileAt(paths, 4, 0.95) })
  }
  return outcomes
}

const shareOf = (outcomes: readonly boolean[]) => outcomes.filter(Boolean).length / outcomes.length

describe('the forecast of a load that is often idle', () => {
  it.each([
    ['that sleeps for twenty hours a day', 9, officeHours],
    ['that was launched a day before, after a week without', 9, (minute: number) => minute >= 7 * dayMinutes],
    [
      'that was tried out for ten minutes, a week before its launch',
      10,
      (minute: number) => minute < 10 || minute >= 8 * dayMinutes,
    ],
  ])('%s states the uncertainty of the load, not that of the idle hours', (_what, days, isBusy) => {
    const outcomes = outcomesOfLastDay(loadIn(days, isBusy), isBusy)
    expect(outcomes.length).toBeGreaterThan(60)
    // Of 67 or more outcomes 95 % with a standard error of at most 2.7 %.
    expect(shareOf(outcomes.map(({ came, high }) => came <= high))).toBeGreaterThan(0.87)
    expect(shareOf(outcomes.map(({ came, low }) => came >= low))).toBeGreaterThan(0.87)
  })

  it('expects next to nothing in an idle hour, also once it is restored from its record', () => {
    const load = loadIn(9, officeHours)
    const model = fitModel('auto', load)
    const restored = restoreModel(JSON.parse(JSON.stringify(model.toRecord())))
    for (const each of [model, restored]) {
      const paths = each.paths(load, 10)
      expect(quantileAt(paths, 9, 0.95)).toBeLessThan(0.1)
    }
    const noon = cut(load, 0, 8 * dayMinutes + 720)
    expect(restored.paths(noon, 10)).toEqual(model.paths(noon, 10))
  })

  it('starts from the load itself within minutes of a launch', () => {
    const load = loadIn(4, minute => minute >= 3 * dayMinutes)
    const launched = cut(load, 0, 3 * dayMinutes + 10)
    const begun = cut(load, 3 * dayMinutes, 3 * dayMinutes + 10)
    const spread = (paths: ReturnType<ReturnType<typeof fitModel>['paths']>) =>
      quantileAt(paths, 4, 0.95) / quantileAt(paths, 4, 0.05)
    expect(fitModel('auto', launched).toRecord()).toEqual(fitModel('auto', begun).toRecord())
    expect(spread(fitModel('auto', launched).paths(launched, 10))).toBeGreaterThan(1.1)
  })
})
