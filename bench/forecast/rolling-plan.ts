// Where everyone forecasts: the second half of a trace is judged, the quarter before it is for a peer's choices.
import { evenOrigins } from './origins.ts'
import { type BenchSeries, dayBins, rollingBins } from './traces.ts'

export interface RollingPlan {
  readonly series: BenchSeries
  /** First forecast bins on which a peer chooses its scale and its quantiles; what they forecast lies before the judged ones. */
  readonly trainingOrigins: readonly number[]
  readonly testOrigins: readonly number[]
  /** Bins ahead; the last of them is judged. */
  readonly horizon: number
  readonly levels: readonly number[]
}

const rollingLevels = [0.5, 0.9, 0.95] as const

const testCount = { full: 48, quick: 12 }
const trainingCount = { full: 16, quick: 8 }

export function planRolling(series: BenchSeries, quick: boolean): RollingPlan {
  const size = quick ? 'quick' : 'full'
  const bins = series.values.length
  const testOrigins = evenOrigins(Math.ceil(bins / 2), bins, testCount[size], rollingBins, dayBins)
  const trainingOrigins = evenOrigins(Math.ceil(bins / 4), testOrigins[0], trainingCount[size], rollingBins, dayBins)
  return { series, trainingOrigins, testOrigins, horizon: rollingBins, levels: rollingLevels }
}
