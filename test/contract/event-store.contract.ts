import { describe, expect, it } from 'vitest'
import { EventStore } from '../../shared/aws/event-store.ts'
import { noOrders } from '../../shared/domain/group/orders.ts'
import { noPastEvents, type PastEvents } from '../../shared/domain/group/past-events.ts'
import type { ContractOptions } from './contract-cloud.ts'

const event = {
  schemaVersion: 1,
  id: 'sale',
  kind: 'campaign',
  startsAtMs: Date.UTC(2026, 2, 2),
  endsAtMs: Date.UTC(2026, 2, 3),
  by: 'ada',
} as const

const past: PastEvents = { ...noPastEvents, asOfMs: 1, events: [{ event, logRatio: 0.5 }] }

export function eventStoreContract({ open }: ContractOptions): void {
  async function openStore() {
    const { clients, tableName, name } = await open('event-store')
    const store = new EventStore(clients.dynamoDb, tableName, (record, reason) => {
      throw new Error(`${record}: got ${reason}, wanted one that parses`)
    })
    return { shop: name('shop'), other: name('other'), store }
  }

  describe('the store of past events', () => {
    it('gives back what was written, and nothing of an application without events', async () => {
      const { shop, other, store } = await openStore()
      expect(await store.writePast(shop, past)).toEqual({ ...past, revision: 1 })
      expect(await store.readEvents([shop, other])).toEqual({
        past: new Map([
          [shop, { ...past, revision: 1 }],
          [other, noPastEvents],
        ]),
        ordersForAll: noOrders,
      })
    })

    it('reads those of more than a hundred applications', async () => {
      const { shop, store } = await openStore()
      const many = Array.from({ length: 120 }, (_, index) => `${shop}-${index}`)
      await store.writePast(many[119], past)
      const read = await store.readEvents(many)
      expect([...read.past.values()].map(({ events }) => events.length)).toEqual([...Array(119).fill(0), 1])
    })

    it('writes nothing over what somebody else has written since', async () => {
      const { shop, store } = await openStore()
      const first = await store.writePast(shop, past)
      expect(await store.writePast(shop, { ...past, events: [] })).toBeUndefined()
      expect(await store.writePast(shop, { ...first!, asOfMs: 2 })).toEqual({ ...past, asOfMs: 2, revision: 2 })
    })
  })
}
