import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createProgress } from '../../../shared/runtime/progress.ts'

function recordingStream(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100 })
  let written = ''
  stream.on('data', chunk => {
    written += chunk
  })
  return { stream, written: () => written }
}

describe('progress', () => {
  it('writes one line for every tenth where nobody watches', () => {
    const { stream, written } = recordingStream(false)
    const progress = createProgress('simulating', 200, stream)
    for (let done = 0; done <= 200; done++) progress.update(done)
    progress.stop()
    const tenths = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]
    expect(written()).toBe(tenths.map(percent => `simulating: ${percent} %\n`).join(''))
  })

  it('skips tenths that are passed in one step and never goes back', () => {
    const { stream, written } = recordingStream(false)
    const progress = createProgress('simulating', 5, stream)
    for (const done of [2.6, 1, 7]) progress.update(done)
    expect(written()).toBe('simulating: 50 %\nsimulating: 100 %\n')
  })

  it('draws a bar on a terminal and leaves the last state there', () => {
    const { stream, written } = recordingStream(true)
    const progress = createProgress('simulating', 4, stream)
    progress.update(3)
    progress.stop()
    progress.stop()
    expect(written()).toContain('simulating')
    expect(written()).toContain(`${'█'.repeat(24)}${'░'.repeat(8)}  75 %`)
    expect(written().endsWith('\n')).toBe(true)
  })
})
