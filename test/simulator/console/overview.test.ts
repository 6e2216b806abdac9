import { describe, expect, it } from 'vitest'
import { renderOverview } from '../../../simulator/console/overview.ts'
import { cursorAt, dayHistory } from './sample-day.ts'

const group = dayHistory()

describe('the strip behind the scrubber', () => {
  it('marks bad minutes where they were', () => {
    const stretches = [
      { startMs: cursorAt(6), minutes: 10 },
      { startMs: cursorAt(18), minutes: 1 },
    ]
    const { text } = renderOverview(group, { ...group.policies[1], badStretches: stretches })
    // A quarter of 1,000 units, 10/1440 of them wide; three quarters, as wide as can be seen.
    expect(text).toContain('class="bad-marks" d="M250,88h6.9V100h-6.9zM750,88h2.5V100h-2.5z"')
  })

  it('marks nothing where nothing was bad', () => {
    expect(renderOverview(group, group.policies[0]).text).toContain('class="bad-marks" d=""')
  })

  it('draws the highest demand at full height', () => {
    expect(renderOverview(group, group.policies[0]).text).toMatch(/class="silhouette" d="M0,86L0,64\.5.*L500,0L/)
  })

  it('has at most eight ticks', () => {
    const ticks = renderOverview(group, group.policies[0]).text.match(/<span/g) ?? []
    expect(ticks).toHaveLength(4)
  })
})
