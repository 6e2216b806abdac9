import type ARIMA from 'arima'
import type { ForecastLibrary } from './forecast-library.ts'
import { foretellAroundSeason, type NormalForecast, rangeOf } from './seasonal-adjustment.ts'

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

/** What of the library is used. */
export type Arima = new (
  options: Readonly<Record<'p' | 'd' | 'q' | 'method' | 'optimizer', number>> & { readonly verbose: false },
) => Pick<InstanceType<typeof ARIMA>, 'destroy' | 'train'>
type Order = (typeof orders)[number]

interface Fitted extends NormalForecast {
  /** Akaike's, lower is better. */
  readonly criterion: number
}

export async function loadArima(): Promise<ForecastLibrary> {
  const { default: ARIMA } = await import('arima')
  return arimaLibrary(ARIMA)
}

/**
 * ARIMA of the order with the least AIC among a few. Day and week are taken out before, by classical decomposition, and put
 * back: the library's seasonal models diverge on loads.
 * @param ARIMA the library's class; its models hold memory until they are destroyed
 */
export function arimaLibrary(ARIMA: Arima): ForecastLibrary {
  return {
    name: 'arima',
    // The library refuses fewer than ten values.
    fewestBins: () => 12,
    longestBins: 8064,
    foretell: (history, horizonBins) =>
      foretellAroundSeason(history, horizonBins, adjusted => best(ARIMA, adjusted.subarray(-longestFit), horizonBins)),
  }
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

/** It stays within twice the range of what was seen, and predicts no worse than that the last value goes on. */
function isBelievable({ point, deviations, criterion }: Fitted, values: Float64Array): boolean {
  const range = rangeOf(values)
  const inside = point.every(value => Math.abs(value - values[0]) <= 2 * range)
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
