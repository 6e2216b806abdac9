import { initSync, Prophet, type ProphetOptimizeOptions } from '@bsull/augurs/prophet'
import { z } from 'zod'
import type { ForecastLibrary, LogForecast, LogHistory } from './forecast-library.ts'
import { normalQuantiles } from './normal-quantiles.ts'
import { readWasm } from './read-wasm.ts'
import { rangeOf } from './seasonal-adjustment.ts'
import { loadStanOptimizer, type StanOptimizer } from './stan-optimizer.ts'
import { wasmModules } from './wasm-modules.ts'

/** Prophet's own algorithm and, told once more because it bounds the time of a fit, Stan's own number of iterations. */
const optimizeOptions: ProphetOptimizeOptions = { algorithm: 'lbfgs', seed: 1, iter: 2000 }

/** Each comes out right by even odds. */
const mostAttempts = 60

/**
 * Prophet: piecewise linear trend and Fourier terms of the day, and from two weeks of history on of the week, by Stan's
 * optimizer. Its growth is never logistic, for nobody states a ceiling. Quantiles are those of the noise that it fits; sampling
 * futures of the trend is left out, because the library draws them from true chance.
 */
export async function loadProphet(): Promise<ForecastLibrary> {
  const [prophet, stan] = await Promise.all([readWasm(wasmModules.prophet), readWasm(wasmModules.stan)])
  initSync({ module: prophet })
  const optimizer = await loadStanOptimizer(stan)
  return {
    name: 'prophet',
    fewestBins: dayBins => Math.max(12, dayBins),
    longestBins: 4032,
    foretell: (history, horizonBins) => foretell(optimizer, history, horizonBins),
  }
}

function foretell(optimizer: StanOptimizer, history: LogHistory, horizonBins: number): LogForecast {
  const { model, sigmaObs } = fitted(optimizer, history)
  try {
    const point = Float64Array.from(
      model.predict({ ds: seconds(history, history.logs.length, horizonBins) }).yhat.point,
    )
    const deviations = new Float64Array(horizonBins).fill(sigmaObs * rangeOf(history.logs))
    return { point, quantiles: normalQuantiles(point, deviations) }
  } finally {
    model.free()
  }
}

interface Fitted {
  readonly model: Prophet
  /** Standard deviation of the noise as a share of the history's range; the library keeps it to itself. */
  readonly sigmaObs: number
}

/**
 * The library keeps its seasons in a map of random order, and where a search ends depends a little on the order of its terms. So
 * it starts anew until the day comes before the week: the same history gives the same forecast.
 */
function fitted(optimizer: StanOptimizer, history: LogHistory): Fitted {
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const seen = { sigmaObs: Number.NaN, inOrder: true }
    const model = prophetFor(history, {
      optimize(initial, dataJson, options) {
        seen.inOrder = isDayFirst(dataJson, history.dayBins)
        if (!seen.inOrder) throw new Error('got the week first, wanted the day')
        const output = optimized(optimizer, initial, dataJson, options)
        seen.sigmaObs = output.params.sigmaObs
        return output
      },
    })
    try {
      model.fit({ ds: seconds(history, 0, history.logs.length), y: history.logs }, optimizeOptions)
      return { model, sigmaObs: seen.sigmaObs }
    } catch (error) {
      model.free()
      if (seen.inOrder) throw error
    }
  }
  throw new Error(`got the week first ${mostAttempts} times, wanted the day`)
}

const dataSchema = z.object({ X: z.array(z.array(z.number())) })

/** Whether the first term repeats itself every day; always so where there is one season or none. */
function isDayFirst(dataJson: string, dayBins: number): boolean {
  const first = dataSchema.parse(JSON.parse(dataJson)).X.map(([term]) => term)
  return first.slice(dayBins).every((term, bin) => Math.abs(term - first[bin]) < 1e-6)
}

/**
 * Compiled without exceptions, Stan stops for good where a step of its search leaves the numbers that it can take; the other
 * algorithm takes other steps.
 */
function optimized(optimizer: StanOptimizer, ...[initial, dataJson, options]: Parameters<StanOptimizer['optimize']>) {
  try {
    return optimizer.optimize(initial, dataJson, options)
  } catch {
    return optimizer.optimize(initial, dataJson, { ...options, algorithm: 'bfgs' })
  }
}

function prophetFor({ logs, dayBins }: LogHistory, optimizer: StanOptimizer): Prophet {
  const season = (periodBins: number) => ({ type: 'manual', enabled: logs.length >= 2 * periodBins }) as const
  return new Prophet({
    optimizer,
    growth: 'linear',
    yearlySeasonality: { type: 'manual', enabled: false },
    weeklySeasonality: season(7 * dayBins),
    dailySeasonality: season(dayBins),
    // Logarithms lie far from 0 and close together; only stretched to 0 … 1 do Prophet's priors mean what they mean for demand.
    scaling: 'minMax',
    uncertaintySamples: 0,
  })
}

/** Epoch seconds of `bins` bins from the given one on. */
function seconds({ startMs, binSeconds }: LogHistory, from: number, bins: number): number[] {
  return Array.from({ length: bins }, (_, bin) => Math.floor(startMs / 1000) + (from + bin) * binSeconds)
}
