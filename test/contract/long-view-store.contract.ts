import { PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { LongViewStore } from '../../shared/aws/long-view-store.ts'
import type { Backfill } from '../../shared/domain/demand/backfill.ts'
import { LeaseLostError } from '../../shared/domain/errors.ts'
import type { Outlook } from '../../shared/domain/forecasting/outlook.ts'
import type { ContractOptions } from './contract-cloud.ts'

const atMs = Date.UTC(2026, 2, 2)
const outlook: Outlook = {
  schemaVersion: 1,
  madeAtMs: atMs,
  asked: 'auto',
  algorithm: 'auto',
  weights: { 'seasonal-ar': 0.75, harmonic: 0.25 },
  fromMs: atMs,
  ...{ point: [10, 11], p05: [8, 9], p25: [9, 10], p50: [10, 11], p75: [11, 12], p95: [12, 13] },
  awaited: [{ leadHours: 6, fromMs: atMs, point: 10, p05: 8, p95: 12, dayBefore: 9 }],
  judged: [],
}
const backfill: Backfill = { schemaVersion: 1, application: 'shop', earliestMs: atMs - 3_600_000, doneToMs: atMs }

export function longViewStoreContract({ open }: ContractOptions): void {
  async function openStore() {
    const cloud = await open('long-view-store')
    const dropped: string[] = []
    const store = new LongViewStore(cloud.clients.dynamoDb, cloud.tableName, record => dropped.push(record))
    return { cloud, store, name: cloud.name('web'), dropped }
  }

  describe('the long view of a group', () => {
    it('is nothing at first, and then what was written', async () => {
      const { store, name, dropped } = await openStore()
      expect(await store.read(name)).toEqual({ outlook: undefined, backfill: undefined })
      await store.writeOutlook(name, outlook)
      await store.writeBackfill(name, backfill, atMs)
      expect(await store.read(name)).toEqual({ outlook, backfill })
      expect(dropped).toEqual([])
    })

    it('is not written over by a run that began earlier', async () => {
      const { store, name } = await openStore()
      await store.writeOutlook(name, outlook)
      await store.writeBackfill(name, backfill, atMs)
      await expect(store.writeOutlook(name, { ...outlook, madeAtMs: atMs - 1 })).rejects.toThrow(LeaseLostError)
      await expect(store.writeBackfill(name, { ...backfill, doneToMs: 0 }, atMs - 1)).rejects.toThrow(LeaseLostError)
      expect(await store.read(name)).toEqual({ outlook, backfill })
    })

    it('that cannot be read is told and counts as none', async () => {
      const { cloud, store, name, dropped } = await openStore()
      const Item = { pk: { S: `group#${name}` }, sk: { S: 'outlook' }, body: { S: '{"schemaVersion":9}' } }
      await cloud.team.dynamoDb.send(new PutItemCommand({ TableName: cloud.tableName, Item }))
      expect((await store.read(name)).outlook).toBeUndefined()
      expect(dropped).toEqual([`group#${name} outlook`])
    })
  })
}
