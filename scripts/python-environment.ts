// Tools that exist for Python alone live in an environment of our own each, made when it is missing, out of date or broken.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface PythonTools {
  /** Holds the environment and nothing else. */
  readonly folder: string
  /** What people call it. */
  readonly name: string
  /** As pip takes them, each with its version. */
  readonly packages: readonly string[]
  /** Python modules that can be imported when all is well. */
  readonly modules: readonly string[]
}

/** The environment cannot be made; the message is one line, what was got and what was wanted. */
export class PythonError extends Error {}

const patienceMs = 5 * 60_000
const options: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'], timeout: patienceMs, encoding: 'utf8' }

/**
 * @param say hears of what takes long
 * @returns the folder of the environment's programs
 * @throws PythonError where there is no Python, no venv module, or no way to the packages
 */
export function ensurePythonEnvironment(tools: PythonTools, say: (line: string) => void): string {
  const { folder, name, packages } = tools
  const bin = join(folder, 'bin')
  const made = join(folder, 'made-of')
  const wanted = `${pythonVersion()}\n${packages.join('\n')}\n`
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted && works(tools)) return bin
  say(`making a Python environment with ${name} (once, about half a minute)`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  step('python3', ['-m', 'venv', folder], "Python's venv module (on Debian: apt-get install python3-venv)")
  const install = ['install', '--quiet', '--disable-pip-version-check', '--no-input', ...packages]
  step(join(bin, 'pip'), install, 'the packages from PyPI')
  if (!works(tools)) throw new PythonError(`got packages that cannot be imported, wanted ${name}`)
  // Written last: an environment that was interrupted is made anew.
  writeFileSync(made, wanted)
  return bin
}

function pythonVersion(): string {
  const check = 'import sys; print(sys.version.split()[0]); sys.exit(sys.version_info < (3, 10))'
  const { status, stdout, error } = spawnSync('python3', ['-c', check], { encoding: 'utf8' })
  if (error !== undefined) throw new PythonError('got no python3, wanted Python 3.10 or newer')
  if (status !== 0) throw new PythonError(`got Python ${stdout.trim()}, wanted 3.10 or newer`)
  return stdout.trim()
}

function step(program: string, args: readonly string[], wanted: string): void {
  const { status, stderr, error } = spawnSync(program, args, options)
  if (status === 0) return
  const lines = String(stderr ?? '')
    .trim()
    .split('\n')
  throw new PythonError(`got ${error?.message ?? lines.at(-1) ?? `status ${status}`}, wanted ${wanted}`)
}

function works({ folder, modules }: PythonTools): boolean {
  return spawnSync(join(folder, 'bin', 'python'), ['-c', `import ${modules.join(', ')}`], options).status === 0
}
