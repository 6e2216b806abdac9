import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  contextBins,
  nextDaysFeatureCount,
  writeNextDaysFeatures,
} from '../../../../../shared/domain/forecasting/neural/next-days-features.ts'

const knownDaysAt = contextBins + 2 * 168
const dayLevelsAt = knownDaysAt + 14

function featuresOf(values: ArrayLike<number>, known = values.length) {
  const features = new Float32Array(nextDaysFeatureCount)
  const base = writeNextDaysFeatures(values, values.length, known, features, 0)
  return { features, base }
}

/** Days of 100, 101, 102 … squared, each hour alike: roots that are one higher every day. */
const climbing = Float64Array.from({ length: 336 }, (_, hour) => (100 + Math.floor(hour / 24)) ** 2)

describe('features of the next days', () => {
  it('are the same whatever the unit of the series', () => {
    const values = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 1000, noNaN: true })), {
      minLength: 3,
      maxLength: 336,
    })
    fc.assert(
      fc.property(values, fc.constantFrom(0.25, 4, 1024), (series, factor) => {
        const [plain, scaled] = [featuresOf(series), featuresOf(series.map(value => factor * value))]
        for (let i = 0; i < nextDaysFeatureCount; i++) expect(scaled.features[i]).toBeCloseTo(plain.features[i], 4)
        expect(scaled.base?.unit ?? 0).toBeCloseTo(Math.sqrt(factor) * (plain.base?.unit ?? 0), 6)
      }),
      { numRuns: 50 },
    )
  })

  it('show changes in units of what is usual: where every day is one higher, every change is one', () => {
    const { features } = featuresOf(climbing)
    expect([...features.subarray(contextBins, contextBins + 168)]).toEqual(new Array(168).fill(1))
  })

  it('show how much lower the earlier days were, nearest first', () => {
    const { features, base } = featuresOf(climbing)
    for (let back = 1; back <= 13; back++) {
      expect(features[dayLevelsAt + back - 1]).toBeCloseTo(Math.max(-back / base!.unit, -10), 4)
    }
  })

  it('say which days are known, and keep silent about the others', () => {
    const { features } = featuresOf(climbing, 60)
    expect([...features.subarray(knownDaysAt, dayLevelsAt)]).toEqual([...new Array(11).fill(0), 0.5, 1, 1])
    expect(features.subarray(0, contextBins - 60).every(value => value === 0)).toBe(true)
    expect(features[contextBins - 60]).not.toBe(0)
  })

  it('are not moved by what lies before the bins that are known', () => {
    const changed = climbing.map((value, hour) => (hour < 276 ? value * 5 : value))
    expect(featuresOf(changed, 60)).toEqual(featuresOf(climbing, 60))
  })

  it('are none for nothing but zeros, and finite for what never changes', () => {
    expect(featuresOf(new Float64Array(50)).base).toBeUndefined()
    const { features, base } = featuresOf(new Float64Array(50).fill(3))
    expect(features.every(Number.isFinite)).toBe(true)
    expect(base!.unit).toBeGreaterThan(0)
  })
})
