export interface BenchOptions {
  readonly quick: boolean
  /** Folder of real traces; only `closed-loop` needs one. */
  readonly data?: string
  readonly seeds: number
}
