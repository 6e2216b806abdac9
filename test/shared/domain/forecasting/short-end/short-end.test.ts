import { describe, expect, it } from 'vitest'
import { fitModel } from '../../../../../shared/domain/forecasting/models.ts'
import { quantileAt } from '../../../../../shared/domain/forecasting/quantiles.ts'
import { nearSteps } from '../../../../../shared/domain/forecasting/short-end/short-end.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { cut, noisyDays, startMs } from '../synthetic-demand.ts'

const levels = [0.05, 0.5, 0.9, 0.95]
const halfHour = 6

/** Five-minute bins of a load that is pulled back to a mean of 100 with the day, by a tenth of its distance in each bin. */
function reverting(bins: number) {
  const random = new RandomStream(3, 'reverting')
  const ratesRps = new Float64Array(bins)
  let distance = 0
  for (let bin = 0; bin < bins; bin++) {
    distance = 0.9 * distance + 4 * random.normal()
    ratesRps[bin] = Math.max(100 + 30 * Math.sin((2 * Math.PI * bin) / 288) + distance, 0)
  }
  return { startMs, binSeconds: 300, ratesRps }
}

const pinball = (level: number, quantile: number, actual: number) =>
  actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual)

describe('the first hour of a forecast', () => {
  it('is covered as promised and no worse than the paths alone, on a load whose law is known', () => {
    const series = reverting(7 * 288)
    let [covered, blended, alone] = [0, 0, 0]
    const origins = Array.from({ length: 20 }, (_, index) => 4 * 288 + 41 * index)
    for (const origin of origins) {
      const actual = series.ratesRps[origin + halfHour - 1]
      const { steps } = nearSteps(cut(series, 0, origin), halfHour, levels, [])
      const paths = fitModel('auto', cut(series, 0, origin), { horizonBins: halfHour }).paths(
        cut(series, 0, origin),
        halfHour,
      )
      covered += actual <= steps[5].quantiles[2] ? 1 : 0
      for (const [k, level] of levels.entries()) {
        blended += pinball(level, steps[5].quantiles[k], actual)
        alone += pinball(level, quantileAt(paths, halfHour - 1, level), actual)
      }
    }
    // Of 20 outcomes 18 are expected; of a true nine in ten, fewer than 15 would come in one of a hundred series.
    expect(covered).toBeGreaterThanOrEqual(15)
    expect(blended).toBeLessThan(1.02 * alone)
  }, 120_000)

  it('knows nothing of what comes after its end', () => {
    const series = noisyDays(2, 50, 0.1, 5)
    const end = 2400
    const other = { ...series, ratesRps: series.ratesRps.map((rate, bin) => (bin < end ? rate : 7 * rate + 1000)) }
    const at = (whole: typeof series) => nearSteps(cut(whole, 0, end), 30, levels, [])
    expect(at(other)).toEqual(at(series))
  })

  it('is the network alone where history is shorter than two hours of minutes', () => {
    const series = cut(noisyDays(1, 50, 0.05, 5), 700, 760)
    const { steps } = nearSteps(series, 30, levels, [])
    // The rate between 11:40 and 12:40 is nearly 75.
    for (const { point } of steps) expect(point).toBeGreaterThan(60)
    for (const { point } of steps) expect(point).toBeLessThan(90)
  })

  it('does not depend on which other quantiles are asked for', () => {
    const series = cut(reverting(6 * 288), 0, 6 * 288 - 7)
    const many = nearSteps(series, halfHour, levels, []).steps
    const one = nearSteps(series, halfHour, [0.9], []).steps
    for (const [ahead, { point, quantiles }] of one.entries()) {
      expect(quantiles[0]).toBeCloseTo(many[ahead].quantiles[2], 9)
      expect(point).toBeCloseTo(many[ahead].quantiles[1], 9)
    }
  })

  it('leaves an announced event to the paths, which know what it does', () => {
    const series = reverting(6 * 288)
    const endMs = startMs + 6 * 86_400_000
    const sale = { kind: 'sale', startsAtMs: endMs, endsAtMs: endMs + 3_600_000, loadMultiplier: 3 }
    const plain = nearSteps(series, halfHour, levels, []).steps
    const announced = nearSteps(series, halfHour, levels, [sale]).steps
    expect(announced[5].point / plain[5].point).toBeGreaterThan(2.7)
    expect(announced[5].point / plain[5].point).toBeLessThan(3.3)
  })

  it('is none for bins of an hour, nor where nothing is known of the last hours', () => {
    expect(
      nearSteps({ startMs, binSeconds: 3600, ratesRps: new Float64Array(100).fill(5) }, 24, levels, []).steps,
    ).toEqual([])
    const dark = Float64Array.from({ length: 100 }, (_, bin) => (bin < 20 ? 5 : Number.NaN))
    expect(nearSteps({ startMs, binSeconds: 300, ratesRps: dark }, 6, levels, []).steps).toEqual([])
  })
})
