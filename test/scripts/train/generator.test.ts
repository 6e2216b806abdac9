import { describe, expect, it } from 'vitest'
import { drawFineCase, hoursOfFineCase, stretchBins } from '../../../scripts/train/generator/fine-series.ts'
import { drawHourlySeries } from '../../../scripts/train/generator/hourly-series.ts'
import { drawProfile } from '../../../scripts/train/generator/profile.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'

const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value / values.length, 0)

function autocorrelation(values: Float64Array, lag: number): number {
  const middle = mean(values)
  let [joint, own] = [0, 0]
  for (let i = lag; i < values.length; i++) joint += (values[i] - middle) * (values[i - lag] - middle)
  for (const value of values) own += (value - middle) ** 2
  return own > 0 ? joint / own : 0
}

describe('the generator', () => {
  const random = new RandomStream(5, 'generator test')
  const series = Array.from({ length: 300 }, () => drawHourlySeries(random, 800))

  it('draws demand: at least zero and finite, and hardly ever nothing at all', () => {
    expect(series.every(values => values.every(value => Number.isFinite(value) && value >= 0))).toBe(true)
    expect(series.filter(values => values.every(value => value === 0)).length).toBeLessThan(10)
  })

  it('draws on scales that are thousands of times apart', () => {
    const levels = series.map(mean).sort((a, b) => a - b)
    expect(levels[280] / levels[20]).toBeGreaterThan(1000)
  })

  it('draws a daily season into most series, and none into some', () => {
    const daily = series.map(values => autocorrelation(values, 24) - autocorrelation(values, 12))
    expect(daily.filter(difference => difference > 0.2).length).toBeGreaterThan(120)
    expect(daily.filter(difference => Math.abs(difference) < 0.1).length).toBeGreaterThan(10)
  })

  it('draws whole numbers, and nothing for hours, into some', () => {
    expect(series.filter(values => values.every(Number.isInteger)).length).toBeGreaterThan(20)
    expect(series.filter(values => values.filter(value => value === 0).length > 20).length).toBeGreaterThan(5)
  })

  it('gives the same series for the same seed, and others for another', () => {
    const draw = (seed: number) => drawHourlySeries(new RandomStream(seed, 'again'), 200)
    expect(draw(1)).toEqual(draw(1))
    expect(draw(1)).not.toEqual(draw(2))
  })

  it('draws profiles of mean 0 and standard deviation 1', () => {
    for (let draw = 0; draw < 50; draw++) {
      const profile = drawProfile(random, 24)
      expect(mean(profile)).toBeCloseTo(0, 9)
      expect(mean(profile.map(value => value * value))).toBeCloseTo(1, 9)
    }
  })
})

describe('cases of the next hour', () => {
  const random = new RandomStream(6, 'fine cases')
  const buffer = new Float64Array(7 * 1440 + stretchBins.before + stretchBins.behind)
  const hours = drawHourlySeries(random, hoursOfFineCase)

  it.each([24, 288, 1440])(
    'know what is to be forecast, in %d bins a day, and never more than a week before',
    dayBins => {
      for (let draw = 0; draw < 50; draw++) {
        const { values, origin } = drawFineCase(random, hours, dayBins, buffer)
        const ahead = values.subarray(origin, origin + 60)
        expect(ahead.every(value => Number.isFinite(value) && value >= 0)).toBe(true)
        expect(origin).toBe(7 * dayBins + stretchBins.before)
      }
    },
  )

  it('know a week in some cases, a day in some, and only a few bins in others', () => {
    const ages = Array.from({ length: 200 }, () => {
      const { values, origin } = drawFineCase(random, hours, 1440, buffer)
      return origin - values.findIndex(value => !Number.isNaN(value))
    })
    expect(ages.filter(age => age > 6 * 1440).length).toBeGreaterThan(40)
    expect(ages.filter(age => age > 74 && age < 2 * 1440).length).toBeGreaterThan(20)
    expect(ages.filter(age => age <= 64).length).toBeGreaterThan(20)
  })
})
