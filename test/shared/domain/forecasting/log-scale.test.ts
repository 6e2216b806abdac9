import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countingVariance, fromLog, logSeries, toLog } from '../../../../shared/domain/forecasting/log-scale.ts'

/** Variance of log(1 + N) for Poisson N, summed over its probabilities. */
function exactVariance(mean: number): number {
  let probability = Math.exp(-mean)
  let first = 0
  let second = 0
  for (let n = 0; n < mean + 40 * Math.sqrt(mean) + 40; n++) {
    const y = Math.log(1 + n)
    first += probability * y
    second += probability * y * y
    probability *= mean / (n + 1)
  }
  return second - first * first
}

describe('the log scale', () => {
  it('gives back what went in', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), rate => {
        expect(Math.abs(fromLog(toLog(rate, 60), 60) - rate)).toBeLessThanOrEqual(1e-9 * (1 + rate))
      }),
    )
  })

  it('counts a request a second in a minute as 60: log 61', () => {
    expect(toLog(1, 60)).toBeCloseTo(Math.log(61), 12)
  })

  it('never answers below zero', () => {
    expect(fromLog(-3, 60)).toBe(0)
  })

  it('keeps what is unknown or not finite unknown, and takes negative rates for none', () => {
    const logs = logSeries({ startMs: 0, binSeconds: 60, ratesRps: Float64Array.of(Number.NaN, Infinity, -2, 0) })
    expect([...logs]).toEqual([Number.NaN, Number.NaN, 0, 0])
  })

  it.each([30, 100, 500])('at %i requests knows how much counting alone makes log demand vary', mean => {
    const approximate = countingVariance(Math.log(1 + mean))
    expect(approximate / exactVariance(mean)).toBeGreaterThan(0.9)
    expect(approximate / exactVariance(mean)).toBeLessThan(1.1)
  })
})
