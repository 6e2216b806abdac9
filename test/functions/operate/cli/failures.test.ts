// One line for whatever goes wrong, and the status that says whose doing it was.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { serve, useCredentials } from './loopback-api.ts'
import { penumbra } from './run.ts'

beforeEach(useCredentials)
afterEach(() => vi.unstubAllEnvs())

/** An API that answers everything alike. */
async function answering(statusCode: number, body: string, line: readonly string[] = ['groups']) {
  const endpoint = await serve(async () => ({ statusCode, body }))
  return penumbra([...line, '--endpoint', endpoint])
}

const problem = (kind: string, detail: string) =>
  JSON.stringify({ type: `urn:penumbra:problem:${kind}`, title: 'T', status: 400, detail, instance: 'urn:x' })

const oneLine = /^penumbra: [^\n]+\n$/

describe('what the API will not do is one line with what helps, and status 1', () => {
  test.each<[string, number, string, readonly string[], string]>([
    [
      'no such group',
      404,
      problem('unknown-group', 'got "wbe", wanted an Auto Scaling group of this region'),
      ['status', 'wbe'],
      'GetGroupStatus: got "wbe", wanted an Auto Scaling group of this region; see penumbra groups, and --region',
    ],
    [
      'not opted in',
      409,
      problem('not-opted-in', 'got no tag penumbra:enabled on web, wanted penumbra:enabled=true'),
      ['pause', 'web', '--reason', 'x'],
      'PauseGroup: got no tag penumbra:enabled on web, wanted penumbra:enabled=true; see penumbra doctor GROUP',
    ],
    [
      'throttled',
      503,
      problem('throttled', 'got throttled'),
      ['groups'],
      'ListGroups: got throttled; try again in a minute',
    ],
    [
      'not allowed to look',
      403,
      '{"message":"Forbidden"}',
      ['groups'],
      'ListGroups: got 403 forbidden, wanted an allowed, correctly signed request: attach OperatorReadPolicy or OperatorPolicy to your role, see --profile and --region',
    ],
    [
      'not allowed to order',
      403,
      '{"message":"Forbidden"}',
      ['mode', 'freeze', '--reason', 'x'],
      'SetMode: got 403 forbidden, wanted an allowed, correctly signed request: attach OperatorPolicy to your role, see --profile and --region',
    ],
    [
      'another API',
      404,
      '{"message":"Not Found"}',
      ['groups'],
      "ListGroups: got 404, wanted Penumbra's operator API: see --endpoint, or update the stack",
    ],
    [
      'too many',
      429,
      '{"message":"Too Many Requests"}',
      ['groups'],
      'ListGroups: got 429 too many requests; try again in a minute',
    ],
    [
      'a page of somebody else',
      502,
      '<html>Bad Gateway</html>',
      ['groups'],
      'ListGroups: got status 502 without an explanation, wanted an answer; try again, then see the log group of operate',
    ],
  ])('%s', async (_, statusCode, body, line, expected) => {
    expect(await answering(statusCode, body, line)).toEqual({ status: 1, out: '', error: `penumbra: ${expected}\n` })
  })

  test('an answer of another version is not believed', async () => {
    const { status, out, error } = await answering(200, '{"mode":"sleep","groups":[]}')
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(error).toMatch(/^penumbra: ListGroups: got an answer that does not fit \(mode: .*\), wanted .*\n$/)
  })

  test('a page of somebody else that says it is done is not believed either', async () => {
    const { status, out, error } = await answering(200, '<html>log in</html>')
    expect({ status, out }).toEqual({ status: 1, out: '' })
    expect(error).toBe(
      "penumbra: ListGroups: got an answer that is not JSON, wanted Penumbra's operator API: see --endpoint\n",
    )
  })

  test('what an answer holds cannot steer the terminal', async () => {
    const { error } = await answering(400, problem('conflict', 'got \u009b2Ja\nb'))
    expect(error).toMatch(oneLine)
    expect(error).not.toContain('\u009b')
  })
})

