// DynamoDB: what operators have ordered. The orders that stand lie in one record of the group (or of every group), written on
// the condition that nobody has written it since it was read, in one transaction with the record of who ordered what: neither
// is ever there without the other.
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import type { z } from 'zod'
import {
  type GroupOrders,
  groupOrdersSchema,
  noOrders,
  type OrderRecord,
  orderRecordSchema,
  unreadableOrders,
} from '../domain/group/orders.ts'
import { parseBody, textBody } from './record-body.ts'
import { groupKey, orderKey, ordersKey } from './record-keys.ts'

/** More than a year, so that this year's sale can be held against the last one's. */
const orderLifetimeSeconds = 400 * 86_400

/** BatchGetItem takes at most 100 keys. */
const keysPerCall = 100

/** A condition that did not hold, or another transaction on the same record. */
const lostReasons = new Set(['ConditionalCheckFailed', 'TransactionConflict'])

type Item = Record<string, AttributeValue>

/** Whose orders: a group's, or those for every group. */
export type OrderScope = string | undefined

export class OperatorStore {
  readonly #client: DynamoDBClient
  readonly #tableName: string
  readonly #onDropped: (record: string, reason: string) => void

  /** @param onDropped hears of records that do not parse */
  constructor(client: DynamoDBClient, tableName: string, onDropped: (record: string, reason: string) => void) {
    this.#client = client
    this.#tableName = tableName
    this.#onDropped = onDropped
  }

  /**
   * The orders that stand; revision 0: there were never any. Such as do not parse count as a pause.
   * @param consistency `eventual` costs half, and may miss what was ordered in the last second or so. @default 'strong'
   */
  async readOrders(scope: OrderScope, consistency: 'strong' | 'eventual' = 'strong'): Promise<GroupOrders> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: ordersKey(scope),
        ConsistentRead: consistency === 'strong',
      }),
    )
    return Item === undefined ? noOrders : this.#parseOrders(Item)
  }

  /** The orders of many groups; a group without any is missing from the answer. */
  async readOrdersOf(groups: readonly string[]): Promise<Map<string, GroupOrders>> {
    const found = new Map<string, GroupOrders>()
    for (let from = 0; from < groups.length; from += keysPerCall) {
      let wanted: Item[] = groups.slice(from, from + keysPerCall).map(ordersKey)
      while (wanted.length > 0) {
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#tableName]: { Keys: wanted } } }),
        )
        for (const item of Responses?.[this.#tableName] ?? []) found.set(groupOf(item), this.#parseOrders(item))
        wanted = UnprocessedKeys?.[this.#tableName]?.Keys ?? []
      }
    }
    return found
  }

  /**
   * Both, or neither.
   * @param orders as they shall stand, still with the revision that was read
   * @returns the orders as they were written; undefined where somebody else has written them since
   */
  async writeOrders(scope: OrderScope, orders: GroupOrders, order: OrderRecord): Promise<GroupOrders | undefined> {
    const written = { ...orders, revision: orders.revision + 1 }
    const expiresAtSeconds = Math.floor(Date.parse(order.at) / 1000) + orderLifetimeSeconds
    const ordersItem = { ...ordersKey(scope), body: textBody(written), revision: { N: String(written.revision) } }
    const orderItem = {
      ...orderKey(scope, order.at, written.revision),
      body: textBody(order),
      expiresAtSeconds: { N: String(expiresAtSeconds) },
    }
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName: this.#tableName, Item: ordersItem, ...isStill(orders.revision) } },
            { Put: { TableName: this.#tableName, Item: orderItem } },
          ],
        }),
      )
    } catch (error) {
      if (isLost(error)) return undefined
      throw error
    }
    return written
  }

  /** The newest orders first, at most `most`. */
  async readOrderRecords(scope: OrderScope, most: number): Promise<OrderRecord[]> {
    const { pk, sk } = orderKey(scope)
    const { Items = [] } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :scope AND begins_with(sk, :order)',
        ExpressionAttributeValues: { ':scope': pk, ':order': sk },
        ScanIndexForward: false,
        Limit: most,
      }),
    )
    return Items.map(item => this.#parse(orderRecordSchema, item)).filter(order => order !== undefined)
  }

  /** The revision is an attribute of its own, so that orders which do not parse can be overwritten. */
  #parseOrders(item: Item): GroupOrders {
    const orders = this.#parse(groupOrdersSchema, item) ?? unreadableOrders
    return { ...orders, revision: Number(item.revision?.N ?? 0) }
  }

  #parse<Schema extends z.ZodType>(schema: Schema, item: Item): z.output<Schema> | undefined {
    const parsed = schema.safeParse(parseBody(item.body))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const reason = [issue.path.join('.'), issue.message].filter(text => text !== '').join(': ')
    this.#onDropped(`${item.pk.S} ${item.sk.S}`, reason)
    return undefined
  }
}

/** Nobody has written the record since it was read. */
function isStill(revision: number) {
  if (revision === 0) return { ConditionExpression: 'attribute_not_exists(revision)' }
  return {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': { N: String(revision) } },
  }
}

function isLost(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false
  return error.CancellationReasons?.some(({ Code = '' }) => lostReasons.has(Code)) ?? false
}

function groupOf(item: Item): string {
  return (item.pk.S ?? '').slice(groupKey('', '').pk.S.length)
}
