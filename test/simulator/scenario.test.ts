import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { InputError } from '../../shared/domain/errors.ts'
import {
  defaultScenario,
  instanceRpsOf,
  loadScenario,
  parseScenario,
  scenarioJsonSchema,
  scenarioSha256,
} from '../../simulator/scenario.ts'

describe('the default scenario', () => {
  it('has the physics that design §11 fixes', () => {
    expect(instanceRpsOf(defaultScenario)).toBe(50)
    expect(defaultScenario).toMatchObject({
      instance: { servers: 8, rpsPerServer: 6.25, imbalance: 0.05, slowWaitServiceTimes: 4 },
      coldServing: { share: 0.6, rampSeconds: 180 },
      leads: {
        coldMeanSeconds: 150,
        coldP95Seconds: 210,
        stoppedMeanSeconds: 90,
        stoppedP95Seconds: 125,
        registrationMinSeconds: 5,
        registrationMaxSeconds: 35,
      },
      drainSeconds: 60,
      prices: { runningUsdPerHour: 0.096, stoppedUsdPerHour: 0.0022, minimumBilledSeconds: 60 },
      metricDelaySeconds: 120,
      highResolutionDelaySeconds: 10,
      group: { minSize: 2, maxSize: 200 },
      slo: { badMinuteShare: 0.01 },
      warmUpHours: 12,
    })
  })
})

describe('a scenario file', () => {
  it('changes what it names and keeps the rest', () => {
    const scenario = parseScenario({ leads: { coldMeanSeconds: 170 } })
    expect(scenario).toEqual({ ...defaultScenario, leads: { ...defaultScenario.leads, coldMeanSeconds: 170 } })
  })

  it.each([
    [{ drainSecond: 5 }, /got unknown key drainSecond, wanted one of .*drainSeconds/],
    [{ group: { minsize: 2 } }, /got unknown key group\.minsize, wanted one of minSize, maxSize/],
    [{ group: { minSize: 3.5 } }, /got 3\.5 for group\.minSize, wanted whole number/],
    [{ drainSeconds: -1 }, /got -1 for drainSeconds, wanted number to be >=0/],
    [{ readShare: 'most' }, /got "most" for readShare, wanted number$/],
    [{ group: { minSize: 201 } }, /got minSize 201 and maxSize 200, wanted maxSize at least minSize/],
    [{ leads: { coldMeanSeconds: 300 } }, /got coldMeanSeconds 300 and coldP95Seconds 210/],
    [{ zoneShares: [1, 2] }, /got 2 zoneShares, wanted 3/],
    [{ loadBalancing: 'random' }, /got "random" for loadBalancing, wanted one of/],
    [{ paths: [] }, /got \[\] for paths, wanted/],
    [{ paths: [{ path: 'a', share: 1 }] }, /got "a" for paths.0.path, wanted \//],
    [{ paths: [{ path: '/a*', share: 1 }] }, /got "\/a\*" for paths.0.path, wanted/],
    [{ paths: [{ path: '/a', share: 0 }] }, /got 0 for paths.0.share, wanted/],
    [{ drainSeconds: 0.5 }, /got 0.5 for drainSeconds, wanted whole number/],
    [{ drainSeconds: 3601 }, /got 3601 for drainSeconds, wanted/],
    [7, /got 7, wanted object/],
  ])('that says %j is refused in one line', (input, message) => {
    const parse = (): unknown => parseScenario(input, 'my.json')
    expect(parse).toThrow(InputError)
    expect(parse).toThrow(/^my\.json: [^\n]*$/)
    expect(parse).toThrow(message)
  })

  it('is read from disk, and refused when it is missing or no JSON', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'scenario-')), 'scenario.json')
    expect(() => loadScenario(path)).toThrow(/got no readable file, wanted a JSON scenario/)
    writeFileSync(path, '{ "drainSeconds": 90 }')
    expect(loadScenario(path).drainSeconds).toBe(90)
    writeFileSync(path, '{ drainSeconds')
    expect(() => loadScenario(path)).toThrow(/got text that is not JSON/)
  })
})

describe('the fingerprint of a scenario', () => {
  it('is the same however the file is ordered and whatever it leaves to the defaults', () => {
    const one = parseScenario({ group: { maxSize: 9, minSize: 3 }, readShare: 0.5 })
    const other = parseScenario({ readShare: 0.5, drainSeconds: 60, group: { minSize: 3, maxSize: 9 } })
    expect(scenarioSha256(other)).toBe(scenarioSha256(one))
    const turned = Object.fromEntries(Object.entries(one).reverse())
    expect(scenarioSha256({ ...turned, ...one, group: { ...other.group } })).toBe(scenarioSha256(one))
    expect(scenarioSha256(one)).toMatch(/^[0-9a-f]{64}$/)
  })

  it('changes with any value', () => {
    expect(scenarioSha256(parseScenario({ drainSeconds: 61 }))).not.toBe(scenarioSha256(defaultScenario))
    expect(scenarioSha256(parseScenario({ zoneShares: [1, 2, 1] }))).not.toBe(
      scenarioSha256(parseScenario({ zoneShares: [2, 1, 1] })),
    )
  })
})

describe('the documentation of the scenario', () => {
  it('holds the JSON schema that belongs to the code (scripts/write-scenario-schema.ts writes it)', () => {
    const committed: unknown = JSON.parse(readFileSync('docs/scenario.schema.json', 'utf8'))
    expect(committed).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())))
  })

  it('lists every parameter once with its default, and no other', () => {
    const rows = readFileSync('docs/scenario.md', 'utf8').matchAll(/^\| `([\w.]+)` \| ([^|]*) \|/gm)
    const documented = [...rows].map(row => [row[1], row[2]])
    expect(documented.sort()).toEqual(leavesOf(defaultScenario, '').sort())
  })
})

function leavesOf(value: object, prefix: string): string[][] {
  return Object.entries(value).flatMap(([key, inner]) => {
    if (typeof inner === 'object' && !Array.isArray(inner)) return leavesOf(inner, `${prefix}${key}.`)
    return [[`${prefix}${key}`, typeof inner === 'string' ? inner : JSON.stringify(inner)]]
  })
}
