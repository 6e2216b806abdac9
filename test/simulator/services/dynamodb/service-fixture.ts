import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { RandomStream } from '../../../../simulator/kernel/random.ts'
import { DynamoDbService } from '../../../../simulator/services/dynamodb/dynamodb-service.ts'

export type Item = Record<string, AttributeValue>

export const tableName = 'records'
export const startMs = Date.UTC(2026, 0, 5)

export function at(nowMs: number) {
  return { nowMs, caller: 'test' }
}

/** The context of calls whose time does not matter. */
export const now = at(startMs)

export function createTableInput(name: string, keys: readonly string[]) {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST' as const,
    KeySchema: keys.map((AttributeName, index) => ({
      AttributeName,
      KeyType: index === 0 ? ('HASH' as const) : ('RANGE' as const),
    })),
    AttributeDefinitions: keys.map(AttributeName => ({ AttributeName, AttributeType: 'S' as const })),
  }
}

/** A service with one empty table; `keys` are its key attributes. */
export function serviceWithTable({ keys = ['pk', 'sk'], seed = 1 }: { keys?: readonly string[]; seed?: number } = {}) {
  const service = new DynamoDbService({ random: new RandomStream(seed, 'dynamodb') })
  service.operations.CreateTable(createTableInput(tableName, keys), now)
  return service
}

export function key(pk: string, sk: string): Item {
  return { pk: { S: pk }, sk: { S: sk } }
}

/** An item of exactly `bytes`: three names of 2 + 2 + 4 bytes, the keys' texts, and a body of what remains. */
export function itemOfBytes(pk: string, sk: string, bytes: number): Item {
  return { ...key(pk, sk), body: { S: 'x'.repeat(bytes - 8 - pk.length - sk.length) } }
}

export function put(service: DynamoDbService, item: Item, nowMs = startMs): void {
  service.operations.PutItem({ TableName: tableName, Item: item }, at(nowMs))
}

export function get(service: DynamoDbService, itemKey: Item, nowMs = startMs): Item | undefined {
  return service.operations.GetItem({ TableName: tableName, Key: itemKey, ConsistentRead: true }, at(nowMs)).Item
}

/** Everything in the table, in the order of a scan. */
export function scanAll(service: DynamoDbService, nowMs = startMs): Item[] {
  return service.operations.Scan({ TableName: tableName }, at(nowMs)).Items ?? []
}

/** The error that `act` throws. */
export function thrownBy(act: () => unknown): Error {
  try {
    act()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('got no error, wanted one')
}

/** What a ValidationException of `act` says. */
export function validationMessage(act: () => unknown): string {
  const error = thrownBy(act)
  if (error.name !== 'ValidationException') throw error
  return error.message
}

const bytes = fc.uint8Array({ maxLength: 8 }).map(array => new Uint8Array(array))
const integer = fc.integer().map(String)

/** Any attribute value; numbers are integers, whose text is canonical already. */
export const attributeValue: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>(tie => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.record({ S: fc.string({ unit: 'grapheme' }) }),
    fc.record({ N: integer }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ NULL: fc.constant(true) }),
    fc.record({ B: bytes }),
    fc.record({ SS: fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }) }),
    fc.record({ NS: fc.uniqueArray(integer, { minLength: 1, maxLength: 4 }) }),
    fc.record({ BS: fc.uniqueArray(bytes, { minLength: 1, maxLength: 3, selector: array => array.join() }) }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
    fc.record({ M: fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }) }),
  ),
})).value
