import { describe, expect, it } from 'vitest'
import {
  lean,
  learnInnerPattern,
  noiseQuantile,
  refine,
} from '../../../../../shared/domain/forecasting/next-days/inner-pattern.ts'
import { coarsen, workingBinSeconds } from '../../../../../shared/domain/forecasting/next-days/working-bin.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

function history(days: number, dayBins: number, rateAt: (bin: number) => number) {
  const values = Float64Array.from({ length: days * dayBins }, (_, bin) => rateAt(bin))
  return { startMs: 0, binSeconds: 86_400 / dayBins, dayBins, values, trust: values.map(() => 1) }
}

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the working bin', () => {
  it.each([
    { binSeconds: 60, horizonBins: 14 * 1440, wanted: 3600 },
    { binSeconds: 60, horizonBins: 480, wanted: 3600 },
    { binSeconds: 60, horizonBins: 479, wanted: 900 },
    { binSeconds: 60, horizonBins: 60, wanted: 300 },
    { binSeconds: 60, horizonBins: 5, wanted: 60 },
    { binSeconds: 300, horizonBins: 36, wanted: 900 },
    { binSeconds: 3600, horizonBins: 2, wanted: 3600 },
    { binSeconds: 420, horizonBins: 500, wanted: 420 },
  ])('of $horizonBins bins of $binSeconds s is $wanted s', ({ binSeconds, horizonBins, wanted }) => {
    expect(workingBinSeconds(binSeconds, horizonBins)).toBe(wanted)
  })

  it('holds means by trust, counted back from the end', () => {
    const fine = {
      ...history(1, 24, bin => bin),
      trust: Float64Array.from({ length: 24 }, (_, bin) => (bin === 23 ? 0 : 1)),
    }
    const cut = { ...fine, values: fine.values.subarray(1), trust: fine.trust.subarray(1) }
    const coarse = coarsen(cut, 4)
    // Bins 1…23: the first three fill no bin of four; the last is 20…23 without 23.
    expect([...coarse.values]).toEqual([5.5, 9.5, 13.5, 17.5, 21])
    expect(coarse.trust[4]).toBe(0.75)
    expect(coarse.dayBins).toBe(6)
    expect(coarse.startMs).toBe(3 * 3600 * 1000)
  })

  it('remembers eight weeks at most', () => {
    expect(
      coarsen(
        history(100, 24, () => 1),
        1,
      ).values,
    ).toHaveLength(8 * 7 * 24)
  })
})

describe('a coarse forecast read in finer bins', () => {
  it('leans towards its neighbours and keeps the mean of every coarse bin', () => {
    const coarse = Float64Array.of(2, 4, 6, 1, 0)
    const fine = lean(coarse, 4)
    expect(fine[4]).toBeLessThan(fine[7])
    for (let bin = 0; bin < coarse.length; bin++) {
      expect(mean(fine.subarray(4 * bin, 4 * bin + 4))).toBeCloseTo(coarse[bin], 12)
    }
    expect(Math.min(...fine)).toBeGreaterThanOrEqual(0)
  })

  it('has the peak of the full hour that history had, and keeps the mass', () => {
    const random = new RandomStream(3, 'full hour')
    const fine = history(14, 288, bin => (bin % 12 === 0 ? 40 : 10) * (1 + 0.1 * random.normal()))
    const pattern = learnInnerPattern(fine, 12)
    const flat = refine(pattern, Float64Array.of(100, 100))
    expect(flat[12] / flat[17]).toBeGreaterThan(3.8)
    const rising = refine(pattern, Float64Array.of(100, 200))
    expect(mean(rising.subarray(0, 12))).toBeCloseTo(100, 9)
    expect(mean(rising.subarray(12))).toBeCloseTo(200, 9)
  })

  it('takes noise for noise', () => {
    const random = new RandomStream(4, 'noise')
    const fine = history(5, 288, () => 100 * Math.exp(0.3 * random.normal()))
    const read = refine(learnInnerPattern(fine, 12), Float64Array.of(100, 100))
    expect(Math.max(...read)).toBeLessThan(112)
    expect(Math.min(...read)).toBeGreaterThan(88)
  })

  it('knows how noisy the finer bins are', () => {
    const random = new RandomStream(5, 'spread')
    const pattern = learnInnerPattern(
      history(10, 288, () => 100 + 20 * random.normal()),
      12,
    )
    // The 95 % quantile of the normal distribution is 1.645 standard deviations above its mean.
    expect(noiseQuantile(pattern, 0.95)).toBeGreaterThan(1.27)
    expect(noiseQuantile(pattern, 0.95)).toBeLessThan(1.37)
  })
})
