// DynamoDB: thirteen months of an application's requests, one item for each metric and day. Groups of one application write the
// same items, so a write names the revision that it read; who was overtaken adds its part to what stands now. TTL deletes late,
// so what has expired is not read either. A record that does not parse is dropped with a reason, and made anew.
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb'
import { dayOf, emptyDay, expiryOf, type HistoryDay, historyDaySchema } from '../domain/demand/history-day.ts'
import { LeaseLostError } from '../domain/errors.ts'
import { compressedBody, parseBody } from './record-body.ts'

/** Requests that a group's target groups have counted. */
const metric = 'requests'

/** Of groups that write the same day at the same moment, each loses against every other once. */
const mostTries = 10

type Item = Record<string, AttributeValue>

/** A day as it was read: undefined revision, there is none. */
export interface StoredDay {
  readonly history: HistoryDay
  readonly revision: number | undefined
}

export class HistoryStore {
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
   * The days that [fromMs, toMs) touches, by name, oldest first; days of which nothing is known are missing. Eventually
   * consistent: what it misses is found out when the day is written.
   */
  async read(application: string, fromMs: number, toMs: number, nowMs: number): Promise<Map<string, StoredDay>> {
    const days = new Map<string, StoredDay>()
    if (toMs <= fromMs) return days
    let startKey: Item | undefined
    do {
      const { Items = [], LastEvaluatedKey } = await this.#client.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: 'pk = :application AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: {
            ':application': { S: partitionKey(application) },
            ':from': { S: sortKey(dayOf(fromMs)) },
            ':to': { S: sortKey(dayOf(toMs - 1)) },
          },
          ExclusiveStartKey: startKey,
        }),
      )
      for (const item of Items) {
        const day = (item.sk.S ?? '').slice(sortKey('').length)
        if (expiryOf(day) > nowMs) days.set(day, this.#stored(item, day))
      }
      startKey = LastEvaluatedKey
    } while (startKey !== undefined)
    return days
  }

  /**
   * Writes what `change` makes of the day; where somebody else has written it since, what it makes of that.
   * @param stored the day as it was read; undefined: it was not there
   * @param change undefined: there is nothing to write
   * @returns the day as it stands afterwards
   * @throws LeaseLostError after too many tries
   */
  async change(
    application: string,
    day: string,
    stored: StoredDay | undefined,
    change: (history: HistoryDay) => HistoryDay | undefined,
  ): Promise<StoredDay | undefined> {
    let known = stored
    for (let attempt = 0; attempt < mostTries; attempt++) {
      const history = change(known?.history ?? emptyDay(day))
      if (history === undefined) return known
      const written = { history, revision: (known?.revision ?? 0) + 1 }
      const overtaken = await this.#put(application, day, written, known?.revision)
      if (overtaken === undefined) return written
      known = overtaken.by && this.#stored(overtaken.by, day)
    }
    throw new LeaseLostError(
      `history of ${application} on ${day}: got overtaken ${mostTries} times, wanted to be written`,
    )
  }

  /** @returns what stands in its place, where that is not what was read; undefined: it was written */
  async #put(application: string, day: string, { history, revision }: StoredDay, before: number | undefined) {
    try {
      await this.#client.send(
        new PutItemCommand({
          TableName: this.#tableName,
          Item: {
            pk: { S: partitionKey(application) },
            sk: { S: sortKey(day) },
            body: compressedBody(history),
            revision: { N: String(revision) },
            expiresAtSeconds: { N: String(expiryOf(day) / 1000) },
          },
          ...isStill(before),
          ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
        }),
      )
      return undefined
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return { by: error.Item }
      throw error
    }
  }

  /** The revision is an attribute of its own, so that a day which does not parse can be overwritten. */
  #stored(item: Item, day: string): StoredDay {
    const revision = item.revision?.N === undefined ? undefined : Number(item.revision.N)
    const parsed = historyDaySchema.safeParse(parseBody(item.body))
    if (parsed.success) return { history: parsed.data, revision }
    const [{ path, message }] = parsed.error.issues
    this.#onDropped(`${item.pk?.S} ${item.sk?.S}`, [path.join('.'), message].filter(text => text !== '').join(': '))
    return { history: emptyDay(day), revision }
  }
}

/** Nobody has written the day since it was read. */
function isStill(revision: number | undefined) {
  if (revision === undefined) return { ConditionExpression: 'attribute_not_exists(revision)' }
  return {
    ConditionExpression: 'revision = :revision',
    ExpressionAttributeValues: { ':revision': { N: String(revision) } },
  }
}

function partitionKey(application: string): string {
  return `app#${application}`
}

function sortKey(day: string): string {
  return `history#${metric}#${day}`
}
