// Each peer gets the better of raw and log1p, of its own and of conformal quantiles, and of the settings it has: whichever has
// the least pinball loss at the training origins. The test origins see that one alone.
import type { StepsForecast } from '../judged.ts'
import { mean, pinballLoss, quantileOf } from '../metrics.ts'
import { fromScale, type ScaleName, toScale } from '../scales.ts'

/** A forecast on the scale on which the peer works. */
export interface ScaledForecast {
  readonly point: readonly number[]
  /** Undefined where the peer has none of its own. */
  readonly quantiles?: readonly (readonly number[])[]
}

/** A forecast with what came; NaN where that is not known. */
export interface Outcome {
  readonly forecast: ScaledForecast | undefined
  /** In the unit of the series, a value for every step. */
  readonly actual: readonly number[]
}

export type QuantileSource = 'own' | 'conformal'

/** Mean pinball loss of the last step; conformal quantiles come from the other outcomes. Infinity where nothing can be judged. */
export function trainingLoss(
  outcomes: readonly Outcome[],
  scale: ScaleName,
  source: QuantileSource,
  levels: readonly number[],
): number {
  const losses = outcomes.flatMap((outcome, index) => {
    const others = outcomes.filter((_, other) => other !== index)
    const forecast = demandForecast(outcome.forecast, others, scale, source, levels)
    return forecast === undefined ? [] : lossesOf(forecast, outcome.actual, levels)
  })
  return losses.length === 0 ? Number.POSITIVE_INFINITY : mean(losses)
}

/** The forecast in the unit of the series; undefined where there is none. */
export function demandForecast(
  forecast: ScaledForecast | undefined,
  earlier: readonly Outcome[],
  scale: ScaleName,
  source: QuantileSource,
  levels: readonly number[],
): StepsForecast | undefined {
  if (forecast === undefined) return undefined
  const rows = source === 'own' ? forecast.quantiles : conformal(forecast, earlier, scale, levels)
  return rows && { quantiles: rows.map(row => row.map(value => fromScale(scale, value))) }
}

/** Fewer residuals say nothing of a quantile. */
const fewestResiduals = 4

/** The point, moved by the quantile of the errors that it made before, step by step. */
function conformal(
  { point }: ScaledForecast,
  earlier: readonly Outcome[],
  scale: ScaleName,
  levels: readonly number[],
): number[][] | undefined {
  const residuals = point.map((_, step) => residualsAt(earlier, step, scale))
  if (residuals.some(ofStep => ofStep.length < fewestResiduals)) return undefined
  return levels.map(level => point.map((value, step) => value + quantileOf(residuals[step], level)))
}

function residualsAt(outcomes: readonly Outcome[], step: number, scale: ScaleName): number[] {
  return outcomes
    .filter(({ forecast, actual }) => forecast !== undefined && !Number.isNaN(actual[step]))
    .map(({ forecast, actual }) => toScale(scale, actual[step]) - forecast!.point[step])
}

function lossesOf({ quantiles }: StepsForecast, actual: readonly number[], levels: readonly number[]): number[] {
  const last = actual.length - 1
  if (Number.isNaN(actual[last])) return []
  return levels.map((level, row) => pinballLoss(quantiles[row][last], actual[last], level))
}
