// DynamoDB: everything that Penumbra remembers of a group. Bodies are JSON text in one attribute (a model is a megabyte of
// nested attributes otherwise), parsed by their schema when read; every write carries the lease's fencing counter and loses
// against a newer owner. What changes nothing on AWS needs no lease: a group's state is written every minute on the condition
// that it still is what was read, so that of two runs at once the second one loses. A record that no longer parses is dropped
// with a reason and made anew, never half believed.
import {
  type AttributeValue,
  BatchGetItemCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type PutItemCommandInput,
} from '@aws-sdk/client-dynamodb'
import type { z } from 'zod'
import { LeaseLostError } from '../domain/errors.ts'
import type { FloorMemory } from '../domain/fleet/floor-steps.ts'
import type { PoolMemory } from '../domain/fleet/pool-steps.ts'
import type { ModelRecord } from '../domain/forecasting/model.ts'
import { groupOrdersSchema } from '../domain/group/orders.ts'
import {
  type DecisionRecord,
  floorMemorySchema,
  type GroupConfig,
  type GroupRecords,
  type GroupState,
  groupConfigSchema,
  groupStateSchema,
  type Learned,
  learnedSchema,
  modelRecordSchema,
  poolMemorySchema,
  type StateVersion,
} from '../domain/group/records.ts'
import { roundState } from '../domain/group/round-state.ts'
import { awsErrorKind } from './aws-errors.ts'
import { compressedBody, parseBody, textBody } from './record-body.ts'
import { groupKey } from './record-keys.ts'

/** What a tick reads of each group, and how it is checked. */
const recordKinds = {
  config: groupConfigSchema,
  memory: floorMemorySchema,
  pool: poolMemorySchema,
  learned: learnedSchema,
  state: groupStateSchema,
  orders: groupOrdersSchema,
} as const

/** BatchGetItem takes at most 100 keys. */
const keysPerCall = 100

const decisionLifetimeSeconds = 30 * 86_400

type Item = Record<string, AttributeValue>

type Fence = Pick<PutItemCommandInput, 'ConditionExpression' | 'ExpressionAttributeValues'>

/** Eventually consistent reads cost half, and may miss what was written in the last second or so. */
export type Consistency = 'strong' | 'eventual'

/** Nobody with a newer lease has written the record. */
function notNewer(fencing: number): Fence {
  return {
    ConditionExpression: 'attribute_not_exists(fencing) OR fencing <= :fencing',
    ExpressionAttributeValues: { ':fencing': { N: String(fencing) } },
  }
}

/** Whoever fitted later has written nothing: of two runs at once the newer model stays. */
function notYounger(fittedAtMs: number): Fence {
  return {
    ConditionExpression: 'attribute_not_exists(fittedAtMs) OR fittedAtMs <= :fittedAtMs',
    ExpressionAttributeValues: { ':fittedAtMs': { N: String(fittedAtMs) } },
  }
}

/** The body is what it was when it was read; undefined: there was none. */
function isStillBody(body: AttributeValue | undefined): Fence {
  if (body === undefined) return { ConditionExpression: 'attribute_not_exists(body)' }
  return { ConditionExpression: 'body = :body', ExpressionAttributeValues: { ':body': body } }
}

/** Nobody at all has written the record since it was read. */
function isStill({ fencing, revision }: StateVersion): Fence {
  const written = { ':fencing': { N: String(fencing) } }
  if (revision > 0) {
    return {
      ConditionExpression: 'fencing = :fencing AND revision = :revision',
      ExpressionAttributeValues: { ...written, ':revision': { N: String(revision) } },
    }
  }
  if (fencing === 0) {
    return { ConditionExpression: 'attribute_not_exists(fencing) AND attribute_not_exists(revision)' }
  }
  return {
    ConditionExpression: 'fencing = :fencing AND attribute_not_exists(revision)',
    ExpressionAttributeValues: written,
  }
}

export class GroupStore {
  readonly #client: DynamoDBClient
  readonly #tableName: string
  readonly #onDropped: (record: string, reason: string) => void
  /** Bodies of the config records as they were read last, by the group's name. */
  readonly #configBodies = new Map<string, AttributeValue | undefined>()
  /** Text records as they were parsed last: most are read every minute and written once an hour or less. */
  readonly #parsedTexts = new Map<string, { readonly text: string; readonly data: unknown }>()

