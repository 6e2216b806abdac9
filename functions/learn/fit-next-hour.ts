// The model that ticks draw from, of the family that was asked for where that can be had.
import type { DemandSeries } from '../../shared/domain/demand/series.ts'
import type { ForecastAlgorithm } from '../../shared/domain/forecasting/algorithms.ts'
import type { FittedModel } from '../../shared/domain/forecasting/model.ts'
import { fitModel } from '../../shared/domain/forecasting/models.ts'
import { type Fitted, fitAsAsked } from './as-asked.ts'

/** @param hasTime false where the run must end soon: then `auto` has to do */
export async function fitNextHour(
  asked: ForecastAlgorithm,
  usual: DemandSeries,
  hasTime: boolean,
): Promise<Fitted<FittedModel>> {
  if (!hasTime && asked !== 'auto') {
    const fallback = `the last run had no time left for ${asked}, so auto is used for an hour`
    return { result: fitModel('auto', usual), fallback }
  }
  const { result, fallback } = await fitAsAsked(asked, (algorithm, families) =>
    fitModel(algorithm, usual, { family: families.find(({ name }) => name === algorithm) }),
  )
  const isOther = asked !== 'auto' && result.algorithm !== asked
  const unfit = isOther ? `${asked} cannot be fitted on so short a history, so auto is used` : undefined
  return { result, fallback: fallback ?? unfit }
}
