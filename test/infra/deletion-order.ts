// The order in which CloudFormation deletes a stack: what depends on another resource goes before it (CloudFormation user guide,
// "DependsOn attribute", and intrinsic functions that name a resource). Everything else may go at any time.
import { z } from 'zod'

const templateSchema = z.object({
  Resources: z.record(
    z.string(),
    z.object({
      Type: z.string(),
      DependsOn: z.union([z.string().transform(id => [id]), z.array(z.string())]).default([]),
      Properties: z.unknown().optional(),
    }),
  ),
})

export interface StackResource {
  readonly id: string
  readonly type: string
  /** Logical ids of what it names itself. */
  readonly needs: readonly string[]
}

export function resourcesOf(template: unknown): StackResource[] {
  const { Resources } = templateSchema.parse(template)
  return Object.entries(Resources).map(([id, { Type, DependsOn, Properties }]) => ({
    id,
    type: Type,
    needs: [...new Set([...DependsOn, ...named(Properties)])].filter(other => other in Resources && other !== id),
  }))
}

/** Everything that certainly outlives the resource: what it needs, and what that needs. */
export function outliving(resources: readonly StackResource[], id: string): Set<string> {
  const byId = new Map(resources.map(resource => [resource.id, resource]))
  const found = new Set<string>()
  const visit = (current: string): void => {
    for (const need of byId.get(current)?.needs ?? []) {
      if (found.has(need)) continue
      found.add(need)
      visit(need)
    }
  }
  visit(id)
  return found
}

/** One order that CloudFormation may take; ties are broken by the logical id. */
export function deletionOrder(resources: readonly StackResource[]): StackResource[] {
  const left = new Map([...resources].sort((a, b) => a.id.localeCompare(b.id)).map(resource => [resource.id, resource]))
  const order: StackResource[] = []
  while (left.size > 0) {
    const needed = new Set([...left.values()].flatMap(({ needs }) => needs))
    const free = [...left.values()].filter(({ id }) => !needed.has(id))
    if (free.length === 0) throw new Error(`got resources that need each other: ${[...left.keys()].join(', ')}`)
    for (const resource of free) left.delete(resource.id)
    order.push(...free)
  }
  return order
}

/** Logical ids in Ref, Fn::GetAtt and Fn::Sub, wherever they stand. */
function named(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(named)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => {
    if (key === 'Ref') return [String(inner)]
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : String(inner).split('.')[0])]
    if (key === 'Fn::Sub') return [...inSub(Array.isArray(inner) ? inner[0] : inner), ...named(inner)]
    return named(inner)
  })
}

function inSub(text: unknown): string[] {
  return [...String(text).matchAll(/\$\{([A-Za-z0-9]+)/g)].map(([, id]) => id)
}
