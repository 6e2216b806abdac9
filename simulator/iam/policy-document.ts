// The JSON policy language as far as it is evaluated here (IAM user guide, "Grammar of the IAM JSON policy language"). What
// is not known is refused: a policy that was understood by half would prove nothing.
import { z } from 'zod'

/** An empty list would match nothing, and with Not in front of it everything. */
const oneOrMany = z
  .union([z.string(), z.array(z.string()).min(1, 'wanted one or more')])
  .transform(value => (Array.isArray(value) ? value : [value]))

/** `"*"`, or lists of service principals and of account, role or user ARNs. */
const principalSchema = z.union([
  z.literal('*').transform((): { AWS: string[]; Service: string[] } => ({ AWS: ['*'], Service: [] })),
  z.strictObject({ AWS: oneOrMany.default([]), Service: oneOrMany.default([]) }),
])

/** Condition values may be written as booleans or numbers and mean their text. */
const conditionValue = z.union([z.string(), z.boolean(), z.number()]).transform(String)
const conditionValues = z
  .union([conditionValue, z.array(conditionValue).min(1, 'wanted one or more')])
  .transform(value => (Array.isArray(value) ? value : [value]))
const keysSchema = z
  .record(z.string(), conditionValues)
  .refine(keys => Object.keys(keys).length > 0, 'wanted a condition key for the operator')
const conditionSchema = z.record(z.string(), keysSchema)

const statementSchema = z
  .strictObject({
    Sid: z.string().optional(),
    Effect: z.enum(['Allow', 'Deny']),
    Principal: principalSchema.optional(),
    Action: oneOrMany.optional(),
    NotAction: oneOrMany.optional(),
    Resource: oneOrMany.optional(),
    NotResource: oneOrMany.optional(),
    Condition: conditionSchema.default({}),
  })
  .refine(each => (each.Action === undefined) !== (each.NotAction === undefined), 'wanted one of Action and NotAction')
  .refine(
    each => each.Resource === undefined || each.NotResource === undefined,
    'wanted not both, Resource and NotResource',
  )
  // Only where a policy belongs to a resource may it be silent about it; then it names a principal.
  .refine(
    each => (each.Resource ?? each.NotResource ?? each.Principal) !== undefined,
    'wanted Resource, NotResource or a Principal',
  )

/** Variables such as `${aws:username}` are filled in by AWS; none of our policies has one, so none is filled in here. */
const variable = /\$\{[^}]*\}/

export const policyDocumentSchema = z
  .strictObject({
    Version: z.literal('2012-10-17'),
    Id: z.string().optional(),
    Statement: z.union([z.array(statementSchema), statementSchema.transform(value => [value])]),
  })
  .refine(
    document => !variable.test(JSON.stringify(document)),
    'got a policy variable, wanted none: it is not evaluated',
  )

export type PolicyDocument = z.output<typeof policyDocumentSchema>
export type PolicyStatement = PolicyDocument['Statement'][number]
export type ConditionBlock = PolicyStatement['Condition']
