// Every policy of a template, whoever has it: identity-based ones, trust policies of roles, and those of topics, queues, keys and
// functions.
import { z } from 'zod'
import { InputError } from '../../shared/domain/errors.ts'
import { type CompiledPolicy, compilePolicy } from './compiled-policy.ts'
import type { Role } from './iam.ts'
import type { ResolvedResource, ResolvedTemplate } from './resolved-template.ts'
import { keysOf, resourcePoliciesOf } from './resource-policies.ts'

export interface TemplatePolicies {
  readonly roles: readonly Role[]
  /** By the ARN of the topic, queue, key or function. */
  readonly resourcePolicies: ReadonlyMap<string, CompiledPolicy>
  /** Managed policies, by ARN; somebody outside the template may have them. */
  readonly managedPolicies: ReadonlyMap<string, CompiledPolicy>
  /** Customer managed KMS keys, by the ARN of the topic, queue or table. */
  readonly keys: ReadonlyMap<string, string>
}

const texts = z.array(z.string()).default([])
const attachedSchema = z.object({ PolicyDocument: z.unknown(), Roles: texts })
const roleSchema = z.object({
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  ManagedPolicyArns: texts,
  PermissionsBoundary: z.string().optional(),
})

/**
 * @param managedPolicies documents of managed policies outside the template, by ARN
 * @throws InputError for what cannot be evaluated, and for a managed policy that is nowhere
 */
export function templatePolicies(
  template: ResolvedTemplate,
  managedPolicies: Readonly<Record<string, unknown>> = {},
): TemplatePolicies {
  const documents = new Map(
    Object.entries(managedPolicies).map(([arn, document]) => [arn, compilePolicy(arn, document)]),
  )
  for (const { logicalId, properties } of template.resources('AWS::IAM::ManagedPolicy')) {
    documents.set(template.arn(logicalId), compilePolicy(logicalId, properties.PolicyDocument))
  }
  return {
    roles: template.resources('AWS::IAM::Role').map(role => roleOf(template, role, documents)),
    resourcePolicies: resourcePoliciesOf(template),
    managedPolicies: documents,
    keys: keysOf(template),
  }
}

function roleOf(
  template: ResolvedTemplate,
  { logicalId, properties }: ResolvedResource,
  documents: ReadonlyMap<string, CompiledPolicy>,
): Role {
  const arn = template.arn(logicalId)
  const { AssumeRolePolicyDocument, Policies, ManagedPolicyArns, PermissionsBoundary } = roleSchema.parse({
    ...properties,
  })
  const inline = Policies.map(each => compilePolicy(`${logicalId}/${each.PolicyName}`, each.PolicyDocument))
  return {
    arn,
    trust: compilePolicy(`${logicalId}/trust`, AssumeRolePolicyDocument),
    policies: [
      ...inline,
      ...attachedTo(template, arn.split('/').at(-1) ?? ''),
      ...ManagedPolicyArns.map(each => managed(each, documents)),
    ],
    ...(PermissionsBoundary === undefined ? {} : { boundary: managed(PermissionsBoundary, documents) }),
  }
}

function attachedTo(template: ResolvedTemplate, roleName: string): CompiledPolicy[] {
  return ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']
    .flatMap(type => template.resources(type))
    .filter(({ properties }) => attachedSchema.shape.Roles.parse(properties.Roles).includes(roleName))
    .map(({ logicalId, properties }) => compilePolicy(logicalId, properties.PolicyDocument))
}

function managed(arn: string, documents: ReadonlyMap<string, CompiledPolicy>): CompiledPolicy {
  const document = documents.get(arn)
  if (document !== undefined) return document
  throw new InputError(`managed policy: got ${arn}, wanted one whose document is known`)
}
