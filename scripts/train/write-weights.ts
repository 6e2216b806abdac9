// Weights as the project keeps them: a JSON file with eight bits a weight, and the card that says how they were made.
import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { layerShapes } from '../../shared/domain/forecasting/neural/network.ts'
import {
  decodeNetwork,
  encodeLayer,
  type LayerRecord,
  type WeightsCard,
  type WeightsRecord,
} from '../../shared/domain/forecasting/neural/weights.ts'
import { generatorVersion } from './generator/hourly-series.ts'
import type { Training, TrainingPlan } from './train-network.ts'

/** What only the caller knows. */
export interface Making {
  readonly name: string
  readonly command: string
  /** YYYY-MM-DD. */
  readonly madeOn: string
}

/** Reads the network back as it is stored before it is judged, so that the card tells what eight bits cost. */
export function recordOf(training: Training, plan: TrainingPlan, making: Making): WeightsRecord {
  const names = layerShapes(plan.shape).map(({ name }) => name)
  const layers = training.network.layers().map((layer, index) => encodeLayer(names[index], layer))
  const validationLoss = training.validate().loss
  training.network.load(decodeNetwork({ shape: plan.shape, layers }))
  const storedValidationLoss = training.validate().loss
  return { card: cardOf(plan, making, layers, { validationLoss, storedValidationLoss }), shape: plan.shape, layers }
}

type Losses = Pick<WeightsCard, 'validationLoss' | 'storedValidationLoss'>

function cardOf(plan: TrainingPlan, making: Making, layers: readonly LayerRecord[], losses: Losses): WeightsCard {
  const { seed, steps, batch } = plan
  return {
    ...making,
    generatorVersion,
    seed,
    steps,
    batch,
    ...losses,
    sha256: sha256Of(layers),
    trainedOn: 'synthetic series of scripts/train/generator only; nobody measured any of them',
    notFor: [
      'series without a daily season that are judged by more than their next hours',
      'known events and holidays, of which the network is not told',
      'values below zero',
    ],
  }
}

export function sha256Of(layers: readonly LayerRecord[]): string {
  const hash = createHash('sha256')
  for (const { weights, scales, biases } of layers) hash.update(weights).update(scales).update(biases)
  return hash.digest('hex')
}

export function writeWeights(file: string | URL, record: WeightsRecord): void {
  writeFileSync(file, `${JSON.stringify(record, null, 2)}\n`)
}
