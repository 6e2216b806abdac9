// Demand made for tests: known shapes with known noise.
import type { DemandSeries } from '../../../../shared/domain/demand/series.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

export const dayMinutes = 1440

/** 2024-01-01T00:00:00Z, a Monday. */
export const startMs = 1_704_067_200_000

/** One-minute bins of `rateAt(minute)` requests per second. */
export function series(minutes: number, rateAt: (minute: number) => number): DemandSeries {
  return { startMs, binSeconds: 60, ratesRps: Float64Array.from({ length: minutes }, (_, minute) => rateAt(minute)) }
}

/** The bins [from, to) of a series. */
export function cut({ startMs: start, binSeconds, ratesRps }: DemandSeries, from: number, to: number): DemandSeries {
  return { startMs: start + from * binSeconds * 1000, binSeconds, ratesRps: ratesRps.slice(from, to) }
}

/** A day that goes from half of `meanRps` in the night to one and a half of it in the afternoon. */
export function dayCurve(minute: number, meanRps: number): number {
  return meanRps * (1 - 0.5 * Math.cos((2 * Math.PI * minute) / dayMinutes))
}

/** The day curve with the noise of counting and `noise` (log standard deviation) on top. */
export function noisyDays(days: number, meanRps: number, noise: number, seed: number): DemandSeries {
  const random = new RandomStream(seed, 'noisy days')
  return series(days * dayMinutes, minute => {
    const rate = dayCurve(minute, meanRps) * Math.exp(noise * random.normal())
    return random.poisson(rate * 60) / 60
  })
}

/** The largest of the rates in the bins [from, to). */
export function largest({ ratesRps }: DemandSeries, from: number, to: number): number {
  return ratesRps.subarray(from, to).reduce((most, rate) => Math.max(most, rate), 0)
}
