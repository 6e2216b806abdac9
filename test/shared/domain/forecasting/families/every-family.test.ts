import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dampedTrend } from '../../../../../shared/domain/forecasting/families/damped-trend.ts'
import type { Family } from '../../../../../shared/domain/forecasting/families/family.ts'
import { harmonic } from '../../../../../shared/domain/forecasting/families/harmonic.ts'
import { holtWinters } from '../../../../../shared/domain/forecasting/families/holt-winters.ts'
import { seasonalAr } from '../../../../../shared/domain/forecasting/families/seasonal-ar.ts'
import { repeatedSeason, seasonalNaive } from '../../../../../shared/domain/forecasting/families/seasonal-naive.ts'
import { RandomStream } from '../../../../../simulator/kernel/random.ts'
import { fromValues, historyOf } from './series.ts'

const scales = ['log', 'sqrt', 'raw'] as const

const families: [string, Family][] = [
  ['daily naive', repeatedSeason('day')],
  ['weekly naive', repeatedSeason('week')],
  ['seasonal naive', seasonalNaive],
  ...scales.flatMap((scale): [string, Family][] => [
    [`seasonal ar, ${scale}`, seasonalAr(scale)],
    [`seasonal ar of changes since the day before, ${scale}`, seasonalAr(scale, 'day')],
    [`seasonal ar of changes since the week before, ${scale}`, seasonalAr(scale, 'week')],
    [`harmonic, ${scale}`, harmonic(scale)],
    [`holt-winters, ${scale}`, holtWinters(scale)],
    [`damped trend, ${scale}`, dampedTrend(scale)],
  ]),
]

/** Lively and idle stretches, spikes and denormal numbers. */
const value = fc.oneof(
  { weight: 4, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.double({ min: 0, max: 1000, noNaN: true }) },
  { weight: 1, arbitrary: fc.double({ min: 0, max: Number.MAX_VALUE, noNaN: true }) },
)

/** A history of at least the fewest bins of a family, its trust, and where the forecast starts. */
function caseOf(family: Family, dayBins: number) {
  const fewest = family.fewestBins(dayBins)
  return fc.integer({ min: fewest, max: fewest + 16 * dayBins }).chain(bins =>
    fc.record({
      values: fc.array(value, { minLength: bins, maxLength: bins }).map(values => Float64Array.from(values)),
      trust: fc.float64Array({ minLength: bins, maxLength: bins, min: 0, max: 1, noNaN: true }),
      origin: fc.integer({ min: 0, max: bins }),
    }),
  )
}

/** Fourteen days of a busy series with day, week, noise and growth. */
function busy(bins: number, seed: number): Float64Array {
  const random = new RandomStream(seed, 'busy')
  return Float64Array.from({ length: bins }, (_, bin) => {
    const shape = 100 + 60 * Math.sin((2 * Math.PI * bin) / 24) + 25 * Math.cos((2 * Math.PI * bin) / 168)
    return Math.max(shape * (1 + bin / 2000) * (1 + 0.1 * random.normal()), 0)
  })
}

describe.each(families)('%s', (_, family) => {
  it.each([6, 24])('never foretells anything but finite numbers that are not negative, with %i bins a day', dayBins => {
    fc.assert(
      fc.property(caseOf(family, dayBins), ({ values, trust, origin }) => {
        const expert = family.fit({ startMs: 0, binSeconds: 86_400 / dayBins, dayBins, values, trust })
        for (const known of [values, values.slice(0, origin)]) {
          const foretold = expert.foretell(known, 40)
          expect(foretold).toHaveLength(40)
          expect(foretold.every(load => load >= 0 && Number.isFinite(load))).toBe(true)
        }
      }),
      { numRuns: 12, seed: 5 },
    )
  })

  it('foretells at most one and a half times the largest value that was seen', () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = new RandomStream(seed, 'bursts')
      const values = busy(500, seed).map(load => (random.uniform() < 0.05 ? 30 * load : load))
      const largest = Math.max(...values)
      expect(Math.max(...family.fit(fromValues(values)).foretell(values, 336))).toBeLessThanOrEqual(
        1.5 * largest + 1e-6,
      )
    }
  })

  it('does not let explosive growth run on', () => {
    const values = historyOf(500, bin => 1.15 ** Math.max(bin - 420, 0)).values
    const foretold = family.fit(fromValues(values)).foretell(values, 336)
    expect(Math.max(...foretold)).toBeLessThanOrEqual(1.5 * values[499] * (1 + 1e-9))
  })

  it('foretells twice as much of a series that is twice as large', () => {
    for (const bins of [230, 480]) {
      const values = busy(bins, 3)
      const once = family.fit(fromValues(values)).foretell(values, 48)
      const doubled = values.map(load => 2 * load)
      const twice = family.fit(fromValues(doubled)).foretell(doubled, 48)
      for (const [ahead, load] of once.entries()) expect(twice[ahead] / load).toBeCloseTo(2, 5)
    }
  })

  it('is not told by the fit what came after an earlier origin', () => {
    const values = busy(480, 7)
    const history = fromValues(values)
    const expert = family.fit(history)
    const before = expert.foretell(values.slice(0, 400), 24)
    values.fill(1e6, 400)
    expect(expert.foretell(values.slice(0, 400), 24)).toEqual(before)
  })

  it.each([0, 250])('goes on with %i when there was nothing else', level => {
    const { values, ...rest } = historyOf(500, () => level)
    for (const load of family.fit({ ...rest, values }).foretell(values, 72)) expect(load).toBeCloseTo(level, 4)
  })
})

const adaptive = families.filter(([name]) => !['weekly naive', 'seasonal naive'].includes(name))

describe.each(adaptive)('%s', (_, family) => {
  it('serves origins after the fit with what came since', () => {
    const values = busy(480, 9)
    const expert = family.fit(fromValues(values.slice(0, 432)))
    const surge = values.map((load, bin) => (bin < 432 ? load : 1.8 * load))
    const level = (loads: Float64Array) => loads.reduce((sum, load) => sum + load / loads.length, 0)
    expect(level(expert.foretell(surge, 24))).toBeGreaterThan(1.05 * level(expert.foretell(values, 24)))
  })
})
