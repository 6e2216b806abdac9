import { appendFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openAnswerCache } from '../../../../bench/forecast/peers/answer-cache.ts'

const folder = mkdtempSync(join(tmpdir(), 'penumbra-answers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const task = {
  peer: 'sf-theta',
  values: [1, 2, 3],
  startMs: 0,
  binSeconds: 300,
  seasons: [],
  horizon: 1,
  levels: [0.5],
  timeoutSeconds: 20,
}
const answer = { seconds: 0.1, point: [4], quantiles: [[4]] }

describe('answers of peers', () => {
  it('are found again by the next run, for the same task and no other', () => {
    const path = join(folder, 'answers.jsonl')
    openAnswerCache(path).put(task, answer)
    const next = openAnswerCache(path)
    expect(next.get({ ...task })).toEqual(answer)
    expect(next.get({ ...task, values: [1, 2, 4] })).toBeUndefined()
    expect(next.get({ ...task, peer: 'sf-mstl' })).toBeUndefined()
  })

  it('survive a run that was interrupted in the middle of a line', () => {
    const path = join(folder, 'torn.jsonl')
    openAnswerCache(path).put(task, answer)
    appendFileSync(path, '{"key":"x","answer":{"seco')
    expect(openAnswerCache(path).get(task)).toEqual(answer)
  })

  it('are kept for one run alone where no file is named', () => {
    const cache = openAnswerCache(undefined)
    cache.put(task, answer)
    expect(cache.get(task)).toEqual(answer)
  })
})
