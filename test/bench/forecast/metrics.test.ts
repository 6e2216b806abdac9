import { describe, expect, it } from 'vitest'
import { geometricMean, mean, pinballLoss, quantileOf } from '../../../bench/forecast/metrics.ts'
import { normalQuantile } from '../../../bench/forecast/normal-quantile.ts'

describe('pinball loss', () => {
  it('of a 90 % quantile costs nine times as much when it is too low as when it is too high', () => {
    // Ten below: 0.9 × 10. Ten above: 0.1 × 10.
    expect(pinballLoss(90, 100, 0.9)).toBeCloseTo(9, 12)
    expect(pinballLoss(110, 100, 0.9)).toBeCloseTo(1, 12)
    expect(pinballLoss(100, 100, 0.9)).toBe(0)
  })

  it('is least, over equally likely outcomes, at their quantile', () => {
    const outcomes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    const lossOf = (forecast: number) => mean(outcomes.map(outcome => pinballLoss(forecast, outcome, 0.75)))
    const best = [...outcomes].sort((a, b) => lossOf(a) - lossOf(b))[0]
    // 7 of 10 lie at or below 7, and 8 of 10 at or below 8: the quantile at 0.75 is 8.
    expect(best).toBe(8)
  })
})

describe('a quantile of a sample', () => {
  it('is linear between the values, each of which stands in the middle of its step', () => {
    // Of four values the k-th stands for the level (k − 1/2) / 4: 0.125, 0.375, 0.625, 0.875.
    expect(quantileOf([40, 10, 30, 20], 0.375)).toBe(20)
    expect(quantileOf([40, 10, 30, 20], 0.5)).toBe(25)
    expect(quantileOf([40, 10, 30, 20], 0.99)).toBe(40)
    expect(quantileOf([40, 10, 30, 20], 0.01)).toBe(10)
  })
})

describe('a geometric mean', () => {
  it('of a half and of a double is 1', () => {
    expect(geometricMean([0.5, 2])).toBeCloseTo(1, 12)
    expect(geometricMean([1, 10, 100])).toBeCloseTo(10, 12)
  })
})

describe('the normal quantile', () => {
  it.each([
    // Abramowitz & Stegun, table 26.5.
    [0.5, 0],
    [0.9, 1.2815516],
    [0.95, 1.6448536],
    [0.975, 1.959964],
    [0.99, 2.3263479],
    [0.001, -3.0902323],
  ])('at %d is %d', (level, score) => {
    expect(normalQuantile(level)).toBeCloseTo(score, 6)
  })
})
