// The Condition element (IAM user guide, "IAM JSON policy elements: Condition operators", "Conditions with multiple context
// keys or values", "Single-valued vs. multivalued context keys"). Compiled once; whatever is not known throws then, so that no
// policy passes for a reason that nobody has looked at.
import { InputError } from '../../shared/domain/errors.ts'
import { cardinalityOf, type RequestContext } from './condition-keys.ts'
import type { ConditionBlock } from './policy-document.ts'
import { arnTest, type TextTest, wildcardTest } from './wildcards.ts'

export type ConditionTest = (context: RequestContext) => boolean

interface Comparison {
  readonly testOf: (wanted: string) => TextTest
  /** Negated operators hold for a key that is absent, and for a value that none of those in the policy matches. */
  readonly negated?: true
}

const equals = (wanted: string) => (got: string) => got === wanted

const comparisons: Readonly<Record<string, Comparison>> = {
  StringEquals: { testOf: equals },
  StringNotEquals: { testOf: equals, negated: true },
  StringLike: { testOf: wanted => wildcardTest(wanted) },
  StringNotLike: { testOf: wanted => wildcardTest(wanted), negated: true },
  // "The ArnEquals and ArnLike condition operators behave identically."
  ArnEquals: { testOf: arnTest },
  ArnLike: { testOf: arnTest },
  ArnNotEquals: { testOf: arnTest, negated: true },
  ArnNotLike: { testOf: arnTest, negated: true },
  Bool: { testOf: wanted => equals(boolean(wanted)) },
  NumericEquals: numeric((got, wanted) => got === wanted),
  NumericLessThan: numeric((got, wanted) => got < wanted),
  NumericLessThanEquals: numeric((got, wanted) => got <= wanted),
  NumericGreaterThan: numeric((got, wanted) => got > wanted),
  NumericGreaterThanEquals: numeric((got, wanted) => got >= wanted),
}

const operatorPattern = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/

/** All operators and all of their keys must hold. @throws InputError for an operator, key or value that is not known */
export function conditionTest(block: ConditionBlock): ConditionTest {
  const tests = Object.entries(block).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => keyTest(operator, key, values)),
  )
  return context => tests.every(test => test(context))
}

function keyTest(operator: string, key: string, values: readonly string[]): ConditionTest {
  const cardinality = cardinalityOf(key)
  if (operator === 'Null') return nullTest(key, values)
  const [, quantifier, name = '', ifExists] = operatorPattern.exec(operator) ?? []
  const comparison = Object.hasOwn(comparisons, name) ? comparisons[name] : undefined
  if (comparison === undefined) {
    throw new InputError(`condition operator: got ${operator}, wanted one that the evaluator knows`)
  }
  if (cardinality === 'multi' && quantifier === undefined) {
    throw new InputError(`${operator} ${key}: got no set operator, wanted one: the key has several values`)
  }
  const matches = matchesAny(comparison, values)
  const whenAbsent = ifExists !== undefined || quantifier === 'ForAllValues' || isTrueOfNothing(comparison, quantifier)
  return context => {
    const got = context.get(key)
    if (got === undefined) return whenAbsent
    return quantifier === 'ForAnyValue' ? got.some(matches) : got.every(matches)
  }
}

/** Values in the policy are alternatives; of a negated operator none may match. */
function matchesAny({ testOf, negated }: Comparison, values: readonly string[]): TextTest {
  const tests = values.map(testOf)
  return got => tests.some(test => test(got)) !== (negated === true)
}

/** ForAnyValue: "If there are no matching context keys, or if the key does not exist, the condition returns false." */
function isTrueOfNothing({ negated }: Comparison, quantifier: string | undefined): boolean {
  return negated === true && quantifier === undefined
}

/** `true`: the key must be absent; `false`: it must be there. */
function nullTest(key: string, values: readonly string[]): ConditionTest {
  const wanted = values.map(boolean)
  return context => wanted.includes(String(context.get(key) === undefined))
}

function boolean(value: string): string {
  const text = value.toLowerCase()
  if (text === 'true' || text === 'false') return text
  throw new InputError(`condition value: got ${value}, wanted true or false`)
}

function numeric(holds: (got: number, wanted: number) => boolean): Comparison {
  return {
    testOf: wanted => {
      const limit = number(wanted)
      return got => holds(number(got), limit)
    },
  }
}

function number(value: string): number {
  const parsed = Number(value)
  if (value.trim() !== '' && Number.isFinite(parsed)) return parsed
  throw new InputError(`condition value: got ${value}, wanted a number`)
}
