// Filter policies over message attributes: a subscription gets a message when each name in its policy is an attribute of the
// message and at least one of the name's values matches. Source: SNS developer guide, "Amazon SNS subscription filter policies".
// Simulated: exact strings, prefix, suffix, anything-but (of strings), exists. Every other operator is refused.
import { z } from 'zod'

const conditionSchema = z.union([
  z.string(),
  z.strictObject({ prefix: z.string().min(1) }),
  z.strictObject({ suffix: z.string().min(1) }),
  z.strictObject({ 'anything-but': z.union([z.string(), z.array(z.string()).min(1)]) }),
  z.strictObject({ exists: z.boolean() }),
])

type Condition = z.output<typeof conditionSchema>

/** By the name of the attribute; no name at all matches everything. */
export type FilterPolicy = ReadonlyMap<string, readonly Condition[]>

/** @throws Error on what is not a filter policy, or uses an operator that is not simulated */
export function parseFilterPolicy(text: string): FilterPolicy {
  const parsed = z.record(z.string(), z.array(conditionSchema).min(1)).safeParse(parseJson(text))
  if (!parsed.success) throw new Error(`got ${text}, wanted JSON of attribute names with lists of simulated conditions`)
  return new Map(Object.entries(parsed.data))
}

export function matches(policy: FilterPolicy, attributes: Readonly<Record<string, string>>): boolean {
  return [...policy].every(([name, conditions]) => conditions.some(condition => holds(condition, attributes[name])))
}

function holds(condition: Condition, value: string | undefined): boolean {
  if (typeof condition === 'object' && 'exists' in condition) return condition.exists === (value !== undefined)
  if (value === undefined) return false
  if (typeof condition === 'string') return value === condition
  if ('prefix' in condition) return value.startsWith(condition.prefix)
  if ('suffix' in condition) return value.endsWith(condition.suffix)
  return ![condition['anything-but']].flat().includes(value)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
