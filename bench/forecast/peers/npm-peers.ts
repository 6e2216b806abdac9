import { Worker } from 'node:worker_threads'
import { isFailure, type PeerAnswer, type PeerTask } from './peer-task.ts'

/** Whoever fits tasks one after another, on one core. */
export interface PeerRunner {
  run(task: PeerTask): Promise<PeerAnswer>
  end(): Promise<void>
}

const crash = 'crashed'

function crashed(answer: PeerAnswer): boolean {
  return isFailure(answer) && answer.failure.startsWith(crash)
}

/** The peers from npm, in a thread that is replaced when a fit takes too long. */
export function startNpmPeers(): PeerRunner {
  const start = () => {
    // What the libraries print is for their authors.
    const started = new Worker(new URL('./npm-worker.ts', import.meta.url), { stdout: true, stderr: true })
    started.stdout.resume()
    started.stderr.resume()
    return started
  }
  let worker = start()
  return {
    async run(task) {
      const answer = await askedOf(worker, task)
      if (answer !== undefined && !crashed(answer)) return answer
      await worker.terminate()
      worker = start()
      return answer ?? { seconds: task.timeoutSeconds, failure: 'time-out' }
    },
    async end() {
      await worker.terminate()
    },
  }
}

/** @returns undefined when the time is up */
function askedOf(worker: Worker, task: PeerTask): Promise<PeerAnswer | undefined> {
  return new Promise(resolve => {
    const settle = (answer?: PeerAnswer) => {
      clearTimeout(timer)
      worker.off('message', settle).off('error', onError)
      resolve(answer)
    }
    const onError = (error: Error) => settle({ seconds: 0, failure: `${crash}: ${error.message}`.slice(0, 200) })
    const timer = setTimeout(() => settle(), task.timeoutSeconds * 1000)
    worker.on('message', settle).on('error', onError)
    worker.postMessage(task)
  })
}
