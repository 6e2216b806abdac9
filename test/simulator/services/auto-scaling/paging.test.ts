import { InvalidNextToken } from '@aws-sdk/client-auto-scaling'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { page } from '../../../../simulator/services/auto-scaling/paging.ts'
import { errorOf } from './test-region.ts'

function listOf(items: readonly string[], operation = 'DescribeThings') {
  return { operation, items, keyOf: (item: string) => item, defaultRecords: 50 }
}

const letters = [...'abcdefghij']

describe('paging', () => {
  test('all pages together are the list, each item once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), (items, size) => {
        const seen: string[] = []
        let token: string | undefined
        do {
          const { items: part, nextToken } = page(listOf(items), { MaxRecords: size, NextToken: token })
          expect(part.length).toBeLessThanOrEqual(size)
          seen.push(...part)
          token = nextToken
        } while (token !== undefined)
        expect(seen).toEqual(items)
      }),
    )
  })

  test('what is added at the front between two pages is not repeated by the second', () => {
    const first = page(listOf(letters), { MaxRecords: 4 })
    const second = page(listOf(['new', ...letters]), { MaxRecords: 4, NextToken: first.nextToken })
    expect(second.items).toEqual(['e', 'f', 'g', 'h'])
  })

  test('a page goes on at its position when the last item handed out is gone', () => {
    const first = page(listOf(letters), { MaxRecords: 4 })
    const rest = letters.filter(letter => letter !== 'd')
    expect(page(listOf(rest), { MaxRecords: 4, NextToken: first.nextToken }).items).toEqual(['f', 'g', 'h', 'i'])
  })

  test('a token that is not from this operation is an InvalidNextToken', () => {
    const { nextToken } = page(listOf(letters, 'DescribeOthers'), { MaxRecords: 4 })
    for (const token of ['garbage', '', nextToken]) {
      expect(errorOf(() => page(listOf(letters), { NextToken: token ?? 'none' }))).toBeInstanceOf(InvalidNextToken)
    }
  })

  test('MaxRecords is 1 to 100 (aws-facts §1, "Discovery, tags")', () => {
    expect(errorOf(() => page(listOf(letters), { MaxRecords: 101 })).name).toBe('ValidationError')
    expect(errorOf(() => page(listOf(letters), { MaxRecords: 0 })).name).toBe('ValidationError')
  })
})
