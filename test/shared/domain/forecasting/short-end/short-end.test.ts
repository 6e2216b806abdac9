import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../../shared/domain/demand/series.ts'
import { nearSteps } from '../../../../../shared/domain/forecasting/short-end/short-end.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { cut, noisyDays, startMs } from '../synthetic-demand.ts'

const levels = [0.05, 0.5, 0.9, 0.95]
/** Of the standard normal distribution at these levels. */
const normalQuantiles = [-1.645, 0, 1.282, 1.645]
const halfHour = 6

/** What the time of day makes of a load of five-minute bins, and what noise adds that loses a tenth of itself in each bin. */
const keeps = 0.9
const kick = 4
const dayCourse = (bin: number) => 100 + 30 * Math.sin((2 * Math.PI * bin) / 288)

function reverting(bins: number) {
  const random = new RandomStream(3, 'reverting')
  const ratesRps = new Float64Array(bins)
  for (let bin = 0, distance = 0; bin < bins; bin++) {
    distance = keeps * distance + kick * random.normal()
    ratesRps[bin] = Math.max(dayCourse(bin) + distance, 0)
  }
  return { startMs, binSeconds: 300, ratesRps }
}

/** The true quantiles, from how far the last bin before `origin` was off: normal, with the variance of a stopped AR(1). */
function trueQuantiles({ ratesRps }: DemandSeries, origin: number): number[] {
  const distance = ratesRps[origin - 1] - dayCourse(origin - 1)
  const deviation = kick * Math.sqrt((1 - keeps ** (2 * halfHour)) / (1 - keeps ** 2))
  const middle = dayCourse(origin + halfHour - 1) + keeps ** halfHour * distance
  return normalQuantiles.map(z => middle + z * deviation)
}

const pinball = (level: number, quantile: number, actual: number) =>
  actual >= quantile ? level * (actual - quantile) : (1 - level) * (quantile - actual)

describe('the first hour of a forecast', () => {
  it('loses little more than the truth would, on a load whose law is known, and covers what it promises', () => {
    const series = reverting(7 * 288)
    let [covered, ours, truth] = [0, 0, 0]
    for (let origin = 4 * 288; origin + halfHour <= series.ratesRps.length; origin += 41) {
      const actual = series.ratesRps[origin + halfHour - 1]
      const { quantiles } = nearSteps(cut(series, 0, origin), halfHour, levels, []).steps[halfHour - 1]
      const known = trueQuantiles(series, origin)
      covered += actual <= quantiles[2] ? 1 : 0
      for (const [k, level] of levels.entries()) {
        ours += pinball(level, quantiles[k], actual)
        truth += pinball(level, known[k], actual)
      }
    }
    expect(ours).toBeLessThan(1.25 * truth)
    // Of 21 outcomes 19 are expected; of a true nine in ten, fewer than 15 come in less than one of a hundred series.
    expect(covered).toBeGreaterThanOrEqual(15)
  }, 60_000)

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
      expect(many[ahead].point).toBe(many[ahead].quantiles[1])
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
