// The group's lease in DynamoDB. Reserved concurrency is a throttle and not a mutex, and Lambda delivers at least once, so
// whoever changes a group holds its lease: longer than the function's timeout, re-read before every change, with a fencing
// counter that grows with every owner and guards every later write. Whoever only looks and learns takes none.
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { LeaseLostError } from '../domain/errors.ts'
import { awsErrorKind } from './aws-errors.ts'
import { groupKey } from './record-keys.ts'

export interface Lease {
  readonly group: string
  readonly owner: string
  readonly fencing: number
}

export class Leases {
  readonly #client: DynamoDBClient
  readonly #tableName: string
  readonly #now: () => number

  constructor(client: DynamoDBClient, tableName: string, now: () => number) {
    this.#client = client
    this.#tableName = tableName
    this.#now = now
  }

  /** @returns undefined while somebody else holds the lease */
  async acquire(group: string, owner: string, durationMs: number): Promise<Lease | undefined> {
    const nowMs = this.#now()
    try {
      const { Attributes } = await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: groupKey(group, 'lease'),
          UpdateExpression: 'SET #owner = :owner, expiresAtMs = :expires ADD fencing :one',
          ConditionExpression: 'attribute_not_exists(pk) OR expiresAtMs <= :now',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: {
            ':owner': { S: owner },
            ':expires': { N: String(nowMs + durationMs) },
            ':now': { N: String(nowMs) },
            ':one': { N: '1' },
          },
          ReturnValues: 'UPDATED_NEW',
        }),
      )
      return { group, owner, fencing: Number(Attributes?.fencing?.N) }
    } catch (error) {
      if (awsErrorKind(error) === 'condition-failed') return undefined
      throw error
    }
  }

  /** @throws LeaseLostError when the lease has expired or belongs to somebody else by now */
  async assertHeld(lease: Lease): Promise<void> {
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: groupKey(lease.group, 'lease'),
        ConsistentRead: true,
      }),
    )
    const held = Number(Item?.fencing?.N) === lease.fencing && Number(Item?.expiresAtMs?.N) > this.#now()
    if (!held) {
      throw new LeaseLostError(
        `lease of ${lease.group}: got fencing ${Item?.fencing?.N ?? 'none'}, wanted ${lease.fencing} unexpired`,
      )
    }
  }

  /** Gives the lease back early; a lease that is no longer ours is left alone. */
  async release(lease: Lease): Promise<void> {
    try {
      await this.#client.send(
        new UpdateItemCommand({
          TableName: this.#tableName,
          Key: groupKey(lease.group, 'lease'),
          UpdateExpression: 'SET expiresAtMs = :zero',
          ConditionExpression: 'fencing = :mine',
          ExpressionAttributeValues: { ':zero': { N: '0' }, ':mine': { N: String(lease.fencing) } },
        }),
      )
    } catch (error) {
      if (awsErrorKind(error) !== 'condition-failed') throw error
    }
  }
}
