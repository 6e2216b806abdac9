import { describe, expect, it } from 'vitest'
import { darkPalette, lightPalette, mix, paletteCss, toneOfFamily } from '../../../functions/widget/palette.ts'
import { contrast } from './colour-vision.ts'

describe.each([
  ['light', lightPalette],
  ['dark', darkPalette],
])('the %s palette', (_name, palette) => {
  it('gives all text the contrast of level AA on both backgrounds', () => {
    for (const text of [palette.ink, palette.quiet, palette.link]) {
      expect(contrast(text, palette.paper)).toBeGreaterThanOrEqual(4.5)
      expect(contrast(text, palette.surface)).toBeGreaterThanOrEqual(4.5)
    }
  })

  it('gives every series three to one against the background and against the demand behind it', () => {
    const { penumbra, tracking, fast, hourly, pool, oracle, demand } = palette
    for (const tone of [penumbra, tracking, fast, hourly, pool, oracle, demand]) {
      expect(contrast(tone, palette.paper)).toBeGreaterThanOrEqual(3)
      expect(contrast(tone, palette.demandFill)).toBeGreaterThanOrEqual(3)
    }
  })
})

describe('the style of the palette', () => {
  it('names every colour in each theme', () => {
    expect(paletteCss().match(/--demand-fill:#[0-9a-f]{6};/g)).toHaveLength(5)
  })

  it('keeps the known policies apart and has one tone for strangers', () => {
    const families = [
      'penumbra',
      'target-tracking',
      'target-tracking-fast',
      'predictive-hourly',
      'static-pool',
      'oracle',
    ]
    expect(new Set(families.map(toneOfFamily)).size).toBe(6)
    expect(toneOfFamily('my-own')).toBe('pool')
    expect(toneOfFamily('constructor')).toBe('pool')
  })
})

describe('a mix of two colours', () => {
  it('lies between them by its share', () => {
    expect(mix('#ff0000', '#0000ff', 0)).toBe('#0000ff')
    expect(mix('#ff0000', '#0000ff', 1)).toBe('#ff0000')
    // A quarter of the way from 0x00 to 0x80 is 0x20, from 0xff to 0x7f three quarters of the way down from the top: 0xdf.
    expect(mix('#807f00', '#00ff00', 0.25)).toBe('#20df00')
  })
})
