import type {
  AttributeValue,
  BatchGetItemCommandInput,
  BatchGetItemCommandOutput,
  BatchWriteItemCommandInput,
  BatchWriteItemCommandOutput,
  KeysAndAttributes,
  WriteRequest,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../kernel/service.ts'
import type { Item } from './attribute-value.ts'
import { addUnits, consumedCapacities, readUnits } from './capacity.ts'
import { validationError } from './dynamodb-errors.ts'
import { prepareExpressions } from './expressions.ts'
import { itemIdentity, keyOfParameter } from './item-key.ts'
import { selected } from './item-operations.ts'
import { commit, type PreparedWrite, prepareDelete, preparePut, weigh } from './item-write.ts'
import { missing, refuseLegacyParameters, type ServiceState, tableNamed } from './service-state.ts'

/** API reference, BatchGetItem and BatchWriteItem. */
const maximumReads = 100
const maximumWrites = 25
const maximumResponseBytes = 16 * 1024 * 1024

interface BatchRead {
  readonly tableName: string
  readonly key: Record<string, AttributeValue>
  readonly identity: string
  readonly sizeBytes: number
  /** A copy of what the caller asked for, made only for items that fit into the answer. */
  readonly read: () => Item | undefined
  readonly units: number
}

export function batchGetItem(
  state: ServiceState,
  input: BatchGetItemCommandInput,
  { nowMs }: CallContext,
): Omit<BatchGetItemCommandOutput, '$metadata'> {
  const requests = Object.entries(input.RequestItems ?? {})
  requireCount(requests.flatMap(([, { Keys = [] }]) => Keys).length, maximumReads, 'BatchGetItem')
  const reads = requests.flatMap(([tableName, request]) => tableReads(state, tableName, request, nowMs))
  requireDistinct(reads.map(({ identity }) => identity))
  const [processed, unprocessed] = splitBySize(reads)
  const units = new Map<string, number>()
  for (const read of processed) addUnits(units, read.tableName, read.units)
  for (const read of processed) state.consumed.readUnits += read.units
  const capacities = consumedCapacities(input.ReturnConsumedCapacity, units)
  return {
    Responses: responses(
      requests.map(([tableName]) => tableName),
      processed,
    ),
    UnprocessedKeys: unprocessedKeys(unprocessed, input),
    ...(capacities && { ConsumedCapacity: capacities }),
  }
}

export function batchWriteItem(
  state: ServiceState,
  input: BatchWriteItemCommandInput,
  { nowMs }: CallContext,
): Omit<BatchWriteItemCommandOutput, '$metadata'> {
  const requests = Object.entries(input.RequestItems ?? {})
  requireCount(requests.flatMap(([, writes]) => writes).length, maximumWrites, 'BatchWriteItem')
  const writes = requests.flatMap(([tableName, list]) =>
    list.map(request => ({ tableName, prepared: prepareRequest(state, tableName, request) })),
  )
  requireDistinct(writes.map(({ prepared }) => itemIdentity(prepared.table.name, prepared.key)))
  const weighed = writes.map(({ tableName, prepared }) => ({ tableName, write: weigh(prepared, nowMs) }))
  const units = new Map<string, number>()
  for (const { tableName, write } of weighed) {
    commit(state, write, nowMs)
    addUnits(units, tableName, write.units)
    state.consumed.writeUnits += write.units
  }
  const capacities = consumedCapacities(input.ReturnConsumedCapacity, units)
  return { UnprocessedItems: {}, ...(capacities && { ConsumedCapacity: capacities }) }
}

function tableReads(state: ServiceState, tableName: string, request: KeysAndAttributes, nowMs: number): BatchRead[] {
  refuseLegacyParameters(request)
  const table = tableNamed(state, tableName)
  const { projection } = prepareExpressions(request)
  return (request.Keys ?? []).map(parameter => {
    const key = keyOfParameter(parameter, table.keyNames)
    const stored = table.get(key, nowMs)
    const sizeBytes = stored?.sizeBytes ?? 0
    return {
      tableName,
      key: parameter,
      identity: itemIdentity(table.name, key),
      sizeBytes,
      read: () => stored && selected(stored.item, projection),
      units: readUnits(sizeBytes, request.ConsistentRead),
    }
  })
}

/** What fits into one answer, and the rest. */
function splitBySize(reads: readonly BatchRead[]): [BatchRead[], BatchRead[]] {
  const processed: BatchRead[] = []
  const unprocessed: BatchRead[] = []
  let bytes = 0
  for (const read of reads) {
    const fits = bytes + read.sizeBytes <= maximumResponseBytes
    if (fits) bytes += read.sizeBytes
    const part = fits ? processed : unprocessed
    part.push(read)
  }
  return [processed, unprocessed]
}

/** The service promises no order of a batch's items; to make nobody rely on one, they come back to front. */
function responses(tableNames: readonly string[], reads: readonly BatchRead[]): Record<string, Item[]> {
  const byTable: Record<string, Item[]> = Object.fromEntries(tableNames.map(name => [name, []]))
  for (const { tableName, read } of reads.toReversed()) {
    const item = read()
    if (item !== undefined) byTable[tableName].push(item)
  }
  return byTable
}

function unprocessedKeys(
  reads: readonly BatchRead[],
  { RequestItems = {} }: BatchGetItemCommandInput,
): Record<string, KeysAndAttributes> {
  const byTable = Map.groupBy(reads, ({ tableName }) => tableName)
  return Object.fromEntries(
    [...byTable].map(([name, rest]) => [name, { ...RequestItems[name], Keys: rest.map(({ key }) => key) }]),
  )
}

function prepareRequest(
  state: ServiceState,
  tableName: string,
  { PutRequest, DeleteRequest }: WriteRequest,
): PreparedWrite {
  if (PutRequest !== undefined && DeleteRequest === undefined) {
    return preparePut(state, { TableName: tableName, Item: PutRequest.Item })
  }
  if (DeleteRequest !== undefined && PutRequest === undefined) {
    return prepareDelete(state, { TableName: tableName, Key: DeleteRequest.Key })
  }
  throw validationError(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  )
}

function requireCount(count: number, maximum: number, operation: string): void {
  if (count === 0) throw missing('requestItems')
  if (count > maximum) throw validationError(`Too many items requested for the ${operation} call`)
}

function requireDistinct(identities: readonly string[]): void {
  if (new Set(identities).size < identities.length) {
    throw validationError('Provided list of item keys contains duplicates')
  }
}
