import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { type Item, own, typeOf } from './attribute-value.ts'
import { invalidParameter, validationError } from './dynamodb-errors.ts'
import { utf8Bytes } from './item-size.ts'

/** Names of a table's key attributes, both strings. */
export interface KeyNames {
  readonly partition: string
  readonly sort?: string
}

export interface ItemKey {
  readonly partition: string
  /** Empty in a table without a sort key. */
  readonly sort: string
}

/** Developer guide, ServiceQuotas.html "Partition keys and sort keys". */
const maximumPartitionBytes = 2048
const maximumSortBytes = 1024

/** Of a whole item. @throws ValidationException when a key attribute is missing, no string, empty or too long */
export function keyOfItem(item: Item, names: KeyNames): ItemKey {
  const partition = keyText(item, names.partition)
  return checked({ partition, sort: names.sort === undefined ? '' : keyText(item, names.sort) }, names)
}

/** Of a `Key` parameter, which has the key attributes and nothing else. */
export function keyOfParameter(key: Readonly<Record<string, AttributeValue>>, names: KeyNames): ItemKey {
  const partition = own(key, names.partition)?.S
  const sort = names.sort === undefined ? '' : own(key, names.sort)?.S
  const wanted = names.sort === undefined ? 1 : 2
  if (partition === undefined || sort === undefined || Object.keys(key).length !== wanted) throw schemaMismatch()
  return checked({ partition, sort }, names)
}

export function keyAttributes({ partition, sort }: ItemKey, names: KeyNames): Item {
  if (names.sort === undefined) return { [names.partition]: { S: partition } }
  return { [names.partition]: { S: partition }, [names.sort]: { S: sort } }
}

/** One text per item of a region: table name and key. */
export function itemIdentity(tableName: string, { partition, sort }: ItemKey): string {
  return JSON.stringify([tableName, partition, sort])
}

function schemaMismatch() {
  return validationError('The provided key element does not match the schema')
}

function keyText(item: Item, name: string): string {
  const value = own(item, name)
  if (value === undefined) throw invalidParameter(`Missing the key ${name} in the item`)
  if (value.S === undefined) {
    throw invalidParameter(`Type mismatch for key ${name} expected: S actual: ${typeOf(value)}`)
  }
  return value.S
}

function checked(key: ItemKey, names: KeyNames): ItemKey {
  if (key.partition === '') throw emptyKey(names.partition)
  if (names.sort !== undefined && key.sort === '') throw emptyKey(names.sort)
  if (exceeds(key.partition, maximumPartitionBytes)) {
    throw invalidParameter('Size of hashkey has exceeded the maximum size limit of2048 bytes')
  }
  if (exceeds(key.sort, maximumSortBytes)) {
    throw invalidParameter('Aggregated size of all range keys has exceeded the size limit of 1024 bytes')
  }
  return key
}

/** A UTF-16 unit takes at most three bytes of UTF-8. */
function exceeds(text: string, maximumBytes: number): boolean {
  return text.length * 3 > maximumBytes && utf8Bytes(text) > maximumBytes
}

function emptyKey(name: string) {
  return validationError(
    `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${name}`,
  )
}
