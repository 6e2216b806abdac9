import { existsSync, readFileSync } from 'node:fs'
import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { PenumbraError } from '../../../shared/domain/errors.ts'
import {
  commaSeparated,
  daysOf,
  instant,
  positiveNumber,
  wholeNumber,
  writeOutput,
} from '../../../shared/runtime/command-line.ts'
import { makeFolder } from '../../simulator/cli/run-cli.ts'

const folder = makeFolder()

describe('an argument', () => {
  it.each<[string, string, (text: string) => unknown, unknown]>([
    ['42', 'a whole number', wholeNumber, 42],
    ['0', 'a whole number', wholeNumber, 0],
    ['0.25', 'a positive number', positiveNumber, 0.25],
    ['1e6', 'a positive number', positiveNumber, 1e6],
    ['0.5', 'days', daysOf, 0.5],
    ['2026-03-05T00:00:00Z', 'an instant', instant, Date.UTC(2026, 2, 5)],
    ['2026-03-05T01:30+01:00', 'an instant', instant, Date.UTC(2026, 2, 5, 0, 30)],
    ['a, b,a', 'names', commaSeparated, ['a', 'b']],
  ])('%j is understood as %s', (text, _, parse, value) => {
    expect(parse(text)).toEqual(value)
  })

  it.each<[string, (text: string) => unknown, string[]]>([
    ['a whole number', wholeNumber, ['', ' ', '-1', '1.5', 'one', 'Infinity', '1n']],
    ['a positive number', positiveNumber, ['', ' ', '0', '-2', 'NaN', 'Infinity', '5 days']],
    ['days', daysOf, ['0', '3654', '1e300', 'two']],
    [
      'an instant',
      instant,
      [
        '',
        'now',
        '2026-03-05',
        '2026-03-05T00:00:00',
        '2026-03-05T00:00:30Z',
        '2026-13-05T00:00:00Z',
        '+275760-09-13T00:00:00Z',
      ],
    ],
    ['names', commaSeparated, ['', ',', 'a,,b', 'a,']],
  ])('that is not %s is refused with what was got and what was wanted', (_, parse, texts) => {
    for (const text of texts) {
      expect(() => parse(text)).toThrow(InvalidArgumentError)
      expect(() => parse(text)).toThrow(/^got ".*", wanted .+$/)
      expect(() => parse(text)).toThrow(`got "${text}"`)
    }
  })
})

describe('an output', () => {
  it('is written, in folders that are made for it', () => {
    const path = folder.path('new/deep/result.json')
    writeOutput(path, '{}')
    expect(readFileSync(path, 'utf8')).toBe('{}')
  })

  it('that cannot be written is an error that ends with status 2, and nothing is left behind', () => {
    folder.write('regular-file', 'not a folder')
    const path = folder.path('regular-file/result.json')
    expect(() => writeOutput(path, '{}')).toThrow(PenumbraError)
    expect(() => writeOutput(path, '{}')).toThrow(/result\.json: got E\w+, wanted a file that can be written$/)
    expect(existsSync(path)).toBe(false)
  })
})
