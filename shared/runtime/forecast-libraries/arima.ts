import type ARIMA from 'arima'
import type { ForecastLibrary, LogForecast } from './forecast-library.ts'
import { normalQuantiles } from './normal-quantiles.ts'
import { adjustSeason } from './seasonal-adjustment.ts'

/** The library's codes of conditional sum of squares and of BFGS. Its exact likelihood diverges on loads of thousands of bins. */
const conditionalSumOfSquares = 1
const bfgs = 5

/** (p, d, q): what Hyndman & Khandakar (2008) start their search with, and its nearest neighbours. Its cost is bounded so. */
const orders = [
  [1, 0, 0],
  [1, 0, 1],
  [2, 0, 2],
  [3, 0, 1],
  [0, 1, 1],
  [1, 1, 1],
  [2, 1, 2],
] as const

/** The season is learned from more; the library copies its input to a stack of 64 KiB, and time grows with it. */
const longestFit = 2016

type Arima = typeof ARIMA
type Order = (typeof orders)[number]

interface Fitted {
  readonly point: Float64Array
  readonly deviations: Float64Array
  readonly criterion: number
}

/**
 * ARIMA of the order with the least AIC among a few. Day and week are taken out before, by classical decomposition, and put
 * back: a season of hundreds of bins inside the model takes minutes.
 */
export async function loadArima(): Promise<ForecastLibrary> {
  const { default: ARIMA } = await import('arima')
  return {
    name: 'arima',
    // The library refuses fewer than ten values.
    fewestBins: () => 12,
    longestBins: 8064,
    foretell(history, horizonBins) {
      const season = adjustSeason(history)
      const { point, deviations } = best(ARIMA, season.adjusted.subarray(-longestFit), horizonBins)
      return forecast(point, deviations, season.ahead(horizonBins))
    },
  }
}

function forecast(point: Float64Array, deviations: Float64Array, season: Float64Array): LogForecast {
  const expected = point.map((value, bin) => value + season[bin])
  return { point: expected, quantiles: normalQuantiles(expected, deviations) }
}

/** @throws where every order diverges */
function best(ARIMA: Arima, values: Float64Array, horizonBins: number): Fitted {
  const believable = orders
    .map(order => fitted(ARIMA, order, values, horizonBins))
    .filter(each => isBelievable(each, values))
    .sort((left, right) => left.criterion - right.criterion)
  if (believable.length === 0)
    throw new Error(`got a divergent fit for each of ${orders.length} orders, wanted one that is not`)
  return believable[0]
}

function fitted(ARIMA: Arima, [p, d, q]: Order, values: Float64Array, horizonBins: number): Fitted {
  const model = new ARIMA({ p, d, q, method: conditionalSumOfSquares, optimizer: bfgs, verbose: false })
  try {
    const [point, variances] = model.train(Array.from(values)).predict(horizonBins)
    return {
      point: Float64Array.from(point),
      deviations: Float64Array.from(variances, Math.sqrt),
      criterion: (values.length - d) * Math.log(variances[0]) + 2 * (p + q + 1),
    }
  } finally {
    model.destroy()
  }
}

/** It stays within the range of what was seen, widened by that range on both sides, and predicts no worse than the last value. */
function isBelievable({ point, deviations, criterion }: Fitted, values: Float64Array): boolean {
  const least = values.reduce((sofar, value) => Math.min(sofar, value))
  const most = values.reduce((sofar, value) => Math.max(sofar, value))
  const range = most - least
  const inside = point.every(value => value >= least - range && value <= most + range)
  return (
    inside && Number.isFinite(criterion) && deviations.every(Number.isFinite) && deviations[0] <= 1.1 * changeOf(values)
  )
}

/** Root mean square of the change from one value to the next. */
function changeOf(values: Float64Array): number {
  let sum = 0
  for (let bin = 1; bin < values.length; bin++) sum += (values[bin] - values[bin - 1]) ** 2
  return Math.sqrt(sum / (values.length - 1))
}
