import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { LibraryName } from '../../../../shared/runtime/forecast-libraries/load-families.ts'
import { isLibraryName, loadLibraryFamily } from '../../../../shared/runtime/forecast-libraries/load-families.ts'

const names: readonly LibraryName[] = ['ets', 'mstl', 'prophet', 'arima']
const dayBins = 24
const startMs = Date.UTC(2024, 0, 1)

async function fitted(name: LibraryName, values: Float64Array) {
  const family = await loadLibraryFamily(name)
  const trust = new Float64Array(values.length).fill(1)
  return family.fit({ startMs, binSeconds: 3600, dayBins, values, trust })
}

/** Hourly; weekends carry half of a working day, and everything grows by 1 % a day. */
function weeks(bins: number): Float64Array {
  return Float64Array.from({ length: bins }, (_, bin) => {
    const hour = bin % 24
    const day = Math.floor(bin / 24)
    const shape = 1 + 0.8 * Math.sin((2 * Math.PI * (hour - 8)) / 24)
    // A saw of a few percent, so that no residual is zero.
    const noise = 1 + 0.03 * (((bin * 7919) % 101) / 50 - 1)
    return 1000 * shape * (day % 7 >= 5 ? 0.5 : 1) * 1.01 ** day * noise
  })
}

function meanError(forecast: Float64Array, actual: Float64Array): number {
  return forecast.reduce((sum, value, bin) => sum + Math.abs(value - actual[bin]), 0) / forecast.length
}

describe.each(names)('the family %s', name => {
  it('bears its name and is loaded once', async () => {
    const family = await loadLibraryFamily(name)
    expect(family.name).toBe(name)
    expect(await loadLibraryFamily(name)).toBe(family)
  })

  it('foretells two days of a growing week with a third of the error of the last value, without a problem', async () => {
    const all = weeks(5 * 168 + 48)
    const known = all.subarray(0, 5 * 168)
    const expert = await fitted(name, known)
    const last = new Float64Array(48).fill(known[known.length - 1])
    const actual = all.subarray(known.length)
    expect(meanError(expert.foretell(known, 48), actual)).toBeLessThan(meanError(last, actual) / 3)
    expect(expert.problem(known, 48)).toBeUndefined()
  })

  it('foretells from an earlier and a later origin than it was fitted at', async () => {
    const all = weeks(600)
    const expert = await fitted(name, all.subarray(0, 500))
    for (const origin of [400, 590]) {
      const known = all.subarray(0, origin)
      const actual = all.subarray(origin, origin + 10)
      expect(meanError(expert.foretell(known, actual.length), actual)).toBeLessThan(
        meanError(new Float64Array(10).fill(known[origin - 1]), actual),
      )
    }
  })

  it('goes on with a load that repeats itself exactly', async () => {
    const known = Float64Array.from({ length: 168 }, (_, bin) => 100 + 30 * Math.sin((2 * Math.PI * bin) / 24))
    const expert = await fitted(name, known)
    expect(meanError(expert.foretell(known, 24), known.subarray(0, 24))).toBeLessThan(1)
    expect(expert.problem(known, 24)).toBeUndefined()
  })

  it('answers the same every time', async () => {
    const known = weeks(400)
    const first = await fitted(name, known)
    for (let time = 0; time < 4; time++) {
      const again = await fitted(name, known)
      expect(again.foretell(known, 24)).toEqual(first.foretell(known, 24))
      expect(again.quantiles(known, 24)).toEqual(first.quantiles(known, 24))
    }
  })

  it('does not mind the unit of the demand', async () => {
    const known = weeks(400)
    const small = known.map(value => value / 1e6)
    const large = known.map(value => value * 1e9)
    const [point] = (await fitted(name, small)).foretell(small, 1)
    expect((await fitted(name, large)).foretell(large, 1)[0] / 1e15).toBeGreaterThan(point * 0.9)
    expect((await fitted(name, large)).foretell(large, 1)[0] / 1e15).toBeLessThan(point * 1.1)
  })

  it('gives ascending quantiles around its expectation', async () => {
    const known = weeks(400)
    const expert = await fitted(name, known)
    const { levels, paths } = expert.quantiles(known, 24)
    expect(levels).toEqual([...levels].sort((left, right) => left - right))
    for (let bin = 0; bin < 24; bin++) {
      const ascending = paths.map(path => path[bin])
      expect(ascending).toEqual(ascending.toSorted((left, right) => left - right))
      expect(ascending[levels.indexOf(0.5)]).toBeCloseTo(expert.foretell(known, 24)[bin])
      expect(ascending[0]).toBeLessThan(ascending[ascending.length - 1])
    }
  })

  const bins = 200
  it.each([
    ['nothing', new Float64Array(0)],
    ['a single value', Float64Array.of(3)],
    ['two values', Float64Array.of(3, 5)],
    ['zeros', new Float64Array(bins)],
    ['a constant', new Float64Array(bins).fill(0.3)],
    ['one spike in zeros', Float64Array.from({ length: bins }, (_, bin) => (bin === 150 ? 1e6 : 0))],
    ['a spike at the end', Float64Array.from({ length: bins }, (_, bin) => (bin === bins - 1 ? 1e6 : 1))],
    ['a load that stops', Float64Array.from({ length: bins }, (_, bin) => (bin < 120 ? 500 : 0))],
    ['an explosion', Float64Array.from({ length: bins }, (_, bin) => 1.1 ** bin)],
    ['millions of millions', weeks(bins).map(value => value * 1e12)],
    ['the largest numbers', weeks(bins).map(value => value * 1e300)],
    ['the smallest numbers', weeks(bins).map(value => value * 1e-300)],
    ['on and off', Float64Array.from({ length: bins }, (_, bin) => (bin % 9 < 2 ? 4e6 : 0))],
    ['a NaN', Float64Array.from({ length: bins }, (_, bin) => (bin === 77 ? Number.NaN : bin))],
  ])('makes of %s a load that can be', async (_what, known) => {
    const expert = await fitted(name, known)
    const seen = known.filter(Number.isFinite)
    const most = 10 * seen.reduce((sofar, value) => Math.max(sofar, value), 0)
    const { paths } = expert.quantiles(known, 30)
    for (const path of [expert.foretell(known, 30), ...paths]) {
      expect(path).toHaveLength(30)
      expect(path.every(value => value >= 0 && value <= most)).toBe(true)
    }
  })

  it('never fails, whatever was measured', async () => {
    const value = fc.oneof(
      fc.constant(0),
      fc.double({ min: 0, max: 1e12, noNaN: true }),
      fc.integer({ min: 0, max: 9 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(value, { maxLength: 120 }), async values => {
        const known = Float64Array.from(values)
        const path = (await fitted(name, known)).foretell(known, 26)
        expect(path.every(each => each >= 0 && each < Number.POSITIVE_INFINITY)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })
})

describe('names of families', () => {
  it('are told apart from those of families that need no library', () => {
    expect(names.every(isLibraryName)).toBe(true)
    expect(['auto', 'harmonic', 'constructor', ''].some(isLibraryName)).toBe(false)
  })
})
