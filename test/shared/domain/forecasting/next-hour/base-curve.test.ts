import { describe, expect, it } from 'vitest'
import {
  binsAhead,
  curveFrom,
  packCurve,
  readCurve,
} from '../../../../../shared/domain/forecasting/next-hour/base-curve.ts'
import { lookaheadBins, memoryBins } from '../../../../../shared/domain/forecasting/next-hour/residual-trace.ts'

const fittedAtMs = 1_704_067_200_000
const minute = 60_000
const dayMinutes = 1440

function smoothDay(bin: number): number {
  return 5 + Math.sin((2 * Math.PI * bin) / dayMinutes)
}

const values = Float64Array.from({ length: memoryBins + binsAhead(60) }, (_, i) => smoothDay(i - memoryBins))
const curve = packCurve(values, 60)

describe('the base curve of a record', () => {
  it('is exact from shortly before the fit to four hours after it', () => {
    const read = readCurve(curve, fittedAtMs, fittedAtMs - memoryBins * minute, 60, memoryBins + 240)
    for (const [i, value] of read.entries()) expect(value).toBeCloseTo(smoothDay(i - memoryBins), 5)
  })

  it.each([
    ['later that day', 12 * 60],
    ['a day and a bit later', 1500],
    ['three days later', 3 * dayMinutes + 77],
    ['long before', -2 * dayMinutes - 600],
  ])('is close %s, going on as the same day again', (_, bin) => {
    const read = readCurve(curve, fittedAtMs, fittedAtMs + bin * minute, 60, lookaheadBins)
    for (const [i, value] of read.entries()) expect(Math.abs(value - smoothDay(bin + i))).toBeLessThan(0.01)
  })

  it('takes up a few kilobytes', () => {
    expect((curve.fine.length + curve.coarse.length) * 4).toBeLessThan(3000)
  })

  it('knows nothing before the history: zero', () => {
    expect([...curveFrom(Float64Array.of(1, 2), -2)]).toEqual([0, 0, 1, 2])
    expect([...curveFrom(Float64Array.of(1, 2, 3), 1)]).toEqual([2, 3])
  })
})
