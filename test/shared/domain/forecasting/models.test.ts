import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import { harmonic } from '../../../../shared/domain/forecasting/families/harmonic.ts'
import {
  availableAlgorithms,
  fitModel,
  isAvailableAlgorithm,
  restoreModel,
} from '../../../../shared/domain/forecasting/models.ts'
import { maximumQuantile } from '../../../../shared/domain/forecasting/quantiles.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'
import { cut, dayCurve, dayMinutes, noisyDays, series, startMs } from './synthetic-demand.ts'

describe('the registry of forecast families', () => {
  it('says which algorithms there are, and refuses others by name', () => {
    expect(availableAlgorithms).toContain('auto')
    expect(isAvailableAlgorithm('prophet')).toBe(true)
    // What `auto` uses inside can be fitted and restored, yet nobody orders it.
    expect(isAvailableAlgorithm('seasonal-ridge')).toBe(false)
    expect(() => fitModel('tbats', noisyDays(1, 10, 0.1, 1))).toThrow(
      'algorithm tbats, wanted one of auto, seasonal-naive, ets, mstl',
    )
  })

  it('picks the ridge where demand is noisy, and the naive where no more than hours are known', () => {
    expect(fitModel('auto', noisyDays(4, 300, 0.1, 60)).algorithm).toBe('seasonal-ridge')
    expect(fitModel('auto', cut(noisyDays(1, 300, 0.1, 60), 0, 200)).algorithm).toBe('seasonal-naive')
  })

  it.each(['seasonal-naive', 'seasonal-ridge'])('restores %s from its record as an equal model', algorithm => {
    const history = noisyDays(3, 300, 0.1, 61)
    const model = fitModel(algorithm, history)
    const restored = restoreModel(JSON.parse(JSON.stringify(model.toRecord())))
    expect(restored).toMatchObject({ algorithm, fittedAtMs: startMs + 3 * dayMinutes * 60_000, horizonBins: 60 })
    expect(restored.paths(history, 60)).toEqual(model.paths(history, 60))
    expect(restored.toRecord()).toEqual(model.toRecord())
  })

  it('is built around the family that is named, and restored under its name', () => {
    const history = noisyDays(5, 300, 0.1, 68)
    const model = fitModel('harmonic', history, { family: harmonic('log') })
    expect(model.algorithm).toBe('harmonic')
    expect(restoreModel(model.toRecord()).paths(history, 60)).toEqual(model.paths(history, 60))
    const median = maximumQuantile(model.paths(history, 60), 30, 31, 0.5)
    expect(Math.abs(median / dayCurve(5 * dayMinutes + 30, 300) - 1)).toBeLessThan(0.1)
  })

  it('is that of auto where the family is missing, is another one, or has too little history', () => {
    const history = noisyDays(5, 300, 0.1, 69)
    const short = cut(history, 0, 1.5 * dayMinutes)
    expect(fitModel('harmonic', history).algorithm).toBe(fitModel('auto', history).algorithm)
    expect(fitModel('ets', history, { family: harmonic('log') }).algorithm).toBe(fitModel('auto', history).algorithm)
    const unable = fitModel('harmonic', short, { family: harmonic('log') })
    expect(unable.algorithm).toBe(fitModel('auto', short).algorithm)
  })

  it('keeps a record of two weeks within 60 kilobytes', () => {
    const record = fitModel('auto', noisyDays(14, 300, 0.1, 62)).toRecord()
    expect(JSON.stringify(record).length).toBeLessThan(60_000)
  })

  it('gives the same model for the same history', () => {
    const history = noisyDays(3, 300, 0.1, 63)
    expect(fitModel('auto', history).toRecord()).toEqual(fitModel('auto', history).toRecord())
  })

  it('says what is wrong with a record that it did not write', () => {
    const record = fitModel('seasonal-naive', noisyDays(1, 10, 0.1, 64)).toRecord()
    const parameters = JSON.parse(JSON.stringify(record.parameters))
    const damaged = (changes: object) => () => restoreModel({ ...record, parameters: { ...parameters, ...changes } })
    expect(() => restoreModel({ ...record, algorithm: 'auto' })).toThrow(
      'model record of algorithm auto, wanted seasonal-ridge or a named one',
    )
    expect(() => restoreModel({ ...record, parameters: 'x' })).toThrow('wanted schema version 2')
    expect(damaged({ schemaVersion: 7 })).toThrow('schemaVersion')
    expect(damaged({ weights: 'AAAA' })).toThrow('model record with 0 values of weights, wanted 1080')
    expect(damaged({ reach: Buffer.from(new Float32Array(60).fill(Number.NaN).buffer).toString('base64') })).toThrow(
      'not finite',
    )
    expect(damaged({ errorPaths: '' })).toThrow('model record with 0 values of errorPaths, wanted whole paths')
  })

  it('draws as many paths, as far, as it was asked to', () => {
    const model = fitModel('auto', noisyDays(2, 300, 0.1, 65), { horizonBins: 12, pathCount: 50 })
    expect(model.horizonBins).toBe(12)
    expect(model.paths(noisyDays(1, 300, 0.1, 66), 12).count).toBe(50)
    expect(() => fitModel('auto', noisyDays(1, 1, 0, 1), { horizonBins: 61 })).toThrow(
      'horizon of 61 bins, wanted 1 to 60',
    )
    expect(() => fitModel('auto', noisyDays(1, 1, 0, 1), { pathCount: 3 })).toThrow('3 paths, wanted 20 to 1000')
    expect(() => fitModel('auto', { ...noisyDays(1, 1, 0, 1), binSeconds: 7 })).toThrow(
      'bins of 7 s, wanted a whole number of bins in a day',
    )
  })

  it('works in bins of five minutes', () => {
    const full: DemandSeries = { startMs, binSeconds: 300, ratesRps: new Float64Array(288 * 5) }
    const random = new RandomStream(67, 'five minutes')
    for (let bin = 0; bin < full.ratesRps.length; bin++) {
      full.ratesRps[bin] = dayCurve(bin * 5, 300) * Math.exp(0.05 * random.normal())
    }
    const paths = fitModel('auto', full).paths(full, 12)
    const truth = dayCurve(5 * full.ratesRps.length, 300)
    expect(Math.abs(maximumQuantile(paths, 0, 1, 0.5) / truth - 1)).toBeLessThan(0.1)
  })
})

