// Truth of a condition on an item (developer guide, Expressions.OperatorsAndFunctions.html). An attribute that is not there,
// or has another type, makes a comparison false, except `<>`, which is whatever `=` is not.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { bytesText, type Item, typeOf } from './attribute-value.ts'
import { compareScalars, setMembers, valuesEqual } from './compare-values.ts'
import { lookUp, type Substitutions } from './document-path.ts'
import type { Comparator, Condition, Operand, PathOperand, ValueOperand } from './expression-tree.ts'

type Value = AttributeValue | undefined

/** @param item empty for an item that does not exist */
export function isTrue(condition: Condition, item: Item, substitutions: Substitutions): boolean {
  const valueAt = (operand: Operand) => evaluate(operand, item, substitutions)
  switch (condition.kind) {
    case 'and':
      return condition.conditions.every(part => isTrue(part, item, substitutions))
    case 'or':
      return condition.conditions.some(part => isTrue(part, item, substitutions))
    case 'not':
      return !isTrue(condition.condition, item, substitutions)
    case 'compare':
      return compares(condition.comparator, valueAt(condition.left), valueAt(condition.right))
    case 'between':
      return isBetween(valueAt(condition.operand), valueAt(condition.lower), valueAt(condition.upper))
    case 'in': {
      const value = valueAt(condition.operand)
      return condition.candidates.some(candidate => areEqual(value, valueAt(candidate)))
    }
    case 'attribute_exists':
      return valueAt(condition.path) !== undefined
    case 'attribute_not_exists':
      return valueAt(condition.path) === undefined
    default:
      return relates(condition.kind, valueAt(condition.left), valueAt(condition.right))
  }
}

function evaluate(operand: Operand, item: Item, substitutions: Substitutions): Value {
  if (operand.kind !== 'size') return plainValue(operand, item, substitutions)
  const size = sizeOf(plainValue(operand.operand, item, substitutions))
  return size === undefined ? undefined : { N: String(size) }
}

function plainValue(operand: PathOperand | ValueOperand, item: Item, substitutions: Substitutions): Value {
  return operand.kind === 'path' ? lookUp(item, operand, substitutions) : substitutions.values[operand.placeholder]
}

function compares(comparator: Comparator, left: Value, right: Value): boolean {
  if (comparator === '=') return areEqual(left, right)
  if (comparator === '<>') return !areEqual(left, right)
  const order = left && right && compareScalars(left, right)
  if (order === undefined) return false
  if (comparator === '<') return order < 0
  if (comparator === '<=') return order <= 0
  return comparator === '>' ? order > 0 : order >= 0
}

function areEqual(left: Value, right: Value): boolean {
  return left !== undefined && right !== undefined && valuesEqual(left, right)
}

function isBetween(value: Value, lower: Value, upper: Value): boolean {
  return compares('>=', value, lower) && compares('<=', value, upper)
}

function relates(kind: 'attribute_type' | 'begins_with' | 'contains', left: Value, right: Value): boolean {
  if (left === undefined || right === undefined) return false
  if (kind === 'attribute_type') return typeOf(left) === right.S
  return kind === 'begins_with' ? beginsWith(left, right) : contains(left, right)
}

function beginsWith(value: AttributeValue, prefix: AttributeValue): boolean {
  if (value.S !== undefined) return prefix.S !== undefined && value.S.startsWith(prefix.S)
  if (value.B === undefined || prefix.B === undefined) return false
  return bytesText(value.B).startsWith(bytesText(prefix.B))
}

/** A substring, a run of bytes, an element of a list, or a member of a set. */
function contains(value: AttributeValue, sought: AttributeValue): boolean {
  if (value.S !== undefined) return sought.S !== undefined && value.S.includes(sought.S)
  if (value.B !== undefined) return sought.B !== undefined && bytesText(value.B).includes(bytesText(sought.B))
  if (value.L !== undefined) return value.L.some(element => valuesEqual(element, sought))
  const member = value.SS ? sought.S : value.NS ? sought.N : sought.B && bytesText(sought.B)
  return member !== undefined && setMembers(value).includes(member)
}

/** Length of a string in UTF-16 units, bytes of binary, members of a document or set; undefined for what has no size. */
function sizeOf(value: Value): number | undefined {
  if (value === undefined) return undefined
  if (value.S !== undefined) return value.S.length
  if (value.B !== undefined) return value.B.byteLength
  if (value.M !== undefined) return Object.keys(value.M).length
  return (value.L ?? value.SS ?? value.NS ?? value.BS)?.length
}
