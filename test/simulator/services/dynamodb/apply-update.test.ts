import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyUpdate } from '../../../../simulator/services/dynamodb/apply-update.ts'
import { prepareExpressions } from '../../../../simulator/services/dynamodb/expressions.ts'
import { attributeValue, type Item, validationMessage } from './service-fixture.ts'

/** Developer guide, Expressions.UpdateExpressions.html "SET": the item that its examples start from. */
const product: Item = {
  Id: { N: '789' },
  ProductCategory: { S: 'Home Improvement' },
  Price: { N: '52' },
  InStock: { BOOL: true },
  Brand: { S: 'Acme' },
}

function update(
  item: Item,
  UpdateExpression: string,
  values?: Record<string, AttributeValue>,
  names?: Record<string, string>,
): Item {
  const expressions = prepareExpressions({
    UpdateExpression,
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
  })
  return applyUpdate(expressions.update ?? [], expressions.updatedPaths ?? [], item, expressions.substitutions)
}

const texts = (...members: string[]) => ({ L: members.map(S => ({ S })) })

test("the developer guide's SET examples, one after the other", () => {
  let item = update(product, 'SET ProductCategory = :c, Price = :p', { ':c': { S: 'Hardware' }, ':p': { N: '60' } })
  expect(item).toEqual({ ...product, ProductCategory: { S: 'Hardware' }, Price: { N: '60' } })
  // "Adding lists and maps"
  item = update(item, 'SET RelatedItems = :ri, ProductReviews = :pr', {
    ':ri': texts('Hammer'),
    ':pr': { M: { FiveStar: texts('Best product ever!') } },
  })
  // "Adding elements to a list"
  item = update(item, 'SET RelatedItems[1] = :ri', { ':ri': { S: 'Nails' } })
  expect(item.RelatedItems).toEqual(texts('Hammer', 'Nails'))
  // "Adding nested map attributes"
  item = update(
    item,
    'SET #pr.#5star[1] = :r5, #pr.#3star = :r3',
    { ':r5': { S: 'Very happy with my purchase' }, ':r3': texts('Just OK - not that great') },
    { '#pr': 'ProductReviews', '#5star': 'FiveStar', '#3star': 'ThreeStar' },
  )
  expect(item.ProductReviews.M).toEqual({
    FiveStar: texts('Best product ever!', 'Very happy with my purchase'),
    ThreeStar: texts('Just OK - not that great'),
  })
  // "Incrementing and decrementing numeric attributes"
  item = update(item, 'SET Price = Price - :p', { ':p': { N: '15' } })
  expect(item.Price).toEqual({ N: '45' })
  // "Appending elements to a list": "Chisel, Hammer, Nails, Screwdriver, Hacksaw"
  const names = { '#ri': 'RelatedItems' }
  item = update(item, 'SET #ri = list_append(#ri, :vals)', { ':vals': texts('Screwdriver', 'Hacksaw') }, names)
  item = update(item, 'SET #ri = list_append(:vals, #ri)', { ':vals': texts('Chisel') }, names)
  expect(item.RelatedItems).toEqual(texts('Chisel', 'Hammer', 'Nails', 'Screwdriver', 'Hacksaw'))
  // "Preventing overwrites of an existing attribute"
  item = update(item, 'SET Price = if_not_exists(Price, :p)', { ':p': { N: '100' } })
  expect(item.Price).toEqual({ N: '45' })
  // "Removing elements from a list": "Chisel, Screwdriver, Hacksaw"
  item = update(item, 'REMOVE RelatedItems[1], RelatedItems[2]')
  expect(item.RelatedItems).toEqual(texts('Chisel', 'Screwdriver', 'Hacksaw'))
  // "REMOVE"
  item = update(item, 'REMOVE Brand, InStock, QuantityOnHand')
  expect(Object.keys(item).sort()).toEqual(['Id', 'Price', 'ProductCategory', 'ProductReviews', 'RelatedItems'])
})

test("the developer guide's ADD and DELETE examples, one after the other", () => {
  // "Adding a number"
  const five = { ':q': { N: '5' } }
  let item = update(product, 'ADD QuantityOnHand :q', five)
  expect(item.QuantityOnHand).toEqual({ N: '5' })
  expect(update(item, 'ADD QuantityOnHand :q', five).QuantityOnHand).toEqual({ N: '10' })
  // "Adding elements to a set"
  item = update(item, 'ADD Color :c', { ':c': { SS: ['Orange', 'Purple'] } })
  item = update(item, 'ADD Color :c', { ':c': { SS: ['Yellow', 'Green', 'Blue'] } })
  expect(item.Color.SS?.toSorted()).toEqual(['Blue', 'Green', 'Orange', 'Purple', 'Yellow'])
  // "DELETE"
  item = update(item, 'DELETE Color :p', { ':p': { SS: ['Yellow', 'Purple'] } })
  expect(item.Color.SS?.toSorted()).toEqual(['Blue', 'Green', 'Orange'])
})

test('a set goes with its last member, and a member comes once only', () => {
  expect(update({ a: { NS: ['1', '2'] } }, 'DELETE a :v', { ':v': { NS: ['2.0', '1', '3'] } })).toEqual({})
  expect(update({}, 'DELETE a :v', { ':v': { NS: ['2'] } })).toEqual({})
  expect(update({ a: { NS: ['1'] } }, 'ADD a :v', { ':v': { NS: ['1.0', '3'] } })).toEqual({ a: { NS: ['1', '3'] } })
  const bytes = (...members: number[]) => ({ BS: members.map(member => new Uint8Array([member])) })
  expect(update({ a: bytes(1, 200) }, 'ADD a :v', { ':v': bytes(200, 3) })).toEqual({ a: bytes(1, 200, 3) })
})

