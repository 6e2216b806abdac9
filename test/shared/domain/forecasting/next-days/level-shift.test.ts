import { describe, expect, it } from 'vitest'
import {
  type LevelShift,
  levelShifts,
  relevelled,
} from '../../../../../shared/domain/forecasting/next-days/level-shift.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'

/** A Monday. */
const startMs = 1_704_067_200_000
const hourlyDay = 24
const seeds = Array.from({ length: 12 }, (_, index) => index + 1)

/** Bins of a day curve, with autocorrelated noise of 8 %. */
function daysOf(seed: number, days: number, levelAt: (day: number) => number, dayBins = hourlyDay): Float64Array {
  const random = new RandomStream(seed, 'level')
  let noise = 0
  return Float64Array.from({ length: days * dayBins }, (_, bin) => {
    noise = 0.7 * noise + 0.08 * Math.sqrt(1 - 0.49) * random.normal()
    return levelAt(bin / dayBins) * (1 - 0.4 * Math.cos((2 * Math.PI * bin) / dayBins)) * Math.exp(noise)
  })
}

function stepsOf(values: Float64Array, dayBins = hourlyDay): LevelShift[] {
  return levelShifts({ startMs, binSeconds: 86_400 / dayBins, dayBins, values })
}

describe('a new level', () => {
  it.each([
    { name: 'doubled a day ago', days: 25, atDay: 24, ratio: 2.2 },
    { name: 'halved a day ago', days: 25, atDay: 24, ratio: 0.45 },
    { name: 'tripled a week ago', days: 30, atDay: 23, ratio: 3 },
    { name: 'doubled six hours ago', days: 24.25, atDay: 24, ratio: 2.2 },
    { name: 'doubled in the first of two weeks', days: 14, atDay: 4.5, ratio: 2 },
    { name: 'doubled on a Thursday, without a week to compare with', days: 5, atDay: 3.5, ratio: 2.5 },
  ])('is found to within an hour and a fifth of its size: $name', ({ days, atDay, ratio }) => {
    for (const seed of seeds) {
      const steps = stepsOf(daysOf(seed, days, day => (day < atDay ? 100 : 100 * ratio)))
      expect(steps).toHaveLength(1)
      expect(Math.abs(steps[0].atBin - 24 * atDay)).toBeLessThanOrEqual(1)
      expect(Math.abs(steps[0].ratio / ratio - 1)).toBeLessThan(0.2)
    }
  })

  it('is found in bins of five minutes', () => {
    const steps = stepsOf(
      daysOf(1, 25, day => (day < 24 ? 100 : 220), 288),
      288,
    )
    expect(steps).toHaveLength(1)
    expect(Math.abs(steps[0].atBin / 12 - 24 * 24)).toBeLessThanOrEqual(1)
  })

  it.each([
    { name: 'nothing but noise', levelAt: () => 100 },
    { name: 'an incident of five hours', levelAt: (day: number) => (day >= 20 && day < 20.2 ? 300 : 100) },
    { name: 'an incident that ended just now', levelAt: (day: number) => (day >= 24.6 && day < 24.9 ? 300 : 100) },
    { name: 'two days of twice as much', levelAt: (day: number) => (day >= 18 && day < 20 ? 200 : 100) },
    { name: 'growth to three times as much', levelAt: (day: number) => 100 * 3 ** (day / 25) },
    { name: 'weekends of half the load', levelAt: (day: number) => (day % 7 >= 5 ? 50 : 100) },
  ])('is not $name', ({ levelAt }) => {
    for (const seed of seeds) expect(stepsOf(daysOf(seed, 25, levelAt))).toEqual([])
  })

  it('is not the first weekend', () => {
    for (const seed of seeds) expect(stepsOf(daysOf(seed, 6, day => (day >= 5 ? 40 : 100)))).toEqual([])
  })

  it('is left to the families after ten days', () => {
    const steps = (days: number) => stepsOf(daysOf(1, days, day => (day < 20 ? 100 : 220)))
    expect(steps(29)).toHaveLength(1)
    expect(steps(31)).toEqual([])
  })

  it('is none in seasons of a few bins', () => {
    expect(
      stepsOf(
        Float64Array.from({ length: 300 }, (_, bin) => (bin < 200 ? 1 : 5)),
        6,
      ),
    ).toEqual([])
  })
})

describe('history at one level', () => {
  it('multiplies what came before each step by its ratio', () => {
    const shifts = [
      { atBin: 1, ratio: 2 },
      { atBin: 3, ratio: 0.5 },
    ]
    // 10 × 2 × 0.5, 20 × 0.5 and again 20 × 0.5; the last is at the level of the end.
    expect([...relevelled(Float64Array.of(10, 20, 20, 10), shifts)]).toEqual([10, 10, 10, 10])
  })
})
