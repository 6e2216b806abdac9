import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { z } from 'zod'
import cdkConfiguration from '../../cdk.json' with { type: 'json' }
import { PenumbraStack } from '../../infra/stacks/penumbra-stack.ts'

// What takes seconds and changes no property of the template: bundling, and CloudFormation's own validation of it.
const quick = { 'aws:cdk:bundling-stacks': [], '@aws-cdk/core:validateAgainstDefaultRules': false }

/**
 * The stack as `cdk synth` builds it, feature flags included.
 * @param settings as somebody would give them with `-c`
 */
export function synthesise(settings: Readonly<Record<string, unknown>> = {}): {
  app: App
  stack: PenumbraStack
  template: Template
} {
  const app = new App({ context: { ...cdkConfiguration.context, ...quick, ...settings }, analyticsReporting: false })
  const stack = new PenumbraStack(app, 'Penumbra')
  return { app, stack, template: Template.fromStack(stack) }
}

const oneOrMany = <Item extends z.ZodType>(item: Item) =>
  z.union([z.array(item), item.transform(value => [value])]) as z.ZodType<z.output<Item>[]>

const statementSchema = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany(z.string()),
  Resource: oneOrMany(z.unknown()),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMany(z.unknown()))).optional(),
})
export type Statement = z.output<typeof statementSchema>

const policySchema = z.object({
  Properties: z.object({
    PolicyDocument: z.object({ Statement: z.array(statementSchema) }),
    Roles: z.array(z.object({ Ref: z.string() })),
  }),
})

/** Every statement of every role, by the role's logical id. */
export function statementsByRole(template: Template): Map<string, Statement[]> {
  const statements = new Map<string, Statement[]>()
  for (const resource of Object.values(template.findResources('AWS::IAM::Policy'))) {
    const { PolicyDocument, Roles } = policySchema.parse(resource).Properties
    for (const { Ref } of Roles) statements.set(Ref, [...(statements.get(Ref) ?? []), ...PolicyDocument.Statement])
  }
  return statements
}

/** What a request brings with it: condition keys and their values; a key that is absent is null to IAM. */
export type RequestContext = Readonly<Record<string, readonly string[]>>

/** IAM's evaluation of the operators that Penumbra uses: all keys of all operators must hold. */
export function holds(condition: Statement['Condition'], context: RequestContext): boolean {
  return Object.entries(condition ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) => operatorHolds(operator, wanted, context[key])),
  )
}

function operatorHolds(operator: string, wanted: readonly unknown[], got: readonly string[] | undefined): boolean {
  if (operator === 'StringEquals') return (got ?? []).some(value => wanted.includes(value))
  if (operator === 'ForAllValues:StringEquals') return (got ?? []).every(value => wanted.includes(value))
  if (operator === 'Null') return wanted.includes(String(got === undefined))
  throw new Error(`got condition operator ${operator}, wanted one that this test can evaluate`)
}
