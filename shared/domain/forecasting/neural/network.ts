// A small feed-forward network: a first layer, residual blocks, and a head whose values stand in groups (one for each horizon,
// a value for each quantile); a straight path from the features adds one value to every member of a group.
//
//   h = relu(W₀x + b₀) · h = relu(h + Wₖh + bₖ) for every block · out = Wₕh + bₕ, and to each of group g: (Wₛx)_g

/** Sizes of a network. */
export interface NetworkShape {
  readonly features: number
  readonly hidden: number
  readonly blocks: number
  readonly groups: number
  /** Values in a group. */
  readonly groupSize: number
}

/** Weights of one layer, those of the first input first: `weights[input * outputs + output]`. */
export interface Layer {
  readonly weights: Float32Array
  /** None in the straight path. */
  readonly biases?: Float32Array
  readonly inputs: number
  readonly outputs: number
}

export interface Network {
  readonly shape: NetworkShape
  readonly first: Layer
  readonly blocks: readonly Layer[]
  readonly head: Layer
  readonly straight: Layer
}

export interface LayerShape {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly biased: boolean
}

/** The layers in the order in which weights are stored. */
export function layerShapes({ features, hidden, blocks, groups, groupSize }: NetworkShape): LayerShape[] {
  return [
    { name: 'first', inputs: features, outputs: hidden, biased: true },
    ...Array.from({ length: blocks }, (_, block) => ({
      name: `block${block + 1}`,
      inputs: hidden,
      outputs: hidden,
      biased: true,
    })),
    { name: 'head', inputs: hidden, outputs: groups * groupSize, biased: true },
    { name: 'straight', inputs: features, outputs: groups, biased: false },
  ]
}

/** @param layers as `layerShapes` orders them */
export function assembleNetwork(shape: NetworkShape, layers: readonly Layer[]): Network {
  return {
    shape,
    first: layers[0],
    blocks: layers.slice(1, 1 + shape.blocks),
    head: layers[1 + shape.blocks],
    straight: layers[2 + shape.blocks],
  }
}

/** The values of all groups, one group after the other. */
export function evaluate(network: Network, features: Float32Array): Float32Array {
  let hidden: Float32Array = Float32Array.from(network.first.biases!)
  addProduct(network.first, features, hidden)
  rectify(hidden)
  for (const block of network.blocks) {
    const next = hidden.slice()
    for (let unit = 0; unit < next.length; unit++) next[unit] += block.biases![unit]
    addProduct(block, hidden, next)
    rectify(next)
    hidden = next
  }
  const outputs = Float32Array.from(network.head.biases!)
  addProduct(network.head, hidden, outputs)
  addStraight(network, features, outputs)
  return outputs
}

/**
 * sums += input · weights. What is zero is skipped, which after a rectifier is about half; the others are taken four at a
 * time, so that a sum is loaded and stored once for four products.
 */
function addProduct({ weights, outputs }: Layer, input: Float32Array, sums: Float32Array): void {
  const live = nonZero(input)
  const fours = live.length - (live.length % 4)
  for (let at = 0; at < fours; at += 4) {
    const [i, j, k, l] = [live[at], live[at + 1], live[at + 2], live[at + 3]]
    const [a, b, c, d] = [input[i], input[j], input[k], input[l]]
    const [ai, bi, ci, di] = [i * outputs, j * outputs, k * outputs, l * outputs]
    for (let output = 0; output < outputs; output++) {
      sums[output] +=
        a * weights[ai + output] + b * weights[bi + output] + c * weights[ci + output] + d * weights[di + output]
    }
  }
  for (let at = fours; at < live.length; at++) {
    const from = live[at] * outputs
    const value = input[live[at]]
    for (let output = 0; output < outputs; output++) sums[output] += value * weights[from + output]
  }
}

function nonZero(values: Float32Array): Uint16Array {
  const indices = new Uint16Array(values.length)
  let count = 0
  for (let index = 0; index < values.length; index++) if (values[index] !== 0) indices[count++] = index
  return indices.subarray(0, count)
}

function addStraight({ straight, shape }: Network, features: Float32Array, outputs: Float32Array): void {
  const shifts = new Float32Array(shape.groups)
  addProduct(straight, features, shifts)
  for (let output = 0; output < outputs.length; output++)
    outputs[output] += shifts[Math.trunc(output / shape.groupSize)]
}

function rectify(values: Float32Array): void {
  for (let index = 0; index < values.length; index++) if (values[index] < 0) values[index] = 0
}
