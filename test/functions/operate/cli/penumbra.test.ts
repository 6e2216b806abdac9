// The whole chain: a command line, a signed request over loopback, the real handler, the simulated region.
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { connectToOperator } from '../../../../shared/runtime/operator-connection.ts'
import { makeWorld, minuteMs, type World } from '../../../laws/world.ts'
import { createGroup } from '../../../shared/aws/region.ts'
import { type Api, serveApi, useCredentials } from './loopback-api.ts'
import { penumbra, type RunOptions } from './run.ts'

let world: World
let api: Api

/** Two groups under load, one that observes and one that knows nothing of Penumbra, three hours on. */
beforeAll(async () => {
  useCredentials()
  world = await makeWorld([
    { name: 'web', tags: { 'penumbra:enabled': 'true', 'penumbra:mode': 'act' } },
    { name: 'api', tags: { 'penumbra:enabled': 'true', 'penumbra:mode': 'quick' } },
  ])
  createGroup(world.region, { AutoScalingGroupName: "o'connor & sons" })
  await world.pass(3)
  api = await serveApi(world)
})

const run = (line: readonly string[], options: RunOptions = {}) =>
  penumbra(line, {
    nowMs: world.region.clock.now(),
    variables: { PENUMBRA_API_ENDPOINT: api.endpoint },
    ...options,
  })

const widthOf = (text: string) => Math.max(...text.split('\n').map(each => [...each].length))

