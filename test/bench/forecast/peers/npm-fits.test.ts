import { describe, expect, it } from 'vitest'
import { fitNpmPeer } from '../../../../bench/forecast/peers/npm-fits.ts'

const season = 24
const values = Array.from({ length: 10 * season }, (_, bin) => {
  return 100 + 40 * Math.sin((2 * Math.PI * bin) / season) + 5 * Math.sin(1.7 * bin * bin)
})
const task = {
  values,
  startMs: Date.UTC(2026, 2, 2),
  binSeconds: 3600,
  horizon: 6,
  levels: [0.05, 0.5, 0.95],
  timeoutSeconds: 20,
}

describe('the peers from npm', () => {
  it.each([
    ['augurs-ets', []],
    ['augurs-mstl', [season]],
    ['augurs-prophet', []],
    ['npm-arima', []],
  ])('%s gives a point and ascending quantiles for every step', (peer, seasons) => {
    const { point, quantiles } = fitNpmPeer({ ...task, peer, seasons })
    expect([point, ...quantiles].map(row => row.length)).toEqual([6, 6, 6, 6])
    const [low, middle, high] = quantiles
    for (const step of point.keys()) {
      expect(low[step]).toBeLessThan(middle[step])
      expect(middle[step]).toBeLessThan(high[step])
    }
  })

  it('of which MSTL knows the season that it is told of', () => {
    const { point } = fitNpmPeer({ ...task, peer: 'augurs-mstl', seasons: [season] })
    // A quarter of the season further on the sine is at its top.
    expect(Math.abs(point[5] - (100 + 40 * Math.sin((2 * Math.PI * 5) / season)))).toBeLessThan(12)
  })
})
