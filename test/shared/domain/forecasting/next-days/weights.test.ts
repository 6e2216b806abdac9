import { describe, expect, it } from 'vitest'
import { combine, weightedMedian } from '../../../../../shared/domain/forecasting/next-days/combine.ts'
import {
  addOutcome,
  emptyLosses,
  initialWeights,
  learnLosses,
  weightsAt,
} from '../../../../../shared/domain/forecasting/next-days/weights.ts'

const path = (...values: number[]) => Float64Array.from(values)

describe('weights of experts', () => {
  it('begin at the priors, whatever their sum', () => {
    expect([...weightsAt(initialWeights([3, 1], 48), 7)]).toEqual([0.75, 0.25])
  })

  it('fall exponentially with the loss over the mean loss, and give a share back to all', () => {
    const start = initialWeights([1, 1], 1)
    const losses = emptyLosses(start)
    // What came is 10: errors 1 and 3, whose mean is 2, so the losses over the mean are 0.5 and 1.5.
    addOutcome(losses, [path(11), path(7)], 0, 10)
    const learned = weightsAt(learnLosses(start, losses, 1), 1)
    const [good, bad] = [Math.exp(-0.3 * 0.5), Math.exp(-0.3 * 1.5)]
    const share = good / (good + bad)
    expect(learned[0]).toBeCloseTo(0.96 * share + 0.04 * 0.5, 12)
    expect(learned[0] + learned[1]).toBeCloseTo(1, 12)
  })

  it('stay where they are, beside what is given back, for an expert that was not asked', () => {
    const start = initialWeights([1, 1, 2], 1)
    const losses = emptyLosses(start)
    addOutcome(losses, [path(11), path(9), path()], 0, 10)
    expect(weightsAt(learnLosses(start, losses, 1), 1)[2]).toBeCloseTo(0.5, 12)
  })

  it('are learned for near and far horizons apart', () => {
    let weights = initialWeights([1, 1], 16)
    for (let day = 0; day < 20; day++) {
      const losses = emptyLosses(weights)
      const near = Float64Array.from({ length: 16 }, (_, ahead) => (ahead < 8 ? 10 : 15))
      const far = Float64Array.from({ length: 16 }, (_, ahead) => (ahead < 8 ? 15 : 10))
      for (let ahead = 0; ahead < 16; ahead++) addOutcome(losses, [near, far], ahead, 10)
      weights = learnLosses(weights, losses, 1)
    }
    expect(weightsAt(weights, 1)[0]).toBeGreaterThan(0.9)
    expect(weightsAt(weights, 16)[1]).toBeGreaterThan(0.5)
  })

  it('come back within days when the load changes its nature', () => {
    let weights = initialWeights([1, 1], 1)
    const live = (day: number) => {
      const losses = emptyLosses(weights)
      addOutcome(losses, day < 60 ? [path(10), path(20)] : [path(20), path(10)], 0, 10)
      weights = learnLosses(weights, losses, 1)
    }
    for (let day = 0; day < 60; day++) live(day)
    expect(weightsAt(weights, 1)[0]).toBeGreaterThan(0.9)
    for (let day = 60; day < 70; day++) live(day)
    expect(weightsAt(weights, 1)[1]).toBeGreaterThan(0.5)
  })
})

describe('the combination of forecasts', () => {
  it('is halfway between weighted mean and weighted median', () => {
    // Mean 0.5 × 1 + 0.3 × 2 + 0.2 × 10 = 3.1; half of the weight is reached at 1.
    expect(combine(path(1, 2, 10), path(0.5, 0.3, 0.2))).toBeCloseTo((3.1 + 1) / 2, 12)
  })

  it.each([
    { values: [5, 1, 9], weights: [1, 1, 1], median: 5 },
    { values: [5, 1, 9], weights: [1, 1, 3], median: 9 },
    { values: [5, 1, 9], weights: [0, 1, 0], median: 1 },
  ])('has median $median of $values at weights $weights', ({ values, weights, median }) => {
    expect(weightedMedian(path(...values), path(...weights))).toBe(median)
  })
})
