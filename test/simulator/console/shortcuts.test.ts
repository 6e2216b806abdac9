import { describe, expect, it } from 'vitest'
import { findShortcut, renderShortcuts, shortcuts } from '../../../simulator/console/shortcuts.ts'

describe('keys', () => {
  it('mean one thing each', () => {
    for (const shortcut of shortcuts) expect(findShortcut(shortcut.key, shortcut.shift)).toBe(shortcut)
  })

  it('mean the same with caps lock, since the shift key decides', () => {
    expect(findShortcut('D', false)?.meaning).toBe('Next change of the floor')
    expect(findShortcut('D', true)?.meaning).toBe('Previous change of the floor')
  })

  it('are found for signs with whatever shift the keyboard needs for them', () => {
    expect(findShortcut('?', true)?.command).toBe('help')
    expect(findShortcut('+', true)?.command).toEqual({ type: 'narrower' })
    expect(findShortcut('+', false)?.command).toEqual({ type: 'narrower' })
  })

  it('are none where there is none', () => {
    expect(findShortcut('x', false)).toBeUndefined()
    expect(findShortcut(' ', true)).toBeUndefined()
  })

  it('are all listed', () => {
    const { text } = renderShortcuts()
    for (const { label, meaning } of shortcuts) expect(text).toContain(`<kbd>${label}</kbd></th><td>${meaning}</td>`)
  })
})
