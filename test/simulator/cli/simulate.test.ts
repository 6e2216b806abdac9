import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { hourlyTrace, makeFolder, runCli } from './run-cli.ts'

it('npm run simulate prints a table and a sentence, and writes the result and every call as other programs read them', async () => {
  const folder = makeFolder()
  const trace = folder.write('trace.csv', hourlyTrace(96))
  const scenario = folder.write('scenario.json', '{ "warmUpHours": 1 }')
  const ended = await runCli('simulate', [
    ...['--trace', trace, '--scenario', scenario, '--policies', 'penumbra,oracle@75', '--seed', '7'],
    ...['--start', '2026-03-05T00:00:00Z', '--days', '0.125', '--instance-rps', '10'],
    ...['--json', folder.path('deep/result.json'), '--calls', folder.path('calls.jsonl')],
  ])
  expect(ended.status).toBe(0)
  expect(ended.stdout).toContain('Penumbra')

  const result = JSON.parse(readFileSync(folder.path('deep/result.json'), 'utf8'))
  expect(result).toMatchObject({ seed: 7, trace: 'trace.csv', scale: 5, instanceRps: 50 })
  expect(Object.keys(result.policies)).toEqual(['penumbra', 'oracle@75', 'target-tracking@80'])
  // Three hours of 100 requests per second, five times as many in the region.
  expect(Math.abs(result.policies.penumbra.requests / (3 * 3600 * 500) - 1)).toBeLessThan(0.01)
  expect(result.policies.penumbra.timeline).toHaveLength(180)
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
  expect(dispatch).toMatchObject({ caller: 'discover', service: 'Lambda', input: { Payload: '{"groups":["web"]}' } })
})
