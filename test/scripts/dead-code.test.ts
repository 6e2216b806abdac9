import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'penumbra-dead-code-'))
afterAll(() => rmSync(folder, { recursive: true }))

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

/** A project of three files under this project's own knip.json. */
function findDeadCode(): { status: number | null; output: string } {
  cpSync('knip.json', join(folder, 'knip.json'))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  write(
    'package.json',
    JSON.stringify({ name: 'fixture', type: 'module', dependencies: { 'csv-parse': '7.0.3', zod: '4.6.7' } }),
  )
  write(
    'functions/learn/lambda.ts',
    "import { used } from '../../shared/domain/used.ts'\nexport const handler = used\n",
  )
  write(
    'shared/domain/used.ts',
    "import { z } from 'zod'\nexport const used = z.string()\nexport const forgotten = 1\n",
  )
  write('shared/domain/orphan.ts', 'export const orphan = 1\n')
  const knip = resolve('node_modules/.bin/knip')
  const { status, stdout } = spawnSync(process.execPath, [knip, '--no-progress'], { cwd: folder, encoding: 'utf8' })
  return { status, output: stdout }
}

describe('the search for dead code', () => {
  it('finds a file, an export and a dependency that nothing uses, and leaves the used ones alone', () => {
    const { status, output } = findDeadCode()
    expect(status).toBe(1)
    expect(output).toMatch(/Unused files \(1\)\nshared\/domain\/orphan\.ts/)
    expect(output).toMatch(/Unused dependencies \(1\)\ncsv-parse/)
    expect(output).toMatch(/Unused exports \(1\)\nforgotten/)
  })
})
