import { describe, expect, it } from 'vitest'
import { holtWinters } from '../../../../../shared/domain/forecasting/families/holt-winters.ts'
import { fromValues, goingOn, historyOf, largestMiss } from './series.ts'

const hours = [10, 8, 6, 5, 5, 7, 12, 20, 30, 34, 36, 37, 38, 37, 36, 35, 33, 31, 30, 28, 25, 20, 16, 12]
const doubleSeason = (bin: number) => 100 + hours[bin % 24] + (Math.floor(bin / 24) % 7 < 5 ? 25 : -10)

describe('double seasonal smoothing', () => {
  it('continues a day and a week that add up', () => {
    const history = historyOf(28 * 24, doubleSeason)
    const foretold = holtWinters('raw').fit(history).foretell(history.values, 168)
    expect(largestMiss(foretold, goingOn(28 * 24, 168, doubleSeason))).toBeLessThan(1e-6)
  })

  it('continues a day after two of them', () => {
    const history = historyOf(48, bin => hours[bin % 24])
    const foretold = holtWinters('raw').fit(history).foretell(history.values, 24)
    expect(largestMiss(foretold, hours)).toBeLessThan(1e-6)
  })

  it('follows a shift of the level', () => {
    const shifted = (bin: number) => doubleSeason(bin) + (bin < 24 * 24 ? 0 : 100)
    const history = historyOf(32 * 24, shifted)
    const foretold = holtWinters('raw').fit(history).foretell(history.values, 24)
    expect(largestMiss(foretold, goingOn(32 * 24, 24, shifted))).toBeLessThan(30)
  })

  it('does not follow what is not to be trusted', () => {
    const { values } = historyOf(28 * 24, doubleSeason)
    const spoilt = values.map((load, bin) => (bin >= 650 && bin < 670 ? 5 * load : load))
    const trust = new Float64Array(values.length).fill(1).fill(0, 650, 670)
    const foretold = holtWinters('raw')
      .fit({ ...fromValues(spoilt), trust })
      .foretell(spoilt, 24)
    expect(largestMiss(foretold, goingOn(28 * 24, 24, doubleSeason))).toBeLessThan(1e-6)
  })
})
