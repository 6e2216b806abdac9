// A network with its gradient, in the memory of the kernels. Weights, gradients and both moments lie in four blocks of the same
// layout, so that one call improves them all.
import type { Layer, LayerShape, Network, NetworkShape } from '../../shared/domain/forecasting/neural/network.ts'
import { layerShapes } from '../../shared/domain/forecasting/neural/network.ts'
import type { RandomStream } from '../../simulator/kernel/random.ts'
import type { Arena, Kernels } from './kernels.ts'

/** Where a layer lies, in floats from the start of a block. */
interface Place extends LayerShape {
  readonly weightsAt: number
  readonly biasesAt: number
}

export interface AdamStep {
  /** Counted from 1. */
  readonly step: number
  readonly rate: number
  readonly decay: number
  /** Larger gradients are shortened to this length. */
  readonly longestGradient: number
}

export class TrainableNetwork {
  readonly shape: NetworkShape
  readonly batch: number
  readonly #arena: Arena
  readonly #kernels: Kernels
  readonly #places: readonly Place[]
  readonly #size: number
  /** Addresses of the four blocks: weights, gradient, mean and square. */
  readonly #blocks: readonly [number, number, number, number]
  readonly #features: number
  /** After the first layer, and after every block. */
  readonly #hidden: readonly number[]
  readonly #outputs: number
  readonly #outputGradient: number
  readonly #hiddenGradients: readonly [number, number]
  readonly #shifts: number
  readonly #turned: number
  readonly #scratch: number

  /** @param random draws the first weights; the head begins small, so that training begins at the base forecast */
  constructor(arena: Arena, shape: NetworkShape, batch: number, random: RandomStream) {
    this.#arena = arena
    this.#kernels = arena.kernels
    this.shape = shape
    this.batch = batch
    this.#places = placesOf(shape)
    this.#size = sizeOf(this.#places)
    const { features, hidden, groups, groupSize } = shape
    const room = (floats: number) => arena.allocate(floats)
    this.#blocks = [room(this.#size), room(this.#size), room(this.#size), room(this.#size)]
    this.#features = room(batch * features)
    this.#hidden = Array.from({ length: shape.blocks + 1 }, () => room(batch * hidden))
    this.#outputs = room(batch * groups * groupSize)
    this.#outputGradient = room(batch * groups * groupSize)
    this.#hiddenGradients = [room(batch * hidden), room(batch * hidden)]
    this.#shifts = room(batch * groups)
    const widest = Math.max(hidden, groups * groupSize)
    this.#turned = room(hidden * widest)
    this.#scratch = room(64 + (Math.max(batch, features) + widest + 32) * (Math.max(batch, features, widest) + 32))
    this.#draw(random)
  }

  /** Features of the batch, to be filled in before `forward`; row by row. */
  get features(): Float32Array {
    return this.#arena.view(this.#features, this.batch * this.shape.features)
  }

  /** What `forward` has found, row by row. */
  get outputs(): Float32Array {
    return this.#arena.view(this.#outputs, this.batch * this.#outputWidth)
  }

  /** Of the loss by the outputs, to be filled in before `backward`. */
  get outputGradient(): Float32Array {
    return this.#arena.view(this.#outputGradient, this.batch * this.#outputWidth)
  }

  /** All weights, or all gradients, in the order of `layerShapes`, weights before biases. */
  get weights(): Float32Array {
    return this.#arena.view(this.#blocks[0], this.#size)
  }

  get gradient(): Float32Array {
    return this.#arena.view(this.#blocks[1], this.#size)
  }

