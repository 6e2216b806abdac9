import type { LogForecast } from './forecast-library.ts'
import { normalQuantiles, scoreOf95Percent } from './normal-quantiles.ts'

/** What @bsull/augurs answers when it is asked for a 95 % interval. */
interface IntervalForecast {
  readonly point: readonly number[]
  readonly intervals: { readonly lower: readonly number[]; readonly upper: readonly number[] } | undefined
}

/** @param season is added to the forecast */
export function fromInterval({ point, intervals }: IntervalForecast, season?: Float64Array): LogForecast {
  if (intervals === undefined) throw new Error('got no prediction interval, wanted one')
  const { lower, upper } = intervals
  const expected = Float64Array.from(point, (value, bin) => value + (season?.[bin] ?? 0))
  const deviations = expected.map((_, bin) => (upper[bin] - lower[bin]) / (2 * scoreOf95Percent))
  return { point: expected, quantiles: normalQuantiles(expected, deviations) }
}
