import { describe, expect, it } from 'vitest'
import { ridgeCoefficients, ridgeSums } from '../../../../../shared/domain/forecasting/families/fading-ridge.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const noBelief = { coefficients: [0], rows: 0, interceptRows: 0 }

function rowsOf(x: number[], y: number[], rest: object = {}) {
  const trust = new Float64Array(y.length).fill(1)
  return {
    columns: [Float64Array.from(x)],
    target: Float64Array.from(y),
    trust,
    halfLifeRows: Number.POSITIVE_INFINITY,
    stride: 1,
    ...rest,
  }
}

describe('fading ridge regression', () => {
  it('finds slope and intercept of a line', () => {
    const [sums] = ridgeSums(rowsOf([1, 2, 3, 4], [5, 7, 9, 11]), [4])
    const [slope, intercept] = ridgeCoefficients(sums, noBelief)
    expect(slope).toBeCloseTo(2, 6)
    expect(intercept).toBeCloseTo(3, 6)
  })

  it('draws coefficients towards what is believed, threefold where nothing is explained', () => {
    const [sums] = ridgeSums(rowsOf([1, 1, -1, -1], [3, -3, 3, -3]), [4])
    // Σx² = 4, Σxy = 0, variance 9; belief 1 with the weight of 3 · 2 rows: (0 + 6·9·1) / (4 + 6·9) = 54/58.
    const [slope] = ridgeCoefficients(sums, { coefficients: [1], rows: 2, interceptRows: 0 })
    expect(slope).toBeCloseTo(54 / 58, 6)
  })

  it('hardly draws coefficients where all is explained', () => {
    const x = Array.from({ length: 40 }, (_, row) => (row % 2 === 0 ? 1 : -1))
    const [sums] = ridgeSums(
      rowsOf(
        x,
        x.map(value => 3 * value),
      ),
      [40],
    )
    // Σx² = 40, Σxy = 120, variance 9; belief 1 with the weight of 0.01 · 0.5 rows: (120 + 0.045) / (40 + 0.045).
    const [slope] = ridgeCoefficients(sums, { coefficients: [1], rows: 0.5, interceptRows: 0 })
    expect(slope).toBeCloseTo(120.045 / 40.045, 6)
  })

  it('draws the intercept towards 0', () => {
    const [sums] = ridgeSums(rowsOf([1, -1, 1, -1], [10, 10, 10, 10]), [4])
    // Σy = 40 over 4 rows and 6 believed ones.
    const [, intercept] = ridgeCoefficients(sums, { coefficients: [0], rows: 0, interceptRows: 6 })
    expect(intercept).toBeCloseTo(4, 6)
  })

  it('lets old rows count half after the half-life', () => {
    const [sums] = ridgeSums(rowsOf([0, 0, 0], [8, 0, 0], { halfLifeRows: 1 }), [3])
    // Weights 1/8, 1/4, 1/2: mean 1 / 0.875.
    expect(ridgeCoefficients(sums, noBelief)[1]).toBeCloseTo(1 / 0.875, 6)
  })

  it('ignores rows that are not trusted', () => {
    const [sums] = ridgeSums(rowsOf([1, 2, 3, 9], [5, 7, 9, 500], { trust: Float64Array.of(1, 1, 1, 0) }), [4])
    expect(ridgeCoefficients(sums, noBelief)[0]).toBeCloseTo(2, 6)
  })

  it('gives at an earlier stop what a fit on the rows before it gives', () => {
    const random = new RandomStream(1, 'stops')
    const x = Array.from({ length: 50 }, () => random.normal())
    const y = x.map(value => 2 * value + random.normal())
    const belief = { coefficients: [1], rows: 3, interceptRows: 3 }
    const [earlier] = ridgeSums(rowsOf(x, y, { halfLifeRows: 10 }), [30, 50])
    const [alone] = ridgeSums(rowsOf(x.slice(0, 30), y.slice(0, 30), { halfLifeRows: 10 }), [30])
    const wanted = ridgeCoefficients(alone, belief)
    for (const [i, coefficient] of ridgeCoefficients(earlier, belief).entries())
      expect(coefficient).toBeCloseTo(wanted[i], 6)
  })

  it('looks at every third row, the last one among them, when told so', () => {
    const [sums] = ridgeSums(rowsOf([0, 0, 0, 0, 0], [1, 50, 50, 1, 50].reverse(), { stride: 3 }), [5])
    // Reversed, the target is 50, 1, 50, 50, 1: rows 1 and 4.
    expect(ridgeCoefficients(sums, noBelief)[1]).toBeCloseTo(1, 6)
  })
})
