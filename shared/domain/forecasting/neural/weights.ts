// Weights as they are stored: eight bits each, in units of their output's largest weight / 127, as base64 in a JSON file with the
// card that says how they came to be. What eight bits cost in accuracy stands in docs/decisions/2026-11-21-neural-network.md.
import { assembleNetwork, type Layer, layerShapes, type Network, type NetworkShape } from './network.ts'

export interface WeightsRecord {
  readonly card: WeightsCard
  readonly shape: NetworkShape
  readonly layers: readonly LayerRecord[]
}

/** How weights were made, and what they are not for. */
export interface WeightsCard {
  readonly name: string
  readonly madeOn: string
  readonly command: string
  readonly generatorVersion: number
  readonly seed: number
  readonly steps: number
  readonly batch: number
  /** On synthetic examples of a seed that training never saw, as trained and as stored. */
  readonly validationLoss: number
  readonly storedValidationLoss: number
  /** Of the layers' texts, one after the other. */
  readonly sha256: string
  readonly trainedOn: string
  readonly notFor: readonly string[]
}

export interface LayerRecord {
  readonly name: string
  /** Signed bytes, those of the first input first. */
  readonly weights: string
  /** 32-bit floats, little endian, one for each output. */
  readonly scales: string
  /** The same; empty in a layer without. */
  readonly biases: string
}

const largestByte = 127

export function encodeLayer(name: string, { weights, biases, inputs, outputs }: Layer): LayerRecord {
  const scales = new Float32Array(outputs)
  for (let at = 0; at < inputs * outputs; at++) {
    scales[at % outputs] = Math.max(scales[at % outputs], Math.abs(weights[at]) / largestByte)
  }
  const bytes = new Int8Array(weights.length)
  for (let at = 0; at < bytes.length; at++) bytes[at] = Math.round(weights[at] / (scales[at % outputs] || 1))
  return { name, weights: textOf(bytes), scales: textOf(scales), biases: biases === undefined ? '' : textOf(biases) }
}

/** @throws RangeError when a layer is not as long as the shape wants it */
export function decodeNetwork({ shape, layers }: Pick<WeightsRecord, 'shape' | 'layers'>): Network {
  const decoded = layerShapes(shape).map(({ inputs, outputs, biased }, index): Layer => {
    const record = layers[index]
    const weights = weightsOf(record, inputs, outputs)
    return { inputs, outputs, weights, ...(biased && { biases: floatsOf(record.biases, outputs) }) }
  })
  return assembleNetwork(shape, decoded)
}

function weightsOf(record: LayerRecord, inputs: number, outputs: number): Float32Array {
  const bytes = new Int8Array(bytesOf(record.weights, inputs * outputs))
  const scales = floatsOf(record.scales, outputs)
  const weights = new Float32Array(inputs * outputs)
  for (let input = 0, at = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++, at++) weights[at] = bytes[at] * scales[output]
  }
  return weights
}

function floatsOf(text: string, count: number): Float32Array {
  return new Float32Array(bytesOf(text, 4 * count))
}

function bytesOf(text: string, count: number): ArrayBuffer {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  if (bytes.length !== count) throw new RangeError(`got weights of ${bytes.length} bytes, wanted ${count}`)
  return bytes.buffer
}

function textOf(values: Int8Array | Float32Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}
