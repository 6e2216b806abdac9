import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { endGroup } from '../../../scripts/wire/end-group.ts'

/** Runs a shell script in a group of its own, up to the first line that it prints. */
async function start(script: string) {
  const child = spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  return child
}

describe('ending a process', () => {
  it('ends what it has started as well', async () => {
    const child = await start('sleep 600 & echo started; wait')
    // Closes when the last process that could write has ended.
    const closed = once(child.stdout, 'close')
    await endGroup(child)
    await closed
    expect(child.signalCode).toBe('SIGTERM')
  })

  it('ends one that does not listen, by force', async () => {
    const child = await start('trap "" TERM; echo 1; while true; do sleep 1; done')
    await endGroup(child)
    await expect.poll(() => child.signalCode).toBe('SIGKILL')
  })

  it('is nothing where it has ended already', async () => {
    const child = await start('echo 1')
    await expect.poll(() => child.exitCode).toBe(0)
    await expect(endGroup(child)).resolves.toBeUndefined()
  })
})
