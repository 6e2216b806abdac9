import { describe, expect, it } from 'vitest'
import { GroupStore } from '../../../shared/aws/group-store.ts'
import { OperatorStore } from '../../../shared/aws/operator-store.ts'
import { type GroupOrders, noOrders, type OrderRecord } from '../../../shared/domain/group/orders.ts'
import { createTable, makeRegion, startMs, tableName } from './region.ts'

const context = { nowMs: startMs, caller: 'test' }

function makeStore() {
  const { region, calls, clients } = makeRegion()
  createTable(region)
  const dropped: string[][] = []
  const onDropped = (...record: [string, string]) => dropped.push(record)
  const { operations } = region.dynamoDb
  return {
    store: new OperatorStore(clients.dynamoDb, tableName, onDropped),
    groups: new GroupStore(clients.dynamoDb, tableName, onDropped),
    calls,
    dropped,
    items: () => operations.Scan({ TableName: tableName }, context).Items ?? [],
    put: (pk: string, sk: string, body: string, revision: number) => {
      const Item = { pk: { S: pk }, sk: { S: sk }, body: { S: body }, revision: { N: String(revision) } }
      operations.PutItem({ TableName: tableName, Item }, context)
    },
  }
}

function order(what: string, atMs = startMs): OrderRecord {
  return { schemaVersion: 1, at: new Date(atMs).toISOString(), by: 'arn:ana', operation: 'PauseGroup', what }
}

const paused: GroupOrders = { ...noOrders, paused: { sinceMs: startMs, by: 'arn:ana', reason: 'incident' } }

describe.each([
  ['of a group', 'web'],
  ['for every group', undefined],
] as const)('orders %s', (_, scope) => {
  it('are none, of revision 0, until there is one', async () => {
    const { store } = makeStore()
    expect(await store.readOrders(scope)).toEqual(noOrders)
    expect(await store.readOrderRecords(scope, 10)).toEqual([])
  })

  it('are read back as they were written, one revision later, beside the record of who ordered them', async () => {
    const { store } = makeStore()
    expect(await store.writeOrders(scope, paused, order('paused'))).toEqual({ ...paused, revision: 1 })
    expect(await store.readOrders(scope)).toEqual({ ...paused, revision: 1 })
    expect(await store.readOrders(scope, 'eventual')).toEqual({ ...paused, revision: 1 })
    expect(await store.readOrderRecords(scope, 10)).toEqual([order('paused')])
  })

  it('are not written by whoever read an older revision: neither they nor the record', async () => {
    const { store, items } = makeStore()
    const first = await store.writeOrders(scope, noOrders, order('first'))
    expect(await store.writeOrders(scope, paused, order('from before the first'))).toBeUndefined()
    expect(await store.readOrders(scope)).toEqual({ ...noOrders, revision: 1 })
    await store.writeOrders(scope, { ...paused, revision: first?.revision ?? 0 }, order('second'))
    expect(await store.writeOrders(scope, { ...noOrders, revision: 1 }, order('late'))).toBeUndefined()
    expect(await store.readOrders(scope)).toEqual({ ...paused, revision: 2 })
    // Two orders and what stands: the losers left nothing behind.
    expect(items()).toHaveLength(3)
  })

  it('that do not parse count as a pause, are reported, and can be overwritten', async () => {
    const { store, put, dropped } = makeStore()
    const pk = scope === undefined ? 'every-group' : 'group#web'
    put(pk, 'orders', '{"schemaVersion":1,"revision":"many"}', 7)
    const orders = await store.readOrders(scope)
    expect(orders.paused?.reason).toMatch(/cannot be read/)
    expect(dropped[0][0]).toBe(`${pk} orders`)
    expect(await store.writeOrders(scope, { ...noOrders, revision: orders.revision }, order('renewed'))).toEqual({
      ...noOrders,
      revision: 8,
    })
  })
})

describe('records of orders', () => {
  it('are read newest first, as many as asked for, of this group alone', async () => {
    const { store } = makeStore()
    let orders: GroupOrders = noOrders
    for (let minute = 0; minute < 5; minute++) {
      orders = (await store.writeOrders('web', orders, order(`order ${minute}`, startMs + minute * 60_000))) ?? orders
    }
    await store.writeOrders('web2', noOrders, order('another group'))
    expect((await store.readOrderRecords('web', 3)).map(({ what }) => what)).toEqual(['order 4', 'order 3', 'order 2'])
  })

  it('of one instant are all kept', async () => {
    const { store } = makeStore()
    const first = await store.writeOrders('web', noOrders, order('first'))
    await store.writeOrders('web', first ?? noOrders, order('second'))
    expect((await store.readOrderRecords('web', 10)).map(({ what }) => what)).toEqual(['second', 'first'])
  })

  it('are kept for 400 days; the orders themselves do not expire', async () => {
    const { store, items } = makeStore()
    await store.writeOrders('web', paused, order('paused'))
    const expiries = items().map(({ sk, expiresAtSeconds }) => [sk.S?.split('#')[0], expiresAtSeconds?.N])
    expect(Object.fromEntries(expiries)).toEqual({
      orders: undefined,
      order: String(startMs / 1000 + 400 * 24 * 60 * 60),
    })
  })

  it('that do not parse are left out and reported', async () => {
    const { store, put, dropped } = makeStore()
    put('group#web', 'order#2026-03-02T00:00:00.000Z#1', 'no JSON', 0)
    expect(await store.readOrderRecords('web', 10)).toEqual([])
    expect(dropped).toHaveLength(1)
  })
})

describe('orders of many groups', () => {
  it('are read a hundred in a call, those without any left out', async () => {
    const { store, calls } = makeStore()
    const names = Array.from({ length: 150 }, (_, index) => `web-${index}`)
    await store.writeOrders('web-0', paused, order('paused'))
    await store.writeOrders('web-149', paused, order('paused'))
    const found = await store.readOrdersOf(names)
    expect([...found.keys()].sort()).toEqual(['web-0', 'web-149'])
    expect(found.get('web-149')).toEqual({ ...paused, revision: 1 })
    expect(calls.filter(({ operation }) => operation === 'BatchGetItem')).toHaveLength(2)
  })

  it('come with whatever else a tick reads of the group', async () => {
    const { store, groups } = makeStore()
    await store.writeOrders('web', paused, order('paused'))
    const records = await groups.readGroups(['web', 'api'])
    expect(records.get('web')?.orders).toEqual({ ...paused, revision: 1 })
    expect(records.get('api')?.orders).toBeUndefined()
  })
})
