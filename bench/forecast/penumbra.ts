// Penumbra's forecast at a bin of a series, of what was known before it.
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import { forecast } from '../../shared/domain/forecasting/forecast.ts'
import type { StepsForecast } from './judged.ts'
import type { BenchSeries } from './traces.ts'

export interface PenumbraForecast extends StepsForecast {
  readonly point: readonly number[]
  readonly milliseconds: number
}

/** @param from history begins there; 0: all there is */
export function penumbraAt(
  series: BenchSeries,
  origin: number,
  horizonBins: number,
  levels: readonly number[],
  from = 0,
): PenumbraForecast {
  const history = ratesOf(series, from, origin)
  const began = performance.now()
  const { steps } = forecast(history, { algorithm: 'auto', horizonBins, quantiles: levels })
  const milliseconds = performance.now() - began
  const inBins = (rate: number) => rate * series.binSeconds
  return {
    milliseconds,
    point: steps.map(step => inBins(step.point)),
    quantiles: levels.map((_, row) => steps.map(step => inBins(step.quantiles[row]))),
  }
}

/** Requests per second in the bins of [from, to). */
export function ratesOf({ startMs, binSeconds, values }: BenchSeries, from: number, to: number): DemandSeries {
  return {
    startMs: startMs + from * binSeconds * 1000,
    binSeconds,
    ratesRps: values.slice(from, to).map(count => count / binSeconds),
  }
}
