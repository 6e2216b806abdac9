export interface BenchOptions {
  readonly quick: boolean
  /** Folder of real traces; only `closed-loop` and `sensitivity` need one. */
  readonly data?: string
  readonly seeds: number
}