  get #outputWidth(): number {
    return this.shape.groups * this.shape.groupSize
  }

  /** Copies, as the forecast wants them. */
  layers(): Layer[] {
    const all = this.weights
    return this.#places.map(({ inputs, outputs, biased, weightsAt, biasesAt }) => ({
      inputs,
      outputs,
      weights: all.slice(weightsAt, weightsAt + inputs * outputs),
      ...(biased && { biases: all.slice(biasesAt, biasesAt + outputs) }),
    }))
  }

  /** Takes the weights of a network of the same shape; the moments of the gradient stay as they are. */
  load({ first, blocks, head, straight }: Network): void {
    const all = this.weights
    for (const [index, layer] of [first, ...blocks, head, straight].entries()) {
      all.set(layer.weights, this.#places[index].weightsAt)
      if (layer.biases !== undefined) all.set(layer.biases, this.#places[index].biasesAt)
    }
  }

  forward(): void {
    const { hidden, blocks } = this.shape
    const count = this.batch * hidden
    this.#apply(this.#places[0], this.#features, this.#hidden[0])
    this.#kernels.rectify(count, this.#hidden[0])
    for (let block = 1; block <= blocks; block++) {
      this.#apply(this.#places[block], this.#hidden[block - 1], this.#hidden[block])
      this.#kernels.add(count, this.#hidden[block - 1], this.#hidden[block])
      this.#kernels.rectify(count, this.#hidden[block])
    }
    this.#apply(this.#places[blocks + 1], this.#hidden[blocks], this.#outputs)
    this.#addShifts()
  }

  /** From `outputGradient` to `gradient`. */
  backward(): void {
    const { hidden, blocks } = this.shape
    const count = this.batch * hidden
    this.gradient.fill(0)
    this.#learnShifts()
    let [gradient, spare] = this.#hiddenGradients
    this.#learn(this.#places[blocks + 1], this.#hidden[blocks], this.#outputGradient)
    this.#arena.view(gradient, count).fill(0)
    this.#passBack(this.#places[blocks + 1], this.#outputGradient, gradient)
    for (let block = blocks; block >= 1; block--) {
      this.#kernels.rectifyGradient(count, this.#hidden[block], gradient)
      this.#learn(this.#places[block], this.#hidden[block - 1], gradient)
      this.#arena.view(spare, count).set(this.#arena.view(gradient, count))
      this.#passBack(this.#places[block], gradient, spare)
      ;[gradient, spare] = [spare, gradient]
    }
    this.#kernels.rectifyGradient(count, this.#hidden[0], gradient)
    this.#learn(this.#places[0], this.#features, gradient)
  }

  improve({ step, rate, decay, longestGradient }: AdamStep): void {
    const [weights, gradient, mean, square] = this.#blocks
    const length = Math.sqrt(this.#kernels.squares(this.#size, gradient))
    const factor = Math.min(1, longestGradient / (length + 1e-12))
    const [meanShare, squareShare] = [1 - 0.9 ** step, 1 - 0.999 ** step]
    this.#kernels.adam(this.#size, weights, gradient, mean, square, rate, decay, factor, meanShare, squareShare)
  }

  /** Every row: biases + input · weights. */
  #apply({ inputs, outputs, weightsAt, biasesAt }: Place, input: number, output: number): void {
    const weights = this.#blocks[0]
    this.#kernels.fillRows(this.batch, outputs, weights + 4 * biasesAt, output)
    const from = weights + 4 * weightsAt
    this.#kernels.multiplyAdd(this.batch, outputs, inputs, input, inputs, 1, from, output, this.#scratch)
  }

  /** The layer's own gradient: inputᵀ · gradient, and the sum of the rows for the biases. */
  #learn({ inputs, outputs, biased, weightsAt, biasesAt }: Place, input: number, gradient: number): void {
    const into = this.#blocks[1]
    const weights = into + 4 * weightsAt
    this.#kernels.multiplyAdd(inputs, outputs, this.batch, input, 1, inputs, gradient, weights, this.#scratch)
    if (biased) this.#kernels.addRows(this.batch, outputs, gradient, into + 4 * biasesAt)
  }

  /** What the layer's input answers for: gradient · weightsᵀ, added. */
  #passBack({ inputs, outputs, weightsAt }: Place, gradient: number, into: number): void {
    this.#kernels.transpose(inputs, outputs, this.#blocks[0] + 4 * weightsAt, this.#turned)
    this.#kernels.multiplyAdd(this.batch, inputs, outputs, gradient, outputs, 1, this.#turned, into, this.#scratch)
  }

  #addShifts(): void {
    const { groups, groupSize, features } = this.shape
    const from = this.#blocks[0] + 4 * this.#straight.weightsAt
    const shifts = this.#arena.view(this.#shifts, this.batch * groups).fill(0)
    this.#kernels.multiplyAdd(
      this.batch,
      groups,
      features,
      this.#features,
      features,
      1,
      from,
      this.#shifts,
      this.#scratch,
    )
    const outputs = this.outputs
    for (let group = 0, at = 0; group < shifts.length; group++) {
      for (let member = 0; member < groupSize; member++) outputs[at++] += shifts[group]
    }
  }

  #learnShifts(): void {
    const { groups, groupSize } = this.shape
    const shifts = this.#arena.view(this.#shifts, this.batch * groups)
    const gradient = this.outputGradient
    for (let group = 0, at = 0; group < shifts.length; group++) {
      let sum = 0
      for (let member = 0; member < groupSize; member++) sum += gradient[at++]
      shifts[group] = sum
    }
    this.#learn(this.#straight, this.#features, this.#shifts)
  }

  get #straight(): Place {
    return this.#places[this.shape.blocks + 2]
  }

  #draw(random: RandomStream): void {
    const all = this.weights
    for (const { name, inputs, outputs, weightsAt } of this.#places) {
      const spread = firstSpread(name, inputs)
      for (let i = 0; i < inputs * outputs; i++) all[weightsAt + i] = spread * random.normal()
    }
  }
}

/** He's rule where a rectifier follows (He et al. 2015); what is added to something starts small. */
function firstSpread(name: string, inputs: number): number {
  if (name === 'straight') return 0
  const gain = name === 'first' ? 2 : name === 'head' ? 0.1 : 0.5
  return Math.sqrt(gain / inputs)
}

function placesOf(shape: NetworkShape): Place[] {
  let at = 0
  return layerShapes(shape).map(layer => {
    const weightsAt = at
    const biasesAt = weightsAt + layer.inputs * layer.outputs
    at = biasesAt + (layer.biased ? layer.outputs : 0)
    return { ...layer, weightsAt, biasesAt }
  })
}

/** Rounded up to whole vectors. */
function sizeOf(places: readonly Place[]): number {
  const { biasesAt, biased, outputs } = places[places.length - 1]
  return Math.ceil((biasesAt + (biased ? outputs : 0)) / 4) * 4
}
