// What CreateRule and ModifyRule take as conditions. Sources: RuleCondition and the …ConditionConfig shapes in the SDK; "Quotas
// for your Application Load Balancers" and "Condition types for listener rules" in the user guide.
import { BlockList, isIP } from 'node:net'
import type { RuleCondition } from '@aws-sdk/client-elastic-load-balancing-v2'
import { notSimulated, validationError } from './errors.ts'
import { fixedLimits } from './quotas.ts'
import { wildcardsIn } from './wildcard.ts'

/** One condition as matching needs it: any of its values is enough. */
export type Condition =
  | { readonly field: 'host-header' | 'path-pattern' | 'http-request-method' | 'source-ip'; readonly values: string[] }
  | { readonly field: 'http-header'; readonly name: string; readonly values: string[] }
  | { readonly field: 'query-string'; readonly pairs: readonly QueryPattern[] }

interface QueryPattern {
  /** Any key where it is undefined. */
  readonly key: string | undefined
  readonly value: string
}

type Field = Condition['field']

/** The one member of RuleCondition that goes with each field. */
const configOf = {
  'host-header': 'HostHeaderConfig',
  'path-pattern': 'PathPatternConfig',
  'http-header': 'HttpHeaderConfig',
  'http-request-method': 'HttpRequestMethodConfig',
  'query-string': 'QueryStringConfig',
  'source-ip': 'SourceIpConfig',
} as const satisfies Record<Field, keyof RuleCondition>

const onceOnly: readonly Field[] = ['http-request-method', 'host-header', 'path-pattern', 'source-ip']
const maximumLength = 128
const maximumNameLength = 40

/** @throws ValidationError for conditions that AWS refuses, and for regular expressions, which are not simulated */
export function parseConditions(conditions: readonly RuleCondition[] | undefined): Condition[] {
  if (!conditions?.length) throw validationError('A rule must have at least one condition')
  const parsed = conditions.map(parseCondition)
  for (const field of onceOnly) {
    if (parsed.filter(condition => condition.field === field).length > 1) {
      throw validationError(`A rule can only have one '${field}' condition`)
    }
  }
  checkCounts(parsed)
  return parsed
}

/** As DescribeRules shows it: a host or path condition both in Values and in its own shape. */
export function describeCondition(condition: Condition): RuleCondition {
  const { field } = condition
  if (field === 'query-string') {
    const Values = condition.pairs.map(({ key, value }) => ({ ...(key !== undefined && { Key: key }), Value: value }))
    return { Field: field, QueryStringConfig: { Values } }
  }
  const Values = [...condition.values]
  if (field === 'http-header') return { Field: field, HttpHeaderConfig: { HttpHeaderName: condition.name, Values } }
  if (field === 'host-header') return { Field: field, Values: [...Values], HostHeaderConfig: { Values } }
  if (field === 'path-pattern') return { Field: field, Values: [...Values], PathPatternConfig: { Values } }
  return { Field: field, [configOf[field]]: { Values } }
}

function parseCondition(condition: RuleCondition): Condition {
  const field = fieldOf(condition)
  checkShape(condition, field)
  switch (field) {
    case 'host-header':
    case 'path-pattern':
      return { field, values: checked(condition.Values ?? condition[configOf[field]]?.Values, field, checks[field]) }
    case 'http-request-method':
    case 'source-ip':
      return { field, values: checked(condition[configOf[field]]?.Values, field, checks[field]) }
    case 'http-header': {
      const { HttpHeaderName, Values } = condition.HttpHeaderConfig ?? {}
      return { field, name: headerName(HttpHeaderName), values: checked(Values, field, anyText) }
    }
    case 'query-string':
      return { field, pairs: queryPairs(condition) }
  }
}

function fieldOf({ Field }: RuleCondition): Field {
  if (Field === undefined) throw validationError('A condition field must be specified')
  const known = Object.keys(configOf).find(field => field === Field)
  if (known === undefined)
    throw validationError(`Condition field '${Field}' must be one of '[${Object.keys(configOf)}]'`)
  return known as Field
}

