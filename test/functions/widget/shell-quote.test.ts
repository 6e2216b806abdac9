import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { doctorCommand, groupCommands } from '../../../functions/widget/commands-to-copy.ts'
import { shellQuote } from '../../../functions/widget/shell-quote.ts'

/** What a shell makes of a line: the words of a command that prints each of its arguments, ended by NUL. */
function wordsOf(line: string): string[] {
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return printed.split('\0').slice(0, -1)
}

describe('a quoted text', () => {
  it('is one word to a shell, and the same text', () => {
    const texts = fc.array(
      fc.string({ unit: fc.constantFrom("'", '"', '\\', '$', '`', '!', '*', '~', ' ', '\n', ';', '#', '-', 'a', 'é') }),
      { minLength: 1, maxLength: 20 },
    )
    fc.assert(
      fc.property(texts, all => {
        expect(wordsOf(all.map(shellQuote).join(' '))).toEqual(all)
      }),
      { numRuns: 30 },
    )
  })

  it('stays readable where nothing has to be quoted', () => {
    expect(shellQuote('shop-web_2/blue.green')).toBe('shop-web_2/blue.green')
    expect(shellQuote("it's")).toBe("'it'\\''s'")
    expect(shellQuote('')).toBe("''")
  })
})

describe('a command to copy', () => {
  it('names the group as its last argument, also one that looks like an option', () => {
    expect(doctorCommand('web')).toBe('npm run penumbra -- doctor web')
    expect(doctorCommand('--all')).toBe("npm run penumbra -- doctor -- '--all'")
    expect(wordsOf(groupCommands('a b').pause)).toEqual([
      'npm',
      'run',
      'penumbra',
      '--',
      'pause',
      '--reason',
      'WHY',
      'a b',
    ])
  })
})
