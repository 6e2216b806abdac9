// Service Authorization Reference, "Actions, resources, and condition keys for Amazon DynamoDB": on the table's ARN, a query of
// an index on the index's. A transaction is what its parts are (DynamoDB developer guide, "Using IAM with transactions"). Who uses a
// table under a customer managed key must have the key's permissions too (the same, "Authorizing use of a customer managed key").
import type {
  BatchGetItemCommandInput,
  BatchWriteItemCommandInput,
  QueryCommandInput,
  TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb'
import { type Requirement, type ResourceView, regionalArn, type ServiceActions, throughKey } from './requirement.ts'

interface TableInput {
  readonly TableName?: string
}

const onOneTable = ['DeleteItem', 'DescribeTable', 'GetItem', 'PutItem', 'UpdateItem']

const withKey = [
  'Decrypt',
  'DescribeKey',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
]

const tableActions = {
  ...Object.fromEntries(
    onOneTable.map(operation => [operation, ({ TableName }: TableInput) => [onTable(operation, TableName)]]),
  ),
  Query: (input: QueryCommandInput) => [onTable('Query', input.TableName, input.IndexName)],
  Scan: (input: QueryCommandInput) => [onTable('Scan', input.TableName, input.IndexName)],
  BatchGetItem: ({ RequestItems = {} }: BatchGetItemCommandInput) =>
    Object.keys(RequestItems).map(name => onTable('BatchGetItem', name)),
  BatchWriteItem: ({ RequestItems = {} }: BatchWriteItemCommandInput) =>
    Object.keys(RequestItems).map(name => onTable('BatchWriteItem', name)),
  TransactWriteItems: ({ TransactItems = [] }: TransactWriteItemsCommandInput) =>
    TransactItems.flatMap(({ Put, Update, Delete, ConditionCheck }) => [
      ...part('PutItem', Put),
      ...part('UpdateItem', Update),
      ...part('DeleteItem', Delete),
      ...part('ConditionCheckItem', ConditionCheck),
    ]),
}

export const dynamoDbActions: ServiceActions = Object.fromEntries(
  Object.entries(tableActions).map(([operation, requirementsOf]) => [
    operation,
    (input: never, { keyOf }: ResourceView) => {
      const onTables = requirementsOf(input)
      const tables = new Set(onTables.map(({ resource }) => resource.split('/index/')[0]))
      return [...onTables, ...[...tables].flatMap(table => throughKey('dynamodb', keyOf(table), withKey))]
    },
  ]),
)

function part(action: string, of: { readonly TableName: string | undefined } | undefined): Requirement[] {
  return of === undefined ? [] : [onTable(action, of.TableName)]
}

function onTable(action: string, table = '', index?: string): Requirement {
  const arn = table.startsWith('arn:') ? table : regionalArn('dynamodb', `table/${table}`)
  return { action: `dynamodb:${action}`, resource: index === undefined ? arn : `${arn}/index/${index}` }
}
