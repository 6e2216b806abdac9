import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { GroupStore } from '../../shared/aws/group-store.ts'
import { LeaseLostError } from '../../shared/domain/errors.ts'
import { initialState } from '../../shared/domain/fleet/assess-group.ts'
import type { FloorMemory } from '../../shared/domain/fleet/floor-steps.ts'
import type { PoolMemory } from '../../shared/domain/fleet/pool-steps.ts'
import { initialBaseline } from '../../shared/domain/forecasting/baseline.ts'
import type { DecisionRecord, GroupConfig, Learned } from '../../shared/domain/group/records.ts'
import { defaultSettings } from '../../shared/domain/group/settings.ts'
import type { ContractOptions } from './contract-cloud.ts'

const atMs = Date.UTC(2026, 2, 2)
const memory: FloorMemory = { baselineMinSize: 2, writtenMinSizes: [7], expiresAtMs: atMs }
const lent: PoolMemory = {
  written: [{ size: 4, state: 'Stopped' }],
  stood: true,
  expiresAtMs: atMs,
  yielded: undefined,
  notBeforeMs: undefined,
}
const learned: Learned = {
  schemaVersion: 1,
  modelVersion: String(atMs),
  algorithm: 'seasonal-naive',
  saturationRps: 50,
  coldLeadSeconds: 210,
  coldLeadObservations: 40,
  baseline: initialBaseline(),
}
/** Of a state that nobody has written. */
const unwritten = { fencing: 0, revision: 0 }
const model = { algorithm: 'seasonal-naive', fittedAtMs: atMs, binSeconds: 60, parameters: { level: [1, 2.5] } }
const decision: DecisionRecord = {
  schemaVersion: 1,
  at: new Date(atMs).toISOString(),
  action: 'raise',
  reason: 'Seen 100 rps.',
  floorBefore: 2,
  floorAfter: 7,
  costUsdPerHour: 0.672,
}

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

export function groupStoreContract({ open }: ContractOptions): void {
  async function openStore() {
    const cloud = await open('group-store')
    const { tableName, team } = cloud
    const dropped: string[] = []
    const name = cloud.name('web')
    const store = new GroupStore(cloud.clients.dynamoDb, tableName, record => dropped.push(record))
    const keyOf = (kind: string) => ({ pk: { S: `group#${name}` }, sk: { S: kind } })
    const item = async (kind: string) =>
      (await team.dynamoDb.send(new GetItemCommand({ TableName: tableName, Key: keyOf(kind) }))).Item
    const putBody = async (kind: string, body: string) => {
      const Item = { ...keyOf(kind), body: { S: body } }
      await team.dynamoDb.send(new PutItemCommand({ TableName: tableName, Item }))
    }
    const read = async () => (await store.readGroups([name])).get(name)
    return { cloud, name, store, dropped, item, putBody, read }
  }

  describe('the store of groups', () => {
    it('gives back what was written: config, memories, learned figures, state and model', async () => {
      const { name, store, dropped, read } = await openStore()
      const state = { ...initialState(atMs), recentRps: [1, null, 2.5], recentEndMs: atMs }
      await store.writeConfig(configOf(name))
      await store.writeMemory(name, memory, 1)
      await store.writePoolMemory(name, lent, 1)
      await store.writeLearned(name, learned, model)
      await store.writeState(name, state, unwritten, 1)
      expect(await read()).toEqual({
        config: configOf(name),
        memory: { schemaVersion: 1, ...memory },
        pool: { schemaVersion: 1, ...lent },
        learned,
        state,
        stateVersion: { fencing: 1, revision: 1 },
        unreadable: [],
      })
      expect(await store.readModel(name)).toEqual(model)
      expect(dropped).toEqual([])
    })

    it('forgets a floor and a pool, each by itself, also one that is gone', async () => {
      const { name, store, read } = await openStore()
      await store.writeMemory(name, memory, 1)
      await store.writePoolMemory(name, lent, 1)
      await store.forgetPoolMemory(name, 1)
      expect(await read()).toMatchObject({ memory, pool: undefined })
      await store.forgetMemory(name, 1)
      await store.forgetMemory(name, 1)
      expect(await read()).toMatchObject({ memory: undefined, pool: undefined, unreadable: [] })
    })

    it('keeps a model of a third of a megabyte', async () => {
      const { name, store } = await openStore()
      const large = { ...model, parameters: { level: Array.from({ length: 60_000 }, (_, index) => index % 1000) } }
      await store.writeLearned(name, learned, large)
      expect(await store.readModel(name)).toEqual(large)
    })

    it('reads a shard of 100 groups, five records each, and gives each its own', async () => {
      const { cloud, store } = await openStore()
      const names = Array.from({ length: 100 }, () => cloud.name('shard'))
      for (const each of names) await store.writeConfig(configOf(each))
      const records = await store.readGroups(names)
      expect([...records].filter(([each, { config }]) => config?.name !== each)).toEqual([])
      const configs = await store.readConfigs(names)
      expect([...configs].map(([each, config]) => [each, config?.name])).toEqual(names.map(each => [each, each]))
    })

    it('drops a record that does not parse and names it as unreadable', async () => {
      const { store, name, dropped, putBody, read } = await openStore()
      await store.writeState(name, initialState(atMs), unwritten, 1)
      await putBody('memory', JSON.stringify({ ...memory, schemaVersion: 2 }))
      expect(await read()).toMatchObject({ memory: undefined, unreadable: ['memory'], state: initialState(atMs) })
      expect(dropped).toEqual([`${name} memory`])
    })

    it('lets decisions expire after 30 days', async () => {
      const { name, store, item } = await openStore()
      await store.writeDecision(name, decision, 1)
      // 2026-03-02 and 30 days: 2026-04-01, in seconds since the epoch.
      const expiresAtSeconds = { N: String(Date.UTC(2026, 3, 1) / 1000) }
      expect(await item(`decision#${decision.at}`)).toMatchObject({ expiresAtSeconds })
    })

    it('writes a state only over the version that was read', async () => {
      const { name, store } = await openStore()
      const first = await store.writeState(name, initialState(atMs), unwritten)
      await expect(store.writeState(name, initialState(atMs), unwritten)).rejects.toThrow(LeaseLostError)
      const second = await store.writeState(name, initialState(atMs), first, 5)
      expect(second.fencing).toBe(5)
      await expect(store.writeState(name, initialState(atMs), first)).rejects.toThrow(LeaseLostError)
      await expect(store.writeState(name, initialState(atMs), second)).resolves.toMatchObject({ fencing: 5 })
    })

    it('keeps an older owner from writing, compared as numbers, and says that the lease is lost', async () => {
      const { name, store, item } = await openStore()
      await store.writeMemory(name, memory, 9)
      await store.writeMemory(name, memory, 10)
      const before = await item('memory')
      await expect(store.writeMemory(name, { ...memory, baselineMinSize: 3 }, 9)).rejects.toThrow(LeaseLostError)
      await expect(store.forgetMemory(name, 9)).rejects.toThrow(LeaseLostError)
      expect(await item('memory')).toEqual(before)
    })
  })
}
