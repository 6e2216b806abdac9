// DynamoDB: decisions that were written down, read back by time. `reconcile` writes one when it is news, and every quarter of
// an hour; they are kept for 30 days.
import { type AttributeValue, BatchGetItemCommand, type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb'
import { type DecisionRecord, decisionSchema } from '../domain/group/records.ts'
import { parseBody } from './record-body.ts'
import { groupKey } from './record-keys.ts'

/** BatchGetItem takes at most 100 keys. */
const keysPerCall = 100

type Item = Record<string, AttributeValue>

/** A decision that a group's state names: `atMs` is when it was made. */
export interface DecisionName {
  readonly group: string
  readonly atMs: number
}

export class DecisionLog {
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
   * Decisions of a group from `fromMs` up to and including `toMs`, newest first. One call for each megabyte that lies there.
   * @param most older ones beyond this many are not read; default: all
   */
  async between(
    group: string,
    fromMs: number,
    toMs: number,
    most = Number.POSITIVE_INFINITY,
  ): Promise<DecisionRecord[]> {
    const decisions: DecisionRecord[] = []
    let startKey: Item | undefined
    do {
      const page = await this.#queryPage(group, fromMs, toMs, most - decisions.length, startKey)
      for (const item of page.items) {
        const decision = this.#parse(item)
        if (decision !== undefined) decisions.push(decision)
      }
      startKey = page.lastKey
    } while (startKey !== undefined && decisions.length < most)
    return decisions
  }

  /** The named decisions, by group; one that is gone is missing from the answer. */
  async named(names: readonly DecisionName[]): Promise<Map<string, DecisionRecord>> {
    const keys = names.map(({ group, atMs }) => groupKey(group, sortKey(atMs)))
    const decisions = new Map<string, DecisionRecord>()
    for (let from = 0; from < keys.length; from += keysPerCall) {
      for (const item of await this.#batchGet(keys.slice(from, from + keysPerCall))) {
        const decision = this.#parse(item)
        if (decision !== undefined) decisions.set((item.pk.S ?? '').slice(groupKey('', '').pk.S.length), decision)
      }
    }
    return decisions
  }

  async #queryPage(group: string, fromMs: number, toMs: number, most: number, startKey: Item | undefined) {
    const { Items = [], LastEvaluatedKey } = await this.#client.send(
      new QueryCommand({
        TableName: this.#tableName,
        KeyConditionExpression: 'pk = :group AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':group': groupKey(group, '').pk,
          ':from': { S: sortKey(fromMs) },
          ':to': { S: sortKey(toMs) },
        },
        ProjectionExpression: 'pk, sk, body',
        ScanIndexForward: false,
        ...(Number.isFinite(most) && { Limit: most }),
        ExclusiveStartKey: startKey,
      }),
    )
    return { items: Items, lastKey: LastEvaluatedKey }
  }

  async #batchGet(keys: readonly Item[]): Promise<Item[]> {
    const found: Item[] = []
    let wanted = [...keys]
    while (wanted.length > 0) {
      const { Responses, UnprocessedKeys } = await this.#client.send(
        new BatchGetItemCommand({ RequestItems: { [this.#tableName]: { Keys: wanted } } }),
      )
      found.push(...(Responses?.[this.#tableName] ?? []))
      wanted = UnprocessedKeys?.[this.#tableName]?.Keys ?? []
    }
    return found
  }

  #parse(item: Item): DecisionRecord | undefined {
    const parsed = decisionSchema.safeParse(parseBody(item.body))
    if (parsed.success) return parsed.data
    const [{ path, message }] = parsed.error.issues
    this.#onDropped(`${item.pk.S} ${item.sk.S}`, [path.join('.'), message].filter(text => text !== '').join(': '))
    return undefined
  }
}

/** ISO 8601 sorts as time goes. */
function sortKey(atMs: number): string {
  return `decision#${new Date(atMs).toISOString()}`
}
