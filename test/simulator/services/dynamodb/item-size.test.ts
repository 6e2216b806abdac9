import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changedItemSize, itemSize } from '../../../../simulator/services/dynamodb/item-size.ts'
import { attributeValue } from './service-fixture.ts'

test("the developer guide's example of a shirt has 23 bytes", () => {
  // ServiceQuotas.html "Item size": "shirt-color" with "R" and "shirt-size" with "M".
  expect(itemSize({ 'shirt-color': { S: 'R' }, 'shirt-size': { S: 'M' } })).toBe(23)
})

test('every type has the size that the developer guide gives it', () => {
  // CapacityUnitCalculations.html; each with a name of one byte.
  expect(itemSize({ a: { S: 'é€' } })).toBe(1 + 2 + 3)
  expect(itemSize({ é: { S: '' } })).toBe(2)
  expect(itemSize({ a: { BOOL: false } })).toBe(1 + 1)
  expect(itemSize({ a: { NULL: true } })).toBe(1 + 1)
  expect(itemSize({ a: { B: new Uint8Array(7) } })).toBe(1 + 7)
  // One byte per two significant digits, and one: 5 digits, 1 digit and none.
  expect(itemSize({ a: { N: '12345' } })).toBe(1 + 3 + 1)
  expect(itemSize({ a: { N: '1000000' } })).toBe(1 + 1 + 1)
  expect(itemSize({ a: { N: '0' } })).toBe(1 + 0 + 1)
  expect(itemSize({ a: { SS: ['xy', 'z'] } })).toBe(1 + 3)
  expect(itemSize({ a: { NS: ['1', '123'] } })).toBe(1 + 2 + 3)
  expect(itemSize({ a: { BS: [new Uint8Array(2), new Uint8Array(5)] } })).toBe(1 + 7)
  // 3 bytes for a list or map, one more for each element.
  expect(itemSize({ a: { L: [] } })).toBe(1 + 3)
  expect(itemSize({ a: { L: [{ S: 'xy' }, { BOOL: true }] } })).toBe(1 + 3 + (1 + 2) + (1 + 1))
  expect(itemSize({ a: { M: { bc: { S: 'xyz' } } } })).toBe(1 + 3 + (1 + 2 + 3))
})

test('weighing the changed attributes alone gives the size of the whole', () => {
  const item = fc.dictionary(fc.string({ maxLength: 3 }), attributeValue)
  fc.assert(
    fc.property(item, item, (before, changes) => {
      const after = { ...before, ...changes }
      expect(changedItemSize(before, itemSize(before), after)).toBe(itemSize(after))
      expect(changedItemSize(after, itemSize(after), changes)).toBe(itemSize(changes))
    }),
  )
})
