import type { QueryCommandInput } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DynamoDbService } from '../../../../simulator/services/dynamodb/dynamodb-service.ts'
import {
  type Item,
  itemOfBytes,
  key,
  now,
  put,
  scanAll,
  serviceWithTable,
  tableName,
  validationMessage,
} from './service-fixture.ts'

const TableName = tableName

/** Follows LastEvaluatedKey to the end. */
function pages(
  service: DynamoDbService,
  input: Omit<QueryCommandInput, 'TableName'>,
  operation: 'Query' | 'Scan' = 'Query',
) {
  const all: Item[][] = []
  let ExclusiveStartKey: Item | undefined
  do {
    const page = service.operations[operation]({ TableName, ...input, ExclusiveStartKey }, now)
    all.push(page.Items ?? [])
    ExclusiveStartKey = page.LastEvaluatedKey
  } while (ExclusiveStartKey !== undefined)
  return all
}

const sortKeyOf = (item: Item) => item.sk.S ?? ''
const inPartition = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'p' } } }

// Sort keys from a tiny alphabet, with a character whose UTF-8 and UTF-16 orders differ.
const keyText = fc.string({ unit: fc.constantFrom('a', 'b', '\uff5e', '\u{1f600}'), minLength: 1, maxLength: 4 })
const order = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

interface SortCondition {
  readonly text: string
  readonly matches: (sk: string, from: string, to: string) => boolean
}

const conditions: readonly SortCondition[] = [
  { text: 'sk = :from', matches: (sk, from) => sk === from },
  { text: 'sk < :from', matches: (sk, from) => order(sk, from) < 0 },
  { text: 'sk <= :from', matches: (sk, from) => order(sk, from) <= 0 },
  { text: 'sk > :from', matches: (sk, from) => order(sk, from) > 0 },
  { text: ':from <= sk', matches: (sk, from) => order(sk, from) >= 0 },
  { text: 'sk >= :from', matches: (sk, from) => order(sk, from) >= 0 },
  { text: 'begins_with(sk, :from)', matches: (sk, from) => sk.startsWith(from) },
  { text: 'sk BETWEEN :from AND :to', matches: (sk, from, to) => order(sk, from) >= 0 && order(sk, to) <= 0 },
]

test('a query finds what its condition says, in order, however it is paged', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(keyText, { maxLength: 25 }),
      fc.constantFrom(...conditions),
      fc.tuple(keyText, keyText).map(([a, b]) => [a, b].sort(order)),
      fc.boolean(),
      fc.integer({ min: 1, max: 7 }),
      (sortKeys, { text, matches }, [from, to], ScanIndexForward, Limit) => {
        const service = serviceWithTable()
        for (const sk of sortKeys) put(service, key('p', sk))
        put(service, key('q', from))
        const input = {
          KeyConditionExpression: `(pk = :pk) AND ${text}`,
          ExpressionAttributeValues: {
            ':pk': { S: 'p' },
            ':from': { S: from },
            ...(text.includes(':to') && { ':to': { S: to } }),
          },
          ScanIndexForward,
        }
        const wanted = sortKeys.filter(sk => matches(sk, from, to)).sort(order)
        if (!ScanIndexForward) wanted.reverse()
        expect(pages(service, input).flat().map(sortKeyOf)).toEqual(wanted)
        const paged = pages(service, { ...input, Limit })
        expect(paged.flat().map(sortKeyOf)).toEqual(wanted)
        expect(Math.max(...paged.map(page => page.length))).toBeLessThanOrEqual(Limit)
      },
    ),
  )
})

test('a filter leaves out items after they are counted and limited', () => {
  // Query.html "Limiting the number of items in the result set", "Counting the items in the results".
  const service = serviceWithTable()
  for (let index = 0; index < 10; index++) put(service, { ...key('p', `k${index}`), even: { BOOL: index % 2 === 0 } })
  const page = service.operations.Query(
    {
      TableName,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'even = :true',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':true': { BOOL: true } },
      ProjectionExpression: 'sk',
      Limit: 5,
    },
    now,
  )
  expect(page).toEqual({
    Items: [{ sk: { S: 'k0' } }, { sk: { S: 'k2' } }, { sk: { S: 'k4' } }],
    Count: 3,
    ScannedCount: 5,
    LastEvaluatedKey: key('p', 'k4'),
  })
})

test('a count comes without items', () => {
  const service = serviceWithTable()
  for (const sk of ['a', 'b', 'c']) put(service, key('p', sk))
  expect(service.operations.Query({ TableName, ...inPartition, Select: 'COUNT' }, now)).toEqual({
    Count: 3,
    ScannedCount: 3,
  })
})

test('a page holds at most 1 MB, counted before the filter', () => {
  const service = serviceWithTable()
  // 300 KB each: three fit into 1024 KB, four do not.
  for (let index = 0; index < 7; index++) put(service, itemOfBytes('p', `k${index}`, 300 * 1024))
  expect(pages(service, inPartition).map(page => page.length)).toEqual([3, 3, 1])
  expect(pages(service, {}, 'Scan').map(page => page.length)).toEqual([3, 3, 1])
  const filtered = {
    KeyConditionExpression: 'pk = :pk',
    FilterExpression: 'body = :none',
    ExpressionAttributeValues: { ':pk': { S: 'p' }, ':none': { S: '' } },
  }
  expect(pages(service, filtered)).toEqual([[], [], []])
})

