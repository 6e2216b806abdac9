// Who is asked what the next hour brings: the path model, which knows how the last minutes go on and how wrong that is at this
// time of day; the network, which knows what other loads did in such a moment; and seasonal autoregressions, which know best
// where the day goes. The latter foretell only a middle; around it, what may happen is what the paths hold possible.
import type { DemandSeries } from '../../demand/series.ts'
import { prepareHistory } from '../clean-history.ts'
import type { Expert, SeasonalHistory } from '../families/family.ts'
import { seasonalAr } from '../families/seasonal-ar.ts'
import type { FittedModel } from '../model.ts'
import { fitModel } from '../models.ts'
import { nextHourQuantiles } from '../neural/next-hour-net.ts'
import { quantileAt } from '../quantiles.ts'

/** For each bin ahead, one value for each level, ascending. */
export type Fan = readonly Float64Array[]

export interface NearExperts {
  /** What each is trusted before it is known how they do. */
  readonly priors: readonly number[]
  /**
   * One fan each, in the order of the priors.
   * @param bins of the series that are known; as many as they were fitted on, or some more or fewer
   * @returns undefined where the last hours are not known at all
   */
  foretell(bins: number): readonly Fan[] | undefined
}

/** Those that foretell a middle: at most one of them is right about how noise grows with demand. */
const middles = [seasonalAr('log'), seasonalAr('sqrt'), seasonalAr('raw'), seasonalAr('log', 'day')]

/** Chosen on the first halves of load traces: the paths are fresh when a forecast is made, and somewhat stale when tried. */
const pathsPrior = 6
const networkPrior = 4
const middlePrior = 1

/** Fewer bins than these teach a model of paths nothing. */
export const fewestBins = 120
/** The week before, and what the network looks back from there. */
const networkDays = 8

export interface NearRequest {
  /** Experts may be asked about any of its bins. */
  readonly series: DemandSeries
  /** 1 to 60. */
  readonly horizonBins: number
  /** Ascending, one half among them. */
  readonly levels: readonly number[]
}

/**
 * @param fitBins bins of the series that they are fitted on
 * @param fewBins only experts for whom so many bins are enough are among them
 */
export function nearExperts(request: NearRequest, fitBins: number, fewBins: number): NearExperts {
  const { series, horizonBins, levels } = request
  const network = (bins: number) => networkFan(request, bins)
  if (series.ratesRps.length < fewestBins) return { priors: [1], foretell: bins => together([network(bins)]) }
  const model = fitModel('auto', knownOf(series, fitBins), { horizonBins })
  const foretellers = fitMiddles(series, fitBins, fewBins)
  return {
    priors: [pathsPrior, networkPrior, ...foretellers.map(() => middlePrior)],
    foretell: bins => {
      const paths = pathsFan(model, request, bins)
      return together([paths, network(bins), ...foretellers.map(ask => around(ask(bins, horizonBins), paths, levels))])
    },
  }
}

function together(fans: readonly (Fan | undefined)[]): readonly Fan[] | undefined {
  const known = fans.filter(fan => fan !== undefined)
  return known.length === fans.length ? known : undefined
}

function knownOf({ startMs, binSeconds, ratesRps }: DemandSeries, bins: number, from = 0): DemandSeries {
  return { startMs: startMs + from * binSeconds * 1000, binSeconds, ratesRps: ratesRps.slice(from, bins) }
}

export function pathsFan(model: FittedModel, { series, horizonBins, levels }: NearRequest, bins: number): Fan {
  const paths = model.paths(knownOf(series, bins, Math.max(bins - model.recentBins, 0)), horizonBins)
  return Array.from({ length: horizonBins }, (_, ahead) =>
    Float64Array.from(levels, level => quantileAt(paths, ahead, level)),
  )
}

function networkFan({ series, horizonBins, levels }: NearRequest, bins: number): Fan | undefined {
  const { ratesRps, binSeconds } = series
  const dayBins = 86_400 / binSeconds
  const latest = ratesRps.subarray(Math.max(bins - networkDays * dayBins, 0), bins)
  const answer = nextHourQuantiles(latest, dayBins, horizonBins)
  if (answer === undefined) return undefined
  return Array.from({ length: horizonBins }, (_, ahead) =>
    Float64Array.from(levels, level => atLevel(answer.levels, level, k => answer.paths[k][ahead])),
  )
}

/** Straight lines between the known levels, and on beyond the outermost ones; at least 0. */
function atLevel(known: readonly number[], level: number, quantileOf: (index: number) => number): number {
  const above = known.findIndex(each => each >= level)
  const right = above === -1 ? known.length - 1 : Math.max(above, 1)
  const share = (level - known[right - 1]) / (known[right] - known[right - 1])
  return Math.max(quantileOf(right - 1) + share * (quantileOf(right) - quantileOf(right - 1)), 0)
}

type Foretell = (bins: number, horizonBins: number) => Float64Array

function fitMiddles(series: DemandSeries, fitBins: number, fewBins: number): Foretell[] {
  const dayBins = 86_400 / series.binSeconds
  const whole = prepareHistory(series, { dayBins })
  const unlaunched = series.ratesRps.length - whole.values.length
  const history = firstBins(whole, fitBins - unlaunched)
  return middles
    .filter(family => family.fewestBins(dayBins) <= fewBins - unlaunched)
    .map(family => asked(family.fit(history), whole, unlaunched))
}

function asked(expert: Expert, { values }: SeasonalHistory, unlaunched: number): Foretell {
  return (bins, horizonBins) => expert.foretell(values.subarray(0, bins - unlaunched), horizonBins)
}

function firstBins(history: SeasonalHistory, bins: number): SeasonalHistory {
  const end = Math.max(bins, 0)
  return { ...history, values: history.values.subarray(0, end), trust: history.trust.subarray(0, end) }
}

function around(points: Float64Array, paths: Fan, levels: readonly number[]): Fan {
  return paths.map((fan, ahead) => {
    const shift = points[ahead] - fan[levels.indexOf(0.5)]
    return fan.map(value => Math.max(value + shift, 0))
  })
}
