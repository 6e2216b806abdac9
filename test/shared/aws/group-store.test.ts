import {
  BatchGetItemCommand,
  DynamoDBClient,
  ProvisionedThroughputExceededException,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { GroupStore } from '../../../shared/aws/group-store.ts'
import { LeaseLostError } from '../../../shared/domain/errors.ts'
import { initialState } from '../../../shared/domain/fleet/assess-group.ts'
import type { FloorMemory } from '../../../shared/domain/fleet/floor-steps.ts'
import type { PoolMemory } from '../../../shared/domain/fleet/pool-steps.ts'
import { initialBaseline } from '../../../shared/domain/forecasting/baseline.ts'
import type { DecisionRecord, GroupConfig, GroupState, Learned } from '../../../shared/domain/group/records.ts'
import { defaultSettings } from '../../../shared/domain/group/settings.ts'
import { createTable, hourMs, makeRegion, startMs, tableName } from './region.ts'

/** Of a state that nobody has written yet. */
const unwritten = { fencing: 0, revision: 0 }

const memory: FloorMemory = { baselineMinSize: 2, writtenMinSizes: [7], expiresAtMs: startMs + hourMs }
const learned: Learned = {
  schemaVersion: 1,
  modelVersion: String(startMs),
  algorithm: 'seasonal-naive',
  saturationRps: 50,
  coldLeadSeconds: 210,
  coldLeadObservations: 40,
  baseline: initialBaseline(),
}
const model = { algorithm: 'seasonal-naive', fittedAtMs: startMs, binSeconds: 60, parameters: { level: [1, 2.5] } }

function configOf(name: string): GroupConfig {
  return {
    schemaVersion: 1,
    name,
    optedIn: true,
    settings: { ...defaultSettings, mode: 'act', requestsPerInstance: 40 },
    problems: [],
    notYetInUse: [],
    targetGroupArns: [],
    demandMetrics: [],
  }
}

function decisionAt(timeMs: number, floorAfter = 7): DecisionRecord {
  return {
    schemaVersion: 1,
    at: new Date(timeMs).toISOString(),
    action: 'raise',
    reason: 'Seen 100 rps.',
    floorBefore: 2,
    floorAfter,
    costUsdPerHour: 0.672,
  }
}

function makeStore() {
  const { region, calls, clients } = makeRegion()
  createTable(region)
  const dropped: string[][] = []
  const store = new GroupStore(clients.dynamoDb, tableName, (...record) => dropped.push(record))
  const context = { nowMs: startMs, caller: 'test' }
  const item = (kind: string, name = 'web') =>
    region.dynamoDb.operations.GetItem(
      { TableName: tableName, Key: { pk: { S: `group#${name}` }, sk: { S: kind } } },
      context,
    ).Item
  /** Puts a record with that body, or without one. */
  const putRaw = (kind: string, body: string | undefined, numbers: Record<string, { N: string }> = {}) => {
    const Item = {
      pk: { S: 'group#web' },
      sk: { S: kind },
      ...(body !== undefined && { body: { S: body } }),
      ...numbers,
    }
    region.dynamoDb.operations.PutItem({ TableName: tableName, Item }, context)
  }
  return { store, calls, clients, dropped, item, putRaw }
}

/** Records as `readGroups` gives them of `web`. */
async function readWeb(store: GroupStore) {
  const records = (await store.readGroups(['web'])).get('web')
  if (records === undefined) throw new Error('got no records of web, wanted some')
  return records
}

describe('what is written', () => {
  it('is read back: config, memory, learned figures, state and model', async () => {
    const { store, dropped } = makeStore()
    const state = { ...initialState(startMs), recentRps: [1, null, 2.5], recentEndMs: startMs }
    await store.writeConfig(configOf('web'))
    await store.writeMemory('web', memory, 1)
    await store.writeLearned('web', learned, model)
    await store.writeState('web', state, unwritten, 1)
    expect(await readWeb(store)).toEqual({
      config: configOf('web'),
      memory: { schemaVersion: 1, ...memory },
      learned,
      state,
      stateVersion: { fencing: 1, revision: 1 },
      unreadable: [],
    })
    expect(await store.readModel('web')).toEqual(model)
    expect(await store.readConfigs(['web', 'api'])).toEqual(
      new Map([
        ['web', configOf('web')],
        ['api', undefined],
      ]),
    )
    expect(dropped).toEqual([])
  })

  it('of a warm pool on loan is read back and forgotten by itself, beside the floor', async () => {
    const { store } = makeStore()
    const lent: PoolMemory = {
      written: [{ size: 4, state: 'Stopped' }],
      stood: true,
      expiresAtMs: startMs,
      yielded: undefined,
      notBeforeMs: undefined,
    }
    await store.writeMemory('web', memory, 1)
    await store.writePoolMemory('web', lent, 1)
    expect(await readWeb(store)).toMatchObject({ memory, pool: JSON.parse(JSON.stringify(lent)), unreadable: [] })
    await store.forgetPoolMemory('web', 1)
    expect(await readWeb(store)).toMatchObject({ memory, pool: undefined })
  })

  it('of a group that was never seen is nothing, and nothing that could not be read', async () => {
    const { store } = makeStore()
    expect(await readWeb(store)).toEqual({
      config: undefined,
      memory: undefined,
      learned: undefined,
      state: undefined,
      stateVersion: unwritten,
      unreadable: [],
    })
    expect(await store.readModel('web')).toBeUndefined()
  })

  it('of the figures comes after the model that they name, so that no reader sees a version that is not there', async () => {
    const { store, calls } = makeStore()
    await store.writeLearned('web', learned, model)
    expect(calls.map(call => JSON.stringify(call.input).match(/"sk":\{"S":"(\w+)"/)?.[1])).toEqual(['model', 'learned'])
  })

  it('is read for a whole shard in calls of at most 100 keys: 100 groups of six records need six', async () => {
    const { store, calls } = makeStore()
    const names = Array.from({ length: 100 }, (_, index) => `g${index}`)
    for (const name of names) await store.writeConfig(configOf(name))
    calls.length = 0
    const records = await store.readGroups(names)
    expect([...records.keys()]).toEqual(names)
    expect(names.filter(name => records.get(name)?.config?.name !== name)).toEqual([])
    expect(calls.map(call => call.operation)).toEqual(Array(6).fill('BatchGetItem'))
  })
})

describe('two writers at once', () => {
  it('of a registration: the second one loses, and wins once it has read what stands', async () => {
    const { store, clients } = makeStore()
    const other = new GroupStore(clients.dynamoDb, tableName, () => {})
    await store.writeConfig(configOf('web'))
    for (const each of [store, other]) await each.readConfigs(['web'])
    await store.writeConfig({ ...configOf('web'), optedIn: false })
    await expect(other.writeConfig(configOf('web'))).rejects.toThrow(LeaseLostError)
    expect((await other.readConfigs(['web'])).get('web')?.optedIn).toBe(false)
    await other.writeConfig(configOf('web'))
    expect((await store.readConfigs(['web'])).get('web')?.optedIn).toBe(true)
  })

  it('of a registration that cannot be read: it is made anew', async () => {
    const { store, putRaw } = makeStore()
    await store.writeConfig(configOf('web'))
    putRaw('config', 'not json')
    expect((await store.readConfigs(['web'])).get('web')).toBeUndefined()
    await store.writeConfig(configOf('web'))
    expect((await store.readConfigs(['web'])).get('web')).toEqual(configOf('web'))
  })

  it('of a model: the one that was fitted later stays', async () => {
    const { store } = makeStore()
    await store.writeLearned('web', learned, { ...model, fittedAtMs: 2000 })
    await expect(store.writeLearned('web', learned, { ...model, fittedAtMs: 1000 })).rejects.toThrow(LeaseLostError)
    expect((await store.readModel('web'))?.fittedAtMs).toBe(2000)
    await store.writeLearned('web', learned, { ...model, fittedAtMs: 3000 })
    expect((await store.readModel('web'))?.fittedAtMs).toBe(3000)
  })
})

describe('a record that does not parse', () => {
  const bodies: Record<string, string | undefined> = {
    'not JSON': '{ "schemaVersion": 1',
    'of another schema version': JSON.stringify({ ...memory, schemaVersion: 2 }),
    'with a value of the wrong kind': JSON.stringify({ schemaVersion: 1, ...memory, baselineMinSize: -1 }),
    'without a body': undefined,
  }

  it.each(Object.keys(bodies))('(%s) is dropped with a reason and listed as unreadable', async kind => {
    const { store, dropped, putRaw } = makeStore()
    await store.writeState('web', initialState(startMs), unwritten, 1)
    putRaw('memory', bodies[kind])
    expect(await readWeb(store)).toMatchObject({ memory: undefined, unreadable: ['memory'] })
    expect((await readWeb(store)).state).toBeDefined()
    expect(dropped[0]).toEqual(['web memory', expect.stringMatching(/.+/)])
  })

  it('is no longer taken for what it was, and is read again once it is mended', async () => {
    const { store, putRaw } = makeStore()
    putRaw('learned', JSON.stringify(learned))
    expect((await readWeb(store)).learned).toEqual(learned)
    putRaw('learned', JSON.stringify({ ...learned, coldLeadSeconds: 'soon' }))
    expect((await readWeb(store)).learned).toBeUndefined()
    putRaw('learned', JSON.stringify({ ...learned, coldLeadSeconds: 77 }))
    expect((await readWeb(store)).learned).toEqual({ ...learned, coldLeadSeconds: 77 })
  })

  it('is dropped with the field that is wrong', async () => {
    const { store, dropped, putRaw } = makeStore()
    putRaw('learned', JSON.stringify({ ...learned, coldLeadSeconds: 'soon' }))
    await readWeb(store)
    expect(dropped).toEqual([['web learned', expect.stringContaining('coldLeadSeconds')]])
  })

  it('is dropped as a model too', async () => {
    const { store, dropped, putRaw } = makeStore()
    putRaw('model', '7')
    expect(await store.readModel('web')).toBeUndefined()
    expect(dropped.map(([record]) => record)).toEqual(['web model'])
  })

  it('gives way to the next one that is written', async () => {
    const { store, putRaw } = makeStore()
    putRaw('state', 'no JSON')
    await store.writeState('web', initialState(startMs), unwritten, 1)
    expect(await readWeb(store)).toMatchObject({ state: initialState(startMs), unreadable: [] })
  })
})

describe('decisions', () => {
  it('expire 30 days after they were made', async () => {
    const { store, item } = makeStore()
    const decision = decisionAt(startMs)
    await store.writeDecision('web', decision, 1)
    // 2026-03-02 and 30 days: 2026-04-01, in seconds since the epoch.
    expect(item(`decision#${decision.at}`)?.expiresAtSeconds).toEqual({ N: String(Date.UTC(2026, 3, 1) / 1000) })
  })
})

describe('a state', () => {
  const read = async (store: GroupStore) => (await readWeb(store)).stateVersion

  it('of before versions were counted and bodies compressed is understood, and carried on', async () => {
    const { store, dropped, putRaw } = makeStore()
    const state = { ...initialState(startMs), recentRps: [1 / 3], recentEndMs: startMs }
    putRaw('state', JSON.stringify(state), { fencing: { N: '7' } })
    expect(await readWeb(store)).toMatchObject({ state, stateVersion: { fencing: 7, revision: 0 } })
    await store.writeState('web', state, { fencing: 7, revision: 0 })
    expect(await read(store)).toEqual({ fencing: 7, revision: 1 })
    expect((await readWeb(store)).state?.recentRps).toEqual([0.33333])
    expect(dropped).toEqual([])
  })

  it('without any count gives way to the first that has one', async () => {
    const { store, putRaw } = makeStore()
    putRaw('state', 'no JSON')
    await store.writeState('web', initialState(startMs), await read(store))
    expect(await read(store)).toEqual({ fencing: 0, revision: 1 })
  })

  it('that somebody has written since it was read is not overwritten, with a lease or without', async () => {
    const { store, item } = makeStore()
    const first = await store.writeState('web', initialState(startMs), unwritten)
    const second = await store.writeState('web', initialState(startMs + 1), first)
    const before = item('state')
    for (const seen of [unwritten, first]) {
      await expect(store.writeState('web', initialState(startMs), seen)).rejects.toThrow(LeaseLostError)
      await expect(store.writeState('web', initialState(startMs), seen, 9)).rejects.toThrow(LeaseLostError)
    }
    expect(item('state')).toEqual(before)
    const third = await store.writeState('web', initialState(startMs), second, 9)
    // At rest the count of the newest lease stays.
    expect(await store.writeState('web', initialState(startMs), third)).toEqual({ fencing: 9, revision: 4 })
    await expect(store.writeState('web', initialState(startMs), { fencing: 8, revision: 4 })).rejects.toThrow(
      LeaseLostError,
    )
  })

  it('of a day costs two write units: 2 KB', async () => {
    const { store, item } = makeStore()
    await store.writeState('web', dayOld(), unwritten)
    const { body } = item('state') ?? {}
    expect(JSON.stringify(dayOld()).length).toBeGreaterThan(6000)
    expect(body?.B?.byteLength).toBeLessThan(2048 - 100)
  })
})

/** A state with all that a day brings, of numbers that nothing foretells: the worst case of what can be compressed. */
function dayOld(): GroupState {
  let seed = 1
  const random = (scale: number) => {
    seed = (seed * 48_271) % 2_147_483_647
    return (scale * seed) / 2_147_483_647
  }
  const minutes = Array.from({ length: 120 }, () => Math.round(60 * (400 + random(40))) / 60)
  const hours = Array.from({ length: 24 }, (_, hour) => ({
    hour: 492_338 + hour,
    forecastLoss: random(40),
    reactiveLoss: random(90),
    covered: Math.round(50 + random(10)),
    count: 60,
  }))
  const pending = Array.from({ length: 8 }, (_, index) => ({
    fromMs: startMs + index * 60_000,
    toMs: startMs + (index + 6) * 60_000,
    medianRps: random(500),
    quantileRps: random(500),
    calibratedRps: random(500),
    reactiveRps: random(500),
    blendedRps: random(500),
    lastRps: random(500),
  }))
  return { ...initialState(startMs), recentRps: minutes, recentEndMs: startMs, trackRecord: hours, pending }
}

describe("a newer owner's record", () => {
  const at = new Date(startMs).toISOString()
  const writes: [string, string, (store: GroupStore, fencing: number) => Promise<void>][] = [
    ['memory', 'memory', (store, fencing) => store.writeMemory('web', memory, fencing)],
    ['a decision', `decision#${at}`, (store, fencing) => store.writeDecision('web', decisionAt(startMs), fencing)],
  ]

  it.each(writes)('keeps an older owner from writing %s', async (_, kind, write) => {
    const { store, item } = makeStore()
    await write(store, 5)
    const before = item(kind)
    await expect(write(store, 4)).rejects.toThrow(LeaseLostError)
    expect(item(kind)).toEqual(before)
    await expect(write(store, 5)).resolves.toBeUndefined()
    await expect(write(store, 6)).resolves.toBeUndefined()
    expect(item(kind)?.fencing).toEqual({ N: '6' })
  })

  it('keeps an older owner from forgetting the memory', async () => {
    const { store, item } = makeStore()
    await store.writeMemory('web', memory, 5)
    await expect(store.forgetMemory('web', 4)).rejects.toThrow(LeaseLostError)
    expect(item('memory')).toBeDefined()
    await store.forgetMemory('web', 5)
    expect(item('memory')).toBeUndefined()
  })

  it('is compared as a number: 10 is newer than 9', async () => {
    const { store } = makeStore()
    await store.writeMemory('web', memory, 9)
    await store.writeMemory('web', memory, 10)
    await expect(store.writeMemory('web', memory, 9)).rejects.toThrow(LeaseLostError)
  })

  it('is no hindrance to forgetting what is already gone', async () => {
    const { store } = makeStore()
    await expect(store.forgetMemory('web', 1)).resolves.toBeUndefined()
  })
})

describe('DynamoDB', () => {
  const bodyOf = (name: string) => ({ S: JSON.stringify(configOf(name)) })
  const keyOf = (name: string) => ({ pk: { S: `group#${name}` }, sk: { S: 'config' } })

  function mockStore() {
    const client = new DynamoDBClient({ region: 'us-east-1' })
    return { store: new GroupStore(client, tableName, () => {}), mock: mockClient(client) }
  }

  it('that leaves keys unprocessed is asked for those again, and for no others', async () => {
    const { store, mock } = mockStore()
    mock
      .on(BatchGetItemCommand)
      .resolvesOnce({
        Responses: { [tableName]: [{ ...keyOf('b'), body: bodyOf('b') }] },
        UnprocessedKeys: { [tableName]: { Keys: [keyOf('a'), keyOf('c')], ConsistentRead: false } },
      })
      .resolvesOnce({ UnprocessedKeys: { [tableName]: { Keys: [keyOf('a'), keyOf('c')], ConsistentRead: false } } })
      .resolvesOnce({ Responses: { [tableName]: [{ ...keyOf('a'), body: bodyOf('a') }] }, UnprocessedKeys: {} })
    const configs = await store.readConfigs(['a', 'b', 'c'])
    expect([...configs].map(([name, config]) => [name, config?.name])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', undefined],
    ])
    const asked = mock.commandCalls(BatchGetItemCommand).map(call => call.args[0].input.RequestItems?.[tableName])
    const again = { Keys: [keyOf('a'), keyOf('c')], ConsistentRead: false }
    expect(asked).toEqual([{ Keys: ['a', 'b', 'c'].map(keyOf), ConsistentRead: false }, again, again])
  })

  it('that throttles is no newer owner: its error is passed on as it is', async () => {
    const { store, mock } = mockStore()
    const error = new ProvisionedThroughputExceededException({ message: 'too fast', $metadata: {} })
    mock.on(PutItemCommand).rejects(error)
    await expect(store.writeMemory('web', memory, 1)).rejects.toBe(error)
  })
})
