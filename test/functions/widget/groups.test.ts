import { describe, expect, it } from 'vitest'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { GroupSummary } from '../../../functions/widget/widget-data.ts'
import { tokenize } from './html-tokens.ts'
import { readPath } from './read-path.ts'
import { sampleDecision, sampleGroup, sampleRequest } from './widget-samples.ts'

function draw(groups: readonly GroupSummary[]) {
  return tokenize(renderWidget({ ...sampleRequest, widget: 'groups', group: undefined }, { groups }))
}

describe('the list of groups', () => {
  it('tells of one group its state and why, its demand, what serves it and what was decided last', () => {
    const { text } = draw([sampleGroup()])
    expect(text).toContain('1 group: 1 refused.')
    for (const part of [
      'shop-web',
      'its ScheduledActions process is suspended',
      '480 rps',
      '12 in service',
      '10 floor',
      '10:20 raise floor 12 →to 15Demand was 812 rps.',
    ]) {
      expect(text).toContain(part)
    }
  })

  it('shows all of 100 groups and counts their states', () => {
    const groups = Array.from({ length: 100 }, (_, at) =>
      sampleGroup({ name: `service-${at}`, mode: at % 10 === 0 ? 'observe' : 'act', modeReason: undefined }),
    )
    const { elements, text } = draw(groups)
    expect(elements.filter(({ name }) => name === 'li')).toHaveLength(100)
    expect(text).toContain('100 groups: 90 acting, 10 observing.')
    expect(text).toContain('service-99')
    expect(text).not.toContain('more groups')
  })

  it('shows a name of 255 characters whole, and runs none of it', () => {
    const name = `<img src=x onerror=alert(1)>${'W'.repeat(227)}`
    const { text, elements } = draw([sampleGroup({ name })])
    expect(name).toHaveLength(255)
    expect(text).toContain(name)
    expect(elements.map(element => element.name)).not.toContain('img')
  })

  it('says how many it leaves out where names are too long to hold them all', () => {
    const name = '"'.repeat(255)
    const groups = Array.from({ length: 100 }, () =>
      sampleGroup({ name, modeReason: name, lastDecision: sampleDecision(1, { reason: name }) }),
    )
    const { elements, text } = draw(groups)
    const shown = elements.filter(element => element.name === 'li').length
    expect(shown).toBeGreaterThan(20)
    expect(text).toContain(`${100 - shown} more groups`)
  })

  it.each(['javascript:alert(1)', 'https://example.com', '//example.com', '/other', ' #x'])(
    'links to its own page only, never to %s',
    href => {
      expect(draw([sampleGroup({ href })]).elements.some(({ name }) => name === 'a')).toBe(false)
    },
  )

  it('links to a group within the page', () => {
    const links = draw([sampleGroup({ href: '#shop' })]).elements.filter(({ name }) => name === 'a')
    expect(links.map(({ attributes }) => attributes.href)).toEqual(['#shop'])
  })

  it('draws demand from zero, so that a ripple does not look like a storm', () => {
    const { elements } = draw([sampleGroup({ recentDemandRps: [50, 100, Number.NaN, 75] })])
    const line = elements.find(({ name, attributes }) => name === 'path' && attributes.class === 'line')
    const [before, after] = readPath(line?.attributes.d ?? '')
    // Half of the largest stands half way up; 75 at three quarters, after a gap.
    expect(before[0]).toEqual({ x: 0, y: 500 })
    expect(after[0]).toEqual({ x: 3000, y: 250 })
    const label = elements.find(({ name }) => name === 'svg')?.attributes['aria-label']
    expect(label).toBe('Demand, rps, between 50 and 100')
  })

  it('does without a drawing where nothing is known, and without a decision where none was made', () => {
    const { elements, text } = draw([
      sampleGroup({ recentDemandRps: [], lastDecision: undefined, demandRps: Number.NaN }),
    ])
    expect(elements.some(({ name }) => name === 'svg')).toBe(false)
    expect(text).toContain('no decision yet')
    expect(text).toContain('– rps')
  })
})
