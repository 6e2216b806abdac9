import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { escapeHtml, html, jsonIsland } from '../../../functions/widget/escape-html.ts'

describe('escaping', () => {
  it('turns every character with a meaning in HTML into its entity', () => {
    expect(escapeHtml(`<a href="x" title='y'>&</a>`)).toBe(
      '&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&lt;/a&gt;',
    )
  })

  it('escapes values of a template, but not the template and not markup', () => {
    const inner = html`<b>${'<'}</b>`
    expect(html`<p>${'<script>'}${inner}${[inner, inner]}${7}</p>`.text).toBe(
      '<p>&lt;script&gt;<b>&lt;</b><b>&lt;</b><b>&lt;</b>7</p>',
    )
  })

  it('keeps any text from leaving an attribute or opening an element', () => {
    fc.assert(fc.property(fc.string(), text => !/[<>"']/.test(escapeHtml(text))))
  })

  it('never lets a data island end its element, and loses nothing', () => {
    const island = jsonIsland({ text: '</script><img>' }).text
    expect(island).not.toContain('<')
    expect(JSON.parse(island)).toEqual({ text: '</script><img>' })
  })
})
