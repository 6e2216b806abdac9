import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { table } from '../../../../functions/operate/cli/tables.ts'
import { coloured, hanging, printable, terminalOf, wrapped } from '../../../../functions/operate/cli/terminal.ts'

const silent = { write: () => true }
const screen = (columns: number, colours = false) => ({ columns, colours, write: () => {}, writeError: () => {} })
const widthOf = (text: string) => Math.max(...text.split('\n').map(line => [...line].length))

describe('a terminal', () => {
  test('has colours only where somebody looks at it and has not said no', () => {
    const seen = { ...silent, isTTY: true, columns: 120 }
    expect(terminalOf(seen, silent, {}).colours).toBe(true)
    expect(terminalOf(silent, silent, {}).colours).toBe(false)
    expect(terminalOf(seen, silent, { NO_COLOR: '1' }).colours).toBe(false)
    expect(terminalOf(seen, silent, { TERM: 'dumb' }).colours).toBe(false)
  })

  test('is 80 characters wide where nobody says, and as wide as it says otherwise', () => {
    expect(terminalOf(silent, silent, {}).columns).toBe(80)
    expect(terminalOf({ ...silent, columns: 213 }, silent, {}).columns).toBe(213)
  })

  test('gets an escape sequence for a colour that it has', () => {
    expect(coloured({ colours: true }, 'red', 'no')).toBe('\u001b[31mno\u001b[0m')
    expect(coloured({ colours: false }, 'red', 'no')).toBe('no')
  })
})

describe('text of others', () => {
  test('cannot steer a terminal: an 8-bit escape, a bell, a new line, an override of direction', () => {
    expect(printable('a\u009b2Jb\u0007c\nd\u202ee\u001bf')).toBe('a\uFFFD2Jb\uFFFDc\uFFFDd\uFFFDe\uFFFDf')
  })

  test('is wrapped within the width, and none of it is lost', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const lines = wrapped(text, width)
        expect(widthOf(lines.join('\n'))).toBeLessThanOrEqual(width)
        expect(lines.join('').replaceAll(' ', '')).toBe(printable(text).replaceAll(' ', ''))
      }),
    )
  })

  test('hangs below its mark', () => {
    expect(hanging('! ', 'one two three', 9)).toBe('! one two\n  three')
  })
})

describe('a table', () => {
  const cells = fc.array(fc.tuple(fc.string({ maxLength: 200 }), fc.nat(), fc.string({ maxLength: 60 })), {
    minLength: 1,
    maxLength: 5,
  })

  test('is never wider than the terminal, however long a cell is', () => {
    fc.assert(
      fc.property(cells, fc.integer({ min: 40, max: 200 }), (rows, columns) => {
        expect(widthOf(table(screen(columns), ['NAME', 'N', 'WHAT'], rows))).toBeLessThanOrEqual(columns)
      }),
      { numRuns: 50 },
    )
  })

  test('is as narrow as it can be, with numbers to the right and a gap of two', () => {
    const rows = [
      ['web', 7, 'act'],
      ['a-longer-name', 120, 'observe'],
    ]
    expect(table(screen(80), ['GROUP', 'MIN', 'MODE'], rows)).toBe(
      ['GROUP          MIN  MODE', 'web              7  act', 'a-longer-name  120  observe'].join('\n'),
    )
  })

  test('shows a name of 255 characters whole', () => {
    const name = Array.from({ length: 255 }, (_, index) => String.fromCharCode(97 + (index % 26))).join('')
    const text = table(screen(80), ['GROUP', 'MODE'], [[name, 'act']])
    const shown = text
      .split('\n')
      .slice(1)
      .map(line => line.split(' ')[0])
    expect(shown.join('')).toBe(name)
  })
})
