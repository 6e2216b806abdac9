// Attributes of load balancers and target groups: names, defaults, and what each one takes.
import { validationError } from './errors.ts'

interface SdkAttribute {
  readonly Key?: string
  readonly Value?: string
}

export interface AttributeRule {
  readonly initial: string
  /** What is wanted of a value that is refused; undefined: it is fine. Throws for what is not simulated. */
  readonly refuse: (value: string) => string | undefined
}

export type AttributeTable = Readonly<Record<string, AttributeRule>>
export type Attributes = Readonly<Record<string, string>>

export function initialAttributes(table: AttributeTable): Attributes {
  return Object.fromEntries(Object.entries(table).map(([key, { initial }]) => [key, initial]))
}

/**
 * The attributes with some changed.
 * @throws ValidationError for a key that does not exist or a value that it does not take
 */
export function changedAttributes(
  table: AttributeTable,
  current: Attributes,
  changes: readonly SdkAttribute[] | undefined,
  what: 'Load balancer' | 'Target group',
): Attributes {
  if (!changes?.length) throw validationError(`${what} attributes must be specified`)
  const next: Record<string, string> = { ...current }
  for (const { Key = '', Value = '' } of changes) {
    const rule = Object.hasOwn(table, Key) ? table[Key] : undefined
    if (rule === undefined) throw validationError(`${what} attribute key '${Key}' is not recognized`)
    const wanted = rule.refuse(Value)
    if (wanted !== undefined) throw validationError(`${what} attribute '${Key}': got '${Value}', wanted ${wanted}`)
    next[Key] = Value
  }
  return next
}

export function describeAttributes(attributes: Attributes): { Key: string; Value: string }[] {
  return Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
}

export function oneOf(initial: string, ...others: string[]): AttributeRule {
  const values = [initial, ...others]
  return { initial, refuse: value => (values.includes(value) ? undefined : values.join(' or ')) }
}

/** A whole number from `least` to `most`, or one of the words. */
export function numberOf(initial: string, least: number, most: number, ...words: string[]): AttributeRule {
  const wanted = [`${least} to ${most}`, ...words].join(' or ')
  return { initial, refuse: value => (words.includes(value) || isWhole(value, least, most) ? undefined : wanted) }
}

export function anything(initial: string): AttributeRule {
  return { initial, refuse: () => undefined }
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d{1,9}$/.test(text) && Number(text) >= least && Number(text) <= most
}
