import { describe, expect, it } from 'vitest'
import { OperatorStore } from '../../shared/aws/operator-store.ts'
import { noOrders, type OrderRecord } from '../../shared/domain/group/orders.ts'
import type { ContractOptions } from './contract-cloud.ts'

const startMs = Date.UTC(2026, 2, 2)
const by = 'arn:aws:iam::123456789012:user/ada'

export function operatorStoreContract({ open }: ContractOptions): void {
  async function openStore() {
    const { clients, tableName, name } = await open('operator-store')
    const store = new OperatorStore(clients.dynamoDb, tableName, (record, reason) => {
      throw new Error(`${record}: got ${reason}, wanted one that parses`)
    })
    return { group: name('web'), other: name('api'), store }
  }

  function orderAt(minute: number): OrderRecord {
    const at = new Date(startMs + minute * 60_000).toISOString()
    return { schemaVersion: 1, at, by, operation: 'PauseGroup', what: `Order ${minute}.` }
  }

  const paused = { sinceMs: startMs, by, reason: 'load test' }

  describe('the store of orders', () => {
    it('gives back what stands, and nothing of a group without orders', async () => {
      const { group, other, store } = await openStore()
      expect(await store.readOrders(group)).toEqual(noOrders)
      const written = await store.writeOrders(group, { ...noOrders, paused }, orderAt(0))
      expect(written).toEqual({ ...noOrders, paused, revision: 1 })
      expect(await store.readOrders(group)).toEqual(written)
      expect(await store.readOrdersOf([group, other])).toEqual(new Map([[group, written]]))
    })

    it('writes neither orders nor their record over what somebody else has written since', async () => {
      const { group, store } = await openStore()
      const first = await store.writeOrders(group, noOrders, orderAt(0))
      expect(await store.writeOrders(group, { ...noOrders, paused }, orderAt(1))).toBeUndefined()
      const second = await store.writeOrders(group, first ?? noOrders, orderAt(2))
      expect(await store.writeOrders(group, { ...noOrders, paused, revision: 1 }, orderAt(3))).toBeUndefined()
      expect(await store.readOrders(group)).toEqual(second)
      expect(await store.readOrderRecords(group, 10)).toEqual([orderAt(2), orderAt(0)])
    })

    it('lets one of several who order at once have it', async () => {
      const { group, store } = await openStore()
      const orders = [0, 1, 2, 3].map(minute => store.writeOrders(group, noOrders, orderAt(minute)))
      const written = (await Promise.all(orders)).filter(order => order !== undefined)
      expect(written).toHaveLength(1)
      expect(await store.readOrderRecords(group, 10)).toHaveLength(1)
    })

    it('tells who ordered what, newest first and no more than asked for', async () => {
      const { group, other, store } = await openStore()
      await store.writeOrders(other, noOrders, orderAt(9))
      let orders = noOrders
      for (const minute of [0, 1, 2]) orders = (await store.writeOrders(group, orders, orderAt(minute))) ?? orders
      expect(await store.readOrderRecords(group, 2)).toEqual([orderAt(2), orderAt(1)])
    })
  })
}
