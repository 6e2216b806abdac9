// A Python virtual environment of our own that holds the two emulators, made when it is missing, out of date or broken.
import { type SpawnSyncOptions, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** moto's extra `server` would bring twice as much; these are what its server needs for our four services. */
export const emulatorPackages = [
  'moto[ec2,autoscaling,elbv2,route53]==5.2.5',
  'flask==3.1.3',
  'flask-cors==6.0.5',
  'ministack==1.5.33',
] as const

/** The environment cannot be made; the message is one line, what was got and what was wanted. */
export class PythonError extends Error {}

export interface PythonEnvironment {
  /** The folder that holds `moto_server` and `ministack`. */
  readonly bin: string
}

const patienceMs = 5 * 60_000
const options: SpawnSyncOptions = { stdio: ['ignore', 'ignore', 'pipe'], timeout: patienceMs, encoding: 'utf8' }

/**
 * @param folder holds the environment and nothing else
 * @param say hears of what takes long
 * @throws PythonError where there is no Python, no venv module, or no way to the packages
 */
export function ensurePythonEnvironment(folder: string, say: (line: string) => void): PythonEnvironment {
  const bin = join(folder, 'bin')
  const made = join(folder, 'made-of')
  const wanted = `${pythonVersion()}\n${emulatorPackages.join('\n')}\n`
  if (existsSync(made) && readFileSync(made, 'utf8') === wanted && works(bin)) return { bin }
  say('making a Python environment with the two emulators (once, about half a minute)')
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  step('python3', ['-m', 'venv', folder], 'Python’s venv module (on Debian: apt-get install python3-venv)')
  const install = ['install', '--quiet', '--disable-pip-version-check', '--no-input', ...emulatorPackages]
  step(join(bin, 'pip'), install, 'the packages from PyPI')
  if (!works(bin)) throw new PythonError('got emulators that do not start, wanted moto and ministack')
  // Written last: an environment that was interrupted is made anew.
  writeFileSync(made, wanted)
  return { bin }
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

function works(bin: string): boolean {
  return (
    spawnSync(join(bin, 'python'), ['-c', 'import flask, flask_cors, moto.server, ministack'], options).status === 0
  )
}
