// Which rule a request falls under. Pure.
import { isIPv6 } from 'node:net'
import { type Condition, parseCidr } from './rule-conditions.ts'
import { wildcardTest } from './wildcard.ts'

/** What a listener sees of a request. */
export interface RequestSample {
  readonly method: string
  readonly host: string
  /** Without the query string. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly query: readonly (readonly [key: string, value: string])[]
  readonly sourceIp: string
}

export type RequestTest = (request: RequestSample) => boolean

/** Every condition has to hold; of a condition's values one is enough. */
export function requestTest(conditions: readonly Condition[]): RequestTest {
  const tests = conditions.map(conditionTest)
  return request => tests.every(test => test(request))
}

function conditionTest(condition: Condition): RequestTest {
  switch (condition.field) {
    case 'path-pattern':
      return anyOf(
        condition.values,
        value => wildcardTest(value, false),
        request => request.path,
      )
    case 'host-header':
      return anyOf(
        condition.values,
        value => wildcardTest(value, true),
        request => request.host,
      )
    case 'http-request-method':
      return request => condition.values.includes(request.method)
    case 'http-header':
      return headerTest(condition.name.toLowerCase(), condition.values)
    case 'query-string':
      return queryTest(condition.pairs)
    case 'source-ip':
      return sourceTest(condition.values)
  }
}

function anyOf(
  values: readonly string[],
  testOf: (value: string) => (text: string) => boolean,
  textOf: (request: RequestSample) => string,
): RequestTest {
  const tests = values.map(testOf)
  return request => tests.some(test => test(textOf(request)))
}

function headerTest(name: string, values: readonly string[]): RequestTest {
  const tests = values.map(value => wildcardTest(value, true))
  return ({ headers }) =>
    Object.entries(headers).some(([key, text]) => key.toLowerCase() === name && tests.some(test => test(text)))
}

function queryTest(pairs: Extract<Condition, { field: 'query-string' }>['pairs']): RequestTest {
  const tests = pairs.map(({ key, value }) => ({
    key: wildcardTest(key ?? '*', true),
    value: wildcardTest(value, true),
  }))
  return ({ query }) => query.some(([key, value]) => tests.some(test => test.key(key) && test.value(value)))
}

function sourceTest(values: readonly string[]): RequestTest {
  const ranges = values.flatMap(value => parseCidr(value) ?? [])
  return ({ sourceIp }) => ranges.some(range => range.check(sourceIp, isIPv6(sourceIp) ? 'ipv6' : 'ipv4'))
}
