import {
  IdempotentParameterMismatchException,
  TransactionCanceledException,
  type TransactWriteItem,
} from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { DynamoDbService } from '../../../../simulator/services/dynamodb/dynamodb-service.ts'
import {
  at,
  get,
  itemOfBytes,
  key,
  now,
  put,
  scanAll,
  serviceWithTable,
  startMs,
  tableName,
  thrownBy,
  validationMessage,
} from './service-fixture.ts'

const TableName = tableName
const minute = 60_000

function transact(service: DynamoDbService, TransactItems: TransactWriteItem[]) {
  return service.operations.TransactWriteItems({ TransactItems }, now)
}

const versionIs = (version: number) => ({
  ConditionExpression: 'version = :expected',
  ExpressionAttributeValues: { ':expected': { N: String(version) } },
})

/** An action on the item `k<slot>` that wants its version to be `expected`. */
interface ModelAction {
  readonly kind: 'Put' | 'Update' | 'Delete' | 'ConditionCheck'
  readonly slot: number
  readonly expected: number
}

function request({ kind, slot, expected }: ModelAction): TransactWriteItem {
  const Key = key('p', `k${slot}`)
  const condition = { TableName, ...versionIs(expected) }
  const next = { N: String(expected + 1) }
  if (kind === 'Put') return { Put: { ...condition, Item: { ...Key, version: next } } }
  if (kind === 'Delete') return { Delete: { ...condition, Key } }
  if (kind === 'ConditionCheck') return { ConditionCheck: { ...condition, Key } }
  const UpdateExpression = 'SET version = version + :one'
  const ExpressionAttributeValues = { ...condition.ExpressionAttributeValues, ':one': { N: '1' } }
  return { Update: { ...condition, Key, UpdateExpression, ExpressionAttributeValues } }
}

/** What a transaction makes of the versions: undefined when one condition fails. */
function afterModel(versions: ReadonlyMap<number, number>, actions: readonly ModelAction[]) {
  if (actions.some(({ slot, expected }) => versions.get(slot) !== expected)) return undefined
  const next = new Map(versions)
  for (const { kind, slot, expected } of actions) {
    if (kind === 'Delete') next.delete(slot)
    else if (kind !== 'ConditionCheck') next.set(slot, expected + 1)
  }
  return next
}

const action = fc.record<ModelAction>({
  kind: fc.constantFrom('Put', 'Update', 'Delete', 'ConditionCheck'),
  slot: fc.integer({ min: 0, max: 3 }),
  expected: fc.integer({ min: 0, max: 1 }),
})
const actions = fc.uniqueArray(action, { minLength: 1, maxLength: 4, selector: ({ slot }) => slot })

function versionsIn(service: DynamoDbService): Map<number, number> {
  return new Map(scanAll(service).map(({ sk, version }) => [Number(sk.S?.slice(1)), Number(version.N)]))
}

test('a transaction does all of its actions or none', () => {
  fc.assert(
    fc.property(fc.array(actions, { maxLength: 6 }), transactions => {
      const service = serviceWithTable()
      let model: ReadonlyMap<number, number> = new Map([0, 1, 2].map(slot => [slot, 0]))
      for (const slot of model.keys()) put(service, { ...key('p', `k${slot}`), version: { N: '0' } })
      for (const transaction of transactions) {
        const next = afterModel(model, transaction)
        const run = () => transact(service, transaction.map(request))
        if (next === undefined) expect(thrownBy(run)).toBeInstanceOf(TransactionCanceledException)
        else expect(run()).toEqual({})
        model = next ?? model
        expect(versionsIn(service)).toEqual(new Map([...model].sort()))
      }
    }),
  )
})

