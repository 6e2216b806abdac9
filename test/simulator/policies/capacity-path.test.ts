import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CapacityProblem, cheapestCapacityPath } from '../../../simulator/policies/capacity-path.ts'

/** Any loss at all per step and size: the search must not rest on the shape of the queueing formula. */
const problems = fc
  .record({
    steps: fc.integer({ min: 1, max: 5 }),
    minSize: fc.nat(2),
    extra: fc.nat(3),
    holdingUsd: fc.nat(5),
    launchUsd: fc.nat(9),
    retireUsd: fc.nat(4),
    losses: fc.array(fc.nat(40), { minLength: 40, maxLength: 40 }),
  })
  .map(({ extra, losses, ...rest }): CapacityProblem => {
    return { ...rest, maxSize: rest.minSize + extra, lossUsd: (step, size) => losses[step * 6 + size] }
  })

describe('the cheapest capacity path', () => {
  it('equals brute force over all fleets', () => {
    fc.assert(
      fc.property(problems, problem => {
        const costs = allPaths(problem).map(path => costOf(path, problem))
        expect(costOf([...cheapestCapacityPath(problem)], problem)).toBe(Math.min(...costs))
      }),
      { numRuns: 300 },
    )
  })

  it('stays within its sizes', () => {
    fc.assert(
      fc.property(problems, problem => {
        const path = cheapestCapacityPath(problem)
        expect(Math.min(...path)).toBeGreaterThanOrEqual(problem.minSize)
        expect(Math.max(...path)).toBeLessThanOrEqual(problem.maxSize)
        expect(path.length).toBe(problem.steps)
      }),
    )
  })

  it('bridges a dip where relaunching costs more than holding', () => {
    const need = [3, 3, 1, 1, 3, 3]
    const lossUsd = (step: number, size: number): number => (size < need[step] ? 1000 : 0)
    const base = { steps: 6, minSize: 1, maxSize: 5, holdingUsd: 1, retireUsd: 0, lossUsd }
    // Two instances for two steps cost 4 to hold and 2 · launchUsd to replace.
    expect([...cheapestCapacityPath({ ...base, launchUsd: 3 })]).toEqual([3, 3, 3, 3, 3, 3])
    expect([...cheapestCapacityPath({ ...base, launchUsd: 1 })]).toEqual(need)
  })
})

function allPaths({ steps, minSize, maxSize }: CapacityProblem): number[][] {
  let paths: number[][] = [[]]
  for (let step = 0; step < steps; step++) {
    const sizes = Array.from({ length: maxSize - minSize + 1 }, (_, index) => minSize + index)
    paths = paths.flatMap(path => sizes.map(size => [...path, size]))
  }
  return paths
}

function costOf(path: readonly number[], { holdingUsd, launchUsd, retireUsd, lossUsd }: CapacityProblem): number {
  return path.reduce((cost, size, step) => {
    const change = step === 0 ? 0 : size - path[step - 1]
    const moved = change > 0 ? change * launchUsd : -change * retireUsd
    return cost + size * holdingUsd + lossUsd(step, size) + moved
  }, 0)
}
