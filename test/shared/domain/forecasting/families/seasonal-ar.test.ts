import { describe, expect, it } from 'vitest'
import { seasonalAr } from '../../../../../shared/domain/forecasting/families/seasonal-ar.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { fromValues, goingOn, historyOf, largestMiss } from './series.ts'

const officeHours = (bin: number) => {
  const weekday = Math.floor(bin / 24) % 7 < 5
  return 50 + (weekday && bin % 24 >= 8 && bin % 24 < 18 ? 200 : 0) + (bin % 24)
}

describe('seasonal autoregression', () => {
  it.each(['log', 'sqrt', 'raw'] as const)('continues a week that repeats itself (%s)', scale => {
    const history = historyOf(28 * 24, officeHours)
    const foretold = seasonalAr(scale).fit(history).foretell(history.values, 96)
    expect(largestMiss(foretold, goingOn(28 * 24, 96, officeHours))).toBeLessThan(8)
  })

  it.each(['none', 'day'] as const)(
    'continues a day that repeats itself after two of them (changes since: %s)',
    difference => {
      const shape = (bin: number) => 100 + 50 * Math.sin((2 * Math.PI * bin) / 24)
      const history = historyOf(48, shape)
      const foretold = seasonalAr('raw', difference).fit(history).foretell(history.values, 48)
      expect(largestMiss(foretold, goingOn(48, 48, shape))).toBeLessThan(2)
    },
  )

  it('lets a disturbance die away as fast as disturbances of the history did', () => {
    const random = new RandomStream(4, 'ar')
    const values = new Float64Array(2000).fill(100)
    for (let bin = 1; bin < values.length; bin++) values[bin] = 100 + 0.8 * (values[bin - 1] - 100) + random.normal()
    const expert = seasonalAr('raw').fit(fromValues(values))
    const calm = expert.foretell(values, 3)
    const disturbed = values.slice()
    for (const [back, left] of [1, 0.8, 0.64].entries()) disturbed[values.length - 3 + back] += 10 * left
    const shock = expert.foretell(disturbed, 3).map((load, ahead) => load - calm[ahead])
    // 10 · 0.8³, 10 · 0.8⁴ and 10 · 0.8⁵.
    for (const [ahead, left] of shock.entries()) {
      expect(left / (10 * 0.8 ** (ahead + 3))).toBeGreaterThan(0.65)
      expect(left / (10 * 0.8 ** (ahead + 3))).toBeLessThan(1.35)
    }
  })

  it('uses coefficients that were known at the origin', () => {
    const random = new RandomStream(8, 'origin')
    const values = Float64Array.from({ length: 600 }, (_, bin) => 100 + officeHours(bin) + 5 * random.normal())
    const other = values.map((load, bin) => (bin < 480 ? load : 500 - load))
    const foretold = [values, other].map(history =>
      seasonalAr('raw', 'day').fit(fromValues(history)).foretell(values.slice(0, 480), 24),
    )
    expect(largestMiss(foretold[0], [...foretold[1]])).toBeLessThan(1e-3)
  })

  it('learns from trusted bins alone', () => {
    const random = new RandomStream(2, 'trust')
    const values = new Float64Array(1200).fill(100)
    const persistence = (bin: number) => (bin < 400 ? 0.9 : 0.2)
    for (let bin = 1; bin < values.length; bin++) {
      values[bin] = 100 + persistence(bin) * (values[bin - 1] - 100) + random.normal()
    }
    const shocked = values.map((load, bin) => (bin === values.length - 1 ? load + 10 : load))
    const left = (trust: Float64Array) => {
      const expert = seasonalAr('raw').fit({ ...fromValues(values), trust })
      return expert.foretell(shocked, 1)[0] - expert.foretell(values, 1)[0]
    }
    const trusted = left(new Float64Array(1200).fill(1, 400))
    const distrusted = left(new Float64Array(1200).fill(1, 0, 400))
    // Of a shock of 10, 2 is left by the law of the later bins and 9 by that of the earlier ones.
    expect(trusted).toBeGreaterThan(1)
    expect(trusted).toBeLessThan(4)
    expect(distrusted).toBeGreaterThan(5.5)
  })

  it('means the same in bins of an hour and of five minutes', () => {
    const perHour = (hour: number) =>
      300 + 200 * Math.sin((2 * Math.PI * hour) / 24) + 50 * Math.cos((2 * Math.PI * hour) / 168)
    const fine = historyOf(21 * 288, bin => perHour(bin / 12), 288)
    const foretold = seasonalAr('log').fit(fine).foretell(fine.values, 288)
    expect(
      largestMiss(
        foretold,
        goingOn(21 * 288, 288, bin => perHour(bin / 12)),
      ),
    ).toBeLessThan(25)
  })
})
