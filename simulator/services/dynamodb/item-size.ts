// Item sizes as the developer guide gives them (CapacityUnitCalculations.html, "DynamoDB Item sizes and formats"): names and
// strings by their UTF-8 bytes, numbers one byte per two significant digits and one more, lists and maps 3 bytes and one
// more for every element.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { Item } from './attribute-value.ts'
import { significantDigits } from './decimal.ts'

/** 400 KB, names and values together (developer guide, ServiceQuotas.html "Item size"). */
export const maximumItemBytes = 400 * 1024

const documentBytes = 3
const elementBytes = 1

/** Bytes that capacity units and limits count. */
export function itemSize(item: Item): number {
  let bytes = 0
  for (const name in item) bytes += utf8Bytes(name) + valueSize(item[name])
  return bytes
}

/** `itemSize(after)`, weighing only the attributes that are not the very same value as in `before`. */
export function changedItemSize(before: Item, beforeBytes: number, after: Item): number {
  let bytes = beforeBytes
  for (const name in before) if (after[name] !== before[name]) bytes -= utf8Bytes(name) + valueSize(before[name])
  for (const name in after) if (after[name] !== before[name]) bytes += utf8Bytes(name) + valueSize(after[name])
  return bytes
}

export function utf8Bytes(text: string): number {
  return Buffer.byteLength(text, 'utf8')
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return utf8Bytes(value.S)
  if (value.N !== undefined) return numberSize(value.N)
  if (value.M !== undefined) return documentBytes + itemSize(value.M) + elementBytes * Object.keys(value.M).length
  if (value.L !== undefined) return documentBytes + total(value.L, element => elementBytes + valueSize(element))
  if (value.B !== undefined) return value.B.byteLength
  if (value.SS !== undefined) return total(value.SS, utf8Bytes)
  if (value.NS !== undefined) return total(value.NS, numberSize)
  if (value.BS !== undefined) return total(value.BS, bytes => bytes.byteLength)
  return 1
}

function numberSize(text: string): number {
  return 1 + Math.ceil(significantDigits(text) / 2)
}

function total<Member>(members: readonly Member[], size: (member: Member) => number): number {
  return members.reduce((bytes, member) => bytes + size(member), 0)
}