test('a cancelled transaction gives the reason of each action in its place', () => {
  const service = serviceWithTable()
  put(service, { ...key('p', 'b'), version: { N: '7' } })
  const error = thrownBy(() =>
    transact(service, [
      { Put: { TableName, Item: key('p', 'a') } },
      { Delete: { TableName, Key: key('p', 'b'), ...versionIs(6), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
      { Update: { TableName, Key: key('p', 'c'), UpdateExpression: 'SET n = absent' } },
    ]),
  )
  expect(error.message).toBe(
    'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed, ValidationError]',
  )
  expect(error).toMatchObject({
    name: 'TransactionCanceledException',
    CancellationReasons: [
      { Code: 'None' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key('p', 'b'), version: { N: '7' } },
      },
      {
        Code: 'ValidationError',
        Message: 'The provided expression refers to an attribute that does not exist in the item',
      },
    ],
  })
  expect(scanAll(service)).toEqual([{ ...key('p', 'b'), version: { N: '7' } }])
})

test('a repeated request token changes nothing for ten minutes, and is new after them', () => {
  // transaction-apis.html "Idempotency".
  const service = serviceWithTable()
  const increment = (by: string, nowMs: number) =>
    service.operations.TransactWriteItems(
      {
        ClientRequestToken: 'token',
        TransactItems: [
          {
            Update: {
              TableName,
              Key: key('p', 'a'),
              UpdateExpression: 'ADD n :by',
              ExpressionAttributeValues: { ':by': { N: by } },
            },
          },
        ],
      },
      at(nowMs),
    )
  const count = () => get(service, key('p', 'a'))?.n
  increment('1', startMs)
  increment('1', startMs + 10 * minute - 1)
  expect(count()).toEqual({ N: '1' })
  expect(thrownBy(() => increment('2', startMs + minute))).toBeInstanceOf(IdempotentParameterMismatchException)
  expect(count()).toEqual({ N: '1' })
  increment('2', startMs + 10 * minute)
  expect(count()).toEqual({ N: '3' })
})

test('a cancelled transaction does not use up its token', () => {
  const service = serviceWithTable()
  const claim = () =>
    service.operations.TransactWriteItems(
      { ClientRequestToken: 'token', TransactItems: [{ Delete: { TableName, Key: key('p', 'a'), ...versionIs(1) } }] },
      now,
    )
  expect(thrownBy(claim)).toBeInstanceOf(TransactionCanceledException)
  put(service, { ...key('p', 'a'), version: { N: '1' } })
  claim()
  expect(scanAll(service)).toEqual([])
})

test('a transaction has 1 to 100 actions, one kind each, on different items of 4 MB at most', () => {
  const service = serviceWithTable()
  const puts = (count: number, bytes = 100): TransactWriteItem[] =>
    Array.from({ length: count }, (_, index) => ({ Put: { TableName, Item: itemOfBytes('p', `k${index}`, bytes) } }))
  const refusal = (items: TransactWriteItem[]) => validationMessage(() => transact(service, items))
  expect(refusal([])).toMatch('between 1 and 100')
  expect(refusal(puts(101))).toMatch('between 1 and 100')
  expect(refusal([{ ...puts(1)[0], Delete: { TableName, Key: key('p', 'z') } }])).toBe(
    'TransactItems can only contain one of Check, Put, Update or Delete',
  )
  expect(
    refusal([
      ...puts(1),
      { ConditionCheck: { TableName, Key: key('p', 'k0'), ConditionExpression: 'attribute_exists(pk)' } },
    ]),
  ).toBe('Transaction request cannot include multiple operations on one item')
  // 10 × 400 KB fit into 4 MB, and 11 × 400 KB do not.
  expect(refusal(puts(11, 400 * 1024))).toMatch('wanted at most 4194304')
  expect(scanAll(service)).toEqual([])
  transact(service, puts(10, 400 * 1024))
  transact(service, puts(100))
  expect(scanAll(service)).toHaveLength(100)
})

test('a reading transaction answers in the order of its requests', () => {
  const service = serviceWithTable()
  for (const sk of ['a', 'b']) put(service, { ...key('p', sk), n: { S: sk } })
  const read = (sk: string) => ({ Get: { TableName, Key: key('p', sk), ProjectionExpression: 'n' } })
  const { Responses } = service.operations.TransactGetItems({ TransactItems: ['b', 'x', 'a'].map(read) }, now)
  expect(Responses).toEqual([{ Item: { n: { S: 'b' } } }, {}, { Item: { n: { S: 'a' } } }])
  expect(
    validationMessage(() => service.operations.TransactGetItems({ TransactItems: ['a', 'a'].map(read) }, now)),
  ).toMatch('multiple operations on one item')
})
