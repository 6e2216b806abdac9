// DynamoDB numbers: up to 38 significant decimal digits, magnitudes from 1E-130 to 9.99…E+125 (developer guide,
// ServiceQuotas.html "Number"). They are kept as canonical plain text, so that equal numbers are equal strings.
import { validationError } from './dynamodb-errors.ts'

interface Decimal {
  readonly negative: boolean
  /** Without leading and trailing zeros; empty for zero. */
  readonly digits: string
  /** Power of ten of the last digit. */
  readonly exponent: number
}

const pattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/
const shortInteger = /^(?:0|-?[1-9]\d{0,14})$/
const maximumDigits = 38
const maximumMagnitude = 125
const minimumMagnitude = -130
/** Decimals of at most 15 digits are told apart, and ordered, by double precision. */
const exactCharacters = 15

/** @throws ValidationException when `text` is not a number, or beyond precision or range */
export function canonicalNumber(text: string): string {
  return shortInteger.test(text) ? text : format(inRange(parse(text)))
}

/** Below 0, 0 or above 0; both canonical. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0
  if (a.length <= exactCharacters && b.length <= exactCharacters) return Number(a) - Number(b)
  const [x, y] = aligned(parse(a), parse(b))
  return x < y ? -1 : 1
}

export function addNumbers(a: string, b: string): string {
  return sum(a, b, 1n)
}

export function subtractNumbers(a: string, b: string): string {
  return sum(a, b, -1n)
}

/** Of a canonical number; zero has none. */
export function significantDigits(text: string): number {
  return parse(text).digits.length
}

function sum(a: string, b: string, sign: 1n | -1n): string {
  const left = parse(a)
  const right = parse(b)
  const [x, y] = aligned(left, right)
  const total = trimmed((x + sign * y).toString(), Math.min(left.exponent, right.exponent))
  // The service answers an imprecise sum with "overflow", too.
  if (total.digits.length > maximumDigits) throw overflow()
  return format(inRange(total))
}

function parse(text: string): Decimal {
  const match = pattern.exec(text)
  const [, sign, whole = '', fraction = '', exponent = '0'] = match ?? []
  if (match === null || whole + fraction === '') {
    throw validationError(`The parameter cannot be converted to a numeric value${text === '' ? '' : `: ${text}`}`)
  }
  return trimmed(`${sign}${whole}${fraction}`, Number(exponent) - fraction.length)
}

function trimmed(signed: string, exponent: number): Decimal {
  const leading = signed.replace(/^[+-]?0*/, '')
  const digits = leading.replace(/0+$/, '')
  if (digits === '') return { negative: false, digits, exponent: 0 }
  return { negative: signed.startsWith('-'), digits, exponent: exponent + leading.length - digits.length }
}

function inRange(decimal: Decimal): Decimal {
  if (decimal.digits === '') return decimal
  const magnitude = decimal.digits.length + decimal.exponent - 1
  if (magnitude > maximumMagnitude) throw overflow()
  if (magnitude < minimumMagnitude) {
    throw validationError('Number underflow. Attempting to store a number with magnitude smaller than supported range')
  }
  if (decimal.digits.length > maximumDigits) {
    throw validationError('Attempting to store more than 38 significant digits in a Number')
  }
  return decimal
}

function overflow() {
  return validationError('Number overflow. Attempting to store a number with magnitude larger than supported range')
}

function format({ negative, digits, exponent }: Decimal): string {
  if (digits === '') return '0'
  return (negative ? '-' : '') + plain(digits, exponent)
}

function plain(digits: string, exponent: number): string {
  if (exponent >= 0) return digits + '0'.repeat(exponent)
  const padded = digits.padStart(1 - exponent, '0')
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint] {
  const exponent = Math.min(a.exponent, b.exponent)
  return [scaled(a, exponent), scaled(b, exponent)]
}

function scaled({ negative, digits, exponent }: Decimal, toExponent: number): bigint {
  const magnitude = BigInt(digits + '0'.repeat(digits === '' ? 0 : exponent - toExponent))
  return negative ? -magnitude : magnitude
}
