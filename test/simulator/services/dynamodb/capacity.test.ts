// Expected units: developer guide, ProvisionedThroughput.html "Capacity unit consumption for reads" and "… for writes", whose
// examples are quoted; transactions take twice as much (transaction-apis.html "Capacity management for transactions").
import { expect, test } from 'vitest'
import type { DynamoDbService } from '../../../../simulator/services/dynamodb/dynamodb-service.ts'
import { at, itemOfBytes, key, now, put, serviceWithTable, startMs, tableName, thrownBy } from './service-fixture.ts'

const TableName = tableName
const ReturnConsumedCapacity = 'TOTAL' as const
const asked = { TableName, ReturnConsumedCapacity }
const kilobyte = 1024

function readUnits(service: DynamoDbService, sk: string, ConsistentRead: boolean): number | undefined {
  const { ConsumedCapacity } = service.operations.GetItem({ ...asked, Key: key('p', sk), ConsistentRead }, now)
  return ConsumedCapacity?.CapacityUnits
}

function putUnits(service: DynamoDbService, sk: string, bytes: number): number | undefined {
  return service.operations.PutItem({ ...asked, Item: itemOfBytes('p', sk, bytes) }, now).ConsumedCapacity
    ?.CapacityUnits
}

test('reads are rounded up to 4 KB, and cost half when eventually consistent', () => {
  const service = serviceWithTable()
  put(service, itemOfBytes('p', 'small', 3.5 * kilobyte))
  put(service, itemOfBytes('p', 'large', 10 * kilobyte))
  put(service, itemOfBytes('p', 'exact', 4 * kilobyte))
  put(service, itemOfBytes('p', 'beyond', 4 * kilobyte + 1))
  // "if you read an item that is 3.5 KB, DynamoDB rounds the item size to 4 KB. If you read an item of 10 KB, … to 12 KB."
  expect(readUnits(service, 'small', true)).toBe(1)
  expect(readUnits(service, 'large', true)).toBe(3)
  expect(readUnits(service, 'large', false)).toBe(1.5)
  expect(readUnits(service, 'exact', true)).toBe(1)
  expect(readUnits(service, 'beyond', true)).toBe(2)
  // "If you perform a read operation on an item that does not exist …"
  expect(readUnits(service, 'absent', true)).toBe(1)
  expect(readUnits(service, 'absent', false)).toBe(0.5)
})

test('writes are rounded up to 1 KB of the larger of the items before and after', () => {
  const service = serviceWithTable()
  // "if you put or delete an item of 1.6 KB, DynamoDB rounds the item size up to 2 KB."
  expect(putUnits(service, 'a', Math.round(1.6 * kilobyte))).toBe(2)
  expect(putUnits(service, 'a', 500)).toBe(2)
  expect(putUnits(service, 'a', 500)).toBe(1)
  const update = service.operations.UpdateItem(
    {
      ...asked,
      Key: key('p', 'a'),
      UpdateExpression: 'SET body = :v',
      ExpressionAttributeValues: { ':v': { S: 'x'.repeat(3 * kilobyte) } },
    },
    now,
  )
  // 3 KB and the names and keys.
  expect(update.ConsumedCapacity).toEqual({ TableName, CapacityUnits: 4 })
  const remove = () => service.operations.DeleteItem({ ...asked, Key: key('p', 'a') }, now).ConsumedCapacity
  expect(remove()).toEqual({ TableName, CapacityUnits: 4 })
  expect(remove()).toEqual({ TableName, CapacityUnits: 1 })
})

test('a query rounds up its total, and costs the minimum when it finds nothing', () => {
  const service = serviceWithTable()
  // "your query returns 10 items whose combined size is 40.8 KB. DynamoDB rounds the item size for the operation to 44 KB."
  for (let index = 0; index < 10; index++) put(service, itemOfBytes('p', `k${index}`, Math.floor(4.08 * kilobyte)))
  const units = (pk: string, ConsistentRead: boolean) =>
    service.operations.Query(
      {
        ...asked,
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: { ':pk': { S: pk } },
        ConsistentRead,
      },
      now,
    ).ConsumedCapacity?.CapacityUnits
  expect(units('p', true)).toBe(11)
  expect(units('p', false)).toBe(5.5)
  expect(units('other', false)).toBe(0.5)
})

