// The wire's attribute values. Stored values are never changed in place and never shared with a caller: whatever comes in
// is checked and copied once, whatever goes out is copied. Copying an item shares its strings, which JavaScript cannot change.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { canonicalNumber } from './decimal.ts'
import { invalidParameter, validationError } from './dynamodb-errors.ts'

export type Item = Record<string, AttributeValue>

export const attributeTypes = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M'] as const
export type AttributeType = (typeof attributeTypes)[number]

/** Developer guide, ServiceQuotas.html "Nested attribute depth". */
const maximumDepth = 32

export function typeOf(value: AttributeValue): AttributeType {
  if (value.S !== undefined) return 'S'
  if (value.N !== undefined) return 'N'
  return attributeTypes.find(type => value[type] !== undefined) ?? 'NULL'
}

/** `record[name]`, but never something inherited: attribute names come from the caller. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

/** `record[name] = value` for any name, `__proto__` included. */
export function assign<Value>(record: Record<string, Value>, name: string, value: Value): void {
  if (name !== '__proto__') record[name] = value
  else Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true })
}

export function copyItem(item: Item): Item {
  // The spread makes every name an own property, so that the assignments below reach it whatever it is called.
  const copy = { ...item }
  for (const name in copy) copy[name] = copyValue(copy[name])
  return copy
}

export function copyValue(value: AttributeValue): AttributeValue {
  if (value.S !== undefined) return { S: value.S }
  if (value.N !== undefined) return { N: value.N }
  if (value.M !== undefined) return { M: copyItem(value.M) }
  if (value.L !== undefined) return { L: value.L.map(copyValue) }
  if (value.BOOL !== undefined) return { BOOL: value.BOOL }
  if (value.SS !== undefined) return { SS: value.SS.slice() }
  if (value.NS !== undefined) return { NS: value.NS.slice() }
  if (value.B !== undefined) return { B: new Uint8Array(value.B) }
  if (value.BS !== undefined) return { BS: value.BS.map(bytes => new Uint8Array(bytes)) }
  return { NULL: true }
}

/**
 * Copies what a caller sent, with numbers in canonical form.
 * @throws ValidationException for an attribute value that the service would refuse
 */
export function acceptItem(item: Item, depth = 0): Item {
  const copy = { ...item }
  for (const name in copy) copy[name] = acceptValue(copy[name], depth)
  return copy
}

export function acceptValue(value: AttributeValue, depth = 0): AttributeValue {
  const type = onlyType(value)
  if (type === 'S') return { S: value.S! }
  if (type === 'N') return { N: canonicalNumber(value.N!) }
  return type === 'M' || type === 'L' ? acceptDocument(value, depth + 1) : acceptOther(value, type)
}

function onlyType(value: AttributeValue): AttributeType {
  let found: string | undefined
  for (const type in value) {
    if (value[type as AttributeType] === undefined) continue
    if (found !== undefined) throw severalTypes()
    found = type
  }
  const type = attributeTypes.find(known => known === found)
  if (type === undefined) throw noType()
  return type
}

function severalTypes() {
  return validationError(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )
}

function noType() {
  return validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes')
}

function acceptDocument(value: AttributeValue, depth: number): AttributeValue {
  if (depth > maximumDepth) {
    throw validationError(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    )
  }
  if (value.M !== undefined) return { M: acceptItem(value.M, depth) }
  return { L: (value.L ?? []).map(element => acceptValue(element, depth)) }
}

function acceptOther(value: AttributeValue, type: AttributeType): AttributeValue {
  if (type === 'NULL' && value.NULL !== true) {
    throw invalidParameter('Null attribute value types must have the value of true')
  }
  if (value.SS !== undefined) return { SS: acceptSet(value.SS, 'string') }
  if (value.NS !== undefined) return { NS: acceptSet(value.NS.map(canonicalNumber), 'number') }
  if (value.BS !== undefined) acceptSet(value.BS.map(bytesText), 'binary')
  return copyValue(value)
}

function acceptSet(members: readonly string[], kind: string): string[] {
  if (members.length === 0) throw invalidParameter(`An ${kind} set  may not be empty`)
  if (new Set(members).size < members.length) {
    throw invalidParameter(`Input collection [${members.join(', ')}] contains duplicates.`)
  }
  return members.slice()
}

/** One character per byte: binary members as map keys, and binary values as searchable text. */
export function bytesText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
