import type {
  QueryCommandInput,
  QueryCommandOutput,
  ScanCommandInput,
  ScanCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../kernel/service.ts'
import type { Item } from './attribute-value.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { compareUtf8 } from './compare-values.ts'
import { resolvePath } from './document-path.ts'
import { validationError } from './dynamodb-errors.ts'
import { isTrue } from './evaluate-condition.ts'
import type { Condition, Operand } from './expression-tree.ts'
import { type Expressions, prepareExpressions } from './expressions.ts'
import { type ItemKey, keyAttributes, keyOfParameter } from './item-key.ts'
import { selected } from './item-operations.ts'
import { type KeyRange, keyRange } from './key-condition.ts'
import { refuseLegacyParameters, type ServiceState, tableNamed } from './service-state.ts'
import { firstIndex, type StoredItem, type Table } from './table.ts'

/** A page ends before it exceeds 1 MB, counted before filter and projection (developer guide, Query.html). */
const pageBytes = 1024 * 1024

interface Page {
  readonly items: StoredItem[]
  readonly bytes: number
  /** Whether a limit ended it: there may be more. */
  readonly cut: boolean
}

export function query(
  state: ServiceState,
  input: QueryCommandInput,
  { nowMs }: CallContext,
): Omit<QueryCommandOutput, '$metadata'> {
  const table = readableTable(state, input)
  const expressions = prepareExpressions(input)
  if (expressions.keyCondition === undefined) {
    throw validationError(
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    )
  }
  const range = keyRange(expressions.keyCondition, table.keyNames, expressions.substitutions)
  requireNoKeys(expressions, table)
  const start = startKey(input, table)
  if (start !== undefined) requireWithin(start, range)
  const items = table.itemsOf(range.partition, nowMs)
  const ordered = input.ScanIndexForward === false ? descending(items, range, start) : ascending(items, range, start)
  return answer(state, input, table, takePage(ordered, input.Limit), expressions)
}

export function scan(
  state: ServiceState,
  input: ScanCommandInput,
  { nowMs }: CallContext,
): Omit<ScanCommandOutput, '$metadata'> {
  const table = readableTable(state, input)
  if (input.Segment !== undefined || input.TotalSegments !== undefined) {
    throw validationError('parallel scans are not simulated, wanted no Segment and no TotalSegments')
  }
  const expressions = prepareExpressions(input)
  const page = takePage(table.scan(nowMs, startKey(input, table)), input.Limit)
  return answer(state, input, table, page, expressions)
}

function readableTable(state: ServiceState, input: QueryCommandInput | ScanCommandInput): Table {
  refuseLegacyParameters(input)
  const table = tableNamed(state, input.TableName)
  if (input.IndexName !== undefined) {
    throw validationError(`The table does not have the specified index: ${input.IndexName}`)
  }
  if (input.Limit !== undefined && input.Limit < 1) {
    throw validationError(
      `1 validation error detected: Value '${input.Limit}' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1`,
    )
  }
  requireSelect(input)
  return table
}

function requireSelect({ Select, ProjectionExpression }: QueryCommandInput | ScanCommandInput): void {
  if (Select === 'COUNT' && ProjectionExpression !== undefined) {
    throw validationError('Cannot specify the ProjectionExpression when choosing to get only the Count')
  }
  if (Select === 'ALL_ATTRIBUTES' && ProjectionExpression !== undefined) {
    throw validationError('Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES')
  }
  if (Select === 'ALL_PROJECTED_ATTRIBUTES') {
    throw validationError('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName')
  }
}

function startKey({ ExclusiveStartKey }: QueryCommandInput | ScanCommandInput, table: Table): ItemKey | undefined {
  if (ExclusiveStartKey === undefined) return undefined
  try {
    return keyOfParameter(ExclusiveStartKey, table.keyNames)
  } catch (error) {
    throw validationError(`The provided starting key is invalid: ${error instanceof Error ? error.message : error}`)
  }
}

function requireWithin(start: ItemKey, { partition, range, restricted }: KeyRange): void {
  if (restricted && (range.isBelow(start.sort) || range.isAbove(start.sort))) {
    throw validationError('The provided starting key does not match the range key predicate')
  }
  if (start.partition !== partition) {
    throw validationError('The provided starting key is outside query boundaries based on provided conditions')
  }
}

/** A query's filter works on what the key condition found, so it may not speak of keys. */
function requireNoKeys({ filter, substitutions }: Expressions, table: Table): void {
  if (filter === undefined) return
  for (const path of operandsOf(filter).flatMap(pathOf)) {
    const [name] = resolvePath(path, substitutions)
    if (name !== table.keyNames.partition && name !== table.keyNames.sort) continue
    throw validationError(
      `Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`,
    )
  }
}

function operandsOf(condition: Condition): readonly Operand[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.conditions.flatMap(operandsOf)
    case 'not':
      return operandsOf(condition.condition)
    case 'between':
      return [condition.operand, condition.lower, condition.upper]
    case 'in':
      return [condition.operand, ...condition.candidates]
    case 'attribute_exists':
    case 'attribute_not_exists':
      return [condition.path]
    default:
      return [condition.left, condition.right]
  }
}