describe('any history', () => {
  const shapes: Record<string, (minute: number, random: RandomStream) => number> = {
    'of zeros': () => 0,
    'that is constant': () => 42,
    'that goes on and off': minute => (Math.floor(minute / 30) % 2) * 500,
    'with gaps': (minute, random) => (random.uniform() < 0.3 ? Number.NaN : dayCurve(minute, 100)),
    'of nothing known': () => Number.NaN,
    'that grows ten thousandfold': minute => Math.exp(minute / 300),
    'of single requests': (_, random) => random.poisson(0.2) / 60,
    'with broken values': (minute, random) =>
      [dayCurve(minute, 100), -3, Number.POSITIVE_INFINITY, 1e12][random.poisson(0.02)],
  }

  it.each(Object.keys(shapes))('%s gives paths that are finite, not negative and within bounds', name => {
    const random = new RandomStream(70, name)
    const full = series(3000, minute => shapes[name](minute, random))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 3000 }), fc.constantFrom(...availableAlgorithms), (minutes, algorithm) => {
        const history = cut(full, 0, minutes)
        const most = history.ratesRps.reduce((a, b) => (b > a && Number.isFinite(b) ? b : a), 0)
        const { rates } = fitModel(algorithm, history).paths(history, 60)
        expect(rates.every(rate => rate >= 0 && rate <= 3 * most * (1 + 1e-9))).toBe(true)
      }),
      {
        numRuns: 12,
        examples: [
          [0, 'auto'],
          [1, 'auto'],
          [70, 'auto'],
          [3000, 'auto'],
          [3000, 'seasonal-naive'],
        ],
      },
    )
  })

  it('that is constant is forecast to stay so, narrowly', () => {
    const history = series(3000, () => 42)
    const paths = fitModel('auto', history).paths(history, 8)
    expect(maximumQuantile(paths, 2, 8, 0.5)).toBeCloseTo(42, 0)
    expect(maximumQuantile(paths, 2, 8, 0.95)).toBeLessThan(44)
  })
})
