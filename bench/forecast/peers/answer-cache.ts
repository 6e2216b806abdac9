// Answers of peers, kept in a file: a fit of the same task gives the same answer, and some take long.
import { createHash } from 'node:crypto'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { peerPackages } from './peer-packages.ts'
import type { PeerAnswer, PeerTask } from './peer-task.ts'

export interface AnswerCache {
  get(task: PeerTask): PeerAnswer | undefined
  put(task: PeerTask, answer: PeerAnswer): void
}

interface Kept {
  readonly key: string
  readonly answer: PeerAnswer
}

/** @param path one JSON object a line; undefined: kept for this run alone */
export function openAnswerCache(path: string | undefined): AnswerCache {
  const answers = new Map<string, PeerAnswer>()
  for (const { key, answer } of keptIn(path)) answers.set(key, answer)
  return {
    get: task => answers.get(keyOf(task)),
    put(task, answer) {
      const key = keyOf(task)
      answers.set(key, answer)
      if (path !== undefined) appendFileSync(path, `${JSON.stringify({ key, answer } satisfies Kept)}\n`)
    },
  }
}

function keptIn(path: string | undefined): Kept[] {
  if (path === undefined || !existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  // The last line of a run that was interrupted may be half a line.
  return lines.filter(line => line.endsWith('}')).map(line => JSON.parse(line) as Kept)
}

function keyOf(task: PeerTask): string {
  return createHash('sha256')
    .update(JSON.stringify([peerPackages, task]))
    .digest('base64url')
}
