import { type DemandSeries, endOf } from '../../../shared/domain/demand/series.ts'
import { InputError } from '../../../shared/domain/errors.ts'

export interface Rolling {
  readonly origins: number
  /** Bins from one origin to the next. */
  readonly stride: number
}

/**
 * What was known at each origin, oldest first: the last forecast ends with the series.
 * @throws InputError where the series is too short for so many
 */
export function historiesBefore(
  series: DemandSeries,
  horizonBins: number,
  { origins, stride }: Rolling,
): DemandSeries[] {
  const last = series.ratesRps.length - horizonBins
  const first = last - (origins - 1) * stride
  if (first < 1) {
    const most = Math.floor((last - 1) / stride) + 1
    const wanted = most < 1 ? `a horizon of at most ${series.ratesRps.length - 1}` : `at most ${most}`
    throw new InputError(
      `got ${origins} origins ${stride} bins apart for ${series.ratesRps.length} bins and a horizon of ${horizonBins}, wanted ${wanted}`,
    )
  }
  return Array.from({ length: origins }, (_, index) => until(series, first + index * stride))
}

/** The outcomes of a forecast, NaN where nothing is known. */
export function outcomesFrom(series: DemandSeries, originMs: number, bins: number): Float64Array {
  const from = (originMs - series.startMs) / (series.binSeconds * 1000)
  return originMs >= endOf(series) ? new Float64Array(0) : series.ratesRps.slice(from, from + bins)
}

/** The series without what came from `bin` on. */
function until(series: DemandSeries, bin: number): DemandSeries {
  return { ...series, ratesRps: series.ratesRps.slice(0, bin) }
}
