import { describe, expect, it } from 'vitest'
import { trackMaxima } from '../../../bench/forecast/maximum-tracker.ts'

/** A day that repeats, four times over. */
function dailySeries(changeFrom = Number.POSITIVE_INFINITY) {
  const values = Float64Array.from({ length: 4 * 288 }, (_, bin) => {
    const usual = 1000 - 600 * Math.cos((2 * Math.PI * bin) / 288) + 40 * Math.sin(7 * bin)
    return bin < changeFrom ? usual : 5 * usual
  })
  return { name: 'daily', startMs: 0, binSeconds: 300, values }
}

describe('maxima over half an hour', () => {
  it('are judged by the largest of the six bins that came', () => {
    const series = dailySeries()
    const judged = trackMaxima(series, 3 * 288, 4 * 288)
    expect(judged.length).toBeGreaterThan(200)
    for (const { bin, actualRps } of judged) {
      const came = series.values.slice(bin, bin + 6)
      expect(actualRps).toBeCloseTo(Math.max(...came) / 300, 10)
    }
  })

  it('are forecast from nothing that came later', () => {
    const changed = 3 * 288 + 100
    const forecastsOf = (series: ReturnType<typeof dailySeries>) =>
      trackMaxima(series, 3 * 288, 4 * 288)
        .filter(({ bin }) => bin <= changed)
        .map(({ p95Rps }) => p95Rps)
    expect(forecastsOf(dailySeries(changed))).toEqual(forecastsOf(dailySeries()))
  })
})
