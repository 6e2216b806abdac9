// The other side of `run-policies.ts`: simulates one policy and sends back its result.
import { parentPort, workerData } from 'node:worker_threads'
import { InputError } from '../shared/domain/errors.ts'
import type { CallRecord } from './kernel/simulated-client.ts'
import type { PolicyResult } from './result.ts'
import { simulatePolicy } from './simulate-policy.ts'
import type { SimulationPlan } from './simulation-plan.ts'

export interface WorkerTask {
  readonly plan: SimulationPlan
  readonly policy: string
  readonly wantsCalls: boolean
}

export type WorkerMessage =
  | { readonly kind: 'progress'; readonly share: number }
  | { readonly kind: 'calls'; readonly calls: readonly CallRecord[] }
  | { readonly kind: 'result'; readonly result: PolicyResult }
  /** The class of an error does not survive the way between threads, so that a mistake of the person's is told as such. */
  | { readonly kind: 'refused'; readonly message: string }

const callsPerMessage = 1000

function send(message: WorkerMessage): void {
  parentPort?.postMessage(message)
}

const { plan, policy, wantsCalls } = workerData as WorkerTask
let calls: CallRecord[] = []

function sendCalls(): void {
  if (calls.length > 0) send({ kind: 'calls', calls })
  calls = []
}

try {
  const result = await simulatePolicy(plan, policy, {
    onProgress: share => send({ kind: 'progress', share }),
    onCall: wantsCalls
      ? call => {
          calls.push(call)
          if (calls.length === callsPerMessage) sendCalls()
        }
      : undefined,
  })
  sendCalls()
  send({ kind: 'result', result })
} catch (error) {
  if (!(error instanceof InputError)) throw error
  send({ kind: 'refused', message: error.message })
}
