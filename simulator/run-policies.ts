// Runs several policies on one plan, each in a worker of its own, as many at a time as there are processors. Which worker
// runs what never changes a figure: a policy sees only its plan.
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { InputError } from '../shared/domain/errors.ts'
import type { CallRecord } from './kernel/simulated-client.ts'
import type { WorkerMessage, WorkerTask } from './policy-worker.ts'
import type { PolicyResult } from './result.ts'
import type { SimulationPlan } from './simulation-plan.ts'

export interface RunOptions {
  /** Sum of the policies' shares done, 0 to the number of policies. */
  readonly onProgress?: (done: number) => void
  /** Receives the control plane's calls, of one Penumbra after the other where several are run. */
  readonly onCalls?: (calls: readonly CallRecord[]) => void
}

/** @throws InputError in the words of the policy that refused; the others are ended with it */
export async function runPolicies(
  plan: SimulationPlan,
  names: readonly string[],
  options: RunOptions = {},
): Promise<Record<string, PolicyResult>> {
  const shares = new Map<string, number>()
  const results = new Map<string, PolicyResult>()
  const workers = new Set<Worker>()
  // The longest first, so that it does not run alone at the end.
  const queue = [...names].sort((a, b) => Number(b.startsWith('penumbra')) - Number(a.startsWith('penumbra')))
  const report = (name: string, share: number) => {
    shares.set(name, share)
    options.onProgress?.([...shares.values()].reduce((sum, value) => sum + value, 0))
  }
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const policy = name
      const wantsCalls = options.onCalls !== undefined && policy.startsWith('penumbra')
      const task = { plan, policy, wantsCalls }
      results.set(policy, await runOne(task, workers, share => report(policy, share), options.onCalls))
      report(policy, 1)
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(names.length, availableParallelism()) }, work))
  } finally {
    queue.length = 0
    await Promise.all([...workers].map(worker => worker.terminate()))
  }
  return Object.fromEntries(names.map(name => [name, results.get(name) as PolicyResult]))
}

function runOne(
  task: WorkerTask,
  workers: Set<Worker>,
  onProgress: (share: number) => void,
  onCalls: RunOptions['onCalls'],
): Promise<PolicyResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./policy-worker.ts', import.meta.url), { workerData: task })
    workers.add(worker)
    worker.on('message', (message: WorkerMessage) => {
      if (message.kind === 'progress') onProgress(message.share)
      else if (message.kind === 'calls') onCalls?.(message.calls)
      else if (message.kind === 'refused') reject(new InputError(message.message))
      else resolve(message.result)
    })
    worker.on('error', reject)
    worker.on('exit', code => {
      workers.delete(worker)
      reject(new Error(`worker of ${task.policy}: got exit status ${code} before its result`))
    })
  })
}