test('a page that its limit fills names a last key even at the end', () => {
  const service = serviceWithTable()
  put(service, key('p', 'a'))
  put(service, key('p', 'b'))
  const page = (Limit: number) => service.operations.Query({ TableName, ...inPartition, Limit }, now)
  expect(page(2).LastEvaluatedKey).toEqual(key('p', 'b'))
  expect(page(3).LastEvaluatedKey).toBeUndefined()
})

test('a query goes on after a start key that has been deleted meanwhile', () => {
  const service = serviceWithTable()
  for (const sk of ['a', 'b', 'c', 'd']) put(service, key('p', sk))
  service.operations.DeleteItem({ TableName, Key: key('p', 'b') }, now)
  const after = (ScanIndexForward: boolean) =>
    pagesFrom(service, { ...inPartition, ScanIndexForward, ExclusiveStartKey: key('p', 'b') })
  expect(after(true)).toEqual(['c', 'd'])
  expect(after(false)).toEqual(['a'])
})

function pagesFrom(service: DynamoDbService, input: Omit<QueryCommandInput, 'TableName'>): string[] {
  return (service.operations.Query({ TableName, ...input }, now).Items ?? []).map(sortKeyOf)
}

test('a paged scan sees every item once, in the order of an unpaged one', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.tuple(keyText, keyText), { maxLength: 30, selector: pair => pair.join('/') }),
      fc.integer({ min: 1, max: 5 }),
      (pairs, Limit) => {
        const service = serviceWithTable()
        for (const [pk, sk] of pairs) put(service, key(pk, sk))
        const whole = scanAll(service)
        expect(whole.map(({ pk, sk }) => `${pk.S}/${sk.S}`).sort()).toEqual(pairs.map(pair => pair.join('/')).sort())
        expect(pages(service, { Limit }, 'Scan').flat()).toEqual(whole)
      },
    ),
  )
})

test('a scan filters on keys, too', () => {
  const service = serviceWithTable()
  for (const sk of ['a', 'b']) put(service, key('p', sk))
  const { Items } = service.operations.Scan(
    { TableName, FilterExpression: 'sk = :b', ExpressionAttributeValues: { ':b': { S: 'b' } } },
    now,
  )
  expect(Items).toEqual([key('p', 'b')])
})

test.each([
  ['sk = :v', 'Query condition missed key schema element: pk'],
  ['pk > :v', 'Query key condition not supported'],
  ['pk = :v AND label = :v', 'Query condition missed key schema element: sk'],
  ['pk = :v AND sk <> :v', 'Invalid operator used in KeyConditionExpression: <>'],
  ['pk = :v AND sk IN (:v)', 'Invalid operator used in KeyConditionExpression: IN'],
  ['pk = :v OR sk = :v', 'Invalid operator used in KeyConditionExpression: OR'],
  ['pk = :v AND NOT sk = :v', 'Invalid operator used in KeyConditionExpression: NOT'],
  ['pk = :v AND attribute_exists(sk)', 'Invalid operator used in KeyConditionExpression: attribute_exists'],
  ['pk = :v AND size(sk) = :v', 'KeyConditionExpressions cannot contain nested operations'],
  ['pk = :v AND sk.a = :v', 'KeyConditionExpressions cannot have conditions on nested attributes'],
  [
    'pk = :v AND sk = pk',
    'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
  ],
  ['pk = :v AND :v = :v', 'Invalid condition in KeyConditionExpression: No key attribute specified'],
  ['pk = :v AND sk > :v AND sk < :v', 'KeyConditionExpressions must only contain one condition per key'],
  ['pk = :v AND sk = :n', 'Condition parameter type does not match schema type'],
  ['pk = :v AND', 'Invalid KeyConditionExpression: Syntax error; token: "<EOF>"'],
])('%s is no key condition', (KeyConditionExpression, message) => {
  const service = serviceWithTable()
  const ExpressionAttributeValues = {
    ':v': { S: 'v' },
    ...(KeyConditionExpression.includes(':n') && { ':n': { N: '1' } }),
  }
  expect(
    validationMessage(() =>
      service.operations.Query({ TableName, KeyConditionExpression, ExpressionAttributeValues }, now),
    ),
  ).toContain(message)
})

test('a query is refused for keys in its filter, a start key outside, an index, or a limit of nothing', () => {
  const service = serviceWithTable()
  const refusal = (input: Omit<QueryCommandInput, 'TableName'>) =>
    validationMessage(() => service.operations.Query({ TableName, ...inPartition, ...input }, now))
  expect(refusal({ FilterExpression: 'NOT (label = :pk OR size(sk) = :pk)' })).toMatch(
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  )
  expect(refusal({ ExclusiveStartKey: key('q', 'a') })).toMatch('outside query boundaries')
  expect(refusal({ ExclusiveStartKey: { pk: { S: 'p' } } })).toMatch('The provided starting key is invalid')
  expect(refusal({ KeyConditionExpression: 'pk = :pk AND sk > :pk', ExclusiveStartKey: key('p', 'a') })).toMatch(
    'does not match the range key predicate',
  )
  expect(refusal({ IndexName: 'byTime' })).toBe('The table does not have the specified index: byTime')
  expect(refusal({ Limit: 0 })).toMatch("Value '0' at 'limit'")
  expect(refusal({ KeyConditionExpression: undefined, ExpressionAttributeValues: undefined })).toMatch(
    'must be specified',
  )
  expect(refusal({ Select: 'COUNT', ProjectionExpression: 'sk' })).toMatch('choosing to get only the Count')
})
