// Expected values: the examples of "Condition types for listener rules" in the user guide; the SDK's model. Wildcards are
// checked against a matcher that tries every way.
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseConditions } from '../../../../simulator/services/elastic-load-balancing/rule-conditions.ts'
import { type RequestSample, requestTest } from '../../../../simulator/services/elastic-load-balancing/rule-matching.ts'
import { wildcardsIn, wildcardTest } from '../../../../simulator/services/elastic-load-balancing/wildcard.ts'
import { methods, path } from './test-balancer.ts'

const get: RequestSample = {
  method: 'GET',
  host: 'www.example.com',
  path: '/img/picture.jpg',
  headers: { 'User-Agent': 'Mozilla Chrome/120' },
  query: [
    ['version', 'v1'],
    ['q', 'An example'],
  ],
  sourceIp: '203.0.113.10',
}

function matches(conditions: RuleCondition[], differences: Partial<RequestSample> = {}): boolean {
  return requestTest(parseConditions(conditions))({ ...get, ...differences })
}

describe('a path pattern', () => {
  it('is compared with the whole path, and respects case', () => {
    expect(matches([path('/img/*')])).toBe(true)
    expect(matches([path('/img')])).toBe(false)
    expect(matches([path('/IMG/*')])).toBe(false)
    expect(matches([path('/img/*/pics')], { path: '/img/a/b/pics' })).toBe(true)
    expect(matches([path('/img/pic?ure.jpg')])).toBe(true)
    expect(matches([path('/img/pictur?.jpgx')])).toBe(false)
  })

  it('takes every other character as it is', () => {
    expect(matches([path('/img/picture.jp+')])).toBe(false)
    expect(matches([path('/a.b')], { path: '/axb' })).toBe(false)
    expect(matches([path('/a$b+c')], { path: '/a$b+c' })).toBe(true)
  })
})

describe('the other conditions', () => {
  it('methods are exact', () => {
    expect(matches([methods('GET', 'HEAD')])).toBe(true)
    expect(matches([methods('GET', 'HEAD')], { method: 'POST' })).toBe(false)
    expect(matches([methods('GET')], { method: 'get' })).toBe(false)
  })

  it('a host name has no case; *.example.com matches test.example.com and not example.com', () => {
    const condition = { Field: 'host-header', Values: ['*.example.com'] }
    expect(matches([condition], { host: 'TEST.Example.com' })).toBe(true)
    expect(matches([condition], { host: 'example.com' })).toBe(false)
  })

  it('headers have no case, neither their names nor their values', () => {
    const condition = { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'user-agent', Values: ['*chrome*'] } }
    expect(matches([condition])).toBe(true)
    expect(matches([condition], { headers: {} })).toBe(false)
    expect(matches([condition], { headers: { 'X-Agent': 'Chrome' } })).toBe(false)
  })

  it('a query string matches by a key with its value, or by the value of any key', () => {
    const condition = (...Values: object[]) => [{ Field: 'query-string', QueryStringConfig: { Values } }]
    expect(matches(condition({ Key: 'VERSION', Value: 'V1' }))).toBe(true)
    expect(matches(condition({ Key: 'version', Value: 'v2' }))).toBe(false)
    expect(matches(condition({ Key: 'version', Value: 'v2' }, { Value: '*example*' }))).toBe(true)
    expect(matches(condition({ Value: 'v?' }), { query: [] })).toBe(false)
    // "To search for a literal '*' or '?' character … escape these characters in Values using a '\' character."
    expect(matches(condition({ Value: '\\*' }), { query: [['a', '*']] })).toBe(true)
    expect(matches(condition({ Value: '\\*' }), { query: [['a', 'b']] })).toBe(false)
  })

  it('a source matches by address range', () => {
    const condition = (...Values: string[]) => [{ Field: 'source-ip', SourceIpConfig: { Values } }]
    expect(matches(condition('192.0.2.0/24', '203.0.113.0/28'))).toBe(true)
    expect(matches(condition('203.0.113.16/28'))).toBe(false)
    expect(matches(condition('2001:db8::/32'), { sourceIp: '2001:db8::1' })).toBe(true)
    expect(matches(condition('2001:db8::/32'))).toBe(false)
  })

  it('all have to hold; of the values of each one is enough', () => {
    expect(matches([path('/x', '/img/*'), methods('GET')])).toBe(true)
    expect(matches([path('/x', '/img/*'), methods('HEAD')])).toBe(false)
  })
})

describe('a wildcard pattern', () => {
  /** `*` takes 0 or more characters, `?` takes one: tries every way. */
  function bruteForce(pattern: string, text: string): boolean {
    if (pattern === '') return text === ''
    const rest = pattern.slice(1)
    if (pattern[0] === '*') {
      return Array.from({ length: text.length + 1 }, (_, taken) => taken).some(taken =>
        bruteForce(rest, text.slice(taken)),
      )
    }
    return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && bruteForce(rest, text.slice(1))
  }

  it('matches what trying every way matches', () => {
    const characters = (all: string) => fc.string({ unit: fc.constantFrom(...all), maxLength: 7 })
    fc.assert(
      fc.property(characters('ab.*?'), characters('ab.'), (pattern, text) => {
        expect(wildcardTest(pattern, false)(text)).toBe(bruteForce(pattern, text))
      }),
      { numRuns: 3000 },
    )
  })

  it('counts its wildcards, escaped ones apart', () => {
    expect(wildcardsIn('/*/a?b/\\*')).toBe(2)
  })
})
