import { describe, expect, it } from 'vitest'
import { renderWidget } from '../../../functions/widget/render-widget.ts'
import type { Peer } from '../../../functions/widget/widget-data.ts'
import { tokenize } from './html-tokens.ts'
import { nineMs, samplePeer, sampleRequest } from './widget-samples.ts'

function draw(rows: readonly Peer[]) {
  const peers = { fromMs: nineMs, toMs: nineMs + 14 * 86_400_000, rows }
  return tokenize(renderWidget({ ...sampleRequest, widget: 'peers' }, { peers }))
}

const tracking = samplePeer({
  policy: 'target-tracking',
  label: 'Target tracking',
  role: 'baseline',
  costUsd: 732,
  badRequests: 2400,
  oracleDistance: { costRatio: 1.5, bound: 'at-least' },
})

describe('the peers', () => {
  it('stand side by side in numbers and in one sentence', () => {
    const { text } = draw([samplePeer(), tracking])
    expect(text).toContain('Penumbra cost $366 with 1,200 bad requests; Target tracking cost $732 with 2,400.')
    expect(text).toContain('1,2000.12 %')
    expect(text).toContain('+4 %')
    expect(text).toContain('≥ +50 %')
  })

  it('are drawn in proportion to the largest of each column', () => {
    const { elements } = draw([samplePeer(), tracking])
    const widths = elements
      .filter(({ attributes }) => attributes.style?.startsWith('width:'))
      .map(e => e.attributes.style)
    // Cost and bad requests of the first are half of the second's; everything else is equal.
    expect(widths).toEqual(
      [...['50.0', '50.0', '100.0', '100.0', '100.0'], ...new Array(5).fill('100.0')].map(w => `width:${w}%`),
    )
  })

  it('keep rows, columns and headers apart for those who hear them', () => {
    const { elements } = draw([samplePeer(), tracking])
    const roles = (role: string) => elements.filter(({ attributes }) => attributes.role === role).length
    expect([roles('row'), roles('columnheader'), roles('rowheader'), roles('cell')]).toEqual([3, 7, 2, 12])
  })

  it('draw nothing of a number that is not there', () => {
    const { text, elements } = draw([samplePeer({ costUsd: Number.NaN, requests: 0, badRequests: 0 })])
    expect(text).not.toMatch(/NaN|Infinity/)
    expect(elements.find(({ attributes }) => attributes.style?.startsWith('width:'))?.attributes.style).toBe('width:0%')
  })

  it('call the oracle a yardstick', () => {
    expect(draw([samplePeer({ policy: 'oracle', role: 'oracle', oracleDistance: undefined })]).text).toContain(
      'yardstick',
    )
  })
})
