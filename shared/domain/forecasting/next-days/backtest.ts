// How the experts would have done: each is fitted once on the history before the tail, and asked at several moments of the
// tail for what came next. Moments step through the hours of the day, so that none of them is favoured.
import type { ForecastAlgorithm } from '../algorithms.ts'
import type { Expert, Family, SeasonalHistory } from '../families/family.ts'

export interface Backtest {
  /** Bins that were known at each moment, ascending. */
  readonly origins: readonly number[]
  /** For every origin and expert, what was foretold, as far ahead as it is known what came; empty where it was not asked. */
  readonly foretold: readonly (readonly Float64Array[])[]
}

const mostOrigins = 30
const tailShare = 0.35
const tailDays = 9
const mostHorizonDays = 10

/** Bins at the end of the history that the experts are tried on; 0 when there is too little history to try anything. */
export function tailBins(bins: number, dayBins: number, horizonBins: number): number {
  const wanted = tailDays * dayBins + Math.min(horizonBins, mostHorizonDays * dayBins)
  return Math.min(Math.floor(tailShare * bins), wanted)
}

export function backtestOrigins(bins: number, dayBins: number, horizonBins: number): number[] {
  const tail = tailBins(bins, dayBins, horizonBins)
  const step = coprimeFrom(Math.max(Math.ceil(tail / mostOrigins), 1), dayBins)
  const origins: number[] = []
  for (let origin = bins - 1; origin >= bins - tail; origin -= step) origins.push(origin)
  return origins.reverse()
}

/** @param families those that can be fitted on the bins before the tail */
export function backtest(history: SeasonalHistory, families: readonly Family[], horizonBins: number): Backtest {
  const { values, dayBins } = history
  const origins = backtestOrigins(values.length, dayBins, horizonBins)
  const experts = families.map(family => family.fit(firstBins(history, origins[0] ?? values.length)))
  const strides = stridesOf(families)
  const asked = origins.map((origin, index) =>
    experts.map((expert, at) =>
      index % strides[at] === 0 ? ask(expert, values, origin, horizonBins) : new Float64Array(0),
    ),
  )
  return { origins, foretold: asked }
}

/** Families whose answers cost as much as those of all others together are asked at every so many of the origins. */
const dearAnswers: Partial<Record<ForecastAlgorithm, number>> = { neural: 6, harmonic: 3 }

/** For each family, at every how many origins it is asked; some family is asked at all of them. */
function stridesOf(families: readonly Family[]): number[] {
  const strides = families.map(({ name }) => dearAnswers[name] ?? 1)
  return strides.includes(1) ? strides : strides.map(() => 1)
}

function ask(expert: Expert, values: Float64Array, origin: number, horizonBins: number): Float64Array {
  return expert.foretell(values.subarray(0, origin), Math.min(horizonBins, values.length - origin))
}

function firstBins(history: SeasonalHistory, bins: number): SeasonalHistory {
  return { ...history, values: history.values.subarray(0, bins), trust: history.trust.subarray(0, bins) }
}

function coprimeFrom(least: number, other: number): number {
  let step = least
  while (greatestCommonDivisor(step, other) !== 1) step++
  return step
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
