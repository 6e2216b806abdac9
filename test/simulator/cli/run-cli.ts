import { spawn } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own for one test file's inputs and outputs. */
export function makeFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-cli-'))
  return {
    path: (name: string) => join(folder, name),
    write: (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    },
  }
}

/** Runs a command of the project as a person would, and waits for its end. */
export function runCli(
  command: 'simulate' | 'start',
  args: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [`simulator/cli/${command}.ts`, ...args], {
      env: { ...process.env, ...variables },
    })
    const texts = { stdout: '', stderr: '' }
    child.stdout.on('data', chunk => {
      texts.stdout += chunk
    })
    child.stderr.on('data', chunk => {
      texts.stderr += chunk
    })
    child.on('error', reject)
    child.on('close', status => resolve({ status, ...texts }))
  })
}

/** Rows of `timestamp,value` for so many hours from 2026-03-02T00:00:00Z on, 100 requests per second all the time. */
export function hourlyTrace(hours: number): string {
  const rows = Array.from({ length: hours }, (_, hour) => {
    const time = new Date(Date.UTC(2026, 2, 2, hour)).toISOString().replace('.000', '')
    return `${time},360000`
  })
  return ['timestamp,value', ...rows, ''].join('\n')
}
