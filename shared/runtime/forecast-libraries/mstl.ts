import { initSync, MSTL } from '@bsull/augurs/mstl'
import type { ForecastLibrary } from './forecast-library.ts'
import { fromInterval } from './from-interval.ts'
import { normalQuantiles } from './normal-quantiles.ts'
import { readWasm } from './read-wasm.ts'
import { wasmModules } from './wasm-modules.ts'

/**
 * Multiple seasonal-trend decomposition by LOESS; the trend goes on by exponential smoothing, the seasons as they last were.
 * Their lengths are stated, the day and from two weeks of history on the week: the library's own detection is unreliable.
 */
export async function loadMstl(): Promise<ForecastLibrary> {
  initSync({ module: await readWasm(wasmModules.mstl) })
  return {
    name: 'mstl',
    fewestBins: dayBins => 2 * dayBins,
    longestBins: 8064,
    foretell({ logs, dayBins }, horizonBins) {
      const periods = [dayBins, 7 * dayBins].filter(period => logs.length >= 2 * period)
      const model = MSTL.ets(periods)
      try {
        model.fit(logs)
        const { point, deviations } = fromInterval(model.predict(horizonBins, 0.95))
        return { point, quantiles: normalQuantiles(point, deviations) }
      } finally {
        model.free()
      }
    },
  }
}
