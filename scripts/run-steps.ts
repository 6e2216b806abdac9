import { spawnSync } from 'node:child_process'

export interface Step {
  readonly name: string
  /** A program of this project's `node_modules/.bin` (npm puts it on the path), and its arguments. */
  readonly command: readonly [program: string, ...args: string[]]
}

/** Runs every step, prints a line for each (after what a failed one had to say) and a summary; returns how many failed. */
export function runSteps(steps: readonly Step[], print: (line: string) => void): number {
  const failed = steps.filter(step => !runStep(step, print)).map(({ name }) => name)
  print(
    failed.length === 0
      ? `all ${steps.length} steps passed`
      : `${failed.length} of ${steps.length} steps failed: ${failed.join(', ')}`,
  )
  return failed.length
}

function runStep({ name, command: [program, ...args] }: Step, print: (line: string) => void): boolean {
  const startMs = performance.now()
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8' })
  const passed = status === 0
  if (!passed) print([stdout, stderr, error?.message].filter(Boolean).join('\n').trimEnd())
  print(`${passed ? 'ok    ' : 'FAILED'} ${name} (${((performance.now() - startMs) / 1000).toFixed(1)} s)`)
  return passed
}
