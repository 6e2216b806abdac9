import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SeasonalHistory } from '../../../../../shared/domain/forecasting/families/family.ts'
import { neuralFamily } from '../../../../../shared/domain/forecasting/neural/next-days-net.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

function historyOf(values: Float64Array, dayBins = 24): SeasonalHistory {
  const trust = new Float64Array(values.length).fill(1)
  return { startMs: 0, binSeconds: 86_400 / dayBins, dayBins, values, trust }
}

function quantilesOf(values: Float64Array, horizonBins: number, dayBins = 24) {
  return neuralFamily.fit(historyOf(values, dayBins)).quantiles!(values, horizonBins)
}

/** A day and a week that repeat themselves, with noise of five per cent. */
function usualLoad(count: number, seed: number): Float64Array {
  const random = new RandomStream(seed, 'load')
  return Float64Array.from({ length: count }, (_, hour) => {
    const rest = Math.floor(hour / 24) % 7 > 4 ? 0.6 : 1
    return rest * (100 + 60 * Math.sin((2 * Math.PI * hour) / 24)) * (1 + 0.05 * random.normal())
  })
}

const loads = fc.array(fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e9, noNaN: true })), {
  minLength: 3,
  maxLength: 400,
})

describe('the neural family', () => {
  it('never gives NaN, Infinity or less than zero, and its quantiles ascend', () => {
    fc.assert(
      fc.property(loads, fc.integer({ min: 1, max: 336 }), (values, horizonBins) => {
        const { levels, paths } = quantilesOf(Float64Array.from(values), horizonBins)
        expect(paths).toHaveLength(levels.length)
        for (let bin = 0; bin < horizonBins; bin++) {
          const column = paths.map(path => path[bin])
          expect(column.every(value => Number.isFinite(value) && value >= 0)).toBe(true)
          expect(column).toEqual(column.toSorted((a, b) => a - b))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('knows no unit: a thousand times the demand is a thousand times the forecast', () => {
    const values = usualLoad(400, 1)
    const [small, large] = [
      quantilesOf(values, 96),
      quantilesOf(
        values.map(value => 1000 * value),
        96,
      ),
    ]
    for (const [level, path] of small.paths.entries()) {
      for (let bin = 0; bin < 96; bin++) {
        expect(Math.abs(large.paths[level][bin] / (1000 * path[bin]) - 1)).toBeLessThan(1e-4)
      }
    }
  })

  it('foretells its median', () => {
    const values = usualLoad(400, 2)
    const { levels, paths } = quantilesOf(values, 60)
    expect([...neuralFamily.fit(historyOf(values)).foretell(values, 60)]).toEqual([...paths[levels.indexOf(0.5)]])
  })

  it('carries on a load of days and weeks within a tenth, two weeks ahead', () => {
    const seen = usualLoad(336, 3)
    const wanted = usualLoad(672, 3).map((_, hour) => {
      const rest = Math.floor(hour / 24) % 7 > 4 ? 0.6 : 1
      return rest * (100 + 60 * Math.sin((2 * Math.PI * hour) / 24))
    })
    const got = neuralFamily.fit(historyOf(seen)).foretell(seen, 336)
    const errors = got.map((value, ahead) => Math.abs(value - wanted[336 + ahead]))
    expect(errors.reduce((sum, error) => sum + error, 0) / 336).toBeLessThan(0.1 * 88)
  })

  it('looks at no more than the last two weeks', () => {
    const values = usualLoad(500, 4)
    const changed = values.map((value, hour) => (hour < 164 ? 7 * value : value))
    expect(quantilesOf(changed, 48)).toEqual(quantilesOf(values, 48))
  })

  it('is never surer of a later day than of the second one, though it takes its own medians for seen', () => {
    const { paths } = quantilesOf(usualLoad(336, 5), 336)
    const width = (from: number) => {
      let sum = 0
      for (let bin = from; bin < from + 24; bin++) sum += Math.sqrt(paths.at(-1)![bin]) - Math.sqrt(paths[0][bin])
      return sum
    }
    for (const day of [3, 6, 13]) expect(width(24 * day)).toBeGreaterThan(0.9999 * width(24))
  })

  it('foretells nothing after nothing, and what never changes with hardly any doubt', () => {
    expect(quantilesOf(new Float64Array(100), 50).paths.every(path => path.every(value => value === 0))).toBe(true)
    const { paths } = quantilesOf(new Float64Array(336).fill(40), 48)
    for (const path of paths) for (const value of path) expect(Math.abs(value - 40)).toBeLessThan(2)
  })

  it('draws hours out to five minutes between their middles', () => {
    const hourly = usualLoad(336, 6)
    const fine = Float64Array.from({ length: 336 * 12 }, (_, bin) => hourly[Math.floor(bin / 12)])
    const wanted = neuralFamily.fit(historyOf(hourly)).foretell(hourly, 8)
    const got = neuralFamily.fit(historyOf(fine, 288)).foretell(fine, 7 * 12)
    // Bins 5 and 6 of an hour lie half a bin before and behind its middle.
    for (let hour = 1; hour < 7; hour++) {
      const middle = (got[hour * 12 + 5] + got[hour * 12 + 6]) / 2
      const bend = (wanted[hour - 1] + wanted[hour + 1] - 2 * wanted[hour]) / 48
      expect(middle).toBeCloseTo(wanted[hour] + bend, 1)
    }
  })

  it('wants three hours of history, in bins that make up an hour', () => {
    expect(neuralFamily.fewestBins(24)).toBe(3)
    expect(neuralFamily.fewestBins(288)).toBe(36)
    expect(neuralFamily.fewestBins(10)).toBe(Number.POSITIVE_INFINITY)
  })
})
