import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTrue } from '../../../../simulator/services/dynamodb/evaluate-condition.ts'
import { prepareExpressions } from '../../../../simulator/services/dynamodb/expressions.ts'
import { type Item, validationMessage } from './service-fixture.ts'

/** Developer guide, Expressions.Attributes.html "A Sample Item: ProductCatalog" (in part), with a set of colours. */
const bicycle: Item = {
  Id: { N: '123' },
  Title: { S: 'Bicycle 123' },
  Brand: { S: 'Brand-Company C' },
  Price: { N: '500' },
  Color: { SS: ['Red', 'Black'] },
  ProductCategory: { S: 'Bicycle' },
  InStock: { BOOL: true },
  QuantityOnHand: { NULL: true },
  RelatedItems: { L: [{ N: '341' }, { N: '472' }, { N: '649' }] },
  Pictures: { M: { FrontView: { S: 'http://example.com/products/123_front.jpg' } } },
  ProductReviews: {
    M: { FiveStar: { L: [{ S: 'Excellent!' }, { S: 'Do yourself a favor.' }] }, OneStar: { L: [{ S: 'Terrible!' }] } },
  },
  VideoClip: { B: new Uint8Array([1, 2, 3, 4]) },
}

function holds(
  ConditionExpression: string,
  values?: Record<string, AttributeValue>,
  item: Item = bicycle,
  names?: Record<string, string>,
): boolean {
  const { condition, substitutions } = prepareExpressions({
    ConditionExpression,
    ExpressionAttributeValues: values,
    ExpressionAttributeNames: names,
  })
  if (condition === undefined) throw new Error('got no condition, wanted one')
  return isTrue(condition, item, substitutions)
}

test("the developer guide's conditional delete fails on the price", () => {
  // Expressions.ConditionExpressions.html "Conditional deletes": the category matches, the price of 650 does not.
  const item = { Id: { N: '456' }, Price: { N: '650' }, ProductCategory: { S: 'Sporting Goods' } }
  const values = {
    ':cat1': { S: 'Sporting Goods' },
    ':cat2': { S: 'Gardening Supplies' },
    ':lo': { N: '500' },
    ':hi': { N: '600' },
  }
  const text = '(ProductCategory IN (:cat1, :cat2)) and (Price between :lo and :hi)'
  expect(holds(text, values, item)).toBe(false)
  expect(holds(text, values, { ...item, Price: { N: '600' } })).toBe(true)
  expect(holds(text, values, { ...item, Price: { N: '500' } })).toBe(true)
  expect(holds(text, values, { ...item, Price: { N: '500' }, ProductCategory: { S: 'Bicycle' } })).toBe(false)
})

test("the developer guide's examples of functions hold for its bicycle", () => {
  // Expressions.ConditionExpressions.html "Conditional expression examples".
  expect(holds('attribute_not_exists(Price)')).toBe(false)
  expect(holds('attribute_not_exists(Manufacturer)')).toBe(true)
  expect(holds('attribute_exists(ProductReviews.OneStar)')).toBe(true)
  expect(holds('attribute_exists(ProductReviews.TwoStar)')).toBe(false)
  expect(holds('attribute_type(Color, :v_sub)', { ':v_sub': { S: 'SS' } })).toBe(true)
  expect(holds('attribute_type(Color, :v_sub)', { ':v_sub': { S: 'L' } })).toBe(false)
  expect(holds('begins_with(Pictures.FrontView, :v_sub)', { ':v_sub': { S: 'http://' } })).toBe(true)
  expect(holds('contains(Color, :v_sub)', { ':v_sub': { S: 'Red' } })).toBe(true)
  expect(holds('contains(Color, :v_sub)', { ':v_sub': { S: 'Re' } })).toBe(false)
  expect(holds('contains(Brand, :v_sub)', { ':v_sub': { S: 'Company' } })).toBe(true)
  expect(holds('size(VideoClip) > :v_sub', { ':v_sub': { N: '64000' } })).toBe(false)
  expect(holds('size(Brand) <= :v_sub', { ':v_sub': { N: '20' } })).toBe(true)
  expect(holds('size(Color) > :v_sub', { ':v_sub': { N: '1' } })).toBe(true)
  expect(holds('size(ProductReviews.OneStar) > :v_sub', { ':v_sub': { N: '3' } })).toBe(false)
  expect(holds('contains(RelatedItems, :v_sub)', { ':v_sub': { N: '472.0' } })).toBe(true)
})

