// Every condition of a template, wherever it stands: in policies of roles, in their trust policies, in those of topics, queues
// and keys, and in the permissions of functions.
import { z } from 'zod'

export interface TemplateCondition {
  /** Where it stands: `ReconcileRolePolicy.PolicyDocument[7] StringEquals autoscaling:ResourceTag/penumbra:enabled`. */
  readonly name: string
  /** A copy of the template without it. */
  readonly removed: () => unknown
}

const statementSchema = z.object({
  Effect: z.string(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
})

const permissionSchema = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) })

export function conditionsOf(template: unknown): TemplateCondition[] {
  return [...conditionsOfStatements(template), ...conditionsOfPermissions(template)]
}

const permissionKeys = ['SourceArn', 'SourceAccount']

/** Of a function's permission the conditions are properties. */
function conditionsOfPermissions(template: unknown): TemplateCondition[] {
  const { Resources } = z.object({ Resources: z.record(z.string(), permissionSchema) }).parse(template)
  return Object.entries(Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Permission')
    .flatMap(([id, { Properties }]) =>
      permissionKeys
        .filter(key => key in Properties)
        .map(key => ({ name: `${id} ${key}`, removed: () => without(template, ['Resources', id, 'Properties', key]) })),
    )
}

function conditionsOfStatements(template: unknown): TemplateCondition[] {
  return statementsIn(template, []).flatMap(({ path, condition }) =>
    Object.entries(condition).flatMap(([operator, keys]) =>
      Object.keys(keys).map(key => ({
        name: `${nameOf(path)} ${operator} ${key}`,
        removed: () => without(template, [...path, 'Condition', ...onlyPath(condition, operator, key)]),
      })),
    ),
  )
}

/** An operator without a key, and a condition without an operator, are no policy: they go with the last that they hold. */
function onlyPath(condition: Found['condition'], operator: string, key: string): string[] {
  if (Object.keys(condition[operator]).length > 1) return [operator, key]
  return Object.keys(condition).length > 1 ? [operator] : []
}

interface Found {
  readonly path: readonly string[]
  readonly condition: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

function statementsIn(value: unknown, path: readonly string[]): Found[] {
  if (typeof value !== 'object' || value === null) return []
  const inside = Object.entries(value).flatMap(([key, each]) => statementsIn(each, [...path, key]))
  const statement = statementSchema.safeParse(value)
  return statement.success ? [{ path, condition: statement.data.Condition }, ...inside] : inside
}

function nameOf(path: readonly string[]): string {
  return path.filter(part => !['Resources', 'Properties', 'Statement'].includes(part)).join('.')
}

function without(template: unknown, path: readonly string[]): unknown {
  const copy: unknown = structuredClone(template)
  const parent = path.slice(0, -1).reduce((value, key) => Reflect.get(Object(value), key), copy)
  Reflect.deleteProperty(Object(parent), path[path.length - 1])
  return copy
}
