import { describe, expect, it } from 'vitest'
import {
  knots,
  nextHourFeatureCount,
  recentBins,
  writeNextHourFeatures,
} from '../../../../../shared/domain/forecasting/neural/next-hour-features.ts'

function featuresOf(values: number[] | Float64Array, dayBins: number) {
  const features = new Float32Array(nextHourFeatureCount)
  const scale = writeNextHourFeatures(values, values.length, dayBins, features, 0)
  return { features, scale }
}

describe('features of the next hour', () => {
  it('count from the smoothed level, in units of the usual surprise', () => {
    const { features, scale } = featuresOf([4, 16], 1440)
    // Roots 2 and 4. Level 2, then 2 + (1/2)·(4 − 2) = 3. Surprise 2² once, and (0.15 · mean 3)² as prior, over two bins.
    expect(scale!.level).toBeCloseTo(3, 12)
    expect(scale!.unit).toBeCloseTo(Math.sqrt((4 + 0.2025) / 2), 12)
    expect(features[recentBins - 1]).toBeCloseTo(1 / scale!.unit, 6)
    expect(features[recentBins - 2]).toBeCloseTo(-1 / scale!.unit, 6)
  })

  it('say which bins are known', () => {
    const { features } = featuresOf([4, Number.NaN, 16], 1440)
    expect([...features.subarray(2 * recentBins - 4, 2 * recentBins)]).toEqual([0, 1, 0, 1])
    expect(features[recentBins - 2]).toBe(0)
  })

  it('tell how demand went on a day ago, from the level of that moment', () => {
    const dayBins = 288
    const values = new Float64Array(dayBins + 100).fill(100)
    // From the first bin after the same moment of yesterday on it was four times as high: roots 20 instead of 10.
    for (let bin = 100; bin < 200; bin++) values[bin] = 400
    const { features, scale } = featuresOf(values, dayBins)
    const change = Math.min(10 / scale!.unit, 15)
    const dayAt = 2 * recentBins
    expect([...features.subarray(dayAt, dayAt + 2)]).toEqual([0, 1])
    expect(features[dayAt + 2]).toBeCloseTo(change, 5)
    expect([...features.subarray(dayAt + 2 + knots.length, dayAt + 2 + 2 * knots.length)]).toEqual(knots.map(() => 1))
  })

  it('look two or three days back for hours that a day ago had not been yet', () => {
    const values = Float64Array.from({ length: 24 * 6 }, (_, hour) => (hour % 24 === 7 ? 900 : 100))
    const { features, scale } = featuresOf(values, 24)
    const at = 2 * recentBins + 2 + knots.indexOf(32)
    // The last known hour is 23 o'clock; 32 hours on it is 7 o'clock, averaged over five hours on either side: 10 + 20 / 11.
    expect(features[at]).toBeCloseTo(20 / 11 / scale!.unit, 4)
  })

  it('say that a day and a week ago are unknown while they are', () => {
    const { features } = featuresOf(new Float64Array(64).fill(9), 1440)
    expect(features.subarray(2 * recentBins, nextHourFeatureCount - 9).every(value => value === 0)).toBe(true)
  })
})
