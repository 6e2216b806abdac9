// Adaptive conformal inference for an upper quantile, so that a stated 95 % is 95 % also after a regime shift.
//
// The score of an outcome is its height above the forecast median, in units of the forecast's own margin (both as logs):
// 1 is exactly the forecast quantile. The factor by which margins are multiplied follows the wanted quantile of the scores
// by online gradient descent on the pinball loss: each miss raises it by step × level, each hit lowers it by
// step × (1 − level), so that over T outcomes with scores in [low, high] the coverage is off by at most
// (high − low + step) / (step × T), whatever the outcomes (with the smallest of the steps taken): Gibbs & Candès, "Adaptive conformal inference under distribution
// shift", NeurIPS 2021; in score form the quantile tracker of Angelopoulos, Candès & Tibshirani, "Conformal PID control for
// time series prediction", NeurIPS 2023. Its error integration is theirs too: lately too many misses widen at once, lately
// too few narrow, by a bounded amount.
import { z } from 'zod'

export const conformalStateSchema = z.object({
  /** Coverage that is wanted, above 0 and below 1. */
  level: z.number().gt(0).lt(1),
  /** The tracked quantile of the scores. */
  factor: z.number(),
  /** Exponentially weighted share of outcomes above the calibrated quantile. */
  missRate: z.number().min(0).max(1),
})

export type ConformalState = Readonly<z.infer<typeof conformalStateSchema>>

/** An uncalibrated forecast of one number, requests per second. */
export interface RawForecast {
  readonly medianRps: number
  readonly quantileRps: number
}

export interface ForecastOutcome extends RawForecast {
  readonly actualRps: number
}

/**
 * A minute's outcomes overlap with their neighbours', so misses come in rows; larger steps chase them and cost more than they
 * bring (measured on a dozen load traces: 0.003 to 0.006 differ by 0.2 % in pinball loss, 0.03 costs 3 %).
 */
const step = 0.004
/** When misses are so many times as frequent (or as rare) as wanted, something has changed. */
const alarmingMisses = 2
const suspiciousHits = 0.25
const largestSpeed = 25
/** How much more margin twice the wanted misses give at once. */
const integralGain = 0.15
const missMemory = 1 / 360

/** Scores beyond these say no more; they bound the factor, and so what a run of misses can do. */
const lowestFactor = -1
const highestFactor = 5

/** A margin is at least half a percent, so that rounding does not become a score, and counts as at most a factor e. */
const smallestMargin = 0.005
const largestMargin = 1
/** One request a minute. */
const smallestRps = 1 / 60

export function initialConformal(level = 0.95): ConformalState {
  return { level, factor: 1, missRate: 1 - level }
}

/** By what margins above the median are multiplied now; 1 while the forecasts are calibrated by themselves. */
export function marginFactor({ level, factor, missRate }: ConformalState): number {
  return clamp(factor + integralGain * (missRate / (1 - level) - 1))
}

/**
 * The forecast quantile with its margin above the median corrected, requests per second. Also for other upper quantiles than
 * the one that the state learned from: they are wrong in the same proportion.
 */
export function calibratedQuantile(state: ConformalState, forecast: RawForecast): number {
  return forecast.quantileRps * Math.exp((marginFactor(state) - 1) * marginOf(forecast))
}

/** Learns from one outcome of an uncalibrated forecast; outcomes that are not known (NaN) change nothing. */
export function updateConformal(state: ConformalState, outcome: ForecastOutcome): ConformalState {
  const score = scoreOf(outcome)
  if (Number.isNaN(score)) return state
  const { level, factor, missRate } = state
  const missed = score > marginFactor(state) ? 1 : 0
  return {
    level,
    factor: factor + speedOf(state) * step * (score > factor ? level : level - 1),
    missRate: missRate + missMemory * (missed - missRate),
  }
}

/** Steps are in proportion to a factor above 1, and grow while misses are far too frequent or too rare. */
function speedOf({ level, factor, missRate }: ConformalState): number {
  const ratio = missRate / (1 - level)
  const proportion = Math.max(factor, 1)
  if (ratio > alarmingMisses) return proportion * Math.min((ratio / alarmingMisses) ** 2, largestSpeed)
  return ratio < suspiciousHits ? 4 * proportion : proportion
}

/** 1 where the outcome is the forecast quantile itself, one less or more for each margin below or above it. */
function scoreOf(outcome: ForecastOutcome): number {
  const height = Math.log(Math.max(outcome.actualRps, smallestRps) / Math.max(outcome.quantileRps, smallestRps))
  return clamp(1 + height / marginOf(outcome))
}

function marginOf({ medianRps, quantileRps }: RawForecast): number {
  const margin = Math.log(Math.max(quantileRps, smallestRps) / Math.max(medianRps, smallestRps))
  return Math.min(Math.max(margin, smallestMargin), largestMargin)
}

function clamp(score: number): number {
  return Math.min(Math.max(score, lowestFactor), highestFactor)
}
