import { describe, expect, it } from 'vitest'
import { darkPalette, lightPalette, paletteCss, toneOfFamily } from '../../../functions/widget/palette.ts'

// Contrast as WCAG 2.2 defines it (relative luminance, success criteria 1.4.3 and 1.4.11).
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map(at => Number.parseInt(colour.slice(at, at + 2), 16) / 255).map(linear)
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
}

function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

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
  })
})
