// Key condition expressions: the partition key equal to a value, and at most one condition on the sort key (developer guide,
// Query.html "Key condition expressions for query").
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { compareUtf8 } from './compare-values.ts'
import { type DocumentPath, resolvePath, type Substitutions } from './document-path.ts'
import { invalidParameter, validationError } from './dynamodb-errors.ts'
import type { Comparator, Condition, Operand } from './expression-tree.ts'
import type { KeyNames } from './item-key.ts'

/** Which sort keys a query wants: a run of neighbours in their order. */
interface SortRange {
  /** Whether the sort key comes before the wanted ones. */
  readonly isBelow: (sort: string) => boolean
  readonly isAbove: (sort: string) => boolean
}

export interface KeyRange {
  readonly partition: string
  readonly range: SortRange
  /** Whether the sort key is restricted at all. */
  readonly restricted: boolean
}

interface KeyTerm {
  readonly name: string
  readonly operator: Comparator | 'BETWEEN' | 'begins_with'
  readonly values: readonly AttributeValue[]
}

const mirrored: Partial<Record<Comparator, Comparator>> = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' }
const everything: SortRange = { isBelow: () => false, isAbove: () => false }

/** @throws ValidationException when the condition is not one that a query can look up */
export function keyRange(condition: Condition, names: KeyNames, substitutions: Substitutions): KeyRange {
  const terms = conjuncts(condition).map(part => keyTerm(part, substitutions))
  requireOnePerKey(terms)
  const partition = terms.find(({ name }) => name === names.partition)
  if (partition === undefined) throw missedKey(names.partition)
  if (partition.operator !== '=') throw validationError('Query key condition not supported')
  const sort = terms.find(term => term !== partition)
  if (sort !== undefined && sort.name !== names.sort) throw missedKey(names.sort)
  return {
    partition: keyTexts(partition)[0],
    range: sort === undefined ? everything : sortRange(sort.operator, keyTexts(sort)),
    restricted: sort !== undefined,
  }
}

function conjuncts(condition: Condition): Condition[] {
  return condition.kind === 'and' ? condition.conditions.flatMap(conjuncts) : [condition]
}

function keyTerm(condition: Condition, substitutions: Substitutions): KeyTerm {
  switch (condition.kind) {
    case 'compare':
      return comparisonTerm(condition.comparator, condition.left, condition.right, substitutions)
    case 'between':
      return term('BETWEEN', condition.operand, [condition.lower, condition.upper], substitutions)
    case 'begins_with':
      return term('begins_with', condition.left, [condition.right], substitutions)
    default:
      throw unusable(
        condition.kind.startsWith('attribute') || condition.kind === 'contains'
          ? condition.kind
          : condition.kind.toUpperCase(),
      )
  }
}

function comparisonTerm(comparator: Comparator, left: Operand, right: Operand, substitutions: Substitutions): KeyTerm {
  const reversed = mirrored[comparator]
  if (reversed === undefined) throw unusable(comparator)
  if (left.kind === 'value') return term(reversed, right, [left], substitutions)
  return term(comparator, left, [right], substitutions)
}

function term(
  operator: KeyTerm['operator'],
  key: Operand,
  operands: readonly Operand[],
  substitutions: Substitutions,
): KeyTerm {
  if ([key, ...operands].some(({ kind }) => kind === 'size')) {
    throw validationError('KeyConditionExpressions cannot contain nested operations')
  }
  if (key.kind !== 'path') throw validationError(noKeyMessage(operator))
  const path = resolvePath(key, substitutions)
  return { name: keyName(path), operator, values: operands.map(operand => literal(operand, substitutions)) }
}

function literal(operand: Operand, { values }: Substitutions): AttributeValue {
  if (operand.kind === 'value') return values[operand.placeholder]
  throw validationError('Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition')
}

function keyName(path: DocumentPath): string {
  if (path.length === 1) return String(path[0])
  throw validationError('KeyConditionExpressions cannot have conditions on nested attributes')
}

function noKeyMessage(operator: KeyTerm['operator']): string {
  const fault =
    operator === 'BETWEEN' || operator === 'begins_with'
      ? `${operator} operator must have the key attribute as its first operand`
      : 'No key attribute specified'
  return `Invalid condition in KeyConditionExpression: ${fault}`
}

function unusable(operator: string) {
  return validationError(`Invalid operator used in KeyConditionExpression: ${operator}`)
}

function missedKey(name = '') {
  return validationError(
    name === '' ? 'Query key condition not supported' : `Query condition missed key schema element: ${name}`,
  )
}

function requireOnePerKey(terms: readonly KeyTerm[]): void {
  if (new Set(terms.map(({ name }) => name)).size < terms.length) {
    throw validationError('KeyConditionExpressions must only contain one condition per key')
  }
  if (terms.length > 2) throw validationError('Conditions can be of length 1 or 2 only')
}

function keyTexts({ values }: KeyTerm): string[] {
  return values.map(({ S }) => {
    if (S === undefined) throw invalidParameter('Condition parameter type does not match schema type')
    return S
  })
}

function sortRange(operator: KeyTerm['operator'], [value, upper = value]: readonly string[]): SortRange {
  const below = (sort: string) => compareUtf8(sort, value) < 0
  const above = (sort: string) => compareUtf8(sort, upper) > 0
  switch (operator) {
    case '<':
      return { isBelow: () => false, isAbove: sort => !below(sort) }
    case '<=':
      return { isBelow: () => false, isAbove: above }
    case '>':
      return { isBelow: sort => !above(sort), isAbove: () => false }
    case '>=':
      return { isBelow: below, isAbove: () => false }
    case 'begins_with':
      return { isBelow: below, isAbove: sort => !below(sort) && !sort.startsWith(value) }
    default:
      return { isBelow: below, isAbove: above }
  }
}
