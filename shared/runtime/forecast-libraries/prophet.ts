import { initSync, Prophet, type ProphetOptimizeOptions } from '@bsull/augurs/prophet'
import type { ForecastLibrary, LogForecast, LogHistory } from './forecast-library.ts'
import { normalQuantiles } from './normal-quantiles.ts'
import { readWasm } from './read-wasm.ts'
import { loadStanOptimizer, type StanOptimizer } from './stan-optimizer.ts'
import { wasmModules } from './wasm-modules.ts'

/** Prophet's own algorithm and, told once more because it bounds the time of a fit, Stan's own number of iterations. */
const optimizeOptions: ProphetOptimizeOptions = { algorithm: 'lbfgs', seed: 1, iter: 2000 }

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
    fewestBins: () => 12,
    longestBins: 4032,
    foretell: (history, horizonBins) => foretell(optimizer, history, horizonBins),
  }
}

function foretell(optimizer: StanOptimizer, history: LogHistory, horizonBins: number): LogForecast {
  const noise = watched(optimizer)
  const model = prophetFor(noise, history)
  try {
    const { length } = history.logs
    model.fit({ ds: seconds(history, 0, length), y: history.logs }, optimizeOptions)
    const { yhat } = model.predict({ ds: seconds(history, length, horizonBins) })
    const point = Float64Array.from(yhat.point)
    // Prophet divides by the largest value before it fits.
    const scale = history.logs.reduce((most, value) => Math.max(most, value), 0)
    return { point, quantiles: normalQuantiles(point, new Float64Array(horizonBins).fill(scale * noise.deviation())) }
  } finally {
    model.free()
  }
}

/** The optimizer, and the standard deviation of the noise that it found: the library keeps that to itself. */
function watched(optimizer: StanOptimizer): StanOptimizer & { deviation(): number } {
  let sigmaObs = Number.NaN
  return {
    optimize(...given) {
      const output = optimizer.optimize(...given)
      sigmaObs = output.params.sigmaObs
      return output
    },
    deviation: () => sigmaObs,
  }
}

function prophetFor(optimizer: StanOptimizer, { logs, dayBins }: LogHistory): Prophet {
  const season = (periodBins: number) => ({ type: 'manual', enabled: logs.length >= 2 * periodBins }) as const
  return new Prophet({
    optimizer,
    growth: 'linear',
    yearlySeasonality: { type: 'manual', enabled: false },
    weeklySeasonality: season(7 * dayBins),
    dailySeasonality: season(dayBins),
    uncertaintySamples: 0,
  })
}

/** Epoch seconds of `bins` bins from the given one on. */
function seconds({ startMs, binSeconds }: LogHistory, from: number, bins: number): number[] {
  return Array.from({ length: bins }, (_, bin) => startMs / 1000 + (from + bin) * binSeconds)
}
