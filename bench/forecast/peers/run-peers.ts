// Fits all tasks, those in Python beside those from npm: two cores, each peer's fit on one of them.
import type { Progress } from '../../../shared/runtime/progress.ts'
import type { AnswerCache } from './answer-cache.ts'
import { type PeerRunner, startNpmPeers } from './npm-peers.ts'
import type { PeerAnswer, PeerTask } from './peer-task.ts'
import { startPythonPeers } from './python-peers.ts'

export interface PeerRoom {
  /** Answers in the order of the tasks. */
  runAll(tasks: readonly PeerTask[], progress: Progress): Promise<PeerAnswer[]>
  end(): Promise<void>
}

/** Runners are started when the first task asks for them. */
export function openPeerRoom(cache: AnswerCache): PeerRoom {
  const runners = { npm: lazily(startNpmPeers), python: lazily(startPythonPeers) }
  return {
    async runAll(tasks, progress) {
      let done = 0
      const answers = new Array<PeerAnswer>(tasks.length)
      const work = async (kind: 'npm' | 'python') => {
        for (const [index, task] of tasks.entries()) {
          if (kindOf(task) !== kind) continue
          answers[index] = cache.get(task) ?? (await fitted(runners[kind].get(), task, cache))
          progress.update(++done)
        }
      }
      await Promise.all([work('npm'), work('python')])
      return answers
    },
    async end() {
      await Promise.all(Object.values(runners).map(runner => runner.end()))
    },
  }
}

async function fitted(runner: PeerRunner, task: PeerTask, cache: AnswerCache): Promise<PeerAnswer> {
  const answer = await runner.run(task)
  cache.put(task, answer)
  return answer
}

function kindOf({ peer }: PeerTask): 'npm' | 'python' {
  return /^(sf|py)-/.test(peer) ? 'python' : 'npm'
}

function lazily(start: () => PeerRunner) {
  let runner: PeerRunner | undefined
  return {
    get: () => {
      runner ??= start()
      return runner
    },
    end: async () => runner?.end(),
  }
}
