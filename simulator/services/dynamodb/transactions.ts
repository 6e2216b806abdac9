// Transactions: all of the actions, or none (developer guide, transaction-apis.html). Every action is weighed against the
// items as they are before the first one is committed.
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DynamoDBServiceException,
  type Get,
  IdempotentParameterMismatchException,
  type TransactGetItemsCommandInput,
  type TransactGetItemsCommandOutput,
  TransactionCanceledException,
  type TransactWriteItem,
  type TransactWriteItemsCommandInput,
  type TransactWriteItemsCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../kernel/service.ts'
import { addUnits, consumedCapacities, readUnits } from './capacity.ts'
import { badRequest, validationError } from './dynamodb-errors.ts'
import { prepareExpressions } from './expressions.ts'
import { itemIdentity, keyOfParameter } from './item-key.ts'
import { selected } from './item-operations.ts'
import {
  commit,
  type PreparedWrite,
  prepareCheck,
  prepareDelete,
  preparePut,
  prepareUpdate,
  refusedUnits,
  type WeighedWrite,
  weigh,
} from './item-write.ts'
import { missing, type ServiceState, tableNamed } from './service-state.ts'
import type { StoredItem } from './table.ts'

/** Developer guide, ServiceQuotas.html "DynamoDB transactions". */
const maximumActions = 100
const maximumBytes = 4 * 1024 * 1024
/** One unit to prepare, one to commit (developer guide, transaction-apis.html "Capacity management for transactions"). */
const unitsPerUnit = 2
const tokenLifetimeMs = 600_000

interface Action {
  readonly tableName: string
  readonly prepared: PreparedWrite
}

type Weighed = { readonly write: WeighedWrite } | { readonly reason: CancellationReason }

export function transactWriteItems(
  state: ServiceState,
  input: TransactWriteItemsCommandInput,
  { nowMs }: CallContext,
): Omit<TransactWriteItemsCommandOutput, '$metadata'> {
  const actions = requiredActions(input.TransactItems).map(item => prepareAction(state, item))
  requireDistinct(actions.map(({ prepared }) => itemIdentity(prepared.table.name, prepared.key)))
  if (isRepeated(state, input, nowMs)) return repeatedAnswer(state, input, actions, nowMs)
  const weighed = actions.map(({ prepared }) => weighOrExplain(prepared, nowMs))
  const units = actionUnits(actions, weighed, nowMs)
  for (const tableUnits of units.values()) state.consumed.writeUnits += tableUnits
  const writes = weighed.flatMap(result => ('write' in result ? [result.write] : []))
  if (writes.length < weighed.length) throw canceled(weighed)
  requireTotalSize(writes.reduce((bytes, { afterBytes }) => bytes + afterBytes, 0))
  for (const write of writes) commit(state, write, nowMs)
  rememberToken(state, input, nowMs)
  return capacityAnswer(input.ReturnConsumedCapacity, units, 'WriteCapacityUnits')
}

export function transactGetItems(
  state: ServiceState,
  input: TransactGetItemsCommandInput,
  { nowMs }: CallContext,
): Omit<TransactGetItemsCommandOutput, '$metadata'> {
  const reads = requiredActions(input.TransactItems).map(({ Get }) => prepareGet(state, Get, nowMs))
  requireDistinct(reads.map(({ identity }) => identity))
  requireTotalSize(reads.reduce((bytes, { stored }) => bytes + (stored?.sizeBytes ?? 0), 0))
  const units = new Map<string, number>()
  for (const { tableName, stored } of reads) {
    addUnits(units, tableName, unitsPerUnit * readUnits(stored?.sizeBytes ?? 0, true))
  }
  for (const tableUnits of units.values()) state.consumed.readUnits += tableUnits
  return {
    Responses: reads.map(({ stored, projection }) => (stored ? { Item: selected(stored.item, projection) } : {})),
    ...capacityAnswer(input.ReturnConsumedCapacity, units, 'ReadCapacityUnits'),
  }
}

function requiredActions<Member>(items: readonly Member[] | undefined): readonly Member[] {
  if (items === undefined) throw missing('transactItems')
  if (items.length >= 1 && items.length <= maximumActions) return items
  throw validationError(
    `1 validation error detected: Value of ${items.length} actions at 'transactItems' failed to satisfy constraint: Member must have length between 1 and ${maximumActions}`,
  )
}

function prepareAction(state: ServiceState, { Put, Update, Delete, ConditionCheck }: TransactWriteItem): Action {
  const kinds = [Put, Update, Delete, ConditionCheck].filter(kind => kind !== undefined)
  if (kinds.length !== 1) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete')
  }
  const tableName = kinds[0].TableName ?? ''
  if (Put !== undefined) return { tableName, prepared: preparePut(state, Put) }
  if (Delete !== undefined) return { tableName, prepared: prepareDelete(state, Delete) }
  if (ConditionCheck !== undefined) return { tableName, prepared: prepareCheck(state, ConditionCheck) }
  if (Update?.UpdateExpression === undefined) throw missing('updateExpression')
  return { tableName, prepared: prepareUpdate(state, Update) }
}

