import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  boundedSquare,
  learnedShare,
  type RecentErrors,
  updateErrors,
  usualLearnedShare,
} from '../../../../../shared/domain/forecasting/next-hour/course-skill.ts'

const usual = { learned: 0.01, level: 0.01 }

function errorsAfter(outcomes: number, learnedError: number, levelError: number): RecentErrors {
  let errors: RecentErrors = { ...usual, bias: 0 }
  for (let i = 0; i < outcomes; i++) errors = updateErrors(errors, learnedError, levelError, 0.5)
  return errors
}

describe('which course to trust', () => {
  it('is the learned one, ten to one, while both do equally well', () => {
    expect(learnedShare(usual, usual)).toBeCloseTo(10 / 11, 10)
    expect(usualLearnedShare).toBeCloseTo(10 / 11, 10)
  })

  it('moves to the level within a quarter of an hour when the learned course fails, and back', () => {
    const failing = errorsAfter(15, 0.3, 0.1)
    expect(learnedShare(failing, usual)).toBeLessThan(0.05)
    let again = failing
    for (let i = 0; i < 60; i++) again = updateErrors(again, 0.05, 0.1, 0)
    expect(learnedShare(again, usual)).toBeGreaterThan(0.9)
  })

  it('lies between none and all, and falls as the learned course gets worse', () => {
    const size = fc.double({ min: 1e-6, max: 1, noNaN: true })
    fc.assert(
      fc.property(size, size, size, (learned, worse, level) => {
        const good = learnedShare({ learned: Math.min(learned, worse), level }, usual)
        const bad = learnedShare({ learned: Math.max(learned, worse), level }, usual)
        expect(good).toBeLessThanOrEqual(1)
        expect(bad).toBeGreaterThanOrEqual(0)
        expect(bad).toBeLessThanOrEqual(good)
      }),
    )
  })

  it('remembers by how much the forecasts made of both were too low', () => {
    expect(errorsAfter(60, 0.3, 0.1).bias).toBeCloseTo(0.5 * 0.3 + 0.5 * 0.1, 3)
    expect(errorsAfter(60, -0.2, -0.2).bias).toBeCloseTo(-0.2, 3)
  })

  it('counts no error as more than a factor e', () => {
    expect(boundedSquare(3)).toBe(1)
    expect(boundedSquare(-0.5)).toBe(0.25)
  })
})
