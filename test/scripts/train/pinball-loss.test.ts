import { describe, expect, it } from 'vitest'
import { pinballLoss } from '../../../scripts/train/pinball-loss.ts'

const levels = [0.1, 0.5]

function lossOf(outputs: number[], targets: number[], weights = targets.map(() => 1), levelWeights = [1, 1]) {
  const gradient = new Float32Array(outputs.length)
  const batch = { targets: Float32Array.from(targets), weights: Float32Array.from(weights), levels, levelWeights }
  return { loss: pinballLoss(Float32Array.from(outputs), batch, gradient), gradient }
}

describe('pinball loss', () => {
  it('is the level times what was missing, and the rest times what was too much', () => {
    // Level 0.1, 2 too low: 0.2. Level 0.5, 4 too high: 2. Mean 1.1; gradients −0.1/2 and +0.5/2.
    const { loss, gradient } = lossOf([3, 9], [5])
    expect(loss).toBeCloseTo(1.1, 6)
    expect(gradient[0]).toBeCloseTo(-0.05, 6)
    expect(gradient[1]).toBeCloseTo(0.25, 6)
  })

  it('counts targets and levels by their weights', () => {
    expect(lossOf([3, 9], [5], [3]).loss).toBeCloseTo(3.3, 6)
    expect(lossOf([3, 9], [5], [1], [0, 2]).loss).toBeCloseTo(2, 6)
  })

  it('leaves out what is not known', () => {
    const { loss, gradient } = lossOf([3, 9, 7, 7], [5, Number.NaN])
    expect(loss).toBeCloseTo(1.1, 6)
    expect([...gradient.subarray(2)]).toEqual([0, 0])
  })

  it('has the gradient that finite differences find, also close to zero', () => {
    for (const output of [4.9, 4.995, 5, 5.007, 5.3]) {
      const above = lossOf([output + 1e-3, 0], [5]).loss
      const below = lossOf([output - 1e-3, 0], [5]).loss
      expect(lossOf([output, 0], [5]).gradient[0]).toBeCloseTo((above - below) / 2e-3, 2)
    }
  })

  it('is least at the quantile', () => {
    const draws = Array.from({ length: 101 }, (_, i) => i / 10)
    const at = (value: number) =>
      lossOf(
        draws.flatMap(() => [value, 5]),
        draws,
      ).loss
    expect(at(1)).toBeLessThan(at(0.7))
    expect(at(1)).toBeLessThan(at(1.3))
  })
})
