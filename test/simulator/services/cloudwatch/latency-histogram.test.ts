import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  histogramPercentile,
  latencyBucketOf,
  latencyBucketUpperSeconds,
} from '../../../../simulator/services/cloudwatch/latency-histogram.ts'

function histogramOf(seconds: readonly number[]): Float64Array {
  const counts = new Float64Array(latencyBucketUpperSeconds.length)
  for (const value of seconds) counts[latencyBucketOf(value)]++
  return counts
}

describe('latency buckets', () => {
  it('reach from 10 ms to 60 s in 64 equal ratios', () => {
    expect(latencyBucketUpperSeconds).toHaveLength(64)
    expect(latencyBucketUpperSeconds[0]).toBeCloseTo(0.01, 12)
    expect(latencyBucketUpperSeconds[63]).toBe(60)
    // (60 / 0.01)^(1/63) = e^(8.69951 / 63) = e^0.138088 = 1.14808
    for (let bucket = 1; bucket < 64; bucket++) {
      expect(latencyBucketUpperSeconds[bucket] / latencyBucketUpperSeconds[bucket - 1]).toBeCloseTo(1.14808, 5)
    }
  })

  it('take a latency up to and including their upper edge, and the last one everything above', () => {
    const edges = fc.constantFrom(...latencyBucketUpperSeconds)
    fc.assert(
      fc.property(fc.oneof(fc.double({ min: 0, max: 100, noNaN: true }), edges), seconds => {
        const searched = latencyBucketUpperSeconds.findIndex(upper => seconds <= upper)
        expect(latencyBucketOf(seconds)).toBe(searched < 0 ? 63 : searched)
      }),
    )
  })
})

describe('a percentile read from a histogram', () => {
  it('lies in the bucket of the sample at that rank', () => {
    const samples = fc.array(fc.double({ min: 0.001, max: 90, noNaN: true }), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 100 }), (seconds, percentile) => {
        const sorted = [...seconds].sort((a, b) => a - b)
        const exact = sorted[Math.ceil((sorted.length * percentile) / 100) - 1]
        const slowest = sorted[sorted.length - 1]
        const read = histogramPercentile(histogramOf(seconds), percentile, sorted[0], slowest)
        const bucket = latencyBucketOf(exact)
        expect(read).toBeGreaterThanOrEqual(bucket === 0 ? 0 : latencyBucketUpperSeconds[bucket - 1])
        expect(read).toBeLessThanOrEqual(bucket === 63 ? slowest : latencyBucketUpperSeconds[bucket])
      }),
    )
  })

  it('is interpolated inside its bucket', () => {
    const counts = new Float64Array(64)
    counts[10] = 100
    const lower = latencyBucketUpperSeconds[9]
    const upper = latencyBucketUpperSeconds[10]
    expect(histogramPercentile(counts, 25, 0, 60)).toBeCloseTo(lower + 0.25 * (upper - lower), 12)
  })

  it('stays within the smallest and the largest sample', () => {
    const counts = histogramOf([0.5, 0.5])
    expect(histogramPercentile(counts, 1, 0.5, 0.5)).toBe(0.5)
    expect(histogramPercentile(counts, 100, 0.5, 0.5)).toBe(0.5)
    expect(histogramPercentile(histogramOf([75, 75]), 99, 70, 80)).toBeLessThanOrEqual(80)
  })

  it('is unknown where nothing was counted', () => {
    expect(histogramPercentile(new Float64Array(64), 99, 0, 1)).toBeNaN()
  })
})
