// Adaptive conformal inference for an upper quantile, so that a stated 95 % is 95 % also after a regime shift.
//
// The score of an outcome is its height above the forecast median, in units of the forecast's own margin (both as logs):
// 1 is exactly the forecast quantile. The factor by which margins are multiplied follows the wanted quantile of the scores
// by online gradient descent on the pinball loss: each miss raises it by step × level, each hit lowers it by
// step × (1 − level), so that over T outcomes with scores in [low, high] the coverage is off by at most
// (high − low + step) / (step × T), whatever the outcomes: Gibbs & Candès, "Adaptive conformal inference under distribution
// shift", NeurIPS 2021; in score form the quantile tracker of Angelopoulos, Candès & Tibshirani, "Conformal PID control for
// time series prediction", NeurIPS 2023. Several steps run side by side and are weighed by their recent loss, after Gibbs &
// Candès, "Conformal inference for online prediction with arbitrary distribution shifts", JMLR 2024 (DtACI).
import { z } from 'zod'

const expertSchema = z.object({
  /** Multiplies the margin above the median. */
  factor: z.number(),
  /** Discounted pinball loss of the scores. */
  loss: z.number(),
})

export const conformalStateSchema = z.object({
  /** Coverage that is wanted, 0 to 1. */
  level: z.number().min(0).max(1),
  /** One for each of the steps, slowest first. */
  experts: z.array(expertSchema).length(3),
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

const steps = [0.003, 0.01, 0.03]
const lossMemory = 1 - 1 / 720
const learningRate = 2
const lowestFactor = -1
const highestFactor = 5

/** Margins below half a percent would turn rounding into scores. */
const smallestMargin = 0.005
const smallestRps = 1 / 60

export function initialConformal(level = 0.95): ConformalState {
  return { level, experts: steps.map(() => ({ factor: 1, loss: 0 })) }
}

/** By what margins above the median are multiplied now; 1 while the forecasts are calibrated by themselves. */
export function marginFactor(state: ConformalState): number {
  const best = Math.min(...state.experts.map(expert => expert.loss))
  let weights = 0
  let weighted = 0
  for (const { factor, loss } of state.experts) {
    const weight = Math.exp(-learningRate * (loss - best))
    weights += weight
    weighted += weight * factor
  }
  return weighted / weights
}

/** The forecast quantile with its margin above the median corrected, requests per second. */
export function calibratedQuantile(state: ConformalState, forecast: RawForecast): number {
  return forecast.quantileRps * Math.exp((marginFactor(state) - 1) * marginOf(forecast))
}

/** Learns from one outcome of an uncalibrated forecast; outcomes that are not known (NaN) change nothing. */
export function updateConformal(state: ConformalState, outcome: ForecastOutcome): ConformalState {
  const height = Math.log(Math.max(outcome.actualRps, smallestRps) / Math.max(outcome.quantileRps, smallestRps))
  const score = Math.min(Math.max(1 + height / marginOf(outcome), lowestFactor), highestFactor)
  if (!Number.isFinite(score)) return state
  return { level: state.level, experts: state.experts.map((expert, index) => learn(expert, steps[index])) }

  function learn({ factor, loss }: z.infer<typeof expertSchema>, step: number) {
    const gradient = score > factor ? state.level : state.level - 1
    return { factor: factor + step * gradient, loss: lossMemory * loss + gradient * (score - factor) }
  }
}

function marginOf({ medianRps, quantileRps }: RawForecast): number {
  return Math.min(
    Math.max(Math.log(Math.max(quantileRps, smallestRps) / Math.max(medianRps, smallestRps)), smallestMargin),
    1,
  )
}
