import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { assembleNetwork, evaluate, layerShapes } from '../../../../../shared/domain/forecasting/neural/network.ts'
import { decodeNetwork, encodeLayer } from '../../../../../shared/domain/forecasting/neural/weights.ts'

const shape = { features: 2, hidden: 2, blocks: 1, groups: 1, groupSize: 2 }

/** Rows are inputs, columns outputs. */
function layer(rows: number[][], biases?: number[]) {
  return {
    inputs: rows.length,
    outputs: rows[0].length,
    weights: Float32Array.from(rows.flat()),
    ...(biases && { biases: Float32Array.from(biases) }),
  }
}

describe('a small network', () => {
  const network = assembleNetwork(shape, [
    layer(
      [
        [1, -1],
        [2, 1],
      ],
      [0.5, 0],
    ),
    layer(
      [
        [0, 1],
        [-1, 0],
      ],
      [0, -1],
    ),
    layer(
      [
        [1, 0],
        [0, 2],
      ],
      [0, 10],
    ),
    layer([[0.5], [0]]),
  ])

  it('gives what is worked out by hand', () => {
    // x = (1, 2). first: (1·1 + 2·2 + 0.5, −1 + 2) = (5.5, 1), both above zero.
    // block: (5.5 − 1, 1 + 5.5 − 1) = (4.5, 5.5). head: (4.5, 2 · 5.5 + 10) = (4.5, 21). straight: 0.5 · 1 to both.
    expect([...evaluate(network, Float32Array.of(1, 2))]).toEqual([5, 21.5])
  })

  it('lets nothing pass that is below zero, in the first layer and in the block', () => {
    // x = (−1, 0). first: (−0.5, 1) → (0, 1). block: (0 − 1, 1 + 0 − 1) → (0, 0). head: its biases. straight: −0.5.
    expect([...evaluate(network, Float32Array.of(-1, 0))]).toEqual([-0.5, 9.5])
  })

  it('sums the same whether inputs are taken four at a time or singly', () => {
    const values = fc.float({ min: -2, max: 2, noNaN: true })
    const wide = { features: 7, hidden: 3, blocks: 0, groups: 1, groupSize: 1 }
    fc.assert(
      fc.property(
        fc.array(values, { minLength: 7, maxLength: 7 }),
        fc.array(values, { minLength: 21, maxLength: 21 }),
        (x, w) => {
          const columns = [0, 1, 2].map(output =>
            x.reduce((sum, value, input) => sum + value * w[input * 3 + output], 0),
          )
          const rows = Array.from({ length: 7 }, (_, input) => w.slice(3 * input, 3 * input + 3))
          const zeros = x.map(() => [0])
          const wanted = columns.reduce((sum, column) => sum + Math.max(column, 0), 0)
          const all = assembleNetwork(wide, [layer(rows, [0, 0, 0]), layer([[1], [1], [1]], [0]), layer(zeros)])
          expect(evaluate(all, Float32Array.from(x))[0]).toBeCloseTo(wanted, 4)
        },
      ),
    )
  })
})

describe('stored weights', () => {
  const layers = [
    layer(
      [
        [1, -2],
        [0.3, 127],
      ],
      [0.125, -7],
    ),
    layer(
      [
        [0, 0],
        [0, 0],
      ],
      [0, 0],
    ),
    layer(
      [
        [3, 1],
        [1, 1],
      ],
      [0, 1],
    ),
    layer([[-4], [1]]),
  ]
  const records = layerShapes(shape).map(({ name }, index) => encodeLayer(name, layers[index]))

  it('come back within half a step of a 127th of the largest weight of their output, biases exactly', () => {
    const { first } = decodeNetwork({ shape, layers: records })
    expect([...first.biases!]).toEqual([0.125, -7])
    expect(first.weights[0]).toBeCloseTo(1, 6)
    expect(Math.abs(first.weights[2] - 0.3)).toBeLessThanOrEqual(0.5 / 127 + 1e-6)
    expect(first.weights[1]).toBeCloseTo(-2, 5)
    expect(first.weights[3]).toBeCloseTo(127, 4)
  })

  it('are refused when a layer is cut off', () => {
    const short = records.map((record, index) =>
      index === 2 ? { ...record, weights: record.weights.slice(0, 4) } : record,
    )
    expect(() => decodeNetwork({ shape, layers: short })).toThrow('got weights of 3 bytes, wanted 4')
  })
})
