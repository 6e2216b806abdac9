// The training itself: batches of examples, the pinball loss of all levels, AdamW with a rate that falls along a cosine.
import type { NetworkShape } from '../../shared/domain/forecasting/neural/network.ts'
import { neuralLevels } from '../../shared/domain/forecasting/neural/quantile-levels.ts'
import { RandomStream } from '../../simulator/kernel/random.ts'
import type { ExampleRows, ExampleSource, ExampleStream } from './examples.ts'
import { Arena, type Kernels } from './kernels.ts'
import { pinballLoss } from './pinball-loss.ts'
import { TrainableNetwork } from './trainable-network.ts'

export interface TrainingPlan {
  readonly shape: NetworkShape
  readonly examples: ExampleSource
  readonly seed: number
  readonly steps: number
  readonly batch: number
  readonly rate: number
  readonly decay: number
  readonly validationExamples: number
}

export interface TrainingState {
  readonly step: number
  /** Running mean over the last hundred steps or so. */
  readonly loss: number
}

/** Loss and coverage on examples of a seed that training never sees. */
export interface Validation {
  readonly loss: number
  /** Share of the targets below each level's answer, in the order of `neuralLevels`. */
  readonly shareBelow: readonly number[]
}

const longestWarmUpSteps = 300
const longestGradient = 1
/** The middle is what is judged most. */
const levelWeights = neuralLevels.map(level => (level === 0.5 ? 2 : 1))

export class Training {
  readonly network: TrainableNetwork
  readonly #plan: TrainingPlan
  readonly #examples: ExampleStream
  readonly #rows: ExampleRows
  #step = 0
  #loss = Number.NaN

  constructor(plan: TrainingPlan, kernels: Kernels) {
    this.#plan = plan
    this.network = new TrainableNetwork(
      new Arena(kernels),
      plan.shape,
      plan.batch,
      new RandomStream(plan.seed, 'first weights'),
    )
    this.#examples = plan.examples(new RandomStream(plan.seed, 'examples'))
    this.#rows = emptyRows(this.network)
  }

  /** One batch. */
  advance(): TrainingState {
    this.#step++
    const loss = this.#lossOfBatch(this.#examples)
    this.network.backward()
    const { rate, decay } = this.#plan
    this.network.improve({ step: this.#step, rate: rate * this.#rateShare(), decay, longestGradient })
    this.#loss = Number.isNaN(this.#loss) ? loss : 0.99 * this.#loss + 0.01 * loss
    return { step: this.#step, loss: this.#loss }
  }

  /** Always on the same examples. */
  validate(): Validation {
    const examples = this.#plan.examples(new RandomStream(this.#plan.seed, 'validation'))
    const batches = Math.ceil(this.#plan.validationExamples / this.#plan.batch)
    const below = neuralLevels.map(() => 0)
    let loss = 0
    for (let batch = 0; batch < batches; batch++) {
      loss += this.#lossOfBatch(examples) / batches
      this.#countBelow(below)
    }
    const known = batches * this.#rows.targets.length
    return { loss, shareBelow: below.map(count => count / known) }
  }

  #lossOfBatch(examples: ExampleStream): number {
    for (let row = 0; row < this.#plan.batch; row++) examples.write(this.#rows, row)
    this.network.features.set(this.#rows.features)
    this.network.forward()
    const batch = { targets: this.#rows.targets, weights: this.#rows.weights, levels: neuralLevels, levelWeights }
    return pinballLoss(this.network.outputs, batch, this.network.outputGradient)
  }

  #countBelow(below: number[]): void {
    const outputs = this.network.outputs
    const { targets } = this.#rows
    for (let target = 0; target < targets.length; target++) {
      for (let level = 0; level < below.length; level++) {
        if (targets[target] <= outputs[target * below.length + level]) below[level]++
      }
    }
  }

  /** Up in a line, then down along half a cosine to nothing. */
  #rateShare(): number {
    const warm = Math.min(1, this.#step / Math.min(longestWarmUpSteps, this.#plan.steps / 10))
    return warm * (0.5 + 0.5 * Math.cos((Math.PI * this.#step) / this.#plan.steps))
  }
}

function emptyRows({ shape, batch }: TrainableNetwork): ExampleRows {
  return {
    features: new Float32Array(batch * shape.features),
    targets: new Float32Array(batch * shape.groups),
    weights: new Float32Array(batch * shape.groups),
  }
}