/** AWS shows Values and the field's own shape side by side, and takes only one of them back. */
function checkShape(condition: RuleCondition, field: Field): void {
  const own = configOf[field]
  const foreign = Object.values(configOf).find(name => name !== own && condition[name] !== undefined)
  if (foreign !== undefined) throw validationError(`'${foreign}' does not belong to a condition of type '${field}'`)
  if (condition.Values !== undefined && condition[own] !== undefined) {
    throw validationError(`You cannot provide both Values and '${own}' for a condition of type '${field}'`)
  }
  if (condition.Values !== undefined && field !== 'host-header' && field !== 'path-pattern') {
    throw validationError(`A condition of type '${field}' takes '${own}', not Values`)
  }
  const config: object = condition[own] ?? {}
  if (condition.RegexValues !== undefined || ('RegexValues' in config && config.RegexValues !== undefined)) {
    throw notSimulated(`RegexValues of a condition of type '${field}'`)
  }
}

function checked(values: readonly string[] | undefined, field: Field, check: (value: string) => string | undefined) {
  if (!values?.length) throw validationError(`A condition of type '${field}' must have at least one value`)
  for (const value of values) {
    const wanted = check(value)
    if (wanted !== undefined) throw validationError(`Condition value '${value}' of '${field}': wanted ${wanted}`)
  }
  return [...values]
}

/** What is wanted of a value where it is not that. */
const checks = {
  'host-header': (value: string) =>
    /^[A-Za-z0-9\-.*?]+$/.test(value) && /\.[A-Za-z]+$/.test(value)
      ? anyText(value)
      : 'a host name with letters after its last dot',
  'path-pattern': (value: string) =>
    /^[A-Za-z0-9_\-.$/~"'@:+&*?]+$/.test(value) ? anyText(value) : `letters, digits and _-.$/~"'@:+&*?`,
  'http-request-method': (value: string) => (/^[A-Z\-_]{1,40}$/.test(value) ? undefined : '1 to 40 of A-Z, - and _'),
  'source-ip': (value: string) => (parseCidr(value) === undefined ? 'an address range in CIDR format' : undefined),
}

function anyText(value: string): string | undefined {
  if (value.length >= 1 && value.length <= maximumLength) return undefined
  return `1 to ${maximumLength} characters`
}

function headerName(name = ''): string {
  if (name.length > maximumNameLength || !/^[A-Za-z0-9!#$%&'+\-.^_`|~]+$/.test(name)) {
    throw validationError(`HTTP header name '${name}': wanted 1 to ${maximumNameLength} characters of RFC 7230`)
  }
  if (name.toLowerCase() === 'host') throw validationError("Use a 'host-header' condition for the host header")
  return name
}

function queryPairs({ QueryStringConfig }: RuleCondition): QueryPattern[] {
  const pairs = QueryStringConfig?.Values ?? []
  if (pairs.length === 0) throw validationError("A condition of type 'query-string' must have at least one value")
  return pairs.map(({ Key, Value = '' }) => {
    const [value] = checked([Value], 'query-string', anyText)
    if (Key !== undefined) checked([Key], 'query-string', anyText)
    return { key: Key, value }
  })
}

function checkCounts(conditions: readonly Condition[]): void {
  const texts = conditions.map(textsOf)
  const values = conditions.reduce((sum, condition) => sum + valuesIn(condition), 0)
  if (values > fixedLimits.conditionValuesPerRule) {
    throw validationError(`A rule can only have '${fixedLimits.conditionValuesPerRule}' condition values`)
  }
  const wildcards = texts.flat().reduce((sum, text) => sum + wildcardsIn(text), 0)
  if (wildcards > fixedLimits.wildcardsPerRule) {
    throw validationError(`A rule can only have '${fixedLimits.wildcardsPerRule}' condition wildcards`)
  }
}

function valuesIn(condition: Condition): number {
  return condition.field === 'query-string' ? condition.pairs.length : condition.values.length
}

function textsOf(condition: Condition): string[] {
  if (condition.field !== 'query-string') return condition.values
  return condition.pairs.flatMap(({ key, value }) => (key === undefined ? [value] : [key, value]))
}

/** The addresses of a range in CIDR format; undefined when it is none. */
export function parseCidr(text: string): BlockList | undefined {
  const [, address = '', length = ''] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? []
  const version = isIP(address)
  if (version === 0 || Number(length) > (version === 4 ? 32 : 128)) return undefined
  const range = new BlockList()
  range.addSubnet(address, Number(length), version === 4 ? 'ipv4' : 'ipv6')
  return range
}
