import { describe, expect, it } from 'vitest'
import { enter, laggedMeans } from '../../../../../shared/domain/forecasting/families/lagged-means.ts'

describe('moving means that are continued', () => {
  it('take in fewer bins at the start', () => {
    expect([...laggedMeans(Float64Array.of(3, 5, 7, 9), [1, 3]).get(3)!]).toEqual([3, 4, 5, 7])
  })

  it('take in a new value', () => {
    const means = laggedMeans(Float64Array.of(3, 5, 7, 0), [1, 3])
    enter(means, 3, 12)
    expect(means.get(1)![3]).toBe(12)
    expect(means.get(3)![3]).toBe(8)
  })
})
