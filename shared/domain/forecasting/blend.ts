// Two experts for the upper quantile of the coming maximum: the fitted model, calibrated, and the reactive baseline. Which to
// trust is learned from their recent pinball losses (after Vovk's and Cesa-Bianchi & Lugosi's aggregation of experts): the
// loss is convex, so an average of quantiles is never worse than the average of their losses, and follows the better expert
// when the load changes its nature.
import { z } from 'zod'

export const blendStateSchema = z.object({
  /** Discounted pinball losses, requests per second. */
  modelLoss: z.number().nonnegative(),
  reactiveLoss: z.number().nonnegative(),
})

export type BlendState = Readonly<z.infer<typeof blendStateSchema>>

export const initialBlend: BlendState = { modelLoss: 0, reactiveLoss: 0 }

/** An outcome counts half after six hours of ticks. */
const discount = 0.5 ** (1 / 360)

/** A model whose loss is 10 % lower gets 70 % of the weight, one whose loss is 30 % lower 95 %. */
const sharpness = 8

/** Share of the model in the blend, 0 to 1; all of it until something is known. */
function modelWeight({ modelLoss, reactiveLoss }: BlendState): number {
  if (modelLoss === 0 && reactiveLoss === 0) return 1
  if (modelLoss === 0 || reactiveLoss === 0) return modelLoss === 0 ? 1 : 0
  return 1 / (1 + (modelLoss / reactiveLoss) ** sharpness)
}

export function blend(state: BlendState, modelRps: number, reactiveRps: number): number {
  const weight = modelWeight(state)
  return weight * modelRps + (1 - weight) * reactiveRps
}

export function updateBlend(state: BlendState, modelLoss: number, reactiveLoss: number): BlendState {
  return {
    modelLoss: discount * state.modelLoss + modelLoss,
    reactiveLoss: discount * state.reactiveLoss + reactiveLoss,
  }
}