  /** @param onDropped hears of records that do not parse */
  constructor(client: DynamoDBClient, tableName: string, onDropped: (record: string, reason: string) => void) {
    this.#client = client
    this.#tableName = tableName
    this.#onDropped = onDropped
  }

  /**
   * Config, memory, learned figures, state and orders of every named group; what does not exist is undefined.
   * @param consistency `eventual` costs half; what rests on it must not change anything on AWS. @default 'strong'
   */
  async readGroups(names: readonly string[], consistency: Consistency = 'strong'): Promise<Map<string, GroupRecords>> {
    const keys = names.flatMap(name => Object.keys(recordKinds).map(kind => groupKey(name, kind)))
    const items = await this.#batchGet(keys, consistency)
    return new Map(names.map(name => [name, this.#parseGroup(name, items)]))
  }

  /** Config records alone, for discovery: what it misses it sees a minute later. */
  async readConfigs(names: readonly string[]): Promise<Map<string, GroupConfig | undefined>> {
    const items = await this.#batchGet(
      names.map(name => groupKey(name, 'config')),
      'eventual',
    )
    for (const name of names) this.#configBodies.set(name, items.get(keyText(groupKey(name, 'config')))?.body)
    return new Map(names.map(name => [name, this.#parse(name, 'config', groupConfigSchema, items)]))
  }

  async readModel(name: string): Promise<ModelRecord | undefined> {
    const { Item } = await this.#client.send(
      new GetItemCommand({ TableName: this.#tableName, Key: groupKey(name, 'model') }),
    )
    return Item === undefined
      ? undefined
      : this.#parse(name, 'model', modelRecordSchema, new Map([[keyText(Item), Item]]))
  }

  /**
   * Only where the record still is what `readConfigs` saw last; of a group that was never read, only where there is none.
   * @throws LeaseLostError where somebody else has written since
   */
  async writeConfig(config: GroupConfig): Promise<void> {
    const body = textBody(config)
    await this.#put(config.name, 'config', body, {}, isStillBody(this.#configBodies.get(config.name)))
    this.#configBodies.set(config.name, body)
  }

  async writeMemory(name: string, memory: FloorMemory, fencing: number): Promise<void> {
    await this.#put(name, 'memory', textBody({ schemaVersion: 1, ...memory }), { fencing }, notNewer(fencing))
  }

  async writePoolMemory(name: string, memory: PoolMemory, fencing: number): Promise<void> {
    await this.#put(name, 'pool', textBody({ schemaVersion: 1, ...memory }), { fencing }, notNewer(fencing))
  }

  async forgetMemory(name: string, fencing: number): Promise<void> {
    await this.#delete(name, 'memory', fencing)
  }

  async forgetPoolMemory(name: string, fencing: number): Promise<void> {
    await this.#delete(name, 'pool', fencing)
  }

  async #delete(name: string, kind: string, fencing: number): Promise<void> {
    await this.#fenced(name, () =>
      this.#client.send(
        new DeleteItemCommand({
          TableName: this.#tableName,
          Key: groupKey(name, kind),
          ...notNewer(fencing),
        }),
      ),
    )
  }

  /**
   * Only where the state still is what was read, so that nobody's writing is overwritten unseen.
   * @param after the version that was read
   * @param fencing of the lease, where one is held
   * @returns the version that was written
   * @throws LeaseLostError where somebody else has written since
   */
  async writeState(
    name: string,
    state: GroupState,
    after: StateVersion,
    fencing = after.fencing,
  ): Promise<StateVersion> {
    const version = { fencing, revision: after.revision + 1 }
    await this.#put(name, 'state', compressedBody(roundState(state)), version, isStill(after))
    return version
  }

  async writeDecision(name: string, decision: DecisionRecord, fencing: number): Promise<void> {
    const expiresAtSeconds = Math.floor(Date.parse(decision.at) / 1000) + decisionLifetimeSeconds
    const numbers = { fencing, expiresAtSeconds }
    await this.#put(name, `decision#${decision.at}`, textBody(decision), numbers, notNewer(fencing))
  }

  /** The body first, then the figures that name its version: a reader never sees a version that is not there yet. */
  async writeLearned(name: string, learned: Learned, model: ModelRecord): Promise<void> {
    const { fittedAtMs } = model
    await this.#put(name, 'model', compressedBody(model), { fittedAtMs }, notYounger(fittedAtMs))
    await this.#put(name, 'learned', textBody(learned), { fittedAtMs }, notYounger(fittedAtMs))
  }

  async #put(
    name: string,
    kind: string,
    body: AttributeValue,
    numbers: Readonly<Record<string, number>> = {},
    fence?: Fence,
  ): Promise<void> {
    const attributes = Object.fromEntries(Object.entries(numbers).map(([key, value]) => [key, { N: String(value) }]))
    const Item = { ...groupKey(name, kind), body, ...attributes }
    await this.#fenced(name, () =>
      this.#client.send(new PutItemCommand({ TableName: this.#tableName, Item, ...fence })),
    )
  }

  async #fenced(name: string, write: () => Promise<unknown>): Promise<void> {
    try {
      await write()
    } catch (error) {
      if (awsErrorKind(error) !== 'condition-failed') throw error
      throw new LeaseLostError(`write to ${name}: got a newer record, wanted nobody to have written since`, {
        cause: error,
      })
    }
  }

