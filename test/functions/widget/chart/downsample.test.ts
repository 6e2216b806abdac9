import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bucketRanges, downsample, niceBucketSize } from '../../../../functions/widget/chart/downsample.ts'

const series = fc.array(fc.option(fc.double({ noNaN: true, noDefaultInfinity: true })), {
  minLength: 1,
  maxLength: 400,
})
const size = fc.integer({ min: 1, max: 50 })

function present(values: readonly (number | null)[]): number[] {
  return values.filter(value => value !== null)
}

function chunks<Item>(items: readonly Item[], length: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / length) }, (_, i) => items.slice(i * length, (i + 1) * length))
}

describe('downsampling', () => {
  it('keeps the lowest and the highest value of every bucket', () => {
    fc.assert(
      fc.property(series, size, (values, bucketSize) => {
        const points = downsample(values, bucketSize)
        for (const [bucket, chunk] of chunks(values, bucketSize).entries()) {
          const kept = present(points.filter(p => Math.floor(p.index / bucketSize) === bucket).map(p => p.value))
          if (present(chunk).length === 0) expect(kept).toEqual([])
          else expect([Math.min(...kept), Math.max(...kept)]).toEqual([min(chunk), max(chunk)])
        }
      }),
    )
  })

  it('returns points of the series itself, in their order, at most two for each bucket', () => {
    fc.assert(
      fc.property(series, size, (values, bucketSize) => {
        const points = downsample(values, bucketSize)
        expect(points.every(point => Object.is(values[point.index], point.value))).toBe(true)
        expect(points.every((point, i) => i === 0 || points[i - 1].index < point.index)).toBe(true)
        expect(points.length).toBeLessThanOrEqual(2 * Math.ceil(values.length / bucketSize))
      }),
    )
  })

  it('returns every value when buckets hold one', () => {
    expect(downsample([3, null, 1], 1)).toEqual([
      { index: 0, value: 3 },
      { index: 1, value: null },
      { index: 2, value: 1 },
    ])
  })

  it('gives the range of each bucket, and none for a gap', () => {
    expect(bucketRanges([5, 2, null, null, 7], 2)).toEqual([
      { index: 0, min: 2, max: 5 },
      { index: 2, min: null, max: null },
      { index: 4, min: 7, max: 7 },
    ])
  })

  it('takes what is no finite number for a gap, wherever in a bucket it stands', () => {
    const values = Float64Array.of(Number.NaN, 4, Number.POSITIVE_INFINITY, Number.NaN, Number.NaN, Number.NaN)
    expect(bucketRanges(values, 3)).toEqual([
      { index: 0, min: 4, max: 4 },
      { index: 3, min: null, max: null },
    ])
    expect(downsample(values, 3)).toEqual([
      { index: 1, value: 4 },
      { index: 3, value: null },
    ])
  })

  it('chooses buckets that fit into hours', () => {
    expect([360, 20_160, 40_320].map(minutes => niceBucketSize(minutes, 1440))).toEqual([1, 15, 30])
    expect(niceBucketSize(365 * 1440, 1440)).toBe(420)
  })
})

function min(values: readonly (number | null)[]): number {
  return Math.min(...present(values))
}

function max(values: readonly (number | null)[]): number {
  return Math.max(...present(values))
}
