import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll } from 'vitest'

type Command = 'simulate' | 'start'

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A folder of its own for one test file, in which it runs commands; gone after its last test. */
export function makeFolder() {
  const folder = temporaryFolder()
  return {
    path: (name: string) => join(folder, name),
    write: (name: string, text: string) => writeFileSync(join(folder, name), text),
    run: (command: Command, args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
      runCli(command, args, folder, variables),
    start: (command: Command, args: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
      startCli(command, args, folder, variables),
  }
}

/** Node keeps what it has parsed, so that the second command starts in a third of the time. */
const compileCache = temporaryFolder()

/** Runs a command of the project as a person would, and waits for its end. */
function runCli(
  command: Command,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): Promise<Ended> {
  return ended(startCli(command, args, cwd, variables))
}

function startCli(
  command: Command,
  args: readonly string[],
  cwd: string,
  variables: Readonly<Record<string, string>>,
): ChildProcessWithoutNullStreams {
  const script = resolve('simulator/cli', `${command}.ts`)
  const env = { ...process.env, NODE_COMPILE_CACHE: compileCache, ...variables }
  return spawn(process.execPath, [script, ...args], { cwd, env })
}

/** Waits for the end of a command. */
export function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  return new Promise((end, reject) => {
    const texts = { stdout: '', stderr: '' }
    child.stdout.on('data', chunk => {
      texts.stdout += chunk
    })
    child.stderr.on('data', chunk => {
      texts.stderr += chunk
    })
    child.on('error', reject)
    child.on('close', status => end({ status, ...texts }))
  })
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'penumbra-cli-'))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Rows of `timestamp,value` for so many hours from 2026-03-02T00:00:00Z on, 100 requests per second all the time. */
export function hourlyTrace(hours: number): string {
  const rows = Array.from({ length: hours }, (_, hour) => {
    const time = new Date(Date.UTC(2026, 2, 2, hour)).toISOString().replace('.000', '')
    return `${time},360000`
  })
  return ['timestamp,value', ...rows, ''].join('\n')
}
