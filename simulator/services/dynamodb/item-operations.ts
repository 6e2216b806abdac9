import type {
  DeleteItemCommandInput,
  DeleteItemCommandOutput,
  GetItemCommandInput,
  GetItemCommandOutput,
  PutItemCommandInput,
  PutItemCommandOutput,
  UpdateItemCommandInput,
  UpdateItemCommandOutput,
} from '@aws-sdk/client-dynamodb'
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../kernel/service.ts'
import { copyItem, type Item } from './attribute-value.ts'
import { consumedCapacity, readUnits } from './capacity.ts'
import { type DocumentPath, project } from './document-path.ts'
import { validationError } from './dynamodb-errors.ts'
import { prepareExpressions } from './expressions.ts'
import { keyOfParameter } from './item-key.ts'
import {
  commit,
  type PreparedWrite,
  prepareDelete,
  preparePut,
  prepareUpdate,
  refusedUnits,
  type WeighedWrite,
  weigh,
} from './item-write.ts'
import { missing, refuseLegacyParameters, type ServiceState, tableNamed } from './service-state.ts'

type Answer<Output> = Omit<Output, '$metadata'>
type ReturnCapacity = Parameters<typeof consumedCapacity>[0]

const returnValues = ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW']

export function getItem(
  state: ServiceState,
  input: GetItemCommandInput,
  { nowMs }: CallContext,
): Answer<GetItemCommandOutput> {
  refuseLegacyParameters(input)
  const table = tableNamed(state, input.TableName)
  if (input.Key === undefined) throw missing('key')
  const key = keyOfParameter(input.Key, table.keyNames)
  const { projection } = prepareExpressions(input)
  const stored = table.get(key, nowMs)
  const units = readUnits(stored?.sizeBytes ?? 0, input.ConsistentRead)
  state.consumed.readUnits += units
  return {
    ...(stored && { Item: selected(stored.item, projection) }),
    ...capacityAnswer(input.ReturnConsumedCapacity, input.TableName, units),
  }
}

export function putItem(
  state: ServiceState,
  input: PutItemCommandInput,
  context: CallContext,
): Answer<PutItemCommandOutput> {
  requireReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD'])
  const written = write(state, preparePut(state, input), context)
  return answer(written, input)
}

export function updateItem(
  state: ServiceState,
  input: UpdateItemCommandInput,
  context: CallContext,
): Answer<UpdateItemCommandOutput> {
  requireReturnValues(input.ReturnValues, returnValues)
  const written = write(state, prepareUpdate(state, input), context)
  return answer(written, input)
}

export function deleteItem(
  state: ServiceState,
  input: DeleteItemCommandInput,
  context: CallContext,
): Answer<DeleteItemCommandOutput> {
  requireReturnValues(input.ReturnValues, ['NONE', 'ALL_OLD'])
  const written = write(state, prepareDelete(state, input), context)
  return answer(written, input)
}

/** A copy that the caller may keep. */
export function selected(item: Item, projection: readonly DocumentPath[] | undefined): Item {
  return projection === undefined ? copyItem(item) : project(item, projection)
}

function write(state: ServiceState, prepared: PreparedWrite, { nowMs }: CallContext): WeighedWrite {
  const weighed = weighedOrBilled(state, prepared, nowMs)
  state.consumed.writeUnits += weighed.units
  commit(state, weighed, nowMs)
  return weighed
}

/** A write that its condition refuses costs as much as one that succeeds (developer guide, ProvisionedThroughput.html). */
function weighedOrBilled(state: ServiceState, prepared: PreparedWrite, nowMs: number): WeighedWrite {
  try {
    return weigh(prepared, nowMs)
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) state.consumed.writeUnits += refusedUnits(prepared, nowMs)
    throw error
  }
}

function answer(
  written: WeighedWrite,
  input: { ReturnValues?: string; ReturnConsumedCapacity?: ReturnCapacity; TableName: string | undefined },
): Answer<UpdateItemCommandOutput> {
  const attributes = returnedAttributes(written, input.ReturnValues)
  return {
    ...(attributes && { Attributes: attributes }),
    ...capacityAnswer(input.ReturnConsumedCapacity, input.TableName, written.units),
  }
}

function returnedAttributes({ before, after, prepared }: WeighedWrite, wanted: string | undefined): Item | undefined {
  if (wanted === undefined || wanted === 'NONE') return undefined
  const item = wanted.endsWith('OLD') ? before : after
  if (item === undefined) return undefined
  if (wanted.startsWith('ALL')) return copyItem(item)
  const updatedPart = project(item, prepared.expressions.updatedPaths ?? [])
  return Object.keys(updatedPart).length === 0 ? undefined : updatedPart
}

function requireReturnValues(got: string | undefined, allowed: readonly string[]): void {
  if (got === undefined || allowed.includes(got)) return
  throw validationError(
    returnValues.includes(got)
      ? `ReturnValues can only be ${allowed.slice(1).join(', ')} or NONE`
      : `1 validation error detected: Value '${got}' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [${returnValues.join(', ')}]`,
  )
}

function capacityAnswer(detail: ReturnCapacity, tableName: string | undefined, units: number) {
  const capacity = consumedCapacity(detail, tableName ?? '', units)
  return capacity && { ConsumedCapacity: capacity }
}
