import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acceptItem, copyItem } from '../../../../simulator/services/dynamodb/attribute-value.ts'
import { attributeValue, validationMessage } from './service-fixture.ts'

const item = fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__'), fc.constant('constructor')), attributeValue)

/** Every object and array inside, the value itself included. */
function parts(value: object): object[] {
  return [value, ...Object.values(value).flatMap(part => (typeof part === 'object' ? parts(part) : []))]
}

test('an accepted item and a copy of it are equal to the original and share no part with it', () => {
  fc.assert(
    fc.property(item, original => {
      const accepted = acceptItem(original)
      expect(accepted).toEqual(original)
      expect(copyItem(accepted)).toEqual(original)
      const known = new Set(parts(original))
      expect(parts(accepted).some(part => known.has(part))).toBe(false)
      expect(parts(copyItem(original)).some(part => known.has(part))).toBe(false)
    }),
  )
})

test('numbers are accepted in canonical form, also inside documents and sets', () => {
  expect(acceptItem({ a: { L: [{ N: '1.50' }] }, b: { NS: ['1e1', '02'] } })).toEqual({
    a: { L: [{ N: '1.5' }] },
    b: { NS: ['10', '2'] },
  })
})

/** What the types forbid, but the wire does not. */
const malformed = (value: object) => () => acceptItem({ a: value as AttributeValue })

test('an attribute value has exactly one type', () => {
  expect(validationMessage(malformed({}))).toMatch('Supplied AttributeValue is empty')
  expect(validationMessage(malformed({ S: 'a', N: '1' }))).toMatch('more than one datatypes set')
  expect(validationMessage(malformed({ X: 'a' }))).toMatch('Supplied AttributeValue is empty')
  expect(acceptItem({ a: { S: 'a', N: undefined } })).toEqual({ a: { S: 'a' } })
})

test('sets are neither empty nor repetitive, and null is true', () => {
  expect(validationMessage(malformed({ SS: [] }))).toMatch('may not be empty')
  expect(validationMessage(malformed({ SS: ['a', 'a'] }))).toMatch('Input collection [a, a] contains duplicates.')
  expect(validationMessage(malformed({ NS: ['1', '1.0'] }))).toMatch('contains duplicates')
  expect(validationMessage(malformed({ BS: [new Uint8Array([1]), new Uint8Array([1])] }))).toMatch('duplicates')
  expect(validationMessage(malformed({ NULL: false }))).toMatch(
    'Null attribute value types must have the value of true',
  )
})

test('documents nest 32 levels and no deeper', () => {
  // ServiceQuotas.html "Nested attribute depth".
  const nested = (levels: number): AttributeValue => (levels === 0 ? { S: 'leaf' } : { M: { a: nested(levels - 1) } })
  expect(acceptItem({ a: nested(32) })).toEqual({ a: nested(32) })
  expect(validationMessage(() => acceptItem({ a: nested(33) }))).toMatch('Nesting Levels have exceeded')
})
