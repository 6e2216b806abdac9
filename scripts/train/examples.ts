// What a network is trained on: an endless stream of examples, drawn from one random stream.
import type { RandomStream } from '../../simulator/kernel/random.ts'

/** Where an example is written: row by row, as the network and the loss want them. */
export interface ExampleRows {
  readonly features: Float32Array
  /** NaN where it is not known. */
  readonly targets: Float32Array
  readonly weights: Float32Array
}

export interface ExampleStream {
  readonly featureCount: number
  readonly targetCount: number
  /** Fills row `row`. */
  write(rows: ExampleRows, row: number): void
}

export type ExampleSource = (random: RandomStream) => ExampleStream

/** Series that are drawn once and looked at from several origins: drawing one costs as much as learning from several. */
export class SeriesPool<T> {
  readonly #random: RandomStream
  readonly #draw: () => T
  readonly #renewal: number
  readonly #series: T[]

  /** @param uses how often a series is taken on average before another takes its place */
  constructor(random: RandomStream, draw: () => T, size: number, uses: number) {
    this.#random = random
    this.#draw = draw
    this.#renewal = 1 / uses
    this.#series = Array.from({ length: size }, draw)
  }

  take(): T {
    const index = Math.floor(this.#random.uniform() * this.#series.length)
    if (this.#random.uniform() < this.#renewal) this.#series[index] = this.#draw()
    return this.#series[index]
  }
}
