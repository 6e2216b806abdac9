import {
  type CreateTableCommandInput,
  type CreateTableCommandOutput,
  type DescribeTableCommandInput,
  type DescribeTableCommandOutput,
  type DescribeTimeToLiveCommandInput,
  type DescribeTimeToLiveCommandOutput,
  ResourceInUseException,
  type TableDescription,
  type UpdateTimeToLiveCommandInput,
  type UpdateTimeToLiveCommandOutput,
} from '@aws-sdk/client-dynamodb'
import type { CallContext } from '../../kernel/service.ts'
import { badRequest, invalidParameter, tableNotFound, validationError } from './dynamodb-errors.ts'
import type { KeyNames } from './item-key.ts'
import { missing, type ServiceState, tableNamed } from './service-state.ts'
import { Table } from './table.ts'
import { drawDeletion, timeToLiveUpdateMs } from './time-to-live.ts'

type Answer<Output> = Omit<Output, '$metadata'>

const arnPrefix = 'arn:aws:dynamodb:us-east-1:123456789012:table/'

/** The table is there at once: a region's tables are made before its first minute. */
export function createTable(
  state: ServiceState,
  input: CreateTableCommandInput,
  { nowMs }: CallContext,
): Answer<CreateTableCommandOutput> {
  const name = requiredName(input.TableName)
  refuseUnsimulated(input)
  const keyNames = requiredKeyNames(input)
  if (state.tables.has(name)) {
    throw new ResourceInUseException({ message: `Table already exists: ${name}`, $metadata: badRequest })
  }
  const table = new Table(name, keyNames, nowMs)
  state.tables.set(name, table)
  return { TableDescription: description(table, nowMs) }
}

export function describeTable(
  state: ServiceState,
  { TableName }: DescribeTableCommandInput,
  { nowMs }: CallContext,
): Answer<DescribeTableCommandOutput> {
  return { Table: description(describedTable(state, TableName), nowMs) }
}

/** Comes into force after an hour, until when it cannot be changed again. */
export function updateTimeToLive(
  state: ServiceState,
  { TableName, TimeToLiveSpecification }: UpdateTimeToLiveCommandInput,
  { nowMs }: CallContext,
): Answer<UpdateTimeToLiveCommandOutput> {
  const table = tableNamed(state, TableName)
  if (TimeToLiveSpecification === undefined) throw missing('timeToLiveSpecification')
  const { Enabled: enabled, AttributeName: attributeName } = TimeToLiveSpecification
  if (attributeName === undefined || attributeName === '') throw missing('timeToLiveSpecification.attributeName')
  requireChange(table, enabled === true, attributeName, nowMs)
  table.timeToLive = enabled ? { attributeName, activeFromMs: nowMs + timeToLiveUpdateMs } : undefined
  table.timeToLiveChangedMs = nowMs
  table.reschedule(item => drawDeletion(item, table.timeToLive, nowMs, state.random))
  return { TimeToLiveSpecification: { Enabled: enabled, AttributeName: attributeName } }
}

export function describeTimeToLive(
  state: ServiceState,
  { TableName }: DescribeTimeToLiveCommandInput,
  { nowMs }: CallContext,
): Answer<DescribeTimeToLiveCommandOutput> {
  const table = describedTable(state, TableName)
  const settled = nowMs >= table.timeToLiveChangedMs + timeToLiveUpdateMs
  if (table.timeToLive === undefined) {
    return { TimeToLiveDescription: { TimeToLiveStatus: settled ? 'DISABLED' : 'DISABLING' } }
  }
  const { attributeName } = table.timeToLive
  return {
    TimeToLiveDescription: { TimeToLiveStatus: settled ? 'ENABLED' : 'ENABLING', AttributeName: attributeName },
  }
}

function requiredName(name: string | undefined): string {
  if (name !== undefined && /^[a-zA-Z0-9_.-]{3,255}$/.test(name)) return name
  throw validationError(
    `got the table name ${JSON.stringify(name)}, wanted 3 to 255 letters, digits, hyphens, dots and underscores`,
  )
}

function refuseUnsimulated(input: CreateTableCommandInput): void {
  for (const parameter of ['GlobalSecondaryIndexes', 'LocalSecondaryIndexes', 'StreamSpecification'] as const) {
    if (input[parameter] !== undefined)
      throw validationError(`${parameter} is not simulated, wanted a table without it`)
  }
  if (input.BillingMode !== 'PAY_PER_REQUEST') {
    throw validationError(
      `got the billing mode ${input.BillingMode ?? 'PROVISIONED'}, wanted PAY_PER_REQUEST, the only one simulated`,
    )
  }
}

function requiredKeyNames({ KeySchema = [], AttributeDefinitions = [] }: CreateTableCommandInput): KeyNames {
  const [hash, range] = KeySchema
  if (hash?.KeyType !== 'HASH') throw invalidSchema('The first KeySchemaElement is not a HASH key type')
  if (range !== undefined && range.KeyType !== 'RANGE') {
    throw invalidSchema('The second KeySchemaElement is not a RANGE key type')
  }
  if (AttributeDefinitions.length !== KeySchema.length || KeySchema.length > 2) {
    throw invalidParameter(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    )
  }
  for (const { AttributeName } of KeySchema) requireStringAttribute(AttributeDefinitions, AttributeName)
  return { partition: hash.AttributeName ?? '', ...(range && { sort: range.AttributeName }) }
}

function requireStringAttribute(
  definitions: NonNullable<CreateTableCommandInput['AttributeDefinitions']>,
  name: string | undefined,
): void {
  const definition = definitions.find(({ AttributeName }) => AttributeName === name)
  if (definition === undefined) throw invalidSchema('Some index key attribute have no definition')
  if (definition.AttributeType !== 'S') {
    throw validationError(
      `got a key attribute ${name} of type ${definition.AttributeType}, wanted S, the only one simulated`,
    )
  }
}

function invalidSchema(message: string) {
  return validationError(`Invalid KeySchema: ${message}`)
}

function requireChange(table: Table, enabled: boolean, attributeName: string, nowMs: number): void {
  const current = table.timeToLive
  if (nowMs < table.timeToLiveChangedMs + timeToLiveUpdateMs) {
    throw validationError('Time to live has been modified multiple times within a fixed interval')
  }
  if (current === undefined && !enabled) throw validationError('TimeToLive is already disabled')
  if (current === undefined) return
  if (current.attributeName !== attributeName) {
    throw validationError(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attributeName}`,
    )
  }
  if (enabled) throw validationError('TimeToLive is already enabled')
}

function describedTable(state: ServiceState, name: string | undefined): Table {
  const table = name === undefined ? undefined : state.tables.get(name.replace(arnPrefix, ''))
  if (table === undefined) throw tableNotFound(`Requested resource not found: Table: ${name} not found`)
  return table
}

/** Counts are of this moment; the real ones lag by up to six hours. */
function description(table: Table, nowMs: number): TableDescription {
  const { partition, sort } = table.keyNames
  const names = sort === undefined ? [partition] : [partition, sort]
  const sizes = [...table.scan(nowMs)].map(({ sizeBytes }) => sizeBytes)
  return {
    TableName: table.name,
    TableStatus: 'ACTIVE',
    TableArn: arnPrefix + table.name,
    CreationDateTime: new Date(table.createdMs),
    KeySchema: names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    AttributeDefinitions: names.map(AttributeName => ({ AttributeName, AttributeType: 'S' })),
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ItemCount: sizes.length,
    TableSizeBytes: sizes.reduce((bytes, size) => bytes + size, 0),
  }
}
