// What a person sees who starts the console on a result that is already there.
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { dayResult } from '../console/sample-day.ts'
import { ended, makeFolder } from './run-cli.ts'

const folder = makeFolder()
folder.write('day.json', JSON.stringify(dayResult()))

/** The address that the command prints, as soon as it does. */
function addressOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise(resolve => {
    let text = ''
    child.stdout.on('data', chunk => {
      text += chunk
      const [, url] = /the console: +(http:\S+)/.exec(text) ?? []
      if (url !== undefined) resolve(url)
    })
  })
}

describe('npm start --result', () => {
  it('serves console, report and data on this machine only, and ends cleanly with Ctrl+C', async () => {
    const child = folder.start('start', ['--result', 'day.json'], { PORT: '0' })
    const end = ended(child)
    const url = await addressOf(child)
    expect(new URL(url).hostname).toBe('127.0.0.1')
    const page = await (await fetch(url)).text()
    expect(page).toContain('Most instructive')
    expect(await (await fetch(`${url}/replay.json`)).json()).toMatchObject({ openingMs: Date.UTC(2026, 7, 3, 12, 1) })
    expect((await fetch(`${url}/report`)).status).toBe(200)
    expect(await (await fetch(`${url}/simulation.json`)).json()).toEqual(dayResult())
    expect(await (await fetch(`${url}/console.js`)).text()).toContain('ConsolePage')
    child.kill('SIGINT')
    const { status, stdout, stderr } = await end
    expect([status, stderr]).toEqual([0, ''])
    expect(stdout).toContain('your own trace:  npm start -- --trace FILE.csv')
  })

  it('prints the table and the sentence and ends, when nothing is to be served', async () => {
    const { status, stdout } = await folder.run('start', ['--result', 'day.json', '--no-serve'])
    expect(status).toBe(0)
    expect(stdout).toContain('Over 1 day Penumbra cost')
    expect(stdout).not.toContain('written:')
  })
})
