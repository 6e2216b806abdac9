export interface BenchOptions {
  readonly quick: boolean
  /** Folder of real traces; only `closed-loop`, `forecast` and `sensitivity` need one. */
  readonly data?: string
  readonly seeds: number
  /** Where `forecast` keeps what its peers answered. */
  readonly peersCache?: string
  /** Parts of `forecast`; all without it. */
  readonly only?: string[]
}
