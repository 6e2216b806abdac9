import { AutoETS, initSync } from '@bsull/augurs/ets'
import type { ForecastLibrary } from './forecast-library.ts'
import { fromInterval } from './from-interval.ts'
import { readWasm } from './read-wasm.ts'
import { foretellAroundSeason, type NormalForecast } from './seasonal-adjustment.ts'
import { wasmModules } from './wasm-modules.ts'

/** Level, trend and damping are chosen by AutoETS; errors add on the log scale, which is a factor of the demand. */
const specification = 'AZN'

/** Smoothing forgets: what lies further back than this moves the forecast no more, and only the season is learned from it. */
const longestFit = 4032

/**
 * Exponential smoothing, the model chosen by AICc. The library's AutoETS searches models without season alone, so day and week
 * are taken out before, by classical decomposition, and put back.
 */
export async function loadEts(): Promise<ForecastLibrary> {
  initSync({ module: await readWasm(wasmModules.ets) })
  return {
    name: 'ets',
    fewestBins: () => 12,
    longestBins: 8064,
    foretell: (history, horizonBins) =>
      foretellAroundSeason(history, horizonBins, adjusted => smooth(adjusted.subarray(-longestFit), horizonBins)),
  }
}

function smooth(values: Float64Array, horizonBins: number): NormalForecast {
  const model = new AutoETS(1, specification)
  try {
    model.fit(values)
    return fromInterval(model.predict(horizonBins, 0.95))
  } finally {
    model.free()
  }
}
