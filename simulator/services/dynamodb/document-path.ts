import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { assign, copyValue, type Item, own } from './attribute-value.ts'
import type { PathElement, PathOperand } from './expression-tree.ts'

/** A path whose `#names` are substituted: attribute names and list indexes from the item down. */
export type DocumentPath = readonly PathElement[]

/** What a request supplies for the placeholders of its expressions. */
export interface Substitutions {
  readonly names: Readonly<Record<string, string>>
  readonly values: Item
}

export function resolvePath(path: PathOperand, { names }: Substitutions): DocumentPath {
  return path.elements.map(element => resolveElement(element, names))
}

/** What `item` holds at `path`, if anything. */
export function lookUp(item: Item, path: PathOperand, { names }: Substitutions): AttributeValue | undefined {
  const { elements } = path
  let value = child({ M: item }, resolveElement(elements[0], names))
  for (let depth = 1; depth < elements.length && value !== undefined; depth++) {
    value = child(value, resolveElement(elements[depth], names))
  }
  return value
}

/** The member of a map or list, if it is one and has it. */
export function child(value: AttributeValue, element: PathElement): AttributeValue | undefined {
  if (typeof element === 'number') return value.L?.[element]
  return value.M && own(value.M, element)
}

/** Says which two paths cannot stand in one expression, because one contains the other or no item has both. */
export function pathClash(paths: readonly DocumentPath[]): string | undefined {
  for (const [index, path] of paths.entries()) {
    for (const earlier of paths.slice(0, index)) {
      const clash = clashOf(earlier, path)
      if (clash === undefined) continue
      return `Two document paths ${clash} with each other; must remove or rewrite one of these paths; path one: ${pathText(earlier)}, path two: ${pathText(path)}`
    }
  }
  return undefined
}

/** A copy of the parts of `item` that `paths` name, nested as in the item; lists keep the chosen elements only. */
export function project(item: Item, paths: readonly DocumentPath[]): Item {
  const chosen: Item = {}
  for (const { name, value } of pick({ M: item }, paths)) assign(chosen, String(name), value)
  return chosen
}

interface Picked {
  readonly name: PathElement
  readonly value: AttributeValue
}

/** The chosen members of one map or list, in the order of the paths' first mention (maps) or of the list. */
function pick(container: AttributeValue, paths: readonly DocumentPath[]): Picked[] {
  const picked: Picked[] = []
  for (const [name, rests] of Map.groupBy(paths, path => path[0])) {
    const member = child(container, name)
    const value =
      member &&
      pickWithin(
        member,
        rests.map(path => path.slice(1)),
      )
    if (value !== undefined) picked.push({ name, value })
  }
  return container.L === undefined ? picked : picked.sort((a, b) => Number(a.name) - Number(b.name))
}

function pickWithin(member: AttributeValue, rests: readonly DocumentPath[]): AttributeValue | undefined {
  if (rests.some(rest => rest.length === 0)) return copyValue(member)
  const picked = pick(member, rests)
  if (picked.length === 0) return undefined
  if (member.L !== undefined) return { L: picked.map(({ value }) => value) }
  return { M: Object.fromEntries(picked.map(({ name, value }) => [name, value])) }
}

function resolveElement(element: PathElement, names: Readonly<Record<string, string>>): PathElement {
  return typeof element === 'string' && element.charCodeAt(0) === 35 ? names[element] : element
}

function clashOf(a: DocumentPath, b: DocumentPath): 'overlap' | 'conflict' | undefined {
  for (let depth = 0; depth < Math.min(a.length, b.length); depth++) {
    if (typeof a[depth] !== typeof b[depth]) return 'conflict'
    if (a[depth] !== b[depth]) return undefined
  }
  return 'overlap'
}

function pathText(path: DocumentPath): string {
  return `[${path.map(element => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`
}
