import { describe, expect, it } from 'vitest'
import {
  fitScale,
  type ScaleRows,
  scaleFeatureCount,
  scaleOf,
} from '../../../../../shared/domain/forecasting/next-hour/error-scale.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const count = 6000

/** Errors whose variance follows feature 2 with exponent `elasticity`; the other features are noise. */
function rowsWith(elasticity: number): ScaleRows & { readonly trueScales: Float64Array } {
  const random = new RandomStream(8, 'error scale')
  const features = new Float64Array(count * scaleFeatureCount)
  const logSquares = new Float64Array(count)
  const errors = new Float64Array(count)
  const trueScales = new Float64Array(count)
  for (let row = 0; row < count; row++) {
    features[row * scaleFeatureCount] = 1
    for (let i = 1; i < scaleFeatureCount; i++) features[row * scaleFeatureCount + i] = -6 + random.normal()
    trueScales[row] = Math.exp(0.5 * (elasticity * features[row * scaleFeatureCount + 2] - 1))
    errors[row] = trueScales[row] * random.normal()
    logSquares[row] = Math.log(errors[row] * errors[row] + 1e-6)
  }
  return { count, features, logSquares, errors, levels: new Float64Array(count).fill(10), trueScales }
}

function logCorrelation(a: Float64Array, b: Float64Array): number {
  const centred = (values: Float64Array) => {
    const logs = Array.from(values, value => Math.log(value))
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length
    return logs.map(log => log - mean)
  }
  const [x, y] = [centred(a), centred(b)]
  const product = (p: number[], q: number[]) => p.reduce((sum, value, i) => sum + value * q[i], 0)
  return product(x, y) / Math.sqrt(product(x, x) * product(y, y))
}

describe('the scale of errors', () => {
  it('follows what errors follow', () => {
    const rows = rowsWith(0.8)
    const { weights, scales } = fitScale(rows)
    expect(weights[2]).toBeGreaterThan(0.6)
    expect(logCorrelation(scales, rows.trueScales)).toBeGreaterThan(0.95)
  })

  it('covers the same share of errors in quiet and in turbulent times', () => {
    const rows = rowsWith(0.8)
    const { scales } = fitScale(rows)
    const covered = (turbulent: boolean) => {
      const ranks: number[] = []
      for (let row = 0; row < count; row++) {
        const inGroup = rows.features[row * scaleFeatureCount + 2] > -6 === turbulent
        if (inGroup) ranks.push(rows.errors[row] / scales[row])
      }
      return ranks
    }
    const pooled = [...covered(true), ...covered(false)].sort((a, b) => a - b)
    const quantile = pooled[Math.floor(0.95 * pooled.length)]
    for (const turbulent of [true, false]) {
      const ranks = covered(turbulent)
      expect(Math.abs(ranks.filter(rank => rank <= quantile).length / ranks.length - 0.95)).toBeLessThan(0.02)
    }
  })

  it('never shrinks when something grows, and never grows faster than in proportion', () => {
    for (const elasticity of [-1, 0, 0.5, 2]) {
      const { weights } = fitScale(rowsWith(elasticity))
      const followed = Array.from(weights.subarray(1, scaleFeatureCount))
      expect(Math.min(...followed)).toBeGreaterThanOrEqual(0)
      expect(followed.reduce((sum, weight) => sum + weight, 0)).toBeLessThanOrEqual(0.9 + 1e-12)
    }
  })

  it('stops at twice the largest scale in history', () => {
    const { weights, scales } = fitScale(rowsWith(0.8))
    const unheardOf = new Float64Array(scaleFeatureCount).fill(20)
    unheardOf[0] = 1
    expect(scaleOf(weights, unheardOf, 0)).toBeCloseTo(2 * Math.max(...scales), 6)
  })
})
