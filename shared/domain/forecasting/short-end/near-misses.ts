// How often what came lately lay beyond the quantiles that had been foretold for it (adaptive conformal inference, Gibbs & Candès
// 2021, with a threshold). While that is far more often than promised, as after a new level, the quantiles move out; while it
// never happens, they move in a little; between, they stay as the experts have them, since a correction for every chance run of
// misses costs more than it mends.
import { bandCount, bandOf } from '../next-days/horizon-bands.ts'
import type { Fan } from './near-experts.ts'

export interface NearMisses {
  readonly levels: readonly number[]
  /** Fading share of outcomes beyond the quantile: for each band of the horizon, one for each level. */
  readonly rates: Float64Array
}

/** An outcome counts half after so many hours: a new level is new for half a day. */
const halfLifeHours = 4
/** So many times the promised misses are alarming, and each time as many again moves a quantile out by the gain. */
const alarming = 1.25
const gain = 1
const furthest = 3
/** Quantiles that were not missed at all for long are this much too wide. */
const easing = 0.1

export function noMisses(levels: readonly number[], horizonBins: number): NearMisses {
  const promised = Float64Array.from(levels, level => Math.min(level, 1 - level))
  const rates = new Float64Array(bandCount(horizonBins) * levels.length)
  return { levels, rates: rates.map((_, at) => promised[at % levels.length]) }
}

/**
 * @param fan what was foretold
 * @param actuals what came, NaN where it is not known
 * @param hours since the last such outcome
 */
export function learnMisses({ levels, rates }: NearMisses, fan: Fan, actuals: Float64Array, hours: number): NearMisses {
  const misses = new Float64Array(rates.length)
  const counts = new Float64Array(rates.length)
  for (const [ahead, actual] of actuals.entries()) {
    if (Number.isNaN(actual)) continue
    for (const [k, level] of levels.entries()) {
      const at = bandOf(ahead + 1) * levels.length + k
      misses[at] += isBeyond(level, fan[ahead][k], actual) ? 1 : 0
      counts[at]++
    }
  }
  const kept = 0.5 ** (hours / halfLifeHours)
  const after = rates.map((rate, at) => (counts[at] > 0 ? kept * rate + (1 - kept) * (misses[at] / counts[at]) : rate))
  return { levels, rates: after }
}

function isBeyond(level: number, quantile: number, actual: number): boolean {
  return level < 0.5 ? actual < quantile : actual > quantile
}

/** The fan, wider where it has lately missed far too often, a little narrower where never; its middle stays. */
export function adapted({ levels, rates }: NearMisses, fan: Fan): Fan {
  const middle = levels.indexOf(0.5)
  return fan.map((values, ahead) =>
    values
      .map((value, k) => {
        const factor = factorOf(rates[bandOf(ahead + 1) * levels.length + k], levels[k])
        return Math.max(values[middle] + factor * (value - values[middle]), 0)
      })
      .sort(),
  )
}

function factorOf(rate: number, level: number): number {
  const times = rate / Math.min(level, 1 - level)
  if (times < 1) return 1 - easing * (1 - times)
  return Math.min(1 + gain * Math.max(times / alarming - 1, 0), furthest)
}
