// Types of what the report uses from packages that ship none.

declare module 'cli-progress' {
  interface BarOptions {
    readonly format: string
    readonly stream: NodeJS.WritableStream
    readonly hideCursor: boolean
    readonly barCompleteChar: string
    readonly barIncompleteChar: string
    readonly barsize: number
    readonly etaBuffer: number
  }
  class SingleBar {
    constructor(options: Partial<BarOptions>)
    start(total: number, startValue: number, payload: Readonly<Record<string, string>>): void
    update(value: number): void
    stop(): void
  }
  const cliProgress: { readonly SingleBar: typeof SingleBar }
  export default cliProgress
}
