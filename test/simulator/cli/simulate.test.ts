import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hourlyTrace, makeFolder } from './run-cli.ts'

const folder = makeFolder()

it('npm run simulate prints a table and a sentence, and writes the result and every call as other programs read them', async () => {
  folder.write('trace.csv', hourlyTrace(26))
  folder.write('scenario.json', '{ "warmUpHours": 1 }')
  const ended = await folder.run('simulate', [
    ...['--trace', 'trace.csv', '--scenario', 'scenario.json', '--policies', 'penumbra,oracle@75', '--seed', '7'],
    ...['--start', '2026-03-03T00:00:00Z', '--days', '0.0625', '--instance-rps', '10'],
    ...['--json', 'deep/result.json', '--calls', 'calls.jsonl'],
  ])
  expect(ended.status).toBe(0)
  expect(ended.stdout).toContain('Penumbra')

  const result = JSON.parse(readFileSync(folder.path('deep/result.json'), 'utf8'))
  expect(result).toMatchObject({ seed: 7, trace: 'trace.csv', scale: 5, instanceRps: 50 })
  expect(Object.keys(result.policies)).toEqual(['penumbra', 'oracle@75', 'target-tracking@80'])
  // 90 minutes of 100 requests per second, five times as many in the region.
  expect(Math.abs(result.policies.penumbra.requests / (90 * 60 * 500) - 1)).toBeLessThan(0.01)
  expect(result.policies.penumbra.timeline).toHaveLength(90)
  expect(Object.keys(result.policies['oracle@75'].timeline[0])).toEqual([
    ...['t', 'requests', 'bad', 'inService', 'shadow', 'warmRunning', 'warmStopped', 'pending', 'draining'],
    ...['desired', 'floor', 'forecastP50', 'forecastP95'],
  ])

  const calls = readFileSync(folder.path('calls.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map(line => JSON.parse(line))
  expect(Object.keys(calls[0])).toEqual(['t', 'caller', 'service', 'operation', 'input'])
  const times = calls.map(call => call.t)
  expect(times).toEqual(times.toSorted())
  const dispatch = calls.find(call => call.operation === 'Invoke')
  expect(dispatch).toMatchObject({
    caller: 'discover',
    service: 'Lambda',
    input: { Payload: expect.stringMatching(/^{"groups":\["web"\],/) },
  })
})
