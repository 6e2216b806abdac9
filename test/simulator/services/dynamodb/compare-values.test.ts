import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareScalars, compareUtf8, valuesEqual } from '../../../../simulator/services/dynamodb/compare-values.ts'
import { attributeValue } from './service-fixture.ts'

test('strings are ordered by their UTF-8 bytes', () => {
  // U+FF5E comes before U+1F600 in UTF-8, but after its surrogates in UTF-16.
  expect(compareUtf8('\uff5e', '\u{1f600}')).toBeLessThan(0)
  // Well-formed strings from a tiny alphabet, so that long common prefixes happen.
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '\ud7ff', '\uff5e', '\u{1f600}', '\u{10ffff}') })
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)))
    }),
  )
})

test('every value equals its own copy, and no value of another type', () => {
  fc.assert(
    fc.property(attributeValue, attributeValue, (a, b) => {
      expect(valuesEqual(a, structuredClone(a))).toBe(true)
      if (Object.keys(a)[0] !== Object.keys(b)[0]) expect(valuesEqual(a, b)).toBe(false)
    }),
  )
})

test('sets are equal in any order, lists only in the same one', () => {
  expect(valuesEqual({ SS: ['a', 'b'] }, { SS: ['b', 'a'] })).toBe(true)
  expect(valuesEqual({ SS: ['a', 'b'] }, { SS: ['a', 'c'] })).toBe(false)
  expect(valuesEqual({ NS: ['1', '2'] }, { NS: ['2', '1'] })).toBe(true)
  expect(valuesEqual({ BS: [new Uint8Array([1]), new Uint8Array([255])] }, { BS: [new Uint8Array([255])] })).toBe(false)
  expect(valuesEqual({ L: [{ S: 'a' }, { S: 'b' }] }, { L: [{ S: 'b' }, { S: 'a' }] })).toBe(false)
  expect(valuesEqual({ M: { a: { S: '1' } } }, { M: { a: { S: '1' }, b: { S: '2' } } })).toBe(false)
})

test('only numbers, strings and binary have an order, each among themselves', () => {
  expect(compareScalars({ N: '9' }, { N: '10' })).toBeLessThan(0)
  expect(compareScalars({ S: '9' }, { S: '10' })).toBeGreaterThan(0)
  expect(compareScalars({ B: new Uint8Array([200]) }, { B: new Uint8Array([100]) })).toBeGreaterThan(0)
  expect(compareScalars({ N: '9' }, { S: '10' })).toBeUndefined()
  expect(compareScalars({ BOOL: false }, { BOOL: true })).toBeUndefined()
})
