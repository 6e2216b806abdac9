// Runs a command line as a person would see it, in this process.
import { runPenumbra } from '../../../../functions/operate/cli/run-penumbra.ts'

export interface Shown {
  readonly status: number
  readonly out: string
  readonly error: string
}

export interface RunOptions {
  readonly columns?: number
  readonly colours?: boolean
  readonly nowMs?: number
  readonly variables?: Readonly<Record<string, string>>
}

export async function penumbra(argv: readonly string[], options: RunOptions = {}): Promise<Shown> {
  const { columns = 80, colours = false, nowMs = 0, variables = {} } = options
  const shown = { out: '', error: '' }
  const terminal = {
    columns,
    colours,
    write: (text: string) => {
      shown.out += text
    },
    writeError: (text: string) => {
      shown.error += text
    },
  }
  const status = await runPenumbra(argv, { terminal, variables, now: () => nowMs })
  return { status, ...shown }
}
