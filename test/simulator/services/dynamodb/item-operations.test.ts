import { ConditionalCheckFailedException, ResourceNotFoundException } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  attributeValue,
  get,
  type Item,
  itemOfBytes,
  key,
  now,
  put,
  scanAll,
  serviceWithTable,
  tableName,
  thrownBy,
  validationMessage,
} from './service-fixture.ts'

const TableName = tableName

test('what is put is got back, whatever the caller does to it before and after', () => {
  const attributes = fc.dictionary(fc.string(), attributeValue)
  const keyText = fc.string({ minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(attributes, keyText, keyText, (attributeMap, pk, sk) => {
      const service = serviceWithTable()
      const item: Item = { ...attributeMap, ...key(pk, sk), list: { L: [{ S: 'kept' }] } }
      const kept = structuredClone(item)
      put(service, item)
      item.list.L?.push({ S: 'added by the caller' })
      const got = get(service, key(pk, sk))
      expect(got).toEqual(kept)
      got?.list.L?.push({ S: 'added by the reader' })
      expect(get(service, key(pk, sk))).toEqual(kept)
    }),
  )
})

test('an item that is not there is no Item, and a table that is not there is an error', () => {
  const service = serviceWithTable()
  expect(service.operations.GetItem({ TableName, Key: key('a', 'b') }, now)).toEqual({})
  const error = thrownBy(() => service.operations.GetItem({ TableName: 'other', Key: key('a', 'b') }, now))
  expect(error).toBeInstanceOf(ResourceNotFoundException)
  expect(error.message).toBe('Requested resource not found')
})

test("the developer guide's projection returns just those attributes", () => {
  // Expressions.ProjectionExpressions.html
  const service = serviceWithTable({ keys: ['Id'] })
  put(service, {
    Id: { S: '123' },
    Description: { S: '123 description' },
    RelatedItems: { L: [{ N: '341' }, { N: '472' }, { N: '649' }] },
    ProductReviews: { M: { FiveStar: { L: [{ S: 'Excellent!' }] }, OneStar: { L: [{ S: 'Terrible!' }] } } },
  })
  const project = (ProjectionExpression: string) =>
    service.operations.GetItem({ TableName, Key: { Id: { S: '123' } }, ProjectionExpression }, now).Item
  expect(project('Description, RelatedItems[0], ProductReviews.FiveStar')).toEqual({
    Description: { S: '123 description' },
    ProductReviews: { M: { FiveStar: { L: [{ S: 'Excellent!' }] } } },
    RelatedItems: { L: [{ N: '341' }] },
  })
  expect(project('RelatedItems[2], RelatedItems[1], Nothing, Description.Deeper')).toEqual({
    RelatedItems: { L: [{ N: '472' }, { N: '649' }] },
  })
  expect(validationMessage(() => project('Description, Description'))).toMatch('Two document paths overlap')
})

test("the developer guide's conditional update stops at 500", () => {
  // Expressions.ConditionExpressions.html "Conditional updates": 650, 575, 500, then the condition fails.
  const service = serviceWithTable({ keys: ['Id'] })
  const Key = { Id: { S: '456' } }
  put(service, { ...Key, Price: { N: '650' }, ProductCategory: { S: 'Sporting Goods' } })
  const discount = () =>
    service.operations.UpdateItem(
      {
        TableName,
        Key,
        UpdateExpression: 'SET Price = Price - :discount',
        ConditionExpression: 'Price > :limit',
        ExpressionAttributeValues: { ':discount': { N: '75' }, ':limit': { N: '500' } },
        ReturnValues: 'UPDATED_NEW',
      },
      now,
    ).Attributes
  expect(discount()).toEqual({ Price: { N: '575' } })
  expect(discount()).toEqual({ Price: { N: '500' } })
  const error = thrownBy(discount)
  expect(error).toBeInstanceOf(ConditionalCheckFailedException)
  expect(error.message).toBe('The conditional request failed')
  expect(get(service, Key)?.Price).toEqual({ N: '500' })
})

test('a conditional put does not overwrite, and shows the item that stands in its way when asked', () => {
  const service = serviceWithTable()
  const create = (owner: string, ReturnValuesOnConditionCheckFailure?: 'ALL_OLD') =>
    service.operations.PutItem(
      {
        TableName,
        Item: { ...key('a', 'lease'), holder: { S: owner } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure,
      },
      now,
    )
  create('first')
  expect(thrownBy(() => create('second'))).toMatchObject({ name: 'ConditionalCheckFailedException', Item: undefined })
  expect(thrownBy(() => create('second', 'ALL_OLD'))).toMatchObject({
    Item: { ...key('a', 'lease'), holder: { S: 'first' } },
  })
  expect(get(service, key('a', 'lease'))?.holder).toEqual({ S: 'first' })
})

test('a conditional delete deletes only what its condition is true of', () => {
  const service = serviceWithTable()
  put(service, { ...key('a', 'b'), fencing: { N: '7' } })
  const remove = (fencing: string) =>
    service.operations.DeleteItem(
      {
        TableName,
        Key: key('a', 'b'),
        ConditionExpression: 'fencing <= :fencing',
        ExpressionAttributeValues: { ':fencing': { N: fencing } },
        ReturnValues: 'ALL_OLD',
      },
      now,
    ).Attributes
  expect(thrownBy(() => remove('6')).name).toBe('ConditionalCheckFailedException')
  expect(remove('7')).toEqual({ ...key('a', 'b'), fencing: { N: '7' } })
  expect(scanAll(service)).toEqual([])
})

test('an update returns what was asked for', () => {
  const service = serviceWithTable()
  put(service, { ...key('a', 'b'), x: { S: 'old' }, tree: { M: { p: { N: '1' }, q: { N: '2' } } }, gone: { S: '' } })
  const update = (ReturnValues: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_OLD' | 'UPDATED_NEW', x: string) =>
    service.operations.UpdateItem(
      {
        TableName,
        Key: key('a', 'b'),
        UpdateExpression: 'SET x = :x, tree.p = :x REMOVE gone',
        ExpressionAttributeValues: { ':x': { S: x } },
        ReturnValues,
      },
      now,
    ).Attributes
  const whole = (x: string) => ({ ...key('a', 'b'), x: { S: x }, tree: { M: { p: { S: x }, q: { N: '2' } } } })
  expect(update('UPDATED_OLD', '1')).toEqual({ x: { S: 'old' }, tree: { M: { p: { N: '1' } } }, gone: { S: '' } })
  expect(update('UPDATED_NEW', '2')).toEqual({ x: { S: '2' }, tree: { M: { p: { S: '2' } } } })
  expect(update('ALL_OLD', '3')).toEqual(whole('2'))
  expect(update('ALL_NEW', '4')).toEqual(whole('4'))
  expect(update('NONE', '5')).toBeUndefined()
})

test('an update creates the item, unless it only removes', () => {
  const service = serviceWithTable()
  const update = (UpdateExpression?: string) =>
    service.operations.UpdateItem({ TableName, Key: key('a', 'b'), UpdateExpression, ReturnValues: 'ALL_NEW' }, now)
  expect(update('REMOVE x, y.z')).toEqual({})
  expect(scanAll(service)).toEqual([])
  expect(update('SET label = sk')).toEqual({ Attributes: { ...key('a', 'b'), label: { S: 'b' } } })
  expect(update()).toEqual({ Attributes: { ...key('a', 'b'), label: { S: 'b' } } })
})

test('keys are complete, strings, not empty, and as long as the service allows', () => {
  const service = serviceWithTable()
  const read = (Key: Item) => () => service.operations.GetItem({ TableName, Key }, now)
  const mismatch = 'The provided key element does not match the schema'
  expect(validationMessage(read({ pk: { S: 'a' } }))).toBe(mismatch)
  expect(validationMessage(read({ pk: { S: 'a' }, sk: { N: '1' } }))).toBe(mismatch)
  expect(validationMessage(read({ ...key('a', 'b'), more: { S: '' } }))).toBe(mismatch)
  expect(validationMessage(read(key('a', '')))).toMatch('cannot contain an empty string value. Key: sk')
  expect(validationMessage(() => put(service, { pk: { S: 'a' } }))).toMatch('Missing the key sk in the item')
  expect(validationMessage(() => put(service, { pk: { N: '1' }, sk: { S: 'b' } }))).toMatch(
    'Type mismatch for key pk expected: S actual: N',
  )
  // ServiceQuotas.html: 2048 bytes for the partition key, 1024 for the sort key; € has three.
  put(service, key('x'.repeat(2048), `${'€'.repeat(341)}x`))
  expect(validationMessage(() => put(service, key('x'.repeat(2049), 'b')))).toMatch('Size of hashkey')
  expect(validationMessage(() => put(service, key('a', '€'.repeat(342))))).toMatch('Aggregated size of all range keys')
})

test('a key cannot be updated', () => {
  const service = serviceWithTable()
  const update = (UpdateExpression: string) => () =>
    service.operations.UpdateItem(
      { TableName, Key: key('a', 'b'), UpdateExpression, ExpressionAttributeValues: { ':v': { S: 'c' } } },
      now,
    )
  expect(validationMessage(update('SET sk = :v'))).toMatch(
    'Cannot update attribute sk. This attribute is part of the key',
  )
  expect(validationMessage(update('SET pk.a = :v'))).toMatch('Key attributes must be scalars')
})

test('an item has at most 400 KB, whichever way it grows', () => {
  const service = serviceWithTable()
  put(service, itemOfBytes('a', 'b', 400 * 1024))
  expect(validationMessage(() => put(service, itemOfBytes('a', 'b', 400 * 1024 + 1)))).toBe(
    'Item size has exceeded the maximum allowed size',
  )
  const grow = () =>
    service.operations.UpdateItem(
      {
        TableName,
        Key: key('a', 'b'),
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      },
      now,
    )
  expect(validationMessage(grow)).toBe('Item size to update has exceeded the maximum allowed size')
  expect(get(service, key('a', 'b'))).toEqual(itemOfBytes('a', 'b', 400 * 1024))
})

test('what is not simulated is refused, not ignored', () => {
  const service = serviceWithTable()
  expect(
    validationMessage(() =>
      service.operations.DeleteItem({ TableName, Key: key('a', 'b'), Expected: { x: { Exists: false } } }, now),
    ),
  ).toMatch('legacy parameter Expected')
  expect(
    validationMessage(() =>
      service.operations.PutItem({ TableName, Item: key('a', 'b'), ReturnValues: 'ALL_NEW' }, now),
    ),
  ).toBe('ReturnValues can only be ALL_OLD or NONE')
})
