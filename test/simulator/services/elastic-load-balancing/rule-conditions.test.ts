// Expected values: aws-facts §2 "Conditions per rule"; RuleCondition and the …ConditionConfig shapes in the SDK's model.
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import {
  describeCondition,
  parseConditions,
} from '../../../../simulator/services/elastic-load-balancing/rule-conditions.ts'
import { methods, path, refusalOf } from './test-balancer.ts'

const host = (...Values: string[]): RuleCondition => ({ Field: 'host-header', HostHeaderConfig: { Values } })
const header = (HttpHeaderName: string, ...Values: string[]): RuleCondition => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
})
const query = (...Values: { Key?: string; Value: string }[]): RuleCondition => ({
  Field: 'query-string',
  QueryStringConfig: { Values },
})
const source = (...Values: string[]): RuleCondition => ({ Field: 'source-ip', SourceIpConfig: { Values } })

describe('conditions of a rule', () => {
  it.each<[string, RuleCondition[]]>([
    ['one of each kind', [methods('GET'), host('a.example.com'), path('/a'), source('10.0.0.0/8'), header('X-A', 'b')]],
    [
      'any number of header and query conditions',
      [header('A', '1'), header('B', '2'), query({ Value: 'x' }), query({ Value: 'y' })],
    ],
    ['five values', [path('/1', '/2', '/3'), methods('GET', 'HEAD')]],
    ['six wildcards', [path('/*/*', '/*/?'), header('A', '*x*')]],
    ['a custom method of 40 characters', [methods(`X-${'A'.repeat(36)}_A`)]],
    ['a path of 128 characters', [path(`/${'a'.repeat(127)}`)]],
    ['a header name of 40 characters', [header('x'.repeat(40), 'a')]],
    ['an IPv6 range', [source('2001:db8::/32')]],
  ])('may be %s', (_, conditions) => {
    expect(parseConditions(conditions)).toHaveLength(conditions.length)
  })

  it.each<[string, RuleCondition[]]>([
    ['two methods conditions', [methods('GET'), methods('HEAD')]],
    ['two host conditions', [host('a.example.com'), host('b.example.com')]],
    ['two path conditions', [path('/a'), path('/b')]],
    ['two source conditions', [source('10.0.0.0/8'), source('11.0.0.0/8')]],
    ['six values', [path('/1', '/2', '/3', '/4'), methods('GET', 'HEAD')]],
    ['six values in query strings', [query(...Array.from({ length: 6 }, (_, n) => ({ Value: `${n}` })))]],
    ['seven wildcards', [path('/*/*', '/*/?'), header('A', '*x*?')]],
    ['a method in small letters', [methods('get')]],
    ['a method of 41 characters', [methods('A'.repeat(41))]],
    ['a method with a wildcard', [methods('G*')]],
    ['a path of 129 characters', [path(`/${'a'.repeat(128)}`)]],
    ['a path with a blank', [path('/a b')]],
    ['a path without a value', [{ Field: 'path-pattern', PathPatternConfig: { Values: [] } }]],
    ['a host without a dot', [host('example')]],
    ['a host with digits after its last dot', [host('example.c0m')]],
    ['a host with an underscore', [host('a_b.example.com')]],
    ['a header name of 41 characters', [header('x'.repeat(41), 'a')]],
    ['a header name with a wildcard', [header('X-*', 'a')]],
    ['the host header as a header', [header('Host', 'a')]],
    ['a source without a length', [source('10.0.0.1')]],
    ['a source with too long a length', [source('10.0.0.1/33')]],
    ['a source that is no address', [source('10.0.0.256/8')]],
    ['no field', [{ PathPatternConfig: { Values: ['/a'] } }]],
    ['an unknown field', [{ Field: 'cookie', Values: ['a'] }]],
    ['the shape of another field', [{ Field: 'path-pattern', HostHeaderConfig: { Values: ['a.example.com'] } }]],
    ['Values where the field has only its own shape', [{ Field: 'http-request-method', Values: ['GET'] }]],
    ['no condition at all', []],
  ])('cannot be %s', (_, conditions) => {
    expect(refusalOf(() => parseConditions(conditions)).name).toBe('ValidationError')
  })

  it('that are regular expressions are refused: they are not simulated', () => {
    const call = () => parseConditions([{ Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a'] } }])
    expect(refusalOf(call).message).toContain('not simulated')
  })

  it('of six values are refused in AWS’s words', () => {
    const call = () => parseConditions([path('/1', '/2', '/3', '/4', '/5', '/6')])
    expect(refusalOf(call).message).toBe("A rule can only have '5' condition values")
  })
})

describe('a described condition', () => {
  it('shows host names and paths twice, everything else in its own shape', () => {
    const described = parseConditions([
      { Field: 'path-pattern', Values: ['/a'] },
      host('a.example.com'),
      methods('GET'),
      query({ Key: 'v', Value: '1' }),
      header('X-A', 'b*'),
    ]).map(describeCondition)
    expect(described).toEqual([
      { Field: 'path-pattern', Values: ['/a'], PathPatternConfig: { Values: ['/a'] } },
      { Field: 'host-header', Values: ['a.example.com'], HostHeaderConfig: { Values: ['a.example.com'] } },
      { Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['GET'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'v', Value: '1' }] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['b*'] } },
    ])
  })
})
