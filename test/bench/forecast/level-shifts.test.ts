import { describe, expect, it } from 'vitest'
import { injectedShiftsOf, realShiftsOf } from '../../../bench/forecast/level-shifts.ts'

const series = {
  name: 'isp-uk-5m',
  startMs: Date.parse('2004-11-19T09:30:00Z'),
  binSeconds: 300,
  values: new Float64Array(19_888).fill(4),
}

describe('level shifts', () => {
  it('of a trace begin at the bin of their moment', () => {
    const { atBin } = realShiftsOf(series)[0]
    expect(new Date(series.startMs + atBin * 300_000).toISOString()).toBe('2004-11-25T00:00:00.000Z')
  })

  it('that are injected change all that comes after them and nothing before', () => {
    for (const { series: shifted, atBin, what } of injectedShiftsOf(series)) {
      const factor = Number(what.split('× ')[1])
      expect(shifted.values.subarray(0, atBin).every(value => value === 4)).toBe(true)
      expect(shifted.values.subarray(atBin).every(value => value === 4 * factor)).toBe(true)
      expect(factor).not.toBe(1)
    }
  })
})
