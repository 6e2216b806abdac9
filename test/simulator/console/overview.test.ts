import { describe, expect, it } from 'vitest'
import { renderOverview } from '../../../simulator/console/overview.ts'
import { dayHistory } from './sample-day.ts'

const group = dayHistory()

describe('the strip behind the scrubber', () => {
  it('marks bad minutes where they were', () => {
    const { text } = renderOverview(group, group.policies[1])
    // Ten minutes from noon on: at half of 1,000 units, 10/1440 of them wide.
    expect(text).toContain('class="bad-marks" d="M500,88h6.9V100h-6.9z"')
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