test('document paths go through maps and lists, and end where the item does', () => {
  // Expressions.Attributes.html "Document paths".
  expect(holds('RelatedItems[2] = :v', { ':v': { N: '649' } })).toBe(true)
  expect(holds('ProductReviews.FiveStar[0] = :v', { ':v': { S: 'Excellent!' } })).toBe(true)
  expect(holds('attribute_exists(RelatedItems[3])')).toBe(false)
  expect(holds('attribute_exists(Title.Deeper)')).toBe(false)
  expect(holds('attribute_exists(Pictures[0])')).toBe(false)
  expect(holds('attribute_exists(#inherited)', undefined, bicycle, { '#inherited': 'constructor' })).toBe(false)
  expect(holds('attribute_exists(#dotted)', undefined, { 'a.b': { S: '' } }, { '#dotted': 'a.b' })).toBe(true)
})

test('what is not there, or has another type, fails every comparison but <>', () => {
  const five = { ':v': { N: '5' } }
  for (const comparator of ['=', '<', '<=', '>', '>=']) {
    expect(holds(`Nothing ${comparator} :v`, five)).toBe(false)
    expect(holds(`Title ${comparator} :v`, five)).toBe(false)
    expect(holds(`Nothing ${comparator} Neither`)).toBe(false)
  }
  expect(holds('Nothing <> :v', five)).toBe(true)
  expect(holds('Title <> :v', five)).toBe(true)
  expect(holds('Nothing <> Neither')).toBe(true)
  expect(holds('Price <> :v', { ':v': { N: '5e2' } })).toBe(false)
  expect(holds('Nothing BETWEEN :v AND :v', five)).toBe(false)
  expect(holds('Nothing IN (:v)', five)).toBe(false)
  expect(holds('size(Price) = :v', five)).toBe(false)
})

test('numbers are compared by value beyond double precision', () => {
  const item = { n: { N: '10000000000000000000000000000000000001' } }
  expect(holds('n > :v', { ':v': { N: '1e37' } }, item)).toBe(true)
  expect(holds('n < :v', { ':v': { N: '10000000000000000000000000000000000002' } }, item)).toBe(true)
  expect(holds('n = :v', { ':v': { N: '1e37' } }, item)).toBe(false)
})

// A random condition over three flags, with its truth computed as it is made; parentheses only where precedence (NOT, then
// AND, then OR: Expressions.OperatorsAndFunctions.html) needs them.
interface Formula {
  readonly text: string
  readonly binding: 1 | 2 | 3
  readonly truth: (flags: readonly boolean[]) => boolean
}

const within = (formula: Formula, binding: number) => (formula.binding < binding ? `(${formula.text})` : formula.text)

const formula: fc.Arbitrary<Formula> = fc.letrec<{ formula: Formula }>(tie => ({
  formula: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    fc.constantFrom(0, 1, 2).map(flag => ({
      text: `flag${flag} = :true`,
      binding: 3 as const,
      truth: (flags: readonly boolean[]) => flags[flag],
    })),
    tie('formula').map(inner => ({
      text: `NOT ${within(inner, 3)}`,
      binding: 3 as const,
      truth: (flags: readonly boolean[]) => !inner.truth(flags),
    })),
    fc.tuple(tie('formula'), tie('formula')).map(([left, right]) => ({
      text: `${within(left, 2)} AND ${within(right, 2)}`,
      binding: 2 as const,
      truth: (flags: readonly boolean[]) => left.truth(flags) && right.truth(flags),
    })),
    fc.tuple(tie('formula'), tie('formula')).map(([left, right]) => ({
      text: `${within(left, 1)} or ${within(right, 1)}`,
      binding: 1 as const,
      truth: (flags: readonly boolean[]) => left.truth(flags) || right.truth(flags),
    })),
  ),
})).formula

test('NOT binds tighter than AND, AND tighter than OR, and parentheses tighter than all', () => {
  fc.assert(
    fc.property(
      formula.filter(({ text }) => text.length < 4000),
      fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      ({ text, truth }, flags) => {
        const item = Object.fromEntries(flags.map((flag, index) => [`flag${index}`, { BOOL: flag }]))
        expect(holds(text, { ':true': { BOOL: true } }, item)).toBe(truth(flags))
      },
    ),
  )
})