function pathOf(operand: Operand) {
  const plain = operand.kind === 'size' ? operand.operand : operand
  return plain.kind === 'path' ? [plain] : []
}

function* ascending(items: readonly StoredItem[], { range }: KeyRange, start?: ItemKey): Generator<StoredItem> {
  const first = firstIndex(items, ({ key }) => !range.isBelow(key.sort))
  const next = start === undefined ? 0 : firstIndex(items, ({ key }) => compareUtf8(key.sort, start.sort) > 0)
  for (let index = Math.max(first, next); index < items.length && !range.isAbove(items[index].key.sort); index++) {
    yield items[index]
  }
}

function* descending(items: readonly StoredItem[], { range }: KeyRange, start?: ItemKey): Generator<StoredItem> {
  const end = firstIndex(items, ({ key }) => range.isAbove(key.sort))
  const next = start === undefined ? end : firstIndex(items, ({ key }) => compareUtf8(key.sort, start.sort) >= 0)
  for (let index = Math.min(end, next) - 1; index >= 0 && !range.isBelow(items[index].key.sort); index--) {
    yield items[index]
  }
}

function takePage(items: Iterable<StoredItem>, limit = Number.POSITIVE_INFINITY): Page {
  const taken: StoredItem[] = []
  let bytes = 0
  for (const stored of items) {
    if (bytes + stored.sizeBytes > pageBytes) return { items: taken, bytes, cut: true }
    taken.push(stored)
    bytes += stored.sizeBytes
    if (taken.length >= limit) return { items: taken, bytes, cut: true }
  }
  return { items: taken, bytes, cut: false }
}

function answer(
  state: ServiceState,
  input: QueryCommandInput | ScanCommandInput,
  table: Table,
  { items, bytes, cut }: Page,
  { filter, substitutions, projection }: Expressions,
): Omit<QueryCommandOutput, '$metadata'> {
  const units = readUnits(bytes, input.ConsistentRead)
  state.consumed.readUnits += units
  const matching = filter === undefined ? items : items.filter(({ item }) => isTrue(filter, item, substitutions))
  const last = cut ? items.at(-1) : undefined
  const capacity = consumedCapacity(input.ReturnConsumedCapacity, input.TableName ?? '', units)
  return {
    ...(input.Select !== 'COUNT' && { Items: matching.map(({ item }): Item => selected(item, projection)) }),
    Count: matching.length,
    ScannedCount: items.length,
    ...(last && { LastEvaluatedKey: keyAttributes(last.key, table.keyNames) }),
    ...(capacity && { ConsumedCapacity: capacity }),
  }
}
