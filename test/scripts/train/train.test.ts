import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'

function train(...words: string[]) {
  return spawnSync(process.execPath, ['scripts/train/train.ts', ...words], { encoding: 'utf8' })
}

describe('npm run train', () => {
  it.each([
    [['--net', 'next-year'], '--net got "next-year", wanted next-days or next-hour\n'],
    [['--steps', '0'], '--steps got "0", wanted a whole number above 0\n'],
  ])('refuses %j with one line and status 2', (words, line) => {
    const { status, stderr } = train(...words)
    expect(stderr).toBe(line)
    expect(status).toBe(2)
  })
})
