import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../../simulator/kernel/random.ts'
import { defaultScenario } from '../../../simulator/scenario.ts'
import { latencyBucketUpperSeconds } from '../../../simulator/services/cloudwatch/latency-histogram.ts'
import { meanResponseSeconds, ResponseTimes, responseTimeCdf } from '../../../simulator/workload/response-times.ts'

const { instance } = defaultScenario

describe('the response time of an idle instance', () => {
  it('is the exponential service time: median 160 ms · ln 2, mean 160 ms', () => {
    expect(responseTimeCdf(0.16 * Math.LN2, 0, instance)).toBeCloseTo(0.5, 12)
    expect(meanResponseSeconds(0, instance)).toBeCloseTo(0.16, 12)
  })
})

describe('the response time of a busy instance', () => {
  it('agrees with a queue that is simulated customer by customer', () => {
    const sample = simulatedQueue(0.85, 60_000)
    for (const seconds of [0.1, 0.3, 0.7, 1.2]) {
      const share = sample.filter(time => time <= seconds).length / sample.length
      expect(Math.abs(responseTimeCdf(seconds, 0.85, instance) - share)).toBeLessThan(0.02)
    }
    const mean = sample.reduce((sum, time) => sum + time, 0) / sample.length
    expect(Math.abs(mean / meanResponseSeconds(0.85, instance) - 1)).toBeLessThan(0.06)
  })

  it('has no hole where wait and service end equally fast (utilisation 7/8)', () => {
    const around = [0.8749, 0.875, 0.8751].map(utilisation => responseTimeCdf(0.5, utilisation, instance))
    expect(around[1]).toBeCloseTo((around[0] + around[2]) / 2, 5)
  })
})

describe('the table of response times', () => {
  const times = new ResponseTimes(instance, latencyBucketUpperSeconds)

  it('spreads all requests over the buckets, whatever the utilisation', () => {
    for (const utilisation of [0, 0.333, 0.8, 0.99, 1, 7]) {
      const counts = new Float64Array(times.buckets)
      times.addTo(counts, utilisation, 1000)
      expect(counts.reduce((sum, count) => sum + count, 0)).toBeCloseTo(1000, 6)
    }
  })

  it('gives back the percentiles of an exponential when idle', () => {
    const counts = new Float64Array(times.buckets)
    times.addTo(counts, 0, 1e6)
    expect(times.quantileSeconds(counts, 0.5)).toBeCloseTo(0.16 * Math.LN2, 2)
    // −0.16·ln(0.01) = 0.737; a bucket is 15 % wide.
    expect(Math.abs(times.quantileSeconds(counts, 0.99) / 0.737 - 1)).toBeLessThan(0.05)
  })

  it('answers slower the fuller it is', () => {
    const p99 = [0.3, 0.7, 0.85, 0.95, 1].map(utilisation => {
      const counts = new Float64Array(times.buckets)
      times.addTo(counts, utilisation, 1000)
      return times.quantileSeconds(counts, 0.99)
    })
    expect(p99).toEqual([...p99].sort((a, b) => a - b))
    expect(p99[4]).toBeGreaterThan(2 * p99[0])
    expect(times.meanSeconds(0.9)).toBeGreaterThan(times.meanSeconds(0.8))
  })

  it('knows no percentile of nothing', () => {
    expect(times.quantileSeconds(new Float64Array(times.buckets), 0.5)).toBe(0)
  })
})

/** First come, first served by eight servers; response times in seconds, after 2000 customers of settling. */
function simulatedQueue(utilisation: number, customers: number): number[] {
  const stream = new RandomStream(7, 'queue')
  const freeAt = new Array<number>(8).fill(0)
  const times: number[] = []
  let now = 0
  for (let customer = 0; customer < customers; customer++) {
    now += -Math.log(1 - stream.uniform()) / (50 * utilisation)
    const server = freeAt.indexOf(Math.min(...freeAt))
    freeAt[server] = Math.max(now, freeAt[server]) - Math.log(1 - stream.uniform()) / 6.25
    if (customer >= 2000) times.push(freeAt[server] - now)
  }
  return times
}
