// DynamoDB: the past events of applications, read and written by learn alone, once an hour. What stands for every group is read
// in the same call.
import {
  type AttributeValue,
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import type { z } from 'zod'
import { type GroupOrders, groupOrdersSchema, noOrders } from '../domain/group/orders.ts'
import { noPastEvents, type PastEvents, pastEventsSchema } from '../domain/group/past-events.ts'
import { compressedBody, parseBody } from './record-body.ts'
import { applicationKey, ordersKey } from './record-keys.ts'

/** BatchGetItem takes at most 100 keys. */
const keysPerCall = 100

type Item = Record<string, AttributeValue>

export interface KnownEvents {
  /** By application. */
  readonly past: Map<string, PastEvents>
  readonly ordersForAll: GroupOrders
}

export class EventStore {
  readonly #client: DynamoDBClient
  readonly #tableName: string
  readonly #onDropped: (record: string, reason: string) => void

  /** @param onDropped hears of records that do not parse */
  constructor(client: DynamoDBClient, tableName: string, onDropped: (record: string, reason: string) => void) {
    this.#client = client
    this.#tableName = tableName
    this.#onDropped = onDropped
  }

  /** @param applications each once */
  async readEvents(applications: readonly string[]): Promise<KnownEvents> {
    const found = await this.#read([ordersKey(undefined), ...applications.map(pastKey)])
    const past = applications.map((application): [string, PastEvents] => [
      application,
      this.#parsePast(found.get(textOf(pastKey(application)))),
    ])
    const ordersForAll = this.#parse(groupOrdersSchema, found.get(textOf(ordersKey(undefined)))) ?? noOrders
    return { past: new Map(past), ordersForAll }
  }

  /**
   * @param past as they shall stand, still with the revision that was read
   * @returns them as they were written; undefined where somebody else has written them since
   */
  async writePast(application: string, past: PastEvents): Promise<PastEvents | undefined> {
    const written = { ...past, revision: past.revision + 1 }
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            ...pastKey(application),
            body: compressedBody(written),
            revision: { N: String(written.revision) },
          },
          ConditionExpression: past.revision === 0 ? 'attribute_not_exists(revision)' : 'revision = :revision',
          ...(past.revision > 0 && { ExpressionAttributeValues: { ':revision': { N: String(past.revision) } } }),
        }),
      )
      return written
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined
      throw error
    }
  }

  async #read(keys: readonly Item[]): Promise<Map<string, Item>> {
    const found = new Map<string, Item>()
    for (let from = 0; from < keys.length; from += keysPerCall) {
      let wanted = keys.slice(from, from + keysPerCall)
      while (wanted.length > 0) {
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#tableName]: { Keys: wanted } } }),
        )
        for (const item of Responses?.[this.#tableName] ?? []) found.set(textOf(item), item)
        wanted = UnprocessedKeys?.[this.#tableName]?.Keys ?? []
      }
    }
    return found
  }

  /** The revision is an attribute of its own, so that a record which does not parse can be overwritten. */
  #parsePast(item: Item | undefined): PastEvents {
    const past = this.#parse(pastEventsSchema, item) ?? noPastEvents
    return { ...past, revision: Number(item?.revision?.N ?? 0) }
  }

  #parse<Schema extends z.ZodType>(schema: Schema, item: Item | undefined): z.output<Schema> | undefined {
    if (item === undefined) return undefined
    const parsed = schema.safeParse(parseBody(item.body))
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    this.#onDropped(textOf(item), `${issue.path.join('.')}: ${issue.message}`)
    return undefined
  }
}

const pastKey = (application: string) => applicationKey(application, 'events')

function textOf(item: Item): string {
  return `${item.pk.S} ${item.sk.S}`
}
