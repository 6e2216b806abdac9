import { describe, expect, it } from 'vitest'
import { palettes, type Tone } from '../../../functions/widget/palette.ts'
import { tintOf, widgetStyle } from '../../../functions/widget/widget-style.ts'
import { contrast, type Eyes, eyes, seenDifference } from './colour-vision.ts'

/** Rungs of the fleet ladder lie on one another; lines lie on them. */
const rungs: readonly Tone[] = ['penumbra', 'pending', 'shadow', 'warmRunning', 'warmStopped', 'draining']
const badges: readonly Tone[] = ['penumbra', 'oracle', 'pending', 'needed', 'alarm', 'quiet']

describe.each(['light', 'dark'] as const)('the %s colours of widgets', theme => {
  const palette = palettes[theme]

  it('give all text a contrast of 4.5 to one, also on filled badges', () => {
    for (const text of [palette.ink, palette.quiet, palette.link]) {
      expect(contrast(text, palette.surface)).toBeGreaterThanOrEqual(4.5)
    }
    for (const tone of badges) expect(contrast(palette.ink, tintOf(palette, tone))).toBeGreaterThanOrEqual(4.5)
  })

  it('give every line and edge three to one against what it lies on', () => {
    for (const tone of rungs) {
      expect(contrast(palette[tone], palette.surface)).toBeGreaterThanOrEqual(3)
      expect(contrast(palette.needed, tintOf(palette, tone))).toBeGreaterThanOrEqual(3)
      expect(contrast(palette.ink, tintOf(palette, tone))).toBeGreaterThanOrEqual(3)
    }
    for (const line of ['ink', 'quiet', 'penumbra', 'tracking', 'needed', 'alarm'] as const) {
      expect(contrast(palette[line], palette.surface)).toBeGreaterThanOrEqual(3)
    }
  })

  it.each(Object.keys(eyes) as Eyes[])(
    'keep the rungs of the ladder and the lines of the fan apart for %s eyes',
    who => {
      for (const [at, rung] of rungs.entries()) {
        for (const other of rungs.slice(at + 1)) {
          expect(seenDifference(tintOf(palette, rung), tintOf(palette, other), who)).toBeGreaterThan(7)
        }
      }
      for (const [line, other] of [
        [palette.penumbra, palette.tracking],
        [palette.penumbra, palette.ink],
        [palette.tracking, palette.ink],
        [palette.needed, palette.ink],
      ]) {
        expect(seenDifference(line, other, who)).toBeGreaterThan(20)
      }
    },
  )

  it('are those of the theme, and of no other', () => {
    const style = widgetStyle(theme)
    expect(style).toContain(`.pw-${theme}{color-scheme:${theme};`)
    expect(style).toContain(`--ink:${palette.ink};`)
    expect(style).not.toContain(palettes[theme === 'light' ? 'dark' : 'light'].surface)
  })
})
