import { expect, test } from 'vitest'
import {
  createTableInput,
  get,
  itemOfBytes,
  key,
  now,
  put,
  scanAll,
  serviceWithTable,
  tableName,
  validationMessage,
} from './service-fixture.ts'

const keys = (count: number) => Array.from({ length: count }, (_, index) => key('p', `k${index}`))
const sorted = (items: readonly object[]) => items.map(item => JSON.stringify(item)).sort()

test('a batch reads up to 100 items of several tables, and leaves out what is not there', () => {
  const service = serviceWithTable()
  service.operations.CreateTable(createTableInput('second', ['id']), now)
  for (const itemKey of keys(99)) put(service, itemKey)
  service.operations.PutItem({ TableName: 'second', Item: { id: { S: 'x' }, a: { S: '1' }, b: { S: '2' } } }, now)
  const answer = service.operations.BatchGetItem(
    {
      RequestItems: {
        [tableName]: { Keys: [...keys(98), key('p', 'absent')], ConsistentRead: true },
        second: { Keys: [{ id: { S: 'x' } }], ProjectionExpression: 'a' },
      },
    },
    now,
  )
  expect(sorted(answer.Responses?.[tableName] ?? [])).toEqual(sorted(keys(98)))
  expect(answer.Responses?.second).toEqual([{ a: { S: '1' } }])
  expect(answer.UnprocessedKeys).toEqual({})
})

test('a batch answers with at most 16 MB and names the keys that it left', () => {
  const service = serviceWithTable()
  const wanted = keys(50)
  // 400 KB each: 40 make 16,000 KB, and 41 would make 16,400 KB of the 16,384.
  for (const { sk } of wanted) put(service, itemOfBytes('p', sk.S ?? '', 400 * 1024))
  const request = { Keys: wanted, ConsistentRead: true, ProjectionExpression: 'pk, sk' }
  const first = service.operations.BatchGetItem({ RequestItems: { [tableName]: request } }, now)
  expect(first.Responses?.[tableName]).toHaveLength(40)
  const left = first.UnprocessedKeys?.[tableName]
  expect(left).toMatchObject({ ConsistentRead: true, ProjectionExpression: 'pk, sk' })
  const second = service.operations.BatchGetItem({ RequestItems: first.UnprocessedKeys }, now)
  expect(second.UnprocessedKeys).toEqual({})
  const all = [...(first.Responses?.[tableName] ?? []), ...(second.Responses?.[tableName] ?? [])]
  expect(sorted(all)).toEqual(sorted(wanted))
})

test('a batch writes and deletes', () => {
  const service = serviceWithTable()
  put(service, key('p', 'old'))
  const answer = service.operations.BatchWriteItem(
    {
      RequestItems: {
        [tableName]: [
          { DeleteRequest: { Key: key('p', 'old') } },
          { PutRequest: { Item: { ...key('p', 'new'), n: { N: '1.0' } } } },
        ],
      },
    },
    now,
  )
  expect(answer).toEqual({ UnprocessedItems: {} })
  expect(scanAll(service)).toEqual([{ ...key('p', 'new'), n: { N: '1' } }])
})

test('a batch with a fault writes nothing', () => {
  const service = serviceWithTable()
  const write = (...requests: object[]) =>
    validationMessage(() => service.operations.BatchWriteItem({ RequestItems: { [tableName]: requests } }, now))
  const good = { PutRequest: { Item: key('p', 'good') } }
  const tooLarge = { PutRequest: { Item: itemOfBytes('p', 'large', 400 * 1024 + 1) } }
  expect(write(good, tooLarge)).toBe('Item size has exceeded the maximum allowed size')
  expect(write(good, { DeleteRequest: { Key: key('p', 'good') } })).toBe(
    'Provided list of item keys contains duplicates',
  )
  expect(get(service, key('p', 'good'))).toBeUndefined()
})

test('a batch has 25 writes or 100 reads at most, and never an item twice', () => {
  const service = serviceWithTable()
  const write = (count: number) => () =>
    service.operations.BatchWriteItem(
      { RequestItems: { [tableName]: keys(count).map(Item => ({ PutRequest: { Item } })) } },
      now,
    )
  const read = (wanted: ReturnType<typeof keys>) => () =>
    service.operations.BatchGetItem({ RequestItems: { [tableName]: { Keys: wanted } } }, now)
  write(25)()
  expect(validationMessage(write(26))).toBe('Too many items requested for the BatchWriteItem call')
  expect(read(keys(100))().Responses?.[tableName]).toHaveLength(25)
  expect(validationMessage(read(keys(101)))).toBe('Too many items requested for the BatchGetItem call')
  expect(validationMessage(read([...keys(2), ...keys(1)]))).toBe('Provided list of item keys contains duplicates')
})
