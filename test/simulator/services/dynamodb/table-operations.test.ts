import {
  type CreateTableCommandInput,
  ResourceInUseException,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb'
import { expect, test } from 'vitest'
import {
  createTableInput,
  itemOfBytes,
  now,
  put,
  serviceWithTable,
  startMs,
  tableName,
  thrownBy,
  validationMessage,
} from './service-fixture.ts'

test('a table is described by its keys and what it holds', () => {
  const service = serviceWithTable()
  put(service, itemOfBytes('p', 'a', 100))
  put(service, itemOfBytes('q', 'a', 50))
  expect(service.operations.DescribeTable({ TableName: tableName }, now).Table).toMatchObject({
    TableName: tableName,
    TableStatus: 'ACTIVE',
    TableArn: `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`,
    CreationDateTime: new Date(startMs),
    KeySchema: createTableInput(tableName, ['pk', 'sk']).KeySchema,
    AttributeDefinitions: createTableInput(tableName, ['pk', 'sk']).AttributeDefinitions,
    BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' },
    ItemCount: 2,
    TableSizeBytes: 150,
  })
})

test('a table can be called by its ARN', () => {
  const service = serviceWithTable({ keys: ['id'] })
  const TableName = `arn:aws:dynamodb:us-east-1:123456789012:table/${tableName}`
  service.operations.PutItem({ TableName, Item: { id: { S: 'a' } } }, now)
  const Key = { id: { S: 'a' } }
  expect(service.operations.GetItem({ TableName, Key, ReturnConsumedCapacity: 'TOTAL' }, now)).toEqual({
    Item: Key,
    ConsumedCapacity: { TableName, CapacityUnits: 0.5 },
  })
})

test('a table that exists cannot be made, and one that does not cannot be described', () => {
  const service = serviceWithTable()
  const again = thrownBy(() => service.operations.CreateTable(createTableInput(tableName, ['pk']), now))
  expect(again).toBeInstanceOf(ResourceInUseException)
  expect(again.message).toBe(`Table already exists: ${tableName}`)
  const absent = thrownBy(() => service.operations.DescribeTable({ TableName: 'absent' }, now))
  expect(absent).toBeInstanceOf(ResourceNotFoundException)
  expect(absent.message).toBe('Requested resource not found: Table: absent not found')
})

test.each<[Partial<CreateTableCommandInput>, string]>([
  [{ TableName: 'ab' }, 'got the table name "ab"'],
  [{ BillingMode: 'PROVISIONED' }, 'wanted PAY_PER_REQUEST'],
  [{ BillingMode: undefined }, 'got the billing mode PROVISIONED'],
  [{ GlobalSecondaryIndexes: [] }, 'GlobalSecondaryIndexes is not simulated'],
  [{ LocalSecondaryIndexes: [] }, 'LocalSecondaryIndexes is not simulated'],
  [{ StreamSpecification: { StreamEnabled: true } }, 'StreamSpecification is not simulated'],
  [{ KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }] }, 'The first KeySchemaElement is not a HASH key type'],
  [{ AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }] }, 'does not exactly match'],
  [
    {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'other', AttributeType: 'S' },
      ],
    },
    'Some index key attribute have no definition',
  ],
  [
    {
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
    },
    'got a key attribute sk of type N, wanted S',
  ],
])('a table with %j is refused', (change, message) => {
  const service = serviceWithTable()
  const input = { ...createTableInput('other', ['pk', 'sk']), ...change }
  expect(validationMessage(() => service.operations.CreateTable(input, now))).toContain(message)
})
