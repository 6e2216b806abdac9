import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  addNumbers,
  canonicalNumber,
  compareNumbers,
  subtractNumbers,
} from '../../../../simulator/services/dynamodb/decimal.ts'
import { validationMessage } from './service-fixture.ts'

// Precision and range: developer guide, ServiceQuotas.html "Number": 38 digits, 1E-130 to 9.99…E+125.

test('equal numbers get the same text', () => {
  for (const text of ['1', '+1', '1.0', '0001', '10e-1', '0.1E1']) expect(canonicalNumber(text)).toBe('1')
  for (const text of ['0', '-0', '0.000', '0e1000', '.0']) expect(canonicalNumber(text)).toBe('0')
  expect(canonicalNumber('-0012.3400')).toBe('-12.34')
  expect(canonicalNumber('17e5')).toBe('1700000')
  expect(canonicalNumber('.00123')).toBe('0.00123')
})

test('38 digits are kept and 39 are refused', () => {
  const digits38 = '12345678901234567890123456789012345678'
  expect(canonicalNumber(digits38)).toBe(digits38)
  expect(canonicalNumber(`${digits38}00000`)).toBe(`${digits38}00000`)
  expect(validationMessage(() => canonicalNumber(`${digits38}9`))).toMatch('38 significant digits')
})

test('the range ends at 9.99…E+125 and at 1E-130', () => {
  expect(canonicalNumber('9.9999999999999999999999999999999999999E+125')).toBe('9'.repeat(38) + '0'.repeat(88))
  expect(canonicalNumber('-1e-130')).toBe(`-0.${'0'.repeat(129)}1`)
  expect(validationMessage(() => canonicalNumber('1e126'))).toMatch('overflow')
  expect(validationMessage(() => canonicalNumber('-1e-131'))).toMatch('underflow')
})

test.each(['', 'dog', 'NaN', 'Infinity', ' 1', '1 ', '1.2.3', '.', 'e5', '0x10'])('%j is no number', text => {
  expect(validationMessage(() => canonicalNumber(text))).toMatch('cannot be converted to a numeric value')
})

/** Integers in hundredths, beside their decimal text: sums and comparisons of BigInt are exact. */
const hundredths = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
const textOf = (value: bigint) => canonicalNumber(`${value}e-2`)

test('numbers are ordered by their value, however long', () => {
  fc.assert(
    fc.property(hundredths, fc.oneof(hundredths, fc.bigInt(-5n, 5n)), (a, b) => {
      expect(Math.sign(compareNumbers(textOf(a), textOf(b)))).toBe(a < b ? -1 : a > b ? 1 : 0)
      expect(Math.sign(compareNumbers(textOf(a), textOf(a + b)))).toBe(b > 0n ? -1 : b < 0n ? 1 : 0)
    }),
  )
})

test('sums and differences are exact', () => {
  fc.assert(
    fc.property(hundredths, hundredths, (a, b) => {
      expect(addNumbers(textOf(a), textOf(b))).toBe(textOf(a + b))
      expect(subtractNumbers(textOf(a), textOf(b))).toBe(textOf(a - b))
    }),
  )
})

test('a sum that needs more than 38 digits, or leaves the range, is an overflow', () => {
  expect(validationMessage(() => addNumbers(canonicalNumber('1e50'), '1'))).toMatch('Number overflow')
  const large = canonicalNumber('9e125')
  expect(validationMessage(() => addNumbers(large, large))).toMatch('Number overflow')
})