test.each([
  ['', {}, 'The expression can not be empty;'],
  ['a', {}, 'Syntax error; token: "<EOF>", near: "a"'],
  ['a == :v', { ':v': 1 }, 'Syntax error; token: "=", near: "== :v"'],
  ['_a = :v', { ':v': 1 }, 'Syntax error; token: "_"'],
  ['a = :v and', { ':v': 1 }, 'Syntax error; token: "<EOF>"'],
  ['a IN ()', {}, 'Syntax error; token: ")"'],
  ['a[:v] = :v', { ':v': 1 }, 'Syntax error; token: ":v"'],
  ['((a = :v))', { ':v': 1 }, 'The expression has redundant parentheses;'],
  ['owner = :v', { ':v': 1 }, 'Attribute name is a reserved keyword; reserved keyword: owner'],
  ['a.Status = :v', { ':v': 1 }, 'Attribute name is a reserved keyword; reserved keyword: Status'],
  ['dog(a)', {}, 'Invalid function name; function: dog'],
  ['Attribute_Exists(a)', {}, 'Invalid function name; function: Attribute_Exists'],
  [
    'list_append(a, b) = :v',
    { ':v': 1 },
    'The function is not allowed to be used this way in an expression; function: list_append',
  ],
  ['size(a)', {}, 'The function is not allowed to be used this way in an expression; function: size'],
  [
    'attribute_exists(a) = :v',
    { ':v': 1 },
    'The function is not allowed to be used this way in an expression; function: attribute_exists',
  ],
  [
    'attribute_exists(:v)',
    { ':v': 1 },
    'Operator or function requires a document path; operator or function: attribute_exists',
  ],
  [
    'begins_with(a)',
    {},
    'Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
  ],
  [
    'begins_with(a, :v)',
    { ':v': 1 },
    'Incorrect operand type for operator or function; operator or function: begins_with, operand type: N',
  ],
  [
    'attribute_type(a, :v)',
    { ':v': 'DOG' },
    'Invalid attribute type name found; type: DOG, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}',
  ],
  [
    'contains(a, a)',
    {},
    'The first operand must be distinct from the remaining operands for this operator or function; operator: contains, first operand: [a]',
  ],
  [
    'a BETWEEN :v AND :w',
    { ':v': 2, ':w': 1 },
    'The BETWEEN operator requires upper bound to be greater than or equal to lower bound',
  ],
  [
    'a BETWEEN :v AND :w',
    { ':v': 2, ':w': 'x' },
    'The BETWEEN operator requires same data type for lower and upper bounds',
  ],
  [
    'a = :v OR b = :w',
    { ':v': 2 },
    'An expression attribute value used in expression is not defined; attribute value: :w',
  ],
  ['#a = :v', { ':v': 2 }, 'An expression attribute name used in the document path is not defined; attribute name: #a'],
])('%j is refused', (text, values, message) => {
  const entries = Object.entries(values).map(([name, value]) => [
    name,
    typeof value === 'number' ? { N: String(value) } : { S: value },
  ])
  const supplied = entries.length === 0 ? undefined : Object.fromEntries(entries)
  expect(validationMessage(() => holds(text, supplied))).toContain(`Invalid ConditionExpression: `)
  expect(validationMessage(() => holds(text, supplied))).toContain(message)
})

test('lists of candidates and whole expressions are limited', () => {
  // ServiceQuotas.html "Operators and operands", "Lengths": 100 operands of IN, 4 KB.
  const candidates = (count: number) => `Price IN (${Array(count).fill(':v').join()})`
  expect(holds(candidates(100), { ':v': { N: '500' } })).toBe(true)
  expect(validationMessage(() => holds(candidates(101), { ':v': { N: '500' } }))).toMatch('number of operands: 101')
  const padded = (bytes: number) => 'Price = :v'.padEnd(bytes)
  expect(holds(padded(4096), { ':v': { N: '500' } })).toBe(true)
  expect(validationMessage(() => holds(padded(4097), { ':v': { N: '500' } }))).toMatch('expression size: 4097')
})

test('an order is refused for a supplied value without one, and false for an attribute without one', () => {
  expect(validationMessage(() => holds('Price < :v', { ':v': { L: [] } }))).toMatch('Incorrect operand type')
  expect(holds('RelatedItems < :v', { ':v': { N: '1' } })).toBe(false)
})

test('names and values that no expression uses are refused', () => {
  expect(validationMessage(() => holds('Price = :v', { ':v': { N: '1' }, ':w': { N: '2' } }))).toBe(
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:w}',
  )
  expect(validationMessage(() => holds('attribute_exists(Price)', undefined, bicycle, { '#p': 'Price' }))).toBe(
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#p}',
  )
  expect(validationMessage(() => holds('Price = :v', { ':v': { N: '1' }, v: { N: '2' } }))).toBe(
    'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
  )
  expect(validationMessage(() => holds('attribute_exists(Price)', {}))).toBe(
    'ExpressionAttributeValues must not be empty',
  )
  expect(validationMessage(() => prepareExpressions({ ExpressionAttributeValues: { ':v': { N: '1' } } }))).toMatch(
    'ExpressionAttributeValues can only be specified when using expressions',
  )
  expect(validationMessage(() => holds('Price = :v', { ':v': { N: 'x' } }))).toBe(
    'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v',
  )
})