describe('what a person got wrong is one line, status 2, and sends nothing', () => {
  test.each<[readonly string[], string]>([
    [['what'], 'got unknown command what, wanted one that --help lists'],
    [['status'], 'got no GROUP, wanted it'],
    [['status', 'a', 'b'], 'got unexpected argument a, b, wanted none'],
    [['groups', '--jsn'], 'got unknown option --jsn, wanted one that --help lists'],
    [['groups', '--region'], 'got --region <REGION> without its value, wanted one'],
    [['explain', 'web', '--limit', 'all'], '--limit: got "all", wanted a whole number'],
    [['explain', 'web', '--limit', '0'], '--limit: got 0, wanted at least 1'],
    [['explain', 'web', '--limit', '101'], '--limit: got 101, wanted at most 100'],
    [['pause', 'web'], 'got no --reason <TEXT>, wanted it'],
    [['pause', 'web', '--reason', ''], '--reason: got "", wanted at least 1 characters'],
    [['pause', 'web', '--reason', 'x', '--minutes', '0.5'], '--minutes: got "0.5", wanted a whole number'],
    [['shadows', 'create', 'web', '--percentage', '101'], '--percentage: got 101, wanted at most 100'],
    [['shadows', 'create', 'web', '--percentage', 'many'], '--percentage: got "many", wanted a number'],
    [['mode', 'off'], 'MODE: got "off", wanted run, freeze, restore'],
    [['status', ''], 'GROUP: got "", wanted at least 1 characters'],
    [
      ['events', 'put', 'a b', '--kind', 'k', '--from', '2026-11-27T08:00:00Z', '--to', '2026-11-27T09:00:00Z'],
      'EVENT: got "a b", wanted text that matches /^[\\w.-]{1,64}$/',
    ],
    [
      ['events', 'put', 'e', '--kind', 'k', '--from', 'tomorrow', '--to', '2026-11-27T09:00:00Z'],
      '--from: got "tomorrow", wanted text in the format datetime',
    ],
  ])('%j', async (line, expected) => {
    const asked = vi.spyOn(globalThis, 'fetch')
    expect(await penumbra(line)).toEqual({ status: 2, out: '', error: `penumbra: ${expected}\n` })
    expect(asked).not.toHaveBeenCalled()
    asked.mockRestore()
  })
})

test('orders are told also of a group of which nothing was decided', async () => {
  const order = { at: '2026-11-21T10:00:00Z', by: 'ana', operation: 'SetMode', what: 'kill switch from run to freeze' }
  const body = JSON.stringify({ autoScalingGroupName: 'web', decisions: [], orders: [order] })
  const { status, out } = await answering(200, body, ['explain', 'web'])
  expect(status).toBe(0)
  expect(out).toMatch(
    /^No decision has been written down yet\.\n\nORDERED .*\n.*ana +kill switch from run to freeze\n$/,
  )
})

describe('help', () => {
  test('is on standard output, with examples, and no failure', async () => {
    const { status, out, error } = await penumbra(['--help'])
    expect({ status, error }).toEqual({ status: 0, error: '' })
    for (const name of ['groups', 'doctor', 'observe-report', 'events', 'mode'])
      expect(out).toMatch(new RegExp(`^  ${name}`, 'm'))
    expect(out).toContain('penumbra pause web --reason "load test" --minutes 90')
  })

  test('of one command says its options and those of all', async () => {
    const { status, out } = await penumbra(['events', 'put', '--help'])
    expect(status).toBe(0)
    expect(out).toContain('--multiplier <N>')
    expect(out).toContain('--json')
  })

  test('is what no command at all gets, with status 2, and not where a program reads', async () => {
    for (const line of [[], ['events', '--json']]) {
      const { status, out, error } = await penumbra(line)
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(error).toMatch(/^Usage: penumbra/)
    }
  })
})

test('a reader that has read enough, as head has, is no failure', async () => {
  const child = spawn(process.execPath, ['functions/operate/cli/penumbra.ts', '--help'])
  child.stdout.destroy()
  let error = ''
  child.stderr.on('data', chunk => {
    error += chunk
  })
  const [status] = await once(child, 'close')
  expect({ status, error }).toEqual({ status: 0, error: '' })
})
