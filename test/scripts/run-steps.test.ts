import { describe, expect, it } from 'vitest'
import { runSteps, type Step } from '../../scripts/run-steps.ts'

const step = (name: string, script: string): Step => ({ name, command: [process.execPath, '-e', script] })

function run(...steps: Step[]): { failed: number; lines: string[] } {
  const lines: string[] = []
  const failed = runSteps(steps, line => lines.push(line.replace(/\d+\.\d s/, 'N s')))
  return { failed, lines }
}

describe('running the steps of a check', () => {
  it('says nothing but a line for each step when all is well', () => {
    expect(run(step('types', 'console.log("chatter")'), step('lint', ''))).toEqual({
      failed: 0,
      lines: ['ok     types (N s)', 'ok     lint (N s)', 'all 2 steps passed'],
    })
  })

  it('goes on after a failure, shows what the failed step said, and sums up', () => {
    const failing = step('types', 'console.log("a.ts"); console.error("is wrong"); process.exitCode = 2')
    expect(run(failing, step('lint', ''))).toEqual({
      failed: 1,
      lines: ['a.ts\n\nis wrong', 'FAILED types (N s)', 'ok     lint (N s)', '1 of 2 steps failed: types'],
    })
  })

  it('counts a program that cannot be started as failed', () => {
    const { failed, lines } = run({ name: 'types', command: ['no-such-program-here'] })
    expect(failed).toBe(1)
    expect(lines[0]).toContain('ENOENT')
  })
})
