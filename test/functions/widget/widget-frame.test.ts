import { describe, expect, it } from 'vitest'
import { fontPx, plotHeightPx } from '../../../functions/widget/widget-frame.ts'
import { sampleRequest } from './widget-samples.ts'

const at = (widthPx: number, heightPx?: number) => ({ ...sampleRequest, widthPx, heightPx })

describe('sizes within a widget', () => {
  it('let letters grow on walls of screens and never shrink below 14 pixels', () => {
    expect([fontPx(at(320)), fontPx(at(1440)), fontPx(at(3840))]).toEqual([14, 14, 22])
  })

  it('leave a chart what is left of the room given, yet enough to read it', () => {
    expect(plotHeightPx(at(1200, 800))).toBe(800 - 22 * 14)
    expect(plotHeightPx(at(400, 800))).toBe(800 - 30 * 14)
    expect(plotHeightPx(at(588, 200))).toBe(140)
  })

  it('give a chart a height that suits its width where none is given', () => {
    expect(plotHeightPx(at(320))).toBe(180)
    expect(plotHeightPx(at(1000))).toBe(280)
    expect(plotHeightPx(at(3840))).toBe(720)
  })
})