test('batches round up each item by itself', () => {
  const service = serviceWithTable()
  const sizes = { a: 500, b: 3.5 * kilobyte, c: 1.5 * kilobyte, d: 6.5 * kilobyte }
  const writes = (...names: (keyof typeof sizes)[]) => ({
    [TableName]: names.map(name => ({ PutRequest: { Item: itemOfBytes('p', name, sizes[name]) } })),
  })
  // "if BatchWriteItem writes a 500-byte item and a 3.5 KB item, DynamoDB calculates the size as 5 KB"
  const written = service.operations.BatchWriteItem({ RequestItems: writes('a', 'b'), ReturnConsumedCapacity }, now)
  expect(written.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 5 }])
  service.operations.BatchWriteItem({ RequestItems: writes('c', 'd') }, now)
  // "if BatchGetItem reads a 1.5 KB item and a 6.5 KB item, DynamoDB calculates the size as 12 KB"
  const request = { Keys: [key('p', 'c'), key('p', 'd')], ConsistentRead: true }
  const read = service.operations.BatchGetItem({ RequestItems: { [TableName]: request }, ReturnConsumedCapacity }, now)
  expect(read.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 3 }])
})

test('transactions cost twice as much, and a repeated one reads', () => {
  const service = serviceWithTable()
  const input = {
    ClientRequestToken: 'token',
    ReturnConsumedCapacity,
    TransactItems: ['a', 'b'].map(sk => ({ Put: { TableName, Item: itemOfBytes('p', sk, 1.5 * kilobyte) } })),
  }
  // 2 items × 2 KB × 2
  const first = service.operations.TransactWriteItems(input, now)
  expect(first.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 8, WriteCapacityUnits: 8 }])
  // 2 items × 4 KB × 2
  const second = service.operations.TransactWriteItems(input, at(startMs + 1))
  expect(second.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }])
  const read = service.operations.TransactGetItems(
    { ReturnConsumedCapacity, TransactItems: [{ Get: { TableName, Key: key('p', 'a') } }] },
    now,
  )
  expect(read.ConsumedCapacity).toEqual([{ TableName, CapacityUnits: 2, ReadCapacityUnits: 2 }])
})

test('the totals count every call, asked for or not, refused conditions included', () => {
  const service = serviceWithTable()
  put(service, itemOfBytes('p', 'a', 2.5 * kilobyte))
  expect(service.consumed).toEqual({ readUnits: 0, writeUnits: 3 })
  const guarded = { TableName, Key: key('p', 'a'), ConditionExpression: 'attribute_not_exists(pk)' }
  // "If the expression evaluates to false, DynamoDB still consumes write capacity units": those of the item there.
  thrownBy(() => service.operations.DeleteItem(guarded, now))
  expect(service.consumed).toEqual({ readUnits: 0, writeUnits: 6 })
  thrownBy(() => service.operations.TransactWriteItems({ TransactItems: [{ Delete: guarded }] }, now))
  expect(service.consumed).toEqual({ readUnits: 0, writeUnits: 12 })
  service.operations.GetItem({ TableName, Key: key('p', 'a') }, now)
  service.operations.Scan({ TableName, ConsistentRead: true }, now)
  expect(service.consumed).toEqual({ readUnits: 1.5, writeUnits: 12 })
})

test('capacity is shown only when it is asked for, and by table when asked for indexes', () => {
  const service = serviceWithTable()
  const get = (detail?: 'NONE' | 'INDEXES') =>
    service.operations.GetItem({ TableName, Key: key('p', 'a'), ReturnConsumedCapacity: detail }, now)
  expect(get()).toEqual({})
  expect(get('NONE')).toEqual({})
  expect(get('INDEXES')).toEqual({ ConsumedCapacity: { TableName, CapacityUnits: 0.5, Table: { CapacityUnits: 0.5 } } })
})
