import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shellQuote } from '../../../../shared/domain/doctor/shell-quote.ts'

/** Whatever an Auto Scaling group may be called, and then some; a shell knows no NUL. */
const names = fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { minLength: 1, maxLength: 60 })
const hard = [
  "o'connor",
  "''",
  '$(date)',
  '`id`',
  '-n',
  '*',
  '',
  'a b',
  '\\',
  '"',
  '!!',
  '~',
  '#x',
  'a\nb',
  'ä→💥',
  '--',
  ';ls',
  '%s',
]

function throughShell(words: readonly string[]): string[] {
  const script = `printf '%s\\0' ${words.map(shellQuote).join(' ')}`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

describe('a word for a shell', () => {
  test('comes out of a real shell as it went in', () => {
    expect(throughShell(hard)).toEqual(hard)
    fc.assert(
      fc.property(names, words => {
        const usable = words.map(word => word.replaceAll('\0', ''))
        expect(throughShell(usable)).toEqual(usable)
      }),
      { numRuns: 20 },
    )
  })

  test('is left as it is where it needs no quotes', () => {
    expect(shellQuote('web-prod_1.eu')).toBe('web-prod_1.eu')
  })
})
