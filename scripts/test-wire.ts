// npm run test:wire: starts the emulators, deploys Penumbra to them for real, runs the contracts of the adapters on them and
// prints which operations the wire has proven. Arguments go to vitest.
import { spawn } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensurePythonEnvironment, PythonError } from './python-environment.ts'
import { type EmulatedCloud, emulatedEnvironment, startEmulatedCloud } from './wire/emulated-cloud.ts'
import { emulatorModules, emulatorPackages } from './wire/emulator-packages.ts'
import { endGroup } from './wire/end-group.ts'
import { printOperations } from './wire/operations.ts'

const repository = fileURLToPath(new URL('..', import.meta.url))
const emulators = {
  folder: join(repository, '.wire'),
  name: 'the two emulators',
  packages: emulatorPackages,
  modules: emulatorModules,
}
/** What a run leaves behind for whoever wants to know why it failed. */
const outFolder = join(repository, 'out', 'wire')
const nodeBin = join(repository, 'node_modules', 'node', 'bin')

/** Two accounts: the deployed control plane must not find the groups that the contracts opt in. */
async function startBoth(pythonBin: string): Promise<EmulatedCloud[]> {
  const starting = ['contracts', 'stack'].map(name =>
    startEmulatedCloud({ pythonBin, nodeBin, folder: join(outFolder, name) }),
  )
  const started = await Promise.allSettled(starting)
  const clouds = started.flatMap(result => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = started.find(result => result.status === 'rejected')
  if (failed === undefined) return clouds
  await Promise.all(clouds.map(cloud => cloud.stop()))
  throw failed.reason
}

function runTests([contracts, stack]: readonly EmulatedCloud[], stopped: AbortSignal): Promise<number> {
  const vitest = join(repository, 'node_modules', '.bin', 'vitest')
  const args = ['run', '--config', 'vitest.wire.config.ts', ...process.argv.slice(2)]
  const env = {
    ...emulatedEnvironment(process.env, stack.endpoint),
    WIRE_CONTRACTS_ENDPOINT: contracts.endpoint,
    WIRE_STACK_ENDPOINT: stack.endpoint,
    WIRE_OUT_FOLDER: outFolder,
  }
  return new Promise(resolve => {
    const child = spawn(vitest, args, { cwd: repository, stdio: 'inherit', env, detached: true })
    // With whatever the tests have started: a deployment under way, for one.
    stopped.addEventListener('abort', () => endGroup(child))
    child.once('error', () => resolve(1))
    child.once('exit', status => resolve(status ?? 1))
  })
}

async function main(): Promise<number> {
  const bin = ensurePythonEnvironment(emulators, line => console.log(`test:wire: ${line}`))
  rmSync(outFolder, { recursive: true, force: true })
  mkdirSync(outFolder, { recursive: true })
  const stopping = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort())
  const clouds = await startBoth(bin)
  try {
    if (stopping.signal.aborted) return 1
    const status = await runTests(clouds, stopping.signal)
    return stopping.signal.aborted ? 1 : Math.max(status, printOperations(repository, outFolder))
  } finally {
    await Promise.all(clouds.map(cloud => cloud.stop()))
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(`test:wire: ${error instanceof Error ? error.message : error}`)
  process.exitCode = error instanceof PythonError ? 2 : 1
}
