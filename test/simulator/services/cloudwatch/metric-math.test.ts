// Expected values: CloudWatch user guide, "Using metric math": missing values in arithmetic are treated as 0, a data point
// that would divide by zero is dropped.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluateMath, parseMath } from '../../../../simulator/services/cloudwatch/metric-math.ts'

const none = Number.NaN

function evaluate(expression: string, series: Record<string, number[]> = {}): number | number[] {
  const value = evaluateMath(parseMath(expression), id => Float64Array.from(series[id]))
  return typeof value === 'number' ? value : [...value]
}

describe('arithmetic', () => {
  it('binds as in school and from left to right', () => {
    expect(evaluate('2 + 3 * 4 - 6 / 2 / 3')).toBe(13)
    expect(evaluate('(2 + 3) * 4')).toBe(20)
    expect(evaluate('-2 * -(3 - 5)')).toBe(-4)
    expect(evaluate('1.5e1 + .5')).toBe(15.5)
  })

  it('agrees with JavaScript on random expressions of numbers', () => {
    const { expression } = fc.letrec(tie => ({
      expression: fc.oneof({ maxDepth: 4 }, fc.integer({ min: 1, max: 9 }).map(String), tie('binary'), tie('nested')),
      binary: fc
        .tuple(tie('expression'), fc.constantFrom('+', '-', '*', '/'), tie('expression'))
        .map(([left, operator, right]) => `${left} ${operator} ${right}`),
      nested: tie('expression').map(inner => `(${inner})`),
    }))
    fc.assert(
      fc.property(expression, text => {
        const expected: unknown = new Function(`return ${text}`)()
        if (Number.isFinite(expected)) expect(evaluate(String(text))).toBeCloseTo(Number(expected), 9)
      }),
    )
  })

  it('works bin by bin between series, and between a series and a number', () => {
    expect(evaluate('m1 + m2', { m1: [1, 2], m2: [10, 20] })).toEqual([11, 22])
    expect(evaluate('100 * m1 / m2', { m1: [1, 2], m2: [4, 8] })).toEqual([25, 25])
    expect(evaluate('-m1', { m1: [1, 2] })).toEqual([-1, -2])
  })

  it('takes a missing value for 0 where the other series has one', () => {
    expect(evaluate('errors / requests', { errors: [none, 5], requests: [100, 50] })).toEqual([0, 0.1])
    expect(evaluate('m1 - m2', { m1: [none, 3], m2: [4, none] })).toEqual([-4, 3])
  })

  it('has no value where no series has one', () => {
    expect(evaluate('m1 + m2', { m1: [none], m2: [none] })).toEqual([none])
    expect(evaluate('m1 + 5', { m1: [none, 1] })).toEqual([none, 6])
  })

  it('drops the data point that would divide by zero', () => {
    expect(evaluate('m1 / m2', { m1: [1, 1], m2: [0, 2] })).toEqual([none, 0.5])
  })
})

describe('FILL', () => {
  it('fills with a number, with another series or with the last value', () => {
    expect(evaluate('FILL(m1, 0)', { m1: [none, 4, none] })).toEqual([0, 4, 0])
    expect(evaluate('FILL(m1, -2.5 * 2)', { m1: [none, 4, none] })).toEqual([-5, 4, -5])
    expect(evaluate('FILL(m1, m2)', { m1: [none, 4], m2: [9, 9] })).toEqual([9, 4])
    expect(evaluate('FILL(m1, REPEAT)', { m1: [none, 4, none, none, 5, none] })).toEqual([none, 4, 4, 4, 5, 5])
  })

  it('works inside an expression', () => {
    expect(evaluate('FILL(errors, 0) / requests * 100', { errors: [none, 2], requests: [50, 50] })).toEqual([0, 4])
  })

  it('wants a series', () => {
    expect(() => evaluate('FILL(3, 0)')).toThrow(expect.objectContaining({ name: 'ValidationError' }))
  })
})

describe('what cannot be parsed', () => {
  const bad = [
    '',
    '1 +',
    'm1 m2',
    '(m1',
    'm1)',
    'FILL(m1)',
    'FILL(m1, 0',
    'SUM(METRICS())',
    'IF(m1, 1, 0)',
    'm1 ^ 2',
    'm1 # 2',
  ]
  it.each(bad)('%j is a ValidationError that says what was got', expression => {
    expect(() => parseMath(expression)).toThrow(
      expect.objectContaining({ name: 'ValidationError', message: expect.stringMatching(/got .*, wanted /) }),
    )
  })
})
