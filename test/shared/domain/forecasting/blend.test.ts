import { expect, test } from 'vitest'
import { blend, initialBlend, updateBlend } from '../../../../shared/domain/forecasting/blend.ts'

function after(modelLoss: number, reactiveLoss: number, ticks = 600) {
  let state = initialBlend
  for (let tick = 0; tick < ticks; tick++) state = updateBlend(state, modelLoss, reactiveLoss)
  return state
}

test('until something is known the model alone is used', () => {
  expect(blend(initialBlend, 100, 200)).toBe(100)
})

test('experts of equal loss are averaged', () => {
  expect(blend(after(3, 3), 100, 200)).toBeCloseTo(150, 9)
})

test('the expert with the lower loss gets nearly all of the weight when it is 30 % better', () => {
  // 1 / (1 + 0.7^8) = 0.9455, so 0.9455 × 100 + 0.0545 × 200 = 105.45
  expect(blend(after(0.7, 1), 100, 200)).toBeCloseTo(105.45, 1)
  expect(blend(after(1, 0.7), 100, 200)).toBeCloseTo(194.55, 1)
})

test('a model that turns bad loses its weight within hours', () => {
  let state = after(0.5, 1)
  expect(blend(state, 100, 200)).toBeLessThan(101)
  // A loss of three times the baseline's for six hours of ticks outweighs a day of half of it.
  for (let tick = 0; tick < 360; tick++) state = updateBlend(state, 3, 1)
  expect(blend(state, 100, 200)).toBeGreaterThan(195)
})
