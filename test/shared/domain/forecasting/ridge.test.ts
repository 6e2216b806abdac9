import { describe, expect, it } from 'vitest'
import { addRow, fade, normalEquations, robustWeight, solve } from '../../../../shared/domain/forecasting/ridge.ts'
import { RandomStream } from '../../../../simulator/kernel/random.ts'

function add(equations: ReturnType<typeof normalEquations>, weight: number, x: number[], y: number[]) {
  addRow(equations, weight, Float64Array.from(x), 0, Float64Array.from(y), 0)
}

describe('ridge regression', () => {
  it('finds the coefficients of every target when data are plenty', () => {
    const random = new RandomStream(1, 'ridge')
    const equations = normalEquations(3, 2)
    for (let row = 0; row < 5000; row++) {
      const x = [1, random.normal(), random.normal()]
      const noise = 0.1 * random.normal()
      add(equations, 1, x, [2 + 3 * x[1] - x[2] + noise, -1 + 0.5 * x[2] + noise])
    }
    const [a, b, c, d, e, f] = solve(equations, 1)
    const wanted = [2, 3, -1, -1, 0, 0.5]
    for (const [i, coefficient] of [a, b, c, d, e, f].entries()) expect(coefficient).toBeCloseTo(wanted[i], 1)
  })

  it('draws one coefficient towards zero as the prior says', () => {
    const equations = normalEquations(1, 1)
    add(equations, 1, [2], [6])
    add(equations, 1, [2], [6])
    // Σx² = 8, Σxy = 24, mean y² = 36, weight 2. Prior 2: 24 / (8 · (1 + 2/2) + 36) = 24/52.
    expect(solve(equations, 2)[0]).toBeCloseTo(24 / 52, 6)
  })

  it('counts a faded row like a lighter one', () => {
    const faded = normalEquations(2, 1)
    add(faded, 1, [1, 2], [3])
    fade(faded, 0.25)
    add(faded, 1, [1, -1], [0])
    const light = normalEquations(2, 1)
    add(light, 0.25, [1, 2], [3])
    add(light, 1, [1, -1], [0])
    expect([...solve(faded, 1)]).toEqual([...solve(light, 1)])
  })

  it('gives no coefficient to a feature that is always zero, and none at all without rows', () => {
    const equations = normalEquations(2, 1)
    expect([...solve(equations, 1)]).toEqual([0, 0])
    add(equations, 1, [1, 0], [1])
    expect(solve(equations, 1)[1]).toBe(0)
  })

  it('lets an incident count for little, once it is known what is usual', () => {
    const equations = normalEquations(1, 1)
    expect(robustWeight(equations, 1000, 25)).toBe(1)
    for (let row = 0; row < 100; row++) add(equations, 1, [1], [row % 2 === 0 ? 1 : -1])
    // Mean square 1: half the weight at √25 = 5.
    expect(robustWeight(equations, 5, 25)).toBeCloseTo(0.5, 6)
    expect(robustWeight(equations, 100, 25)).toBeLessThan(0.01)
  })
})