test('values are computed from the item as it was', () => {
  expect(update({ a: { N: '1' }, b: { N: '2' } }, 'SET a = b, b = a')).toEqual({ a: { N: '2' }, b: { N: '1' } })
  expect(validationMessage(() => update({}, 'SET a = :v, b = a', { ':v': { N: '1' } }))).toBe(
    'The provided expression refers to an attribute that does not exist in the item',
  )
  expect(update({}, 'SET c = if_not_exists(c, :zero) + :one', { ':zero': { N: '0' }, ':one': { N: '1' } })).toEqual({
    c: { N: '1' },
  })
})

test('indexes mean the list as it was, and elements beyond its end are appended in order of their index', () => {
  // Expressions.UpdateExpressions.html "Adding elements to a list": "the elements are sorted in order by element number".
  expect(
    update({ a: texts('0', '1') }, 'SET a[84] = :x, a[17] = :y, a[0] = :z REMOVE a[1], a[50]', {
      ':x': { S: 'x' },
      ':y': { S: 'y' },
      ':z': { S: 'z' },
    }),
  ).toEqual({ a: texts('z', 'y', 'x') })
  const nested = { a: { L: [texts('p'), { M: { b: texts('0', '1', '2') } }] } }
  expect(update(nested, 'REMOVE a[0], a[1].b[1]')).toEqual({ a: { L: [{ M: { b: texts('0', '2') } }] } })
})

test('the item before stays what it was', () => {
  const item = fc.record({
    a: attributeValue,
    b: fc.record({ M: fc.record({ c: attributeValue, d: fc.constant(texts('x')) }) }),
  })
  fc.assert(
    fc.property(item, before => {
      const kept = structuredClone(before)
      const after = update(before, 'SET b.d[0] = a, b.c = b.d REMOVE a')
      expect(before).toEqual(kept)
      expect(after).toEqual({ b: { M: { c: texts('x'), d: { L: [kept.a] } } } })
    }),
  )
})

const invalidPath = 'The document path provided in the update expression is invalid for update'
const wrongType = 'An operand in the update expression has an incorrect data type'

test.each([
  ['SET absent.b = :v', invalidPath],
  ['SET title.b = :v', invalidPath],
  ['SET title[0] = :v', invalidPath],
  ['SET tree[0] = :v', invalidPath],
  ['SET entries.b = :v', invalidPath],
  ['SET entries[9].b = :v', invalidPath],
  ['SET amount = title + :v', wrongType],
  ['SET amount = list_append(entries, title), title = :v', wrongType],
  ['ADD title :v', wrongType],
  ['ADD colours :v', wrongType],
])('%s does not fit the item', (expression, message) => {
  const item = {
    title: { S: '' },
    tree: { M: {} },
    entries: { L: [{ M: {} }] },
    amount: { N: '1' },
    colours: { SS: ['red'] },
  }
  expect(validationMessage(() => update(item, expression, { ':v': { N: '1' } }))).toBe(message)
})

test.each([
  ['SET a = :v SET b = :v', 'The "SET" section can only be used once in an update expression;'],
  [
    'SET a = :v, a = :v',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a]',
  ],
  [
    'SET a = :v REMOVE a.b[0]',
    'Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b, [0]]',
  ],
  [
    'SET a.b = :v, a[0] = :v',
    'Two document paths conflict with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a, [0]]',
  ],
  ['SET a = f(:v)', 'Invalid function name; function: f'],
  [
    'SET a = list_append(:v)',
    'Incorrect number of operands for operator or function; operator or function: list_append, number of operands: 1',
  ],
  [
    'SET a = list_append(b, :v)',
    'Incorrect operand type for operator or function; operator or function: list_append, operand type: S',
  ],
  [
    'SET a = list_append(list_append(b, c), :v)',
    'The function is not allowed to be used this way in an expression; function: list_append',
  ],
  [
    'SET a = if_not_exists(:v, b)',
    'Operator or function requires a document path; operator or function: if_not_exists',
  ],
  ['SET a = b + :v', 'Incorrect operand type for operator or function; operator or function: +, operand type: S'],
  ['ADD a :v', 'Incorrect operand type for operator or function; operator: ADD, operand type: STRING'],
  ['DELETE a :v', 'Incorrect operand type for operator or function; operator: DELETE, operand type: STRING'],
  ['SET a = :v,', 'Syntax error; token: "<EOF>"'],
  ['SET _123 = :v', 'Syntax error; token: "_", near: "SET _123"'],
  ['SET a = b + c + :v', 'Syntax error; token: "+"'],
  ['SET name = :v', 'Attribute name is a reserved keyword; reserved keyword: name'],
  ['PUT a = :v', 'Syntax error; token: "PUT"'],
])('%s is refused whatever the item', (expression, message) => {
  expect(validationMessage(() => update({}, expression, { ':v': { S: 'x' } }))).toContain(
    `Invalid UpdateExpression: ${message}`,
  )
})

test('keywords are recognised in any case', () => {
  expect(update({ b: { S: '' } }, 'sEt a=:v remove b', { ':v': { S: 'x' } })).toEqual({ a: { S: 'x' } })
  expect(update({ b: { N: '2' } }, 'SET a = (b - :v)', { ':v': { N: '5' } }).a).toEqual({ N: '-3' })
})
