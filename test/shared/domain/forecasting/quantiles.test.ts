import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  maximumQuantile,
  maximumSamples,
  quantileAt,
  selectQuantile,
} from '../../../../shared/domain/forecasting/quantiles.ts'

const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: 0, max: 1e6 })

/** Hyndman & Fan (1996), type 5, written with a full sort. */
function bySorting(values: readonly number[], level: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const position = level * sorted.length + 0.5
  const k = Math.floor(position)
  if (k < 1) return sorted[0]
  if (k >= sorted.length) return sorted[sorted.length - 1]
  return sorted[k - 1] + (position - k) * (sorted[k] - sorted[k - 1])
}

function pathsOf(rates: number[][]) {
  return {
    startMs: 0,
    binSeconds: 60,
    bins: rates[0].length,
    count: rates.length,
    rates: Float64Array.from(rates.flat()),
  }
}

describe('quantiles of paths', () => {
  it('selects the same quantile as a full sort', () => {
    const duplicates = fc.array(fc.oneof(finite, fc.constantFrom(0, 1, 2)), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(duplicates, fc.double({ min: 0, max: 1, noNaN: true }), (values, level) => {
        const wanted = bySorting(values, level)
        expect(Math.abs(selectQuantile(Float64Array.from(values), level) - wanted)).toBeLessThanOrEqual(
          1e-9 * (1 + wanted),
        )
      }),
      { numRuns: 2000 },
    )
  })

  it('takes the middle of the second and third of four values as their median', () => {
    expect(selectQuantile(Float64Array.of(40, 10, 20, 30), 0.5)).toBe(25)
  })

  it('finds the largest demand of every path within the window only', () => {
    const paths = pathsOf([
      [9, 1, 5, 2],
      [0, 7, 3, 8],
      [0, 0, 0, 9],
    ])
    expect([...maximumSamples(paths, 1, 3)]).toEqual([5, 7, 0])
  })

  it('gives the quantile of one bin, and of the maximum over several, as brute force does', () => {
    const matrix = fc.array(fc.array(finite, { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(matrix, fc.double({ min: 0, max: 1, noNaN: true }), (rates, level) => {
        const paths = pathsOf(rates)
        const ofBin = bySorting(
          rates.map(path => path[2]),
          level,
        )
        const ofMaximum = bySorting(
          rates.map(path => Math.max(...path.slice(1, 4))),
          level,
        )
        expect(quantileAt(paths, 2, level)).toBeCloseTo(ofBin, 6)
        expect(maximumQuantile(paths, 1, 4, level)).toBeCloseTo(ofMaximum, 6)
      }),
    )
  })

  it('refuses a window that is empty or reaches beyond the paths, and a level that is none', () => {
    const paths = pathsOf([[1, 2, 3]])
    expect(() => maximumSamples(paths, 2, 2)).toThrow('window of bins [2, 2), wanted one inside [0, 3)')
    expect(() => maximumSamples(paths, 1, 4)).toThrow('window of bins [1, 4), wanted one inside [0, 3)')
    expect(() => selectQuantile(Float64Array.of(1), 95)).toThrow('quantile level 95, wanted a number from 0 to 1')
    expect(() => selectQuantile(new Float64Array(0), 0.5)).toThrow('quantile of no values, wanted at least one')
  })
})
