import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Fan } from '../../../../../shared/domain/forecasting/short-end/near-experts.ts'
import { learnOutcome, mixed, noLosses } from '../../../../../shared/domain/forecasting/short-end/near-weights.ts'

const levels = [0.5, 0.9]
/** One bin ahead. */
const fan = (...values: number[]): Fan => [Float64Array.from(values)]
const actual = (value: number) => Float64Array.of(value)

describe('the weights of the experts of the next hour', () => {
  it('are their priors before anything is known', () => {
    const [quantiles] = mixed(noLosses([3, 1], levels, 1), [fan(10, 20), fan(20, 40)])
    // Means of three quarters and one quarter are 12.5 and 25, medians 10 and 20; the forecast is halfway between.
    expect([...quantiles]).toEqual([11.25, 22.5])
  })

  it('fall with the fourth power of the pinball loss, at each quantile by itself', () => {
    const start = noLosses([1, 1], levels, 1)
    // What came is 10. Medians: 0.5 × 2 and 0.5 × 4. At 0.9: 0.1 × 10 for both.
    const learned = learnOutcome(start, [fan(12, 20), fan(14, 20)], actual(10), 0.5)
    const [quantiles] = mixed(learned, [fan(0, 100), fan(34, 200)])
    // 1 to 2⁻⁴ at 0.5, so the mean is 34 / 17 and the median 0; one to one at 0.9, where the lower one reaches half.
    expect(quantiles[0]).toBeCloseTo((2 + 0) / 2, 9)
    expect(quantiles[1]).toBeCloseTo((150 + 100) / 2, 9)
  })

  it('forget half in ten hours', () => {
    const worse = [fan(10, 10), fan(14, 14)]
    const better = [fan(12, 12), fan(10, 10)]
    const once = learnOutcome(noLosses([1, 1], levels, 1), worse, actual(10), 10)
    const twice = learnOutcome(once, better, actual(10), 10)
    // Losses of the median: 0 / 2 + 1 and 2 / 2 + 0, so both weigh the same: mean 4, and the lower one reaches half.
    expect(mixed(twice, [fan(0, 50), fan(8, 60)])[0][0]).toBeCloseTo((4 + 0) / 2, 9)
  })

  it('learn nothing from what is not known', () => {
    const start = noLosses([1, 1], levels, 1)
    const learned = learnOutcome(start, [fan(12, 20), fan(14, 20)], actual(Number.NaN), 0.5)
    expect(learned.losses).toEqual(start.losses)
  })

  it('are learned for near and far bins apart', () => {
    const two = (near: number, far: number): Fan => [near, far].map(value => Float64Array.of(value, value))
    const start = noLosses([1, 1], levels, 2)
    const learned = learnOutcome(start, [two(10, 20), two(20, 10)], Float64Array.of(10, 10), 0.5)
    const [near, far] = mixed(learned, [two(1, 1), two(2, 2)])
    expect(near[0]).toBeCloseTo(1, 6)
    expect(far[0]).toBeCloseTo(2, 6)
  })

  it('make a fan that ascends, between the lowest and the highest of the experts', () => {
    const value = fc.double({ min: 0, max: 1e9, noNaN: true })
    const pair = fc.tuple(value, value).map(([a, b]) => fan(Math.min(a, b), Math.max(a, b)))
    fc.assert(
      fc.property(fc.array(pair, { minLength: 3, maxLength: 3 }), value, (fans, came) => {
        const learned = learnOutcome(noLosses([2, 1, 1], levels, 1), fans, actual(came), 1)
        const [quantiles] = mixed(learned, fans)
        const all = fans.flatMap(([values]) => [...values])
        expect(quantiles[0]).toBeLessThanOrEqual(quantiles[1])
        expect(quantiles[0]).toBeGreaterThanOrEqual(Math.min(...all) * (1 - 1e-9))
        expect(quantiles[1]).toBeLessThanOrEqual(Math.max(...all) * (1 + 1e-9))
      }),
    )
  })
})
