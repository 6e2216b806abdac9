import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { describe, expect, it } from 'vitest'
import { HistoryStore } from '../../shared/aws/history-store.ts'
import { addPart, dayOf, type HistoryDay } from '../../shared/domain/demand/history-day.ts'
import type { ContractOptions } from './contract-cloud.ts'

const dayMs = 86_400_000

/** A group's requests of one day, the same in every bin. */
function with288(group: string, requests: number) {
  return (day: HistoryDay) => addPart(day, group, { requests: new Array<number>(288).fill(requests), coarseHours: [] })
}

export function historyStoreContract({ open }: ContractOptions): void {
  async function openStore() {
    const cloud = await open('history-store')
    const { tableName, team } = cloud
    const dropped: string[] = []
    const application = cloud.name('shop')
    const newStore = () => new HistoryStore(cloud.clients.dynamoDb, tableName, record => dropped.push(record))
    const nowMs = cloud.now()
    const keyOf = (day: string) => ({ pk: { S: `app#${application}` }, sk: { S: `history#requests#${day}` } })
    const item = async (day: string) =>
      (await team.dynamoDb.send(new GetItemCommand({ TableName: tableName, Key: keyOf(day) }))).Item
    const put = async (day: string, attributes: Record<string, { S: string } | { N: string }>) => {
      await team.dynamoDb.send(new PutItemCommand({ TableName: tableName, Item: { ...keyOf(day), ...attributes } }))
    }
    return { store: newStore(), newStore, application, dropped, nowMs, today: dayOf(nowMs), item, put }
  }

  describe('the history of an application', () => {
    it('gives back the days that were written, oldest first, and no others', async () => {
      const { store, application, nowMs, dropped } = await openStore()
      const days = [3, 1, 2].map(back => dayOf(nowMs - back * dayMs))
      for (const day of days) await store.change(application, day, undefined, with288('web', 7))
      await store.change(`${application}-2`, days[0], undefined, with288('web', 9))
      const read = await store.read(application, nowMs - 2 * dayMs, nowMs, nowMs)
      expect([...read.keys()]).toEqual([days[2], days[1]])
      expect(read.get(days[1])?.history.parts.web.requests).toEqual(new Array(288).fill(7))
      expect(dropped).toEqual([])
    })

    it('keeps what two groups write on the same day at once', async () => {
      const { store, newStore, application, today, nowMs } = await openStore()
      const groups = ['blue', 'green', 'canary']
      await Promise.all(
        groups.map((group, index) => newStore().change(application, today, undefined, with288(group, index))),
      )
      const read = await store.read(application, nowMs, nowMs + 1, nowMs)
      expect(Object.keys(read.get(today)?.history.parts ?? {}).sort()).toEqual(['blue', 'canary', 'green'])
    })

    it('is not written where there is nothing to add', async () => {
      const { store, application, today, item } = await openStore()
      const known = await store.change(application, today, undefined, with288('web', 7))
      const before = await item(today)
      await store.change(application, today, known, with288('web', 8))
      expect(await item(today)).toEqual(before)
    })

    it('is deleted by time to live after thirteen months, and not read from then on', async () => {
      const { store, application, today, item, nowMs } = await openStore()
      await store.change(application, today, undefined, with288('web', 7))
      const midnightMs = Date.parse(`${today}T00:00:00Z`)
      expect((await item(today))?.expiresAtSeconds).toEqual({ N: String(midnightMs / 1000 + 396 * 86_400) })
      const readAt = async (atMs: number) => (await store.read(application, midnightMs, nowMs + 1, atMs)).size
      expect(await readAt(midnightMs + 396 * dayMs - 1)).toBe(1)
      expect(await readAt(midnightMs + 396 * dayMs)).toBe(0)
    })

    it('of a day that cannot be read is told, and made anew', async () => {
      const { store, application, today, nowMs, put, dropped } = await openStore()
      await put(today, { body: { S: '{"schemaVersion":2}' }, revision: { N: '5' } })
      const damaged = (await store.read(application, nowMs, nowMs + 1, nowMs)).get(today)
      expect(damaged?.history.parts).toEqual({})
      expect(dropped).toEqual([`app#${application} history#requests#${today}`])
      await store.change(application, today, damaged, with288('web', 7))
      const read = await store.read(application, nowMs, nowMs + 1, nowMs)
      expect(read.get(today)?.history.parts.web.requests[0]).toBe(7)
    })

    it('of a day is less than a kilobyte, one unit to write', async () => {
      const { store, application, today, item } = await openStore()
      // A sine between 60,000 and 300,000 requests in five minutes, with deviations as of a random walk (decimals of √bin).
      const requests = Array.from({ length: 288 }, (_, bin) => {
        const noise = (Math.sqrt(bin) * 1000) % 1
        return Number((180_000 - 120_000 * Math.cos((2 * Math.PI * bin) / 288) * (0.95 + 0.1 * noise)).toPrecision(4))
      })
      await store.change(application, today, undefined, day => addPart(day, 'web', { requests, coarseHours: [] }))
      const { body } = (await item(today)) ?? {}
      expect(body?.B?.length).toBeLessThan(900)
    })
  })
}
