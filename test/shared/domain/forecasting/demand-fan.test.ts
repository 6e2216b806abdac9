import { describe, expect, test } from 'vitest'
import { demandFan, demandFanSchema } from '../../../../shared/domain/forecasting/demand-fan.ts'
import type { FittedModel } from '../../../../shared/domain/forecasting/model.ts'

const recent = { rps: [5, 6], endMs: 600_000 }

/** A hundred equally likely futures: the path with number n is at n + 1000 × (61 − minutes ahead), ever less. */
function model(horizonBins: number): FittedModel {
  return {
    algorithm: 'made up',
    fittedAtMs: 0,
    recentBins: 1,
    horizonBins,
    paths: ({ startMs, ratesRps }, bins) => ({
      startMs: startMs + ratesRps.length * 60_000,
      binSeconds: 60,
      bins,
      count: 100,
      rates: Float64Array.from({ length: 100 * bins }, (_, at) => Math.floor(at / bins) + 1000 * (60 - (at % bins))),
    }),
    toRecord: () => ({ algorithm: 'made up', fittedAtMs: 0, binSeconds: 60, parameters: {} }),
  }
}

describe('a fan', () => {
  const fan = demandFan(model(60), recent)

  test('begins where knowledge ends and reaches half an hour ahead', () => {
    expect(fan.fromMs).toBe(600_000)
    expect(fan.minutesAhead[0]).toBe(1)
    expect(fan.minutesAhead.at(-1)).toBe(30)
    expect(fan.minutesAhead).toEqual([...new Set(fan.minutesAhead)].sort((a, b) => a - b))
  })

  test('holds the quantiles of each single minute: of 0, 1 … 99 the median is 49.5 (Hazen)', () => {
    for (const [index, minute] of fan.minutesAhead.entries()) {
      const at = [fan.p05, fan.p25, fan.p50, fan.p75, fan.p95].map(quantile => quantile[index] - 1000 * (61 - minute))
      // The n-th of a hundred values stands for the level (n − 1/2)/100: 5 % lies between the fifth and the sixth.
      expect(at).toEqual([4.5, 24.5, 49.5, 74.5, 94.5])
    }
  })

  test('ends where its model ends', () => {
    const short = demandFan(model(6), recent)
    expect(short.minutesAhead.at(-1)).toBe(5)
    expect(short.p95).toHaveLength(short.minutesAhead.length)
  })

  test('can be written down and read again', () => {
    expect(demandFanSchema.parse(JSON.parse(JSON.stringify(fan)))).toEqual(fan)
  })
})
