// Single requests, each with its name, and what the policies of a stack say of them.
import { type ApiCall, requiredActions } from '../../simulator/iam/actions/required-actions.ts'
import type { Requirement } from '../../simulator/iam/actions/requirement.ts'
import { RequestContext } from '../../simulator/iam/condition-keys.ts'
import type { DeployedStack } from '../../simulator/iam/deployed-stack.ts'
import { allowsService, evaluate } from '../../simulator/iam/evaluate.ts'
import { Iam, type RoleSession } from '../../simulator/iam/iam.ts'

export type Decision = 'allowed' | 'denied'

/** A call of somebody who has a role, on a group with some tags. */
export interface RoleCase {
  readonly name: string
  readonly expected: Decision
  /** Folder of a function, or a part of a role's ARN. */
  readonly as: string
  readonly ask: ApiCall | Requirement
  readonly groupTags?: Readonly<Record<string, string>>
}

/** Something that an AWS service does by itself, which the policy of a resource has to let happen. */
export interface ServiceCase {
  readonly name: string
  readonly expected: Decision
  readonly service: string
  readonly action: string
  /** Part of the ARN of the topic, queue, key, function or role. */
  readonly resource: string
  readonly context: Readonly<Record<string, string>>
}

/** A call of somebody who has one of the managed policies and nothing else. */
export interface PersonCase {
  readonly name: string
  readonly expected: Decision
  /** Part of the managed policy's ARN. */
  readonly policy: string
  readonly action: string
  readonly resource: string
}

export type PermissionCase = RoleCase | ServiceCase | PersonCase

export const groupArn =
  'arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:00000001-0000-4000-8000-000000000000:autoScalingGroupName/web'

/** What the stack's policies say of a case. */
export function decide(stack: DeployedStack, each: PermissionCase): Decision {
  return isAllowed(stack, each) ? 'allowed' : 'denied'
}

function isAllowed(stack: DeployedStack, each: PermissionCase): boolean {
  if ('service' in each) return serviceMay(stack, each)
  return 'policy' in each ? personMay(stack, each) : roleMay(stack, each)
}

function personMay({ policies }: DeployedStack, { policy, action, resource }: PersonCase): boolean {
  const arn = theOneLike([...policies.managedPolicies.keys()], policy)
  const principal = { roleArn: 'arn:aws:iam::123456789012:role/operator' }
  const identity = [...policies.managedPolicies].filter(([each]) => each === arn).map(([, compiled]) => compiled)
  return evaluate({ identity }, { principal, action, resource, context: new RequestContext({}) }).allowed
}

function serviceMay(stack: DeployedStack, { service, action, resource, context }: ServiceCase): boolean {
  const arn = arnLike(stack, resource)
  const { roles, resourcePolicies } = stack.policies
  const policy = roles.find(role => role.arn === arn)?.trust ?? resourcePolicies.get(arn)
  if (policy === undefined) throw new Error(`got no policy of ${arn}, wanted one`)
  return allowsService(policy, { principal: { service }, action, resource: arn, context: new RequestContext(context) })
}

function roleMay(stack: DeployedStack, { as, ask, groupTags = {} }: RoleCase): boolean {
  const view = { group: () => ({ arn: groupArn, tags: groupTags }), keyOf: () => undefined }
  const iam = new Iam(view.group)
  stack.install(iam)
  const requirements = 'operation' in ask ? requiredActions(ask, view) : [withTags(ask, groupTags)]
  const session = sessionOf(stack, as)
  return requirements.every(each => iam.attempt(session, { ...each, resource: arnLike(stack, each.resource) }))
}

function withTags(ask: Requirement, tags: Readonly<Record<string, string>>): Requirement {
  const live = Object.entries(tags).map(([key, value]) => [`autoscaling:ResourceTag/${key}`, value])
  return { ...ask, context: { ...Object.fromEntries(live), ...ask.context } }
}

function sessionOf(stack: DeployedStack, as: string): RoleSession {
  if (stack.functions.includes(as)) return stack.sessionOf(as)
  return { roleArn: arnLike(stack, as), sessionName: 'test' }
}

/** A whole ARN is itself. */
function arnLike({ policies }: DeployedStack, text: string): string {
  if (text.startsWith('arn:') || text === '*') return text
  const { roles, resourcePolicies } = policies
  return theOneLike([...roles.map(({ arn }) => arn), ...resourcePolicies.keys()], text)
}

function theOneLike(arns: readonly string[], text: string): string {
  const found = arns.filter(arn => arn.includes(text))
  if (found.length === 1) return found[0]
  throw new Error(`got ${found.length} resources like ${text}, wanted one`)
}
