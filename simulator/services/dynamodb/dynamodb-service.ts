// The simulated DynamoDB: tables on demand with string keys, on the low-level client's attribute values. It has no clock: time
// comes with every call. It never throttles. Not simulated: secondary indexes, streams, legacy parameters, PartiQL.
import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  CreateTableCommandInput,
  DeleteItemCommandInput,
  DescribeTableCommandInput,
  DescribeTimeToLiveCommandInput,
  GetItemCommandInput,
  PutItemCommandInput,
  QueryCommandInput,
  ScanCommandInput,
  TransactGetItemsCommandInput,
  TransactWriteItemsCommandInput,
  UpdateItemCommandInput,
  UpdateTimeToLiveCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { RandomStream } from '../../kernel/random.ts'
import type { CallContext, SimulatedService } from '../../kernel/service.ts'
import { batchGetItem, batchWriteItem } from './batch-operations.ts'
import type { ConsumedUnits } from './capacity.ts'
import { deleteItem, getItem, putItem, updateItem } from './item-operations.ts'
import { query, scan } from './query-operations.ts'
import type { ServiceState } from './service-state.ts'
import { createTable, describeTable, describeTimeToLive, updateTimeToLive } from './table-operations.ts'
import { transactGetItems, transactWriteItems } from './transactions.ts'

export interface DynamoDbOptions {
  /** Draws how late time to live deletes, 0 to 48 hours after expiry. */
  readonly random: RandomStream
}

export class DynamoDbService implements SimulatedService {
  readonly name = 'DynamoDB'
  readonly operations
  /** Request units since the beginning, refused conditional writes and cancelled transactions included. */
  readonly consumed: Readonly<ConsumedUnits>
  readonly #state: ServiceState

  constructor({ random }: DynamoDbOptions) {
    const consumed = { readUnits: 0, writeUnits: 0 }
    this.#state = { tables: new Map(), consumed, random, requestTokens: new Map() }
    this.consumed = consumed
    this.operations = operationsOn(this.#state)
  }

  /** Deletes what time to live had to delete by `nowMs`. Nobody can tell from the answers; it gives memory back. */
  sweepExpired(nowMs: number): void {
    for (const table of this.#state.tables.values()) table.sweep(nowMs)
  }
}

function operationsOn(state: ServiceState) {
  return {
    CreateTable: (input: CreateTableCommandInput, context: CallContext) => createTable(state, input, context),
    DescribeTable: (input: DescribeTableCommandInput, context: CallContext) => describeTable(state, input, context),
    UpdateTimeToLive: (input: UpdateTimeToLiveCommandInput, context: CallContext) =>
      updateTimeToLive(state, input, context),
    DescribeTimeToLive: (input: DescribeTimeToLiveCommandInput, context: CallContext) =>
      describeTimeToLive(state, input, context),
    GetItem: (input: GetItemCommandInput, context: CallContext) => getItem(state, input, context),
    PutItem: (input: PutItemCommandInput, context: CallContext) => putItem(state, input, context),
    UpdateItem: (input: UpdateItemCommandInput, context: CallContext) => updateItem(state, input, context),
    DeleteItem: (input: DeleteItemCommandInput, context: CallContext) => deleteItem(state, input, context),
    Query: (input: QueryCommandInput, context: CallContext) => query(state, input, context),
    Scan: (input: ScanCommandInput, context: CallContext) => scan(state, input, context),
    BatchGetItem: (input: BatchGetItemCommandInput, context: CallContext) => batchGetItem(state, input, context),
    BatchWriteItem: (input: BatchWriteItemCommandInput, context: CallContext) => batchWriteItem(state, input, context),
    TransactWriteItems: (input: TransactWriteItemsCommandInput, context: CallContext) =>
      transactWriteItems(state, input, context),
    TransactGetItems: (input: TransactGetItemsCommandInput, context: CallContext) =>
      transactGetItems(state, input, context),
  }
}
