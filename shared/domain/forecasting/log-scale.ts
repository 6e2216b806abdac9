// Demand is modelled as y = log(1 + requests in the bin): growth becomes a sum, zero stays finite, and the noise of counting
// (Poisson) has a known size at every level.
import type { DemandSeries } from '../demand/series.ts'

export function toLog(rateRps: number, binSeconds: number): number {
  return Math.log1p(Math.max(rateRps, 0) * binSeconds)
}

export function fromLog(y: number, binSeconds: number): number {
  return Math.max(Math.expm1(y), 0) / binSeconds
}

/** The whole series on the log scale; NaN stays NaN, and so becomes what is not finite. */
export function logSeries(series: DemandSeries): Float64Array {
  const { ratesRps, binSeconds } = series
  const logs = new Float64Array(ratesRps.length)
  for (let bin = 0; bin < logs.length; bin++) {
    const rate = ratesRps[bin]
    logs[bin] = Number.isFinite(rate) ? Math.log1p(rate > 0 ? rate * binSeconds : 0) : Number.NaN
  }
  return logs
}

/**
 * Variance that counting alone gives y: by the delta method var(n) / (1 + n)² with var(n) = n, at least that of one request
 * in ten bins.
 */
export function countingVariance(y: number): number {
  const count = Math.max(Math.expm1(y), 0.1)
  return count / ((1 + count) * (1 + count))
}
