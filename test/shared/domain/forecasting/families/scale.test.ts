import { describe, expect, it } from 'vitest'
import { ceilingOf, fromScale, scaleOf, toScale } from '../../../../../shared/domain/forecasting/families/scale.ts'

const values = Float64Array.of(0, 1, 50, 2000)

describe.each(['log', 'sqrt', 'raw'] as const)('the %s scale', name => {
  it('is undone by its inverse', () => {
    const scale = scaleOf(name, values)
    for (const [bin, value] of fromScale(scale, toScale(scale, values, 0)).entries())
      expect(value).toBeCloseTo(values[bin], 8)
  })

  it('does not depend on the unit of the series', () => {
    const thousands = values.map(value => value / 1000)
    const scaled = toScale(scaleOf(name, thousands), thousands, 0)
    for (const [bin, z] of toScale(scaleOf(name, values), values, 0).entries()) expect(scaled[bin]).toBeCloseTo(z, 10)
  })

  it('has its ceiling at one and a half times the largest value', () => {
    const scale = scaleOf(name, values)
    expect(fromScale(scale, Float64Array.of(ceilingOf(name, toScale(scale, values, 0))))[0]).toBeCloseTo(3000, 6)
  })

  it('never gives less than nothing or more than a number can hold', () => {
    const scale = scaleOf(name, Float64Array.of(1e308, 1.7e308))
    expect([...fromScale(scale, Float64Array.of(-5, 1e6))]).toEqual([0, Number.MAX_VALUE])
  })
})
