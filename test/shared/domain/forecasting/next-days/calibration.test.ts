import { describe, expect, it } from 'vitest'
import { calibrate, offsetsAt } from '../../../../../shared/domain/forecasting/next-days/calibration.ts'
import {
  errorSize,
  type KnownErrors,
  learnErrorQuantiles,
  neverFalling,
  standardQuantile,
  unitOf,
} from '../../../../../shared/domain/forecasting/next-days/error-quantiles.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const dayBins = 24

/** Forecasts of 100 whose errors are normal, of the size that `sizeAt` says for the bin. */
function knownErrors(count: number, ahead: number, sizeAt: (bin: number, ahead: number) => number): KnownErrors[] {
  const random = new RandomStream(11, 'errors')
  return Array.from({ length: count }, (_, index) => {
    const origin = index * 7
    const actuals = Float64Array.from({ length: ahead }, (_, h) => 100 + sizeAt(origin + h, h) * random.normal())
    return { origin, points: new Float64Array(ahead).fill(100), actuals }
  })
}

describe('sizes of errors', () => {
  it('never fall with the horizon: neighbours that do are pooled by weight', () => {
    // Means 4, 2, 6 with weights 1, 3, 1: the first two pool to (4 + 6) / 4 = 2.5.
    expect([...neverFalling(Float64Array.of(4, 6, 6), Float64Array.of(1, 3, 1))]).toEqual([2.5, 2.5, 6])
  })

  it('are in units that scale with the load', () => {
    expect(unitOf(300, 100)).toBeCloseTo(10 * unitOf(30, 10), 10)
    expect(unitOf(300, 100)).toBeGreaterThan(unitOf(100, 100))
    expect(unitOf(5, 0)).toBe(0)
  })

  it('are larger at times of the day at which errors were larger', () => {
    const known = knownErrors(60, 24, bin => (bin % dayBins < 12 ? 20 : 5))
    const learned = learnErrorQuantiles(known, 100, dayBins, 24)
    expect(errorSize(learned, 6, 12, 100)).toBeGreaterThan(2 * errorSize(learned, 18, 12, 100))
  })

  it('have the quantiles of what was seen', () => {
    const learned = learnErrorQuantiles(
      knownErrors(400, 12, () => 10),
      100,
      dayBins,
      12,
    )
    // Of the normal distribution, in units of its mean size √(2/π).
    expect(standardQuantile(learned, 0.9)).toBeCloseTo(1.2816 / 0.7979, 1)
    expect(Math.abs(standardQuantile(learned, 0.5))).toBeLessThan(0.1)
  })
})

describe('adaptive conformal calibration', () => {
  it('moves a quantile out by step × level a day where everything was missed, and in by step × (1 − level)', () => {
    const known: KnownErrors[] = [
      { origin: 0, points: new Float64Array(24).fill(100), actuals: new Float64Array(24).fill(1e9) },
    ]
    const learned = learnErrorQuantiles(
      knownErrors(60, 24, () => 10),
      100,
      dayBins,
      24,
    )
    const before = calibrate(learned, [], [0.9], dayBins, 24)
    const after = calibrate(learned, known, [0.9], dayBins, 24)
    expect(after.thresholds[0] - before.thresholds[0]).toBeCloseTo(0.25 * 0.9, 12)
    const hits = known.map(errors => ({ ...errors, actuals: new Float64Array(24) }))
    const inward = calibrate(learned, hits, [0.9], dayBins, 24)
    expect(inward.thresholds[0] - before.thresholds[0]).toBeCloseTo(-0.25 * 0.1, 12)
  })

  it('gives offsets in the order of their levels', () => {
    const known = knownErrors(30, 24, () => 10)
    const learned = learnErrorQuantiles(known, 100, dayBins, 24)
    const calibration = calibrate(learned, known, [0.05, 0.5, 0.9, 0.95], dayBins, 24)
    const offsets = [...offsetsAt(calibration, 300, 5, 100)]
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b))
    expect(offsets[0]).toBeLessThan(0)
    expect(offsets[3]).toBeGreaterThan(0)
  })
})
