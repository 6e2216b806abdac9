// DynamoDB: what is known of a group beyond the next hour: its newest outlook with how outlooks fared, and how far its past has
// been taken over into its application's history. Read hourly by `learn`, and by operators; a tick needs neither.
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { z } from 'zod'
import { type Backfill, backfillSchema } from '../domain/demand/backfill.ts'
import { LeaseLostError } from '../domain/errors.ts'
import { type Outlook, outlookSchema } from '../domain/forecasting/outlook.ts'
import { awsErrorKind } from './aws-errors.ts'
import { compressedBody, parseBody, textBody } from './record-body.ts'
import { groupKey } from './record-keys.ts'

type Item = Record<string, AttributeValue>

export interface LongView {
  readonly outlook: Outlook | undefined
  readonly backfill: Backfill | undefined
}

export class LongViewStore {
  readonly #client: DynamoDBClient
  readonly #tableName: string
  readonly #onDropped: (record: string, reason: string) => void

  /** @param onDropped hears of records that do not parse */
  constructor(client: DynamoDBClient, tableName: string, onDropped: (record: string, reason: string) => void) {
    this.#client = client
    this.#tableName = tableName
    this.#onDropped = onDropped
  }

  /** Eventually consistent: whoever missed the newest loses when writing. */
  async read(group: string): Promise<LongView> {
    const items = new Map<string, Item>()
    let wanted: Item[] = ['outlook', 'backfill'].map(kind => groupKey(group, kind))
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: { [this.#tableName]: { Keys: wanted } } }),
      )
      for (const item of Responses?.[this.#tableName] ?? []) items.set(item.sk.S ?? '', item)
      wanted = UnprocessedKeys?.[this.#tableName]?.Keys ?? []
    }
    return {
      outlook: this.#parse(items.get('outlook'), outlookSchema),
      backfill: this.#parse(items.get('backfill'), backfillSchema),
    }
  }

  /** @throws LeaseLostError where a younger one has been written */
  async writeOutlook(group: string, outlook: Outlook): Promise<void> {
    await this.#put(group, 'outlook', compressedBody(outlook), outlook.madeAtMs)
  }

  /** @throws LeaseLostError where somebody has written since */
  async writeBackfill(group: string, backfill: Backfill, atMs: number): Promise<void> {
    await this.#put(group, 'backfill', textBody(backfill), atMs)
  }

  /** Of two runs at once the later one's record stays. */
  async #put(group: string, kind: string, body: AttributeValue, atMs: number): Promise<void> {
    const written = { N: String(atMs) }
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: { ...groupKey(group, kind), body, writtenAtMs: written },
          ConditionExpression: 'attribute_not_exists(writtenAtMs) OR writtenAtMs <= :writtenAtMs',
          ExpressionAttributeValues: { ':writtenAtMs': written },
        }),
      )
    } catch (error) {
      if (awsErrorKind(error) !== 'condition-failed') throw error
      const what = `${kind} of ${group}`
      throw new LeaseLostError(`${what}: got a younger one, wanted nobody to have written since`, { cause: error })
    }
  }

  #parse<Schema extends z.ZodType>(item: Item | undefined, schema: Schema): z.output<Schema> | undefined {
    if (item === undefined) return undefined
    const parsed = schema.safeParse(parseBody(item.body))
    if (parsed.success) return parsed.data
    const [{ path, message }] = parsed.error.issues
    this.#onDropped(`${item.pk.S} ${item.sk.S}`, [path.join('.'), message].filter(text => text !== '').join(': '))
    return undefined
  }
}