function requireDistinct(identities: readonly string[]): void {
  if (new Set(identities).size < identities.length) {
    throw validationError('Transaction request cannot include multiple operations on one item')
  }
}

function weighOrExplain(prepared: PreparedWrite, nowMs: number): Weighed {
  try {
    return { write: weigh(prepared, nowMs) }
  } catch (error) {
    if (!(error instanceof DynamoDBServiceException)) throw error
    const { message } = error
    if (!(error instanceof ConditionalCheckFailedException))
      return { reason: { Code: 'ValidationError', Message: message } }
    return { reason: { Code: 'ConditionalCheckFailed', Message: message, ...(error.Item && { Item: error.Item }) } }
  }
}

function canceled(weighed: readonly Weighed[]): TransactionCanceledException {
  const reasons = weighed.map(result => ('reason' in result ? result.reason : { Code: 'None' }))
  const codes = reasons.map(({ Code }) => Code).join(', ')
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`
  return new TransactionCanceledException({
    message,
    Message: message,
    CancellationReasons: reasons,
    $metadata: badRequest,
  })
}

function requireTotalSize(bytes: number): void {
  if (bytes <= maximumBytes) return
  throw validationError(`the items of the transaction have ${bytes} bytes, wanted at most ${maximumBytes}`)
}

/** A cancelled transaction is billed, too. */
function actionUnits(actions: readonly Action[], weighed: readonly Weighed[], nowMs: number): Map<string, number> {
  const units = new Map<string, number>()
  for (const [index, { tableName, prepared }] of actions.entries()) {
    const result = weighed[index]
    addUnits(units, tableName, unitsPerUnit * ('write' in result ? result.write.units : refusedUnits(prepared, nowMs)))
  }
  return units
}

function isRepeated(state: ServiceState, input: TransactWriteItemsCommandInput, nowMs: number): boolean {
  for (const [token, { expiresMs }] of state.requestTokens) {
    if (expiresMs > nowMs) break
    state.requestTokens.delete(token)
  }
  const known = state.requestTokens.get(input.ClientRequestToken ?? '')
  if (known === undefined) return false
  if (known.fingerprint === fingerprint(input)) return true
  const message = 'got a ClientRequestToken that was used with other parameters, wanted a new one'
  throw new IdempotentParameterMismatchException({ message, Message: message, $metadata: badRequest })
}

function rememberToken(state: ServiceState, input: TransactWriteItemsCommandInput, nowMs: number): void {
  if (input.ClientRequestToken === undefined) return
  const token = { fingerprint: fingerprint(input), expiresMs: nowMs + tokenLifetimeMs }
  state.requestTokens.set(input.ClientRequestToken, token)
}

function fingerprint({ TransactItems }: TransactWriteItemsCommandInput): string {
  return JSON.stringify(TransactItems)
}

/** A repeated transaction changes nothing, and is billed for reading its items. */
function repeatedAnswer(
  state: ServiceState,
  input: TransactWriteItemsCommandInput,
  actions: readonly Action[],
  nowMs: number,
): Omit<TransactWriteItemsCommandOutput, '$metadata'> {
  const units = new Map<string, number>()
  for (const { tableName, prepared } of actions) {
    const sizeBytes = prepared.table.get(prepared.key, nowMs)?.sizeBytes ?? 0
    addUnits(units, tableName, unitsPerUnit * readUnits(sizeBytes, true))
  }
  for (const tableUnits of units.values()) state.consumed.readUnits += tableUnits
  return capacityAnswer(input.ReturnConsumedCapacity, units, 'ReadCapacityUnits')
}

interface TransactionRead {
  readonly tableName: string
  readonly identity: string
  readonly stored: StoredItem | undefined
  readonly projection: Parameters<typeof selected>[1]
}

function prepareGet(state: ServiceState, get: Get | undefined, nowMs: number): TransactionRead {
  if (get === undefined) throw missing('transactItems.get')
  if (get.Key === undefined) throw missing('transactItems.get.key')
  const table = tableNamed(state, get.TableName)
  const key = keyOfParameter(get.Key, table.keyNames)
  const { projection } = prepareExpressions(get)
  return {
    tableName: get.TableName ?? '',
    identity: itemIdentity(table.name, key),
    stored: table.get(key, nowMs),
    projection,
  }
}

function capacityAnswer(
  detail: Parameters<typeof consumedCapacities>[0],
  units: ReadonlyMap<string, number>,
  kind: 'ReadCapacityUnits' | 'WriteCapacityUnits',
): { ConsumedCapacity?: TransactWriteItemsCommandOutput['ConsumedCapacity'] } {
  const capacities = consumedCapacities(detail, units)
  if (capacities === undefined) return {}
  return { ConsumedCapacity: capacities.map(capacity => ({ ...capacity, [kind]: capacity.CapacityUnits })) }
}
