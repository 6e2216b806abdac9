import { describe, expect, it } from 'vitest'
import { powerSums } from '../../../../../shared/domain/forecasting/families/power-sums.ts'

describe('sums of powers in closed form', () => {
  it.each([
    [0.9, 0, 7],
    [0.99, 0.4, 60],
    [0.5, 3, 1],
  ])('equals the sums made one by one for radius %f, angle %f and %i terms', (radius, angle, terms) => {
    const sums = { once: [0, 0], times: [0, 0], squared: [0, 0] }
    for (let a = 1; a <= terms; a++) {
      for (const [part, wave] of [Math.cos(angle * a), Math.sin(angle * a)].entries()) {
        sums.once[part] += radius ** a * wave
        sums.times[part] += a * radius ** a * wave
        sums.squared[part] += a * a * radius ** a * wave
      }
    }
    const closed = powerSums(radius, angle, terms)
    for (const part of [0, 1]) {
      expect(closed.once[part]).toBeCloseTo(sums.once[part], 8)
      expect(closed.times[part]).toBeCloseTo(sums.times[part], 8)
      expect(closed.squared[part]).toBeCloseTo(sums.squared[part], 6)
    }
  })
})
