import { describe, expect, it } from 'vitest'
import { type Arima, arimaLibrary } from '../../../../shared/runtime/forecast-libraries/arima.ts'

/** What each order answers; the rest diverge. */
interface Answer {
  readonly point: number
  readonly variance: number
}

/** The library as it can be, noting how many models hold memory. */
function library(answers: Readonly<Record<string, Answer | Error>>) {
  const memory = { made: 0, held: 0 }
  class Scripted {
    readonly #order: string
    constructor({ p, d, q }: { p: number; d: number; q: number }) {
      this.#order = `${p}${d}${q}`
      memory.made++
      memory.held++
    }
    train() {
      const answer = answers[this.#order] ?? { point: 1e9, variance: 1 }
      if (answer instanceof Error) throw answer
      return Object.assign(this, {
        predict: (bins: number): [number[], number[]] => [
          Array(bins).fill(answer.point),
          Array(bins).fill(answer.variance),
        ],
      })
    }
    destroy() {
      memory.held--
    }
  }
  return { memory, arima: arimaLibrary(Scripted as unknown as Arima) }
}

/** Between 4 and 6; a value differs from the last by 2, so that one going on as the last errs with a variance of 4. */
const history = {
  startMs: 0,
  binSeconds: 3600,
  dayBins: 24,
  logs: Float64Array.from({ length: 20 }, (_, bin) => 4 + 2 * (bin % 2)),
  trust: new Float64Array(20).fill(1),
}

const pointOf = (answers: Parameters<typeof library>[0]) => library(answers).arima.foretell(history, 1).point[0]

describe('choosing an order', () => {
  it('takes the one with the least AIC', () => {
    // 20 log(variance) + 2 (p + q + 1): 20 log 0.5 + 4 = -9.9, 20 log 0.45 + 10 = -6.0.
    const answers = { 100: { point: 5.1, variance: 0.5 }, 202: { point: 5.2, variance: 0.45 } }
    expect(pointOf(answers)).toBe(5.1)
    // 20 log 0.3 + 10 = -14.1
    expect(pointOf({ ...answers, 202: { point: 5.2, variance: 0.3 } })).toBe(5.2)
  })

  it.each([
    ['leaves what was seen by more than its range', { point: 8.5, variance: 0.1 }],
    ['errs by more than the last value does', { point: 5, variance: 5 }],
    ['has no variance', { point: 5, variance: Number.NaN }],
    ['has a negative variance', { point: 5, variance: -1 }],
    ['foretells NaN', { point: Number.NaN, variance: 0.1 }],
  ])('passes over one that %s', (_fault, divergent) => {
    expect(pointOf({ 100: divergent, '011': { point: 4.5, variance: 3 } })).toBe(4.5)
  })

  it('says so where every order diverges', () => {
    const { arima } = library({})
    expect(() => arima.foretell(history, 1)).toThrow('got a divergent fit for each of 7 orders, wanted one that is not')
  })

  it('frees the memory of every model, also of one that fails', () => {
    const good = library({ 100: { point: 5, variance: 1 } })
    good.arima.foretell(history, 1)
    expect(good.memory).toEqual({ made: 7, held: 0 })
    const failing = library({ 202: new Error('memory access out of bounds') })
    expect(() => failing.arima.foretell(history, 1)).toThrow('memory access out of bounds')
    expect(failing.memory).toEqual({ made: 3, held: 0 })
  })
})
