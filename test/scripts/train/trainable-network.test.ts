import { describe, expect, it } from 'vitest'
import { Arena, compileKernels } from '../../../scripts/train/kernels.ts'
import { TrainableNetwork } from '../../../scripts/train/trainable-network.ts'
import { assembleNetwork, evaluate } from '../../../shared/domain/forecasting/neural/network.ts'
import { RandomStream } from '../../../simulator/kernel/random.ts'

const shape = { features: 5, hidden: 7, blocks: 2, groups: 3, groupSize: 2 }
const batch = 4
const outputWidth = shape.groups * shape.groupSize

async function smallNetwork() {
  const random = new RandomStream(3, 'gradient check')
  const network = new TrainableNetwork(new Arena(await compileKernels()), shape, batch, random)
  for (let i = 0; i < network.weights.length; i++) network.weights[i] = 0.5 * random.normal()
  for (let i = 0; i < network.features.length; i++) network.features[i] = random.normal()
  const factors = Float64Array.from({ length: batch * outputWidth }, () => random.normal())
  return { network, factors }
}

/** Σ factor · output: its gradient by the outputs are the factors. */
function lossOf(network: TrainableNetwork, factors: Float64Array): number {
  network.forward()
  return network.outputs.reduce((sum, output, i) => sum + factors[i] * output, 0)
}

describe('a network in training', () => {
  it('finds the gradient that finite differences find', async () => {
    const { network, factors } = await smallNetwork()
    lossOf(network, factors)
    network.outputGradient.set(factors)
    network.backward()
    const gradient = network.gradient.slice()
    const step = 1e-3
    for (let i = 0; i < network.weights.length - 3; i++) {
      const weight = network.weights[i]
      network.weights[i] = weight + step
      const above = lossOf(network, factors)
      network.weights[i] = weight - step
      const below = lossOf(network, factors)
      network.weights[i] = weight
      expect(Math.abs((above - below) / (2 * step) - gradient[i])).toBeLessThan(0.02 * (1 + Math.abs(gradient[i])))
    }
  })

  it('computes what the forecast will compute with its layers', async () => {
    const { network } = await smallNetwork()
    network.forward()
    const plain = assembleNetwork(shape, network.layers())
    for (let row = 0; row < batch; row++) {
      const features = network.features.slice(row * shape.features, (row + 1) * shape.features)
      const wanted = evaluate(plain, features)
      for (let i = 0; i < outputWidth; i++) expect(network.outputs[row * outputWidth + i]).toBeCloseTo(wanted[i], 4)
    }
  })
})
