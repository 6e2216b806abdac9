import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { ensurePythonEnvironment, PythonError } from '../../../scripts/python-environment.ts'
import { InputError } from '../../../shared/domain/errors.ts'
import type { PeerRunner } from './npm-peers.ts'
import { peerModules, peerPackages } from './peer-packages.ts'
import type { PeerAnswer } from './peer-task.ts'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const script = fileURLToPath(new URL('./statistics-worker.py', import.meta.url))

const answerSchema = z.union([
  z.object({ seconds: z.number(), point: z.array(z.number()), quantiles: z.array(z.array(z.number())) }),
  z.object({ seconds: z.number(), failure: z.string() }),
])

/**
 * The peers in Python, one process that fits each task in a child of its own.
 * @throws InputError where the environment cannot be made
 */
export function startPythonPeers(): PeerRunner {
  const child = spawn(join(pythonBin(), 'python'), [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async run(task): Promise<PeerAnswer> {
      child.stdin.write(`${JSON.stringify(task)}\n`)
      const { value, done } = await lines.next()
      if (done) throw new InputError('got no answer from the Python peers, wanted one for each task')
      return answerSchema.parse(JSON.parse(value))
    },
    async end() {
      const ended = new Promise(resolve => child.once('exit', resolve))
      child.stdin.end()
      await ended
    },
  }
}

function pythonBin(): string {
  const tools = {
    folder: join(repository, '.forecast-peers'),
    name: 'the Python peers',
    packages: peerPackages,
    modules: peerModules,
  }
  try {
    return ensurePythonEnvironment(tools, line => console.error(`bench: ${line}`))
  } catch (error) {
    if (error instanceof PythonError) throw new InputError(error.message, { cause: error })
    throw error
  }
}
