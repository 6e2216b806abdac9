// A policy document made ready to be asked many times.
import { InputError } from '../../shared/domain/errors.ts'
import type { RequestContext } from './condition-keys.ts'
import { conditionTest } from './condition-test.ts'
import { type PolicyStatement, policyDocumentSchema } from './policy-document.ts'
import { type TextTest, wildcardTest } from './wildcards.ts'

/** Who asks: a role of an account, or an AWS service by itself. */
export type Principal = { readonly roleArn: string } | { readonly service: string }

export interface AuthorizationRequest {
  readonly principal: Principal
  /** `autoscaling:UpdateAutoScalingGroup` */
  readonly action: string
  /** An ARN, or `*` where the action knows no resource. */
  readonly resource: string
  readonly context: RequestContext
}

export interface CompiledStatement {
  /** The policy's name and the statement's place in it, from 0. */
  readonly id: string
  readonly effect: 'Allow' | 'Deny'
  readonly source: PolicyStatement
  readonly applies: (request: AuthorizationRequest) => boolean
}

export interface CompiledPolicy {
  readonly name: string
  readonly statements: readonly CompiledStatement[]
}

/** @throws InputError for a document that cannot be evaluated in full */
export function compilePolicy(name: string, document: unknown): CompiledPolicy {
  const parsed = policyDocumentSchema.safeParse(document)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new InputError(`policy ${name}: ${issue.path.join('.')}: ${issue.message}`)
  }
  return {
    name,
    statements: parsed.data.Statement.map((statement, index) => compileStatement(`${name}[${index}]`, statement)),
  }
}

function compileStatement(id: string, source: PolicyStatement): CompiledStatement {
  const isAction = listTest(source.Action, source.NotAction, true)
  // A role's trust policy has no resource: it is the role.
  const isResource = listTest(source.Resource, source.NotResource ?? (source.Resource ? undefined : []), false)
  const isPrincipal = principalTest(source.Principal)
  const holds = conditionTest(source.Condition)
  return {
    id,
    effect: source.Effect,
    source,
    applies: ({ principal, action, resource, context }) =>
      isAction(action) && isResource(resource) && isPrincipal(principal) && holds(context),
  }
}

/** "Not" lists apply to everything but what they name. */
function listTest(
  patterns: readonly string[] | undefined,
  except: readonly string[] | undefined,
  ignoreCase: boolean,
): TextTest {
  const tests = (patterns ?? except ?? []).map(pattern => wildcardTest(pattern, ignoreCase))
  const wanted = patterns !== undefined
  return text => tests.some(test => test(text)) === wanted
}

/** An identity-based policy names no principal: it is whoever has the policy. */
function principalTest(principal: PolicyStatement['Principal']): (asking: Principal) => boolean {
  if (principal === undefined) return () => true
  const { AWS, Service } = principal
  return asking =>
    'service' in asking
      ? Service.includes(asking.service) || AWS.includes('*')
      : AWS.some(each => each === '*' || each === asking.roleArn || each === rootOf(asking.roleArn))
}

/** Naming an account's root names everybody in the account (IAM user guide, "AWS JSON policy elements: Principal"). */
function rootOf(roleArn: string): string {
  const [, partition, , , account] = roleArn.split(':')
  return `arn:${partition}:iam::${account}:root`
}
