import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  featureCount,
  levelAt,
  lookaheadBins,
  memoryBins,
  riseAt,
  traceResiduals,
  usualTurbulenceOf,
  writeFeatures,
} from '../../../../../shared/domain/forecasting/next-hour/residual-trace.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

function flat(bins: number): Float64Array {
  return new Float64Array(bins + lookaheadBins)
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

describe('residuals', () => {
  it('have a smoothed level, and rise by what the last three bins lie above the last thirteen', () => {
    const list = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 50 })
    fc.assert(
      fc.property(list, values => {
        const trace = traceResiduals(Float64Array.from(values), flat(values.length), 0.01, 0.3)
        const last = values.length - 1
        const [first, ...later] = values
        expect(levelAt(trace, last)).toBeCloseTo(
          later.reduce((level, value) => 0.7 * level + 0.3 * value, first),
          8,
        )
        expect(riseAt(trace, last)).toBeCloseTo(mean(values.slice(-3)) - mean(values.slice(-13)), 8)
      }),
    )
  })

  it('are what is left of demand without the base, and the last known one in a gap', () => {
    const logs = Float64Array.of(Number.NaN, 3, Number.NaN, 5)
    const base = flat(4).fill(1)
    expect([...traceResiduals(logs, base, 0.01, 0.3).residuals]).toEqual([2, 2, 2, 4])
    expect([...traceResiduals(Float64Array.of(Number.NaN), base, 0.01, 0.3).residuals]).toEqual([0])
  })

  it('describe the moment by means over growing windows and by the slope of the base', () => {
    const random = new RandomStream(2, 'features')
    const values = Array.from({ length: 100 }, () => random.normal())
    const base = Float64Array.from({ length: 100 + lookaheadBins }, (_, bin) => bin * bin * 0.001)
    const logs = Float64Array.from(values, (value, bin) => value + base[bin])
    const out = new Float64Array(featureCount + 2)
    writeFeatures(traceResiduals(logs, base, 0.01, 0.3), 99, out, 2)
    const level = values.reduce((before, value) => 0.7 * before + 0.3 * value)
    const windows = [5, 8, 13, 21, 34, 55, 80].map(window => mean(values.slice(-window)) - level)
    const rise = Math.max(mean(values.slice(-3)) - mean(values.slice(-13)), 0)
    const slopes = [base[104] - base[99], base[114] - base[99], base[129] - base[99], base[159] - base[99]]
    const past = [base[99] - base[89], base[99] - base[69]]
    const wanted = [1, level, values[99] - level, values[98] - level, ...windows, rise, ...slopes, ...past]
    expect(wanted).toHaveLength(featureCount)
    for (const [i, value] of wanted.entries()) expect(out[2 + i]).toBeCloseTo(value, 8)
  })

  it('look no further back than the memory of a tick', () => {
    const random = new RandomStream(4, 'memory')
    const logs = Float64Array.from({ length: 400 }, () => random.normal())
    const long = new Float64Array(featureCount)
    const short = new Float64Array(featureCount)
    writeFeatures(traceResiduals(logs, flat(400), 0.01, 0.3), 399, long, 0)
    writeFeatures(
      traceResiduals(logs.subarray(400 - memoryBins), flat(memoryBins), 0.01, 0.3),
      memoryBins - 1,
      short,
      0,
    )
    for (const [i, value] of long.entries()) expect(short[i]).toBeCloseTo(value, 8)
  })

  it('are as turbulent as their noise, more so when it grows, and hardly so for one spike', () => {
    const random = new RandomStream(6, 'turbulence')
    const logs = Float64Array.from({ length: 600 }, (_, bin) => (bin < 300 ? 0.1 : 0.4) * random.normal())
    const { turbulence } = traceResiduals(logs, flat(600), usualTurbulenceOf(logs.subarray(0, 300), flat(300)), 0.3)
    // An innovation is a bin's noise and that of the smoothed level: 0.1² · (1 + 0.3/1.7).
    expect(turbulence[299]).toBeGreaterThan(0.5 * 0.0118)
    expect(turbulence[299]).toBeLessThan(2 * 0.0118)
    expect(turbulence[599]).toBeGreaterThan(6 * turbulence[299])
    const spiked = logs.slice(0, 300)
    spiked[200] = 50
    const { turbulence: after } = traceResiduals(spiked, flat(300), 0.0118, 0.3)
    expect(after[299]).toBeLessThan(0.2)
  })

  it('assumes ten percent of noise where next to nothing is known', () => {
    expect(usualTurbulenceOf(new Float64Array(1), flat(1))).toBeCloseTo(0.01, 6)
    expect(usualTurbulenceOf(new Float64Array(10_000), flat(10_000))).toBeLessThan(1e-5)
  })
})
