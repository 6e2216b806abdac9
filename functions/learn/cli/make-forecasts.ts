// Forecasts one after another, each timed, the event loop let in between them so that a progress bar moves.
import { setImmediate } from 'node:timers/promises'
import type { DemandSeries } from '../../../shared/domain/demand/series.ts'
import type { ForecastAlgorithm } from '../../../shared/domain/forecasting/algorithms.ts'
import type { Family } from '../../../shared/domain/forecasting/families/family.ts'
import { type ForecastRequest, forecast } from '../../../shared/domain/forecasting/forecast.ts'
import { isLibraryName, loadLibraryFamily } from '../../../shared/runtime/forecast-libraries/load-families.ts'
import { createProgress } from '../../../shared/runtime/progress.ts'
import type { TimedForecast } from './forecast-output.ts'

/** One answer for each series, in their order; more than one has a progress bar. */
export async function makeForecasts(
  histories: readonly DemandSeries[],
  request: ForecastRequest,
): Promise<TimedForecast[]> {
  const families = await familiesFor(request.algorithm)
  const progress = histories.length > 1 ? createProgress('forecasting', histories.length) : undefined
  const made: TimedForecast[] = []
  try {
    for (const history of histories) {
      made.push(timed(history, request, families))
      progress?.update(made.length)
      await setImmediate()
    }
  } finally {
    progress?.stop()
  }
  return made
}

function timed(
  history: DemandSeries,
  request: ForecastRequest,
  families: readonly Family[] | undefined,
): TimedForecast {
  const began = performance.now()
  const made = forecast(history, request, families)
  return { forecast: made, fitMs: performance.now() - began }
}

/** A library's WebAssembly is loaded only when it is named. */
async function familiesFor(algorithm: ForecastAlgorithm): Promise<Family[] | undefined> {
  return isLibraryName(algorithm) ? [await loadLibraryFamily(algorithm)] : undefined
}
