import { describe, expect, it } from 'vitest'
import { keepUnits, shorten } from '../../../functions/widget/format-text.ts'

describe('texts of a widget', () => {
  it('keep a unit on the line of its number, and other words where they are', () => {
    expect(keepUnits('below 812 rps with 95 % and so on')).toBe('below 812\u00a0rps with 95\u00a0% and so on')
  })

  it('stay whole up to their limit and say when they were cut', () => {
    expect(shorten('abcd', 4)).toBe('abcd')
    expect(shorten('abcde', 4)).toBe('abc…')
  })

  it('are never cut within a character', () => {
    // Each of these is two units long: three of them are cut after four units to one and the mark.
    expect(shorten('😀😀😀', 4)).toBe('😀…')
    expect(shorten('a😀😀', 4)).toBe('a😀…')
  })
})
