import { scoreOf95Percent } from './normal-quantiles.ts'
import type { NormalForecast } from './seasonal-adjustment.ts'

/** What @bsull/augurs answers when it is asked for a 95 % interval. */
interface IntervalForecast {
  readonly point: readonly number[]
  readonly intervals: { readonly lower: readonly number[]; readonly upper: readonly number[] } | undefined
}

/** @throws where the interval is missing */
export function fromInterval({ point, intervals }: IntervalForecast): NormalForecast {
  if (intervals === undefined) throw new Error('got no prediction interval, wanted one')
  const { lower, upper } = intervals
  return {
    point: Float64Array.from(point),
    deviations: Float64Array.from(point, (_, bin) => (upper[bin] - lower[bin]) / (2 * scoreOf95Percent)),
  }
}