describe('looking', () => {
  test('at all groups: one line each, within 80 columns', async () => {
    const { status, out } = await run(['groups'])
    expect(status).toBe(0)
    expect(out).toMatch(/^Kill switch: run /)
    expect(out).toMatch(/^web +act +\d+ \(team 2\) +\d+ of \d+ +200 +\d+ +\w+ \d+ min ago$/m)
    expect(out).toMatch(/^api +observe /m)
    expect(widthOf(out)).toBeLessThanOrEqual(80)
  })

  test('at one group: its mode, sizes, settings and last reason', async () => {
    const { status, out } = await run(['status', 'web'])
    expect(status).toBe(0)
    expect(out).toMatch(/^mode +act$/m)
    expect(out).toMatch(/^MinSize +\d+ \(team 2\)$/m)
    // 600 − 400 cos(2π · 2.94/24) = 313, and the noise of a minute's count.
    expect(out).toMatch(/^demand +3[01]\d requests per second$/m)
    expect(out).toMatch(/^last decision +\d+ min ago, \w+, floor/m)
    expect(widthOf(out)).toBeLessThanOrEqual(80)
  })

  test('at one group with a bad tag: which one, and what was wanted', async () => {
    expect((await run(['status', 'api'])).out).toContain('! penumbra:mode: got "quick", wanted observe or act')
  })

  test('at why it was done: newest first, as many as asked for, with reasons that end where the terminal does', async () => {
    const { out } = await run(['explain', 'web', '--limit', '2'], { columns: 60 })
    const times = [...out.matchAll(/^(\d{4}-\d\d-\d\d \d\d:\d\d) UTC {2}\w+, floor/gm)].map(match => match[1])
    expect(times).toHaveLength(2)
    expect(times.toSorted().reverse()).toEqual(times)
    expect(out).toContain('Demand was')
    expect(widthOf(out)).toBeLessThanOrEqual(60)
  })

  test('at what is expected', async () => {
    const { out } = await run(['forecast', 'web'])
    expect(out).toMatch(/^Requests per second by [\w-]+, made 2026-03-02/)
    expect(out).toMatch(/^2026-03-02 \d\d:\d\d UTC( +\d+){5}$/m)
    expect(out).toMatch(/^The next hours by auto, made 2026-03-02 \d\d:\d\d UTC \([a-z-]+ \d+ %/m)
    expect(out).toMatch(/^2026-03-03 \d\d:00 UTC( +[\d.]+){5}$/m)
  })

  test('at shadows, which are not built yet, and says so', async () => {
    const { status, out } = await run(['shadows', 'status', 'web'])
    expect(status).toBe(0)
    expect(out).toContain('not built yet')
  })
})

describe('the doctor', () => {
  test('says go, with what would be touched and commands that can be copied', async () => {
    const { status, out } = await run(['doctor', 'web'])
    expect(status).toBe(0)
    expect(out).toMatch(/^GO {2}web$/m)
    expect(out).toContain('✓ scaled by target-tracking (TargetTrackingScaling)')
    expect(out).toMatch(/learned: one instance serves \d+/)
    expect(out).toContain('penumbra-floor-expiry')
    expect(out).toMatch(/^aws autoscaling create-or-update-tags --tags '\[\{.*\}\]'$/m)
    expect(out).toContain('ignore_changes = [min_size, desired_capacity, warm_pool]')
  })

  test('says no-go of a group without a load balancer, and why, and touches nothing', async () => {
    const before = world.calls.length
    const { status, out } = await run(['doctor', "o'connor & sons"])
    expect(status).toBe(0)
    expect(out).toMatch(/^NO-GO {2}o'connor & sons$/m)
    expect(out).toContain('✗ its requests cannot be counted: it is behind no load balancer')
    expect(out).toContain('- nothing: the group is left alone')
    const changed = world.calls
      .slice(before)
      .filter(({ operation }) => !/^(Describe|Get|BatchGet|Query|List)/.test(operation))
    expect(changed).toEqual([])
  })
})

test('the report on an observation says how many hours are still wanted', async () => {
  await world.pass(0.1)
  world.setTags({ 'penumbra:mode': 'observe' }, 'api')
  await world.pass(1)
  const { status, out } = await run(['observe-report', 'api'])
  expect(status).toBe(0)
  expect(out).toMatch(/^WAIT {2}api, \d\.\d h since 2026-03-02/m)
  expect(out).toMatch(/^6\d\.\d more hours of observation are needed\.$/m)
  expect(out).toMatch(/^✗ +hours observed +\d\.\d +72 or more$/m)
  expect(out).toMatch(/^cost, USD +\d+\.\d\d +\d+\.\d\d$/m)
  expect(widthOf(out)).toBeLessThanOrEqual(80)
})

describe('ordering', () => {
  test('a pause holds, is told with who and why, and ends', async () => {
    const reason = 'load test'
    const paused = await run(['pause', 'web', '--reason', reason, '--minutes', '90'])
    expect(paused.out.replace(/\s+/g, ' ')).toContain('paused by arn:aws:iam::123456789012:user/operator until')
    expect(paused.out).toContain(reason)
    expect((await run(['explain', 'web'])).out).toMatch(/ORDERED +BY +WHAT/)
    const resumed = await run(['resume', 'web'])
    expect(resumed.out).toMatch(/^mode +act$/m)
    expect(api.requests.slice(-3).map(({ path }) => path)).toEqual(['/PauseGroup', '/ExplainDecisions', '/ResumeGroup'])
  })

  test('the kill switch wants a reason, and is shown without one', async () => {
    expect((await run(['mode'])).out).toMatch(/^Kill switch: run/)
    expect(await run(['mode', 'freeze'])).toMatchObject({
      status: 2,
      error: 'penumbra: --reason: got nothing, wanted why the kill switch is set\n',
    })
    expect(await run(['mode', '--reason', 'incident 4711'])).toMatchObject({
      status: 2,
      error: 'penumbra: MODE: got none beside --reason, wanted run, freeze, restore\n',
    })
    expect((await run(['mode', 'freeze', '--reason', 'incident 4711'])).out).toMatch(/^Kill switch: freeze/)
    expect((await run(['groups'])).out).toMatch(/^web +frozen/m)
    expect((await run(['mode', 'run', '--reason', 'over'])).status).toBe(0)
  })

  test('an event is announced, listed and taken back', async () => {
    const at = (minutes: number) => new Date(world.region.clock.now() + minutes * minuteMs).toISOString()
    const times = ['--from', at(600), '--to', at(720)]
    const put = await run([
      'events',
      'put',
      'sale',
      '--kind',
      'campaign',
      ...times,
      '--multiplier',
      '2',
      '--group',
      'web',
    ])
    expect(put.error).toBe('')
    expect((await run(['events', 'list', '--group', 'web'])).out).toMatch(/^sale +web +campaign .* × 2$/m)
    expect((await run(['events', 'delete', 'sale', '--group', 'web'])).out).toBe('Event sale is taken back.\n')
    expect((await run(['events', 'list'])).out).toBe('No event is announced.\n')
  })

  test('an algorithm and a share of shadows are kept', async () => {
    const algorithm = await run(['algorithm', 'web', 'seasonal-naive'])
    expect(algorithm.out).toContain('algorithm seasonal-naive (by order)')
    expect((await run(['shadows', 'create', 'web', '--percentage', '20'])).out).toMatch(/^20 % /m)
  })
})

describe('for programs', () => {
  test.each([
    ['groups'],
    ['status', 'web'],
    ['doctor', 'web'],
    ['observe-report', 'api'],
    ['explain', 'web'],
    ['mode'],
  ])('--json is the answer of the API and nothing else: %s', async (...line) => {
    const { out, error } = await run([...line, '--json'])
    expect(error).toBe('')
    const { path, body } = api.requests.at(-1) ?? { path: '', body: '' }
    const connection = await connectToOperator({ endpoint: api.endpoint })
    expect(JSON.parse(out)).toEqual(JSON.parse((await connection.post(path, body)).body))
  })

  test('options may stand before the command', async () => {
    expect(JSON.parse((await run(['--json', 'mode'])).out)).toEqual({ mode: 'run' })
  })
})

test('colours are for terminals that have them', async () => {
  expect((await run(['doctor', 'web'], { colours: true })).out).toContain('\u001b[32mGO\u001b[0m')
  expect((await run(['doctor', 'web'])).out).not.toContain('\u001b')
})

test('the command of package.json runs as a process of its own', () => {
  const script = resolve('functions/operate/cli/penumbra.ts')
  const ended = spawnSync(process.execPath, [script, 'pause', 'web'], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH },
  })
  expect(ended).toMatchObject({ status: 2, stdout: '', stderr: 'penumbra: got no --reason <TEXT>, wanted it\n' })
})
