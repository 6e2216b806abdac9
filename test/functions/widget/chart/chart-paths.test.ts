import { describe, expect, it } from 'vitest'
import { areaPath, bandPath, barsPath, linePath } from '../../../../functions/widget/chart/chart-paths.ts'

// The drawing is 4000 wide and 1000 high; a height of 0 lies at y = 1000, one of 1 at y = 0.
const two = { steps: 2, bucketSize: 1 }

describe('paths of a chart', () => {
  it('draws a line as stairs that reach the right edge', () => {
    expect(linePath([0.5, 1], two)).toBe('M0,500h2000v-500h2000')
  })

  it('interrupts a line where there is no value', () => {
    expect(linePath([0.5, null, 1, 1], { steps: 4, bucketSize: 1 })).toBe('M0,500zM2000,0h2000')
  })

  it('fills an area down to the bottom', () => {
    expect(areaPath([0.5, 0.5], two)).toBe('M0,500h4000v500h-4000z')
  })

  it('draws a band from the lowest of its lower edge to the highest of its upper edge', () => {
    const path = bandPath([0.2, 0.1], [0.6, 0.8], { steps: 2, bucketSize: 2 })
    expect(path).toBe('M0,200h4000v700h-4000z')
  })

  it('draws no bar for nothing and a visible one for almost nothing', () => {
    expect(barsPath([0, 0.5], two)).toBe('M2000,1000v-500h1600v500z')
    expect(barsPath([0.0001, null], two)).toBe('M0,1000v-24h1600v24z')
  })

  it('keeps a peak of one minute in a fortnight', () => {
    const minutes = Array.from({ length: 20_160 }, (_, minute) => (minute === 12_345 ? 1 : 0.1))
    const path = linePath(minutes, { steps: 20_160, bucketSize: 15 })
    // From a tenth of the height (y = 900) up to the top and back, and nothing else.
    expect(path.match(/v-?\d+/g)).toEqual(['v-900', 'v900'])
  })
})
