import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { bytesText, type Item, own, typeOf } from './attribute-value.ts'
import { compareNumbers } from './decimal.ts'

/** Equal type and equal value: numbers by their value, sets in any order, lists in order. */
export function valuesEqual(a: AttributeValue, b: AttributeValue): boolean {
  if (a.S !== undefined) return a.S === b.S
  if (a.N !== undefined) return a.N === b.N
  if (typeOf(a) !== typeOf(b)) return false
  if (a.M !== undefined) return itemsEqual(a.M, b.M!)
  if (a.L !== undefined) return a.L.length === b.L!.length && a.L.every((member, i) => valuesEqual(member, b.L![i]))
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL
  if (a.B !== undefined) return Buffer.compare(a.B, b.B!) === 0
  return membersEqual(setMembers(a), setMembers(b))
}

/**
 * Below 0, 0 or above 0: numbers by value, strings by their UTF-8 bytes, binary by unsigned bytes.
 * @returns undefined when the two have different types, or a type without an order
 */
export function compareScalars(a: AttributeValue, b: AttributeValue): number | undefined {
  if (a.N !== undefined) return b.N === undefined ? undefined : compareNumbers(a.N, b.N)
  if (a.S !== undefined) return b.S === undefined ? undefined : compareUtf8(a.S, b.S)
  if (a.B !== undefined) return b.B === undefined ? undefined : Buffer.compare(a.B, b.B)
  return undefined
}

/** The order of the strings' UTF-8 bytes, in which DynamoDB sorts keys; it differs from UTF-16 order beyond U+FFFF. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const x = a.charCodeAt(index)
    const y = b.charCodeAt(index)
    if (x !== y) return codePointRank(x) - codePointRank(y)
  }
  return a.length - b.length
}

/** A set's members as text; empty for anything else. */
export function setMembers(value: AttributeValue): readonly string[] {
  return value.SS ?? value.NS ?? value.BS?.map(bytesText) ?? []
}

/** Surrogates stand for code points above every other UTF-16 unit. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit
  return unit >= 0xe000 ? unit - 0x800 : unit + 0x2000
}

function itemsEqual(a: Item, b: Item): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every(name => sameMember(a[name], own(b, name)))
}

function sameMember(a: AttributeValue, b: AttributeValue | undefined): boolean {
  return b !== undefined && valuesEqual(a, b)
}

function membersEqual(a: readonly string[], b: readonly string[]): boolean {
  const known = new Set(b)
  return a.length === b.length && a.every(member => known.has(member))
}
