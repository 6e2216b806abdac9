import { describe, expect, it } from 'vitest'
import { html } from '../../../functions/widget/escape-html.ts'
import { withinSize } from '../../../functions/widget/within-size.ts'

describe('a list within a size', () => {
  const render = (item: string) => html`<i>${item}</i>`

  it('holds what fits, in order, and counts the rest', () => {
    // '<i>a</i>' is 8 bytes, two of them 16.
    const { pieces, left } = withinSize(['a', 'b', 'c', 'd'], render, 23)
    expect(pieces.map(piece => piece.text)).toEqual(['<i>a</i>', '<i>b</i>'])
    expect(left).toBe(2)
  })

  it('counts bytes, not characters', () => {
    // 'ä' is two bytes in UTF-8, '"' six as an entity.
    expect(withinSize(['ä'], render, 8).left).toBe(1)
    expect(withinSize(['"'], render, 12).left).toBe(1)
    expect(withinSize(['"'], render, 13).left).toBe(0)
  })
})
