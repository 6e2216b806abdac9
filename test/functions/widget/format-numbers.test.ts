import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatAxis,
  formatChange,
  formatCompact,
  formatCount,
  formatShare,
  formatUnitPrice,
  formatUsd,
  formatUsdCompact,
} from '../../../functions/widget/format-numbers.ts'

describe('numbers for people', () => {
  it('gives shares two digits and never rounds up to certainty', () => {
    expect([0, 0.00013, 0.0123, 0.5, 0.996, 0.99999, 1].map(formatShare)).toEqual([
      '0 %',
      '0.013 %',
      '1.2 %',
      '50 %',
      '99.6 %',
      '99.9 %',
      '100 %',
    ])
    expect(formatShare(1e-9)).toBe('<0.0001 %')
  })

  it('puts a sign on a change, and none on no change', () => {
    expect([0.14, -0.094, 0.0001, 8.5, 33].map(formatChange)).toEqual(['+14 %', '−9.4 %', '0 %', '+850 %', '×34'])
  })

  it('shows cents where they matter', () => {
    expect([0.071, 41.3, 1234.4, -0.5].map(formatUsd)).toEqual(['$0.07', '$41.30', '$1,234', '−$0.50'])
    expect([0.096, 0.0022].map(formatUnitPrice)).toEqual(['$0.096', '$0.0022'])
  })

  it('keeps one decimal of an expected count below ten', () => {
    expect([0.44, 9.96, 12.4, 1234].map(formatCount)).toEqual(['0.4', '10', '12', '1,234'])
  })

  it('labels an axis in thousands and millions', () => {
    expect([0.1, 1000, 80_000, 1e6, 1e8].map(formatAxis)).toEqual(['0.1', '1,000', '80 k', '1 M', '100 M'])
  })

  it('needs at most 7 characters for a compact number', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 9e11, noNaN: true }), count => formatCompact(count).length <= 7))
    fc.assert(fc.property(fc.double({ min: 0, max: 9e8, noNaN: true }), usd => formatUsdCompact(usd).length <= 7))
  })

  it('writes a dash for what is not a number', () => {
    for (const format of [formatCount, formatShare, formatUsd, formatChange, formatCompact, formatUnitPrice]) {
      expect([Number.NaN, Number.POSITIVE_INFINITY].map(format)).toEqual(['–', '–'])
    }
  })
})
