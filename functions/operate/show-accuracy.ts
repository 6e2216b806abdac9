// How forecasts fared, as operators see it: those of the next minutes over the last day, and the outlooks over the last weeks.
import { accuracyOf, type JudgedDay } from '../../shared/domain/forecasting/outlook-accuracy.ts'
import { summarise, type TrackRecord } from '../../shared/domain/forecasting/track-record.ts'
import type { OperationAnswer } from './commands.ts'

type ForecastAccuracy = NonNullable<OperationAnswer<'GetGroupStatus'>['forecastAccuracy']>

/** @returns undefined while nothing is judged yet */
export function forecastAccuracy(
  trackRecord: TrackRecord | undefined,
  judged: readonly JudgedDay[] | undefined,
): ForecastAccuracy | undefined {
  const { count, covered, forecastLoss, reactiveLoss } = summarise(trackRecord ?? [])
  const outlook = outlookAccuracy(judged ?? [])
  if (count === 0 && outlook.length === 0) return undefined
  return {
    forecasts: count,
    belowP95Percent: count === 0 ? 0 : percent(covered / count),
    lossOfReactive: reactiveLoss > 0 ? rounded(forecastLoss / reactiveLoss, 3) : undefined,
    outlook,
  }
}

export function outlookAccuracy(judged: readonly JudgedDay[]): ForecastAccuracy['outlook'] {
  return accuracyOf(judged).map(({ leadHours, hours, coveredShare, belowShare, errorPercent, ofDayBefore }) => ({
    leadHours,
    hours,
    coveredPercent: percent(coveredShare),
    belowP95Percent: percent(belowShare),
    errorPercent: errorPercent === undefined ? undefined : rounded(errorPercent, 1),
    errorOfDayBefore: ofDayBefore === undefined ? undefined : rounded(ofDayBefore, 3),
  }))
}

function percent(share: number): number {
  return rounded(100 * share, 1)
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