  async #batchGet(keys: ReturnType<typeof groupKey>[], consistency: Consistency): Promise<Map<string, Item>> {
    const ConsistentRead = consistency === 'strong'
    const found = new Map<string, Item>()
    for (let from = 0; from < keys.length; from += keysPerCall) {
      let wanted: Item[] = keys.slice(from, from + keysPerCall)
      while (wanted.length > 0) {
        const { Responses, UnprocessedKeys } = await this.#client.send(
          new BatchGetItemCommand({ RequestItems: { [this.#tableName]: { Keys: wanted, ConsistentRead } } }),
        )
        for (const item of Responses?.[this.#tableName] ?? []) found.set(keyText(item), item)
        wanted = UnprocessedKeys?.[this.#tableName]?.Keys ?? []
      }
    }
    return found
  }

  #parseGroup(name: string, items: Map<string, Item>): GroupRecords {
    const records = {
      config: this.#parse(name, 'config', recordKinds.config, items),
      memory: this.#parse(name, 'memory', recordKinds.memory, items),
      pool: this.#parse(name, 'pool', recordKinds.pool, items),
      learned: this.#parse(name, 'learned', recordKinds.learned, items),
      state: this.#parse(name, 'state', recordKinds.state, items),
      orders: this.#parse(name, 'orders', recordKinds.orders, items),
    }
    const unreadable = Object.entries(records)
      .filter(([kind, record]) => record === undefined && items.has(keyText(groupKey(name, kind))))
      .map(([kind]) => kind)
    return { ...records, unreadable, stateVersion: versionOf(items.get(keyText(groupKey(name, 'state')))) }
  }

  #parse<Schema extends z.ZodType>(
    name: string,
    kind: string,
    schema: Schema,
    items: Map<string, Item>,
  ): z.output<Schema> | undefined {
    const item = items.get(keyText(groupKey(name, kind)))
    return item && this.#parseItem(`${name} ${kind}`, schema, item)
  }

  #parseItem<Schema extends z.ZodType>(record: string, schema: Schema, { body }: Item): z.output<Schema> | undefined {
    const known = this.#parsedTexts.get(record)
    // Of one record's name there is one schema, so that what it made of the same text is what it would make again.
    if (known !== undefined && known.text === body?.S) return known.data as z.output<Schema>
    const parsed = schema.safeParse(parseBody(body))
    if (parsed.success && body?.S !== undefined) this.#parsedTexts.set(record, { text: body.S, data: parsed.data })
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    this.#onDropped(record, [issue.path.join('.'), issue.message].filter(text => text !== '').join(': '))
    return undefined
  }
}

function keyText(item: Item): string {
  return `${item.pk.S}\n${item.sk.S}`
}

/** 0, 0: there is none yet. A record of before versions counts has no revision. */
function versionOf(item: Item | undefined): StateVersion {
  return { fencing: Number(item?.fencing?.N ?? 0), revision: Number(item?.revision?.N ?? 0) }
}
