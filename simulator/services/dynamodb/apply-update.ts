// Update expressions at work (developer guide, Expressions.UpdateExpressions.html). Every value is computed from the item as it
// was; then all of them are written into a copy that shares what did not change. List elements that are removed, or set
// beyond the end, leave holes, which are closed last: so every index means the list as it was.
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { assign, type Item, typeOf } from './attribute-value.ts'
import { setMembers } from './compare-values.ts'
import { addNumbers, subtractNumbers } from './decimal.ts'
import { child, type DocumentPath, lookUp, type Substitutions } from './document-path.ts'
import { validationError } from './dynamodb-errors.ts'
import type { PathElement, UpdateAction, UpdateValue } from './expression-tree.ts'

interface Write {
  readonly path: DocumentPath
  /** undefined removes. */
  readonly value: AttributeValue | undefined
}

/**
 * @param paths of the actions, names substituted
 * @throws ValidationException when the item does not fit the update
 */
export function applyUpdate(
  actions: readonly UpdateAction[],
  paths: readonly DocumentPath[],
  before: Item,
  substitutions: Substitutions,
): Item {
  const draft = new Draft(before)
  for (const [index, action] of actions.entries()) {
    const value = valueAfter(action, before, substitutions)
    if (value !== undefined || action.kind === 'REMOVE' || lookUp(before, action.path, substitutions) !== undefined) {
      draft.write({ path: paths[index], value })
    }
  }
  return draft.finish()
}

/** What the action leaves at its path; undefined for nothing. */
function valueAfter(action: UpdateAction, item: Item, substitutions: Substitutions): AttributeValue | undefined {
  if (action.kind === 'REMOVE') return undefined
  if (action.kind === 'SET') return evaluate(action.value, item, substitutions)
  const held = lookUp(item, action.path, substitutions)
  const operand = substitutions.values[action.value.placeholder]
  return action.kind === 'ADD' ? added(held, operand) : withoutMembers(held, operand)
}

function evaluate(value: UpdateValue, item: Item, substitutions: Substitutions): AttributeValue {
  switch (value.kind) {
    case 'value':
      return substitutions.values[value.placeholder]
    case 'path':
      return existing(lookUp(item, value, substitutions))
    case 'if_not_exists':
      return lookUp(item, value.path, substitutions) ?? evaluate(value.otherwise, item, substitutions)
    default:
      return combine(value.kind, evaluate(value.left, item, substitutions), evaluate(value.right, item, substitutions))
  }
}

function existing(value: AttributeValue | undefined): AttributeValue {
  if (value !== undefined) return value
  throw validationError('The provided expression refers to an attribute that does not exist in the item')
}

function combine(kind: '+' | '-' | 'list_append', left: AttributeValue, right: AttributeValue): AttributeValue {
  if (kind === 'list_append') {
    if (left.L === undefined || right.L === undefined) throw incorrectType()
    return { L: [...left.L, ...right.L] }
  }
  if (left.N === undefined || right.N === undefined) throw incorrectType()
  return { N: kind === '+' ? addNumbers(left.N, right.N) : subtractNumbers(left.N, right.N) }
}

function added(held: AttributeValue | undefined, operand: AttributeValue): AttributeValue {
  if (held === undefined) return operand
  if (held.N !== undefined && operand.N !== undefined) return { N: addNumbers(held.N, operand.N) }
  return combineSets(held, operand, (members, extra) => [
    ...members,
    ...extra.filter(member => !members.includes(member)),
  ])
}

function withoutMembers(held: AttributeValue | undefined, operand: AttributeValue): AttributeValue | undefined {
  if (held === undefined) return undefined
  const left = combineSets(held, operand, (members, gone) => members.filter(member => !gone.includes(member)))
  // The service has no empty sets: the attribute goes with its last member.
  return setMembers(left).length === 0 ? undefined : left
}

function combineSets(
  held: AttributeValue,
  operand: AttributeValue,
  combineMembers: (held: readonly string[], operand: readonly string[]) => string[],
): AttributeValue {
  if (typeOf(held) !== typeOf(operand)) throw incorrectType()
  const members = combineMembers(setMembers(held), setMembers(operand))
  if (held.SS !== undefined) return { SS: members }
  if (held.NS !== undefined) return { NS: members }
  if (held.BS !== undefined) return { BS: members.map(member => new Uint8Array(Buffer.from(member, 'latin1'))) }
  throw incorrectType()
}

function incorrectType() {
  return validationError('An operand in the update expression has an incorrect data type')
}

class Draft {
  readonly #item: Item
  /** Maps and lists that this update has copied already, and may change. */
  readonly #copies = new Set<AttributeValue>()
  readonly #holed = new Set<AttributeValue.LMember>()

  constructor(before: Item) {
    this.#item = { ...before }
  }

  write({ path, value }: Write): void {
    let container: AttributeValue = { M: this.#item }
    for (const element of path.slice(0, -1)) container = this.#enter(container, element)
    const last = path[path.length - 1]
    if (typeof last === 'string') writeMember(container, last, value)
    else this.#writeElement(container, last, value)
  }

  finish(): Item {
    for (const list of this.#holed) list.L = Object.values(list.L)
    return this.#item
  }

  #enter(container: AttributeValue, element: PathElement): AttributeValue {
    const member = child(container, element)
    if (member === undefined || (member.M === undefined && member.L === undefined)) throw invalidPath()
    if (this.#copies.has(member)) return member
    const copy: AttributeValue = member.M === undefined ? { L: [...(member.L ?? [])] } : { M: { ...member.M } }
    this.#copies.add(copy)
    if (container.L !== undefined) container.L[Number(element)] = copy
    else assign(container.M ?? {}, String(element), copy)
    return copy
  }

  #writeElement(list: AttributeValue, index: number, value: AttributeValue | undefined): void {
    if (list.L === undefined) throw invalidPath()
    if (value === undefined) delete list.L[index]
    else list.L[index] = value
    this.#holed.add(list)
  }
}

function writeMember(map: AttributeValue, name: string, value: AttributeValue | undefined): void {
  if (map.M === undefined) throw invalidPath()
  if (value === undefined) delete map.M[name]
  else assign(map.M, name, value)
}

function invalidPath() {
  return validationError('The document path provided in the update expression is invalid for update')
}
