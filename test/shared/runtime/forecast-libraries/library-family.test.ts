import { describe, expect, it } from 'vitest'
import type {
  ForecastLibrary,
  LogForecast,
  LogHistory,
} from '../../../../shared/runtime/forecast-libraries/forecast-library.ts'
import { libraryFamily } from '../../../../shared/runtime/forecast-libraries/library-family.ts'

/** A library that answers as told and notes what it was given. */
function library(answer: (history: LogHistory, horizonBins: number) => LogForecast, longestBins = 1000) {
  const calls: LogHistory[] = []
  const told: ForecastLibrary = {
    name: 'ets',
    fewestBins: () => 5,
    longestBins,
    foretell(history, horizonBins) {
      calls.push(history)
      return answer(history, horizonBins)
    },
  }
  return { calls, family: libraryFamily(told) }
}

const always =
  (point: number, upper = point) =>
  (_history: LogHistory, horizonBins: number): LogForecast => {
    const flat = (value: number) => new Float64Array(horizonBins).fill(value)
    return { point: flat(point), quantiles: { levels: [0.5, 0.9], paths: [flat(point), flat(upper)] } }
  }

const values = Float64Array.of(100, 120, 90, 100, 110, 40, 50, 60)

function history(values: Float64Array, trust = new Float64Array(values.length).fill(1)) {
  return { startMs: 3_600_000, binSeconds: 60, dayBins: 4, values, trust }
}

function fitted(answer: Parameters<typeof library>[0], given = values) {
  const { calls, family } = library(answer)
  return { calls, expert: family.fit(history(given)) }
}

describe('a family of a library', () => {
  it('gives it the logarithm and takes its answer back to demand', () => {
    const { calls, expert } = fitted(always(Math.log(81), Math.log(91)))
    expect(Array.from(expert.foretell(values, 2))).toEqual([expect.closeTo(80), expect.closeTo(80)])
    expect(Array.from(calls[0].logs)).toEqual(Array.from(values, Math.log1p))
    expect(expert.quantiles(values, 2).paths.map(([first]) => first)).toEqual([expect.closeTo(80), expect.closeTo(90)])
    expect(expert.problem(values, 2)).toBeUndefined()
  })

  it('counts a demand of small numbers in a tenth of its mean', () => {
    const rare = Float64Array.of(0, 1, 0, 3, 0, 2, 0, 2)
    // The mean is 1, so a unit is 0.1 and a demand of 3 is 30 of them.
    const { calls, expert } = fitted(always(Math.log1p(15)), rare)
    expect(expert.foretell(rare, 1)[0]).toBeCloseTo(1.5)
    expect(calls[0].logs[3]).toBeCloseTo(Math.log1p(30))
  })

  it('gives it the end of a long history only, with its time and trust', () => {
    const { calls, family } = library(always(1), 6)
    family.fit(history(values, Float64Array.of(1, 1, 0, 1, 1, 1, 1, 0.5))).foretell(values, 1)
    expect(calls[0].logs).toHaveLength(6)
    expect(calls[0].startMs).toBe(3_600_000 + 2 * 60_000)
    expect(Array.from(calls[0].trust)).toEqual([0, 1, 1, 1, 1, 0.5])
  })

  it('trusts values that came after the fit', () => {
    const { calls, family } = library(always(1))
    family.fit(history(values.subarray(0, 6), new Float64Array(6))).foretell(values, 1)
    expect(Array.from(calls[0].trust)).toEqual([0, 0, 0, 0, 0, 0, 1, 1])
  })

  it('asks once for an origin, and again for another origin or horizon', () => {
    const { calls, expert } = fitted(always(4))
    expert.foretell(values, 3)
    expert.quantiles(values.slice(), 3)
    expect(calls).toHaveLength(1)
    expert.foretell(values, 4)
    expert.foretell(values.subarray(0, 7), 4)
    expert.foretell(values.with(2, 91), 4)
    expect(calls).toHaveLength(4)
  })

  it('is not changed by what a caller does with an answer', () => {
    const { expert } = fitted(always(4))
    expert.foretell(values, 3).fill(0)
    expect(expert.foretell(values, 3)[0]).toBeCloseTo(Math.expm1(4))
  })

  const level = 50 // the mean of the last three: 40, 50, 60

  it.each([
    ['NaN', always(Number.NaN), 'got NaN ahead'],
    ['infinity', always(Number.POSITIVE_INFINITY), 'got Infinity ahead'],
    [
      'more than ten times the highest seen',
      always(Math.log1p(1201)),
      'wanted at most 1200, 10 times the highest seen',
    ],
    ['NaN for a quantile', always(4, Number.NaN), 'got NaN for a quantile'],
  ])('foretells the recent level when it is answered %s', (_nonsense, answer, problem) => {
    const { expert } = fitted(answer)
    expect(Array.from(expert.foretell(values, 2))).toEqual([level, level])
    expect(expert.problem(values, 2)).toContain(problem)
  })

  it('foretells the recent level when the library throws, whatever it throws', () => {
    const { expert } = fitted(() => {
      throw 'no model found'
    })
    expect(Array.from(expert.foretell(values, 2))).toEqual([level, level])
    expect(expert.problem(values, 2)).toBe('ets: no model found')
  })

  it('lets the last day say how far demand may stray from the recent level', () => {
    const { expert } = fitted(always(Number.NaN))
    const { levels, paths } = expert.quantiles(values, 1)
    // The last day is 110, 40, 50, 60; its median lies between 50 and 60, and its ends are its extremes.
    expect(paths[levels.indexOf(0.5)][0]).toBe(55)
    expect(paths[levels.indexOf(0.01)][0]).toBe(40)
    expect(paths[levels.indexOf(0.99)][0]).toBe(110)
  })

  it('clamps: a load is never negative, and no quantile is beyond all that can be', () => {
    const { expert } = fitted(always(-3, 700))
    expect(Array.from(expert.foretell(values, 1))).toEqual([0])
    expect(expert.quantiles(values, 1).paths.map(([first]) => first)).toEqual([0, 1200])
    expect(expert.problem(values, 1)).toBeUndefined()
  })

  it('does not ask the library about a constant load', () => {
    const { calls, expert } = fitted(always(1), new Float64Array(9).fill(7))
    expect(Array.from(expert.foretell(new Float64Array(9).fill(7), 2))).toEqual([7, 7])
    expect(calls).toHaveLength(0)
  })

  it.each([
    [[], 0, 'got a history of 0 bins, wanted at least 5'],
    [[8, 4], 6, 'got a history of 2 bins, wanted at least 5'],
    [[8, 4, 8, 4, 8, -1], 20 / 3, 'got a history with -1 in it, wanted demand of at least 0'],
    [[8, 4, 8, 4, Number.NaN, 8], 20 / 3, 'got a history with NaN in it, wanted demand of at least 0'],
  ])('foretells from %j the level %d, and says why', (given, expected, problem) => {
    const bad = Float64Array.from(given)
    const { expert } = fitted(always(1), bad)
    expect(expert.foretell(bad, 1)[0]).toBeCloseTo(expected)
    expect(expert.problem(bad, 1)).toBe(problem)
  })
})
