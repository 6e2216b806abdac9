// Fits one peer from npm after another, in a thread that can be ended from outside: WebAssembly cannot be interrupted.
import { parentPort } from 'node:worker_threads'
import { fitNpmPeer } from './npm-fits.ts'
import type { PeerAnswer, PeerTask } from './peer-task.ts'

parentPort?.on('message', (task: PeerTask) => parentPort?.postMessage(answer(task)))

function answer(task: PeerTask): PeerAnswer {
  const began = performance.now()
  const seconds = () => (performance.now() - began) / 1000
  try {
    const { point, quantiles } = fitNpmPeer(task)
    if (![point, ...quantiles].every(row => row.length === task.horizon && row.every(Number.isFinite))) {
      return { seconds: seconds(), failure: 'got a forecast that is not finite' }
    }
    return { seconds: seconds(), point, quantiles }
  } catch (error) {
    return { seconds: seconds(), failure: String(error).slice(0, 200) }
  }
}
