import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findChromium } from '../../scripts/find-chromium.ts'

const folder = mkdtempSync(join(tmpdir(), 'penumbra-browser-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function program(place: string, name: string, mode = 0o755): string {
  mkdirSync(join(folder, place), { recursive: true })
  const path = join(folder, place, name)
  writeFileSync(path, '#!/bin/sh\n')
  chmodSync(path, mode)
  return path
}

describe('the browser of the tests', () => {
  const chrome = program('first', 'google-chrome')
  const chromium = program('second', 'chromium')
  program('third', 'chromium', 0o644)
  const pathOf = (...places: string[]) => places.map(place => join(folder, place)).join(delimiter)

  it('is the one that CHROMIUM_PATH names', () => {
    expect(findChromium({ CHROMIUM_PATH: chrome, PATH: pathOf('second') })).toBe(chrome)
  })

  it('is none where CHROMIUM_PATH names none, whatever else is there', () => {
    expect(findChromium({ CHROMIUM_PATH: join(folder, 'missing'), PATH: pathOf('second') })).toBeUndefined()
    expect(findChromium({ CHROMIUM_PATH: folder, PATH: pathOf('second') })).toBeUndefined()
  })

  it('is Chromium before Chrome, wherever on the path', () => {
    expect(findChromium({ PATH: pathOf('first', 'second') })).toBe(chromium)
    expect(findChromium({ CHROMIUM_PATH: '', PATH: pathOf('first') })).toBe(chrome)
  })

  it('is no file that cannot be run', () => {
    expect(findChromium({ PATH: pathOf('third') })).toBeUndefined()
    expect(findChromium({})).toBeUndefined()
  })
})
