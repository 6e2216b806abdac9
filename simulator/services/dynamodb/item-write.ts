// A write in three steps, which single writes, batches and transactions share: prepare (parse and check the request), weigh
// (condition and new item, from the item as it is), commit (store).
import type {
  AttributeValue,
  ConditionCheck,
  Delete,
  DeleteItemCommandInput,
  Put,
  PutItemCommandInput,
  Update,
  UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import { applyUpdate } from './apply-update.ts'
import { acceptItem, copyItem, type Item } from './attribute-value.ts'
import { writeUnits } from './capacity.ts'
import { conditionFailed, invalidParameter, validationError } from './dynamodb-errors.ts'
import { isTrue } from './evaluate-condition.ts'
import { type ExpressionParameters, type Expressions, prepareExpressions } from './expressions.ts'
import { type ItemKey, type KeyNames, keyAttributes, keyOfItem, keyOfParameter } from './item-key.ts'
import { changedItemSize, itemSize, maximumItemBytes } from './item-size.ts'
import { missing, refuseLegacyParameters, type ServiceState, tableNamed } from './service-state.ts'
import type { Table } from './table.ts'
import { drawDeletion } from './time-to-live.ts'

export interface PreparedWrite {
  readonly table: Table
  readonly key: ItemKey
  readonly expressions: Expressions
  /** Whether a failed condition shows the item. */
  readonly showsItem: boolean
  /** The item that follows; undefined for none. */
  readonly after: (before: Item | undefined) => Item | undefined
  readonly oversizeMessage: string
}

export interface WeighedWrite {
  readonly prepared: PreparedWrite
  readonly before: Item | undefined
  readonly after: Item | undefined
  readonly afterBytes: number
  /** Write request units outside a transaction. */
  readonly units: number
}

const putTooLarge = 'Item size has exceeded the maximum allowed size'
const updateTooLarge = 'Item size to update has exceeded the maximum allowed size'

export function preparePut(state: ServiceState, input: PutItemCommandInput | Put): PreparedWrite {
  const table = tableNamed(state, input.TableName)
  if (input.Item === undefined) throw missing('item')
  const item = acceptItem(input.Item)
  return preparedWrite(table, keyOfItem(item, table.keyNames), input, () => item, putTooLarge)
}

export function prepareUpdate(state: ServiceState, input: UpdateItemCommandInput | Update): PreparedWrite {
  const table = tableNamed(state, input.TableName)
  const key = requiredKey(table, input.Key)
  const write = preparedWrite(table, key, input, before => updated(write, before), updateTooLarge)
  requireKeysKept(write.expressions, table.keyNames)
  return write
}

export function prepareDelete(state: ServiceState, input: DeleteItemCommandInput | Delete): PreparedWrite {
  const table = tableNamed(state, input.TableName)
  return preparedWrite(table, requiredKey(table, input.Key), input, () => undefined, putTooLarge)
}

/** A condition that changes nothing. */
export function prepareCheck(state: ServiceState, input: ConditionCheck): PreparedWrite {
  if (input.ConditionExpression === undefined) throw missing('conditionExpression')
  const table = tableNamed(state, input.TableName)
  return preparedWrite(table, requiredKey(table, input.Key), input, before => before, putTooLarge)
}

/** @throws ConditionalCheckFailedException, ValidationException when the item does not fit */
export function weigh(write: PreparedWrite, nowMs: number): WeighedWrite {
  const stored = write.table.get(write.key, nowMs)
  const { condition, substitutions } = write.expressions
  if (condition !== undefined && !isTrue(condition, stored?.item ?? {}, substitutions)) {
    throw conditionFailed(write.showsItem && stored !== undefined ? copyItem(stored.item) : undefined)
  }
  const beforeBytes = stored?.sizeBytes ?? 0
  const after = write.after(stored?.item)
  const afterBytes = sizeAfter(stored?.item, beforeBytes, after)
  if (afterBytes > maximumItemBytes) throw validationError(write.oversizeMessage)
  return { prepared: write, before: stored?.item, after, afterBytes, units: writeUnits(beforeBytes, afterBytes) }
}

export function commit(
  state: ServiceState,
  { prepared, before, after, afterBytes }: WeighedWrite,
  nowMs: number,
): void {
  const { table, key } = prepared
  if (after === undefined) table.delete(key)
  else if (after !== before) {
    table.put(key, after, afterBytes, drawDeletion(after, table.timeToLive, nowMs, state.random))
  }
}

/** Write units of a write that its condition stopped: those of the item as it is. */
export function refusedUnits(write: PreparedWrite, nowMs: number): number {
  return writeUnits(write.table.get(write.key, nowMs)?.sizeBytes ?? 0, 0)
}

function preparedWrite(
  table: Table,
  key: ItemKey,
  input: ExpressionParameters & { readonly ReturnValuesOnConditionCheckFailure?: string },
  after: PreparedWrite['after'],
  oversizeMessage: string,
): PreparedWrite {
  refuseLegacyParameters(input)
  const showsItem = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD'
  return { table, key, expressions: prepareExpressions(input), showsItem, after, oversizeMessage }
}

function requiredKey(table: Table, key: Record<string, AttributeValue> | undefined): ItemKey {
  if (key === undefined) throw missing('key')
  return keyOfParameter(key, table.keyNames)
}

function updated({ table, key, expressions }: PreparedWrite, before: Item | undefined): Item | undefined {
  const { update, updatedPaths, substitutions } = expressions
  // What removes only, does not create an item.
  if (before === undefined && update?.every(({ kind }) => kind === 'REMOVE' || kind === 'DELETE')) return undefined
  const base = before ?? keyAttributes(key, table.keyNames)
  if (update === undefined || updatedPaths === undefined) return base
  return applyUpdate(update, updatedPaths, base, substitutions)
}

function requireKeysKept({ updatedPaths = [] }: Expressions, names: KeyNames): void {
  for (const path of updatedPaths) {
    if (path[0] !== names.partition && path[0] !== names.sort) continue
    if (path.length === 1) {
      throw invalidParameter(`Cannot update attribute ${path[0]}. This attribute is part of the key`)
    }
    throw validationError(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${path[0]}`,
    )
  }
}

function sizeAfter(before: Item | undefined, beforeBytes: number, after: Item | undefined): number {
  if (after === undefined) return 0
  return before === undefined ? itemSize(after) : changedItemSize(before, beforeBytes, after)
}
