import { describe, expect, it } from 'vitest'
import type { ScaleRows } from '../../../../../shared/domain/forecasting/next-hour/error-scale.ts'
import {
  chooseThreshold,
  excessOf,
  liftOf,
  lossOf,
  widened,
} from '../../../../../shared/domain/forecasting/next-hour/surprise.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

const count = 4000

/** Calm rows, and every hundredth one after a run of forecasts that were too low by 0.5; `goesOn` is the error that follows. */
function history(goesOn: number) {
  const random = new RandomStream(9, 'surprise')
  const errors = Float64Array.from(
    { length: count },
    (_, row) => 0.1 * random.normal() + (row % 100 === 0 ? goesOn : 0),
  )
  const rows: ScaleRows = {
    count,
    errors,
    levels: new Float64Array(count).fill(9),
    features: new Float64Array(0),
    logSquares: new Float64Array(0),
  }
  const biases = Float64Array.from({ length: count }, (_, row) => (row % 100 === 0 ? 0.5 : 0.01))
  return { rows, biases, rises: new Float64Array(count).fill(1), scales: new Float64Array(count).fill(0.1) }
}

describe('demand that runs away', () => {
  it('is a surprise only beyond what errors of the present scale explain', () => {
    expect(excessOf(0.15, 0.1, 2)).toBe(0)
    expect(excessOf(-3, 0.1, 2)).toBe(0)
    expect(excessOf(0.5, 0.1, 2)).toBeCloseTo(0.3, 12)
  })

  it('lifts the forecast by half of the excess and widens it as independent errors add up', () => {
    expect(liftOf(0.3, 1)).toBeCloseTo(0.15, 12)
    expect(widened(0.4, 0.3)).toBeCloseTo(0.5, 12)
    expect(widened(0.4, 0)).toBe(0.4)
  })

  it('lifts no further than the level has risen, since a step that is over does not go on', () => {
    expect(liftOf(0.3, 0.1)).toBe(0.1)
    expect(liftOf(0.3, 0)).toBe(0)
    expect(liftOf(0.3, -0.2)).toBe(0)
  })

  it('is watched for closely where it has gone on, and where it has never happened', () => {
    const { rows, scales, ...signs } = history(0.5)
    expect(chooseThreshold(rows, scales, signs).threshold).toBe(1)
    const quiet = new Float64Array(count)
    expect(chooseThreshold(rows, scales, { ...signs, biases: quiet }).threshold).toBe(1)
  })

  it('is left alone where such runs have always been over at once', () => {
    const { rows, scales, ...signs } = history(-1)
    const chosen = chooseThreshold(rows, scales, signs)
    expect(chosen.threshold).toBeGreaterThan(4)
    expect(chosen.lifts.every(lift => lift === 0)).toBe(true)
  })

  it('costs less when lifted, where it goes on', () => {
    const { rows, scales, ...signs } = history(0.5)
    const calm = chooseThreshold(rows, scales, { ...signs, biases: new Float64Array(count) })
    const watchful = chooseThreshold(rows, scales, signs)
    expect(lossOf(rows, watchful, 0)).toBeLessThan(lossOf(rows, calm, 0))
  })
})
