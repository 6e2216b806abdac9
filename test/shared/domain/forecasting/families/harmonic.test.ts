import { describe, expect, it } from 'vitest'
import { harmonic } from '../../../../../shared/domain/forecasting/families/harmonic.ts'
import { fromValues, goingOn, historyOf, largestMiss } from './series.ts'

const waves = (bin: number) =>
  200 +
  80 * Math.sin((2 * Math.PI * bin) / 24) +
  30 * Math.cos((4 * Math.PI * bin) / 24) +
  40 * Math.sin((2 * Math.PI * bin) / 168)

describe('harmonic regression', () => {
  it('continues a sum of waves', () => {
    const history = historyOf(35 * 24, waves)
    const foretold = harmonic('raw').fit(history).foretell(history.values, 48)
    expect(largestMiss(foretold, goingOn(35 * 24, 48, waves))).toBeLessThan(4)
  })

  it('foretells from earlier origins, where the waves stand elsewhere, just as well', () => {
    const history = historyOf(35 * 24, waves)
    const expert = harmonic('raw').fit(history)
    for (const origin of [777, 790, 801]) {
      const foretold = expert.foretell(history.values.slice(0, origin), 24)
      expect(largestMiss(foretold, goingOn(origin, 24, waves))).toBeLessThan(4)
    }
  })

  it('follows a steady rise', () => {
    const rising = (bin: number) => waves(bin) + 0.2 * bin
    const history = historyOf(28 * 24, rising)
    const foretold = harmonic('raw').fit(history).foretell(history.values, 48)
    expect(largestMiss(foretold, goingOn(28 * 24, 48, rising))).toBeLessThan(6)
  })

  it('takes its own curve where the history is bridged', () => {
    const { values } = historyOf(28 * 24, waves)
    const bridged = values.map((load, bin) => (bin >= 560 && bin < 590 ? values[559] : load))
    const trust = new Float64Array(values.length).fill(1).fill(0, 560, 590)
    const wanted = goingOn(28 * 24, 24, waves)
    const careful = harmonic('raw')
      .fit({ ...fromValues(bridged), trust })
      .foretell(bridged, 24)
    const careless = harmonic('raw').fit(fromValues(bridged)).foretell(bridged, 24)
    expect(largestMiss(careful, wanted)).toBeLessThan(largestMiss(careless, wanted) / 2)
  })
})
