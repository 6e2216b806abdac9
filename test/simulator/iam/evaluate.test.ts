import { describe, expect, it, test } from 'vitest'
import { type AuthorizationRequest, compilePolicy } from '../../../simulator/iam/compiled-policy.ts'
import { RequestContext } from '../../../simulator/iam/condition-keys.ts'
import { allowsService, evaluate } from '../../../simulator/iam/evaluate.ts'
import { groupArn, knownAnswers } from './known-answers.ts'

const roleArn = 'arn:aws:iam::123456789012:role/reconcile'
const policy = (...Statement: readonly object[]) => compilePolicy('policy', { Version: '2012-10-17', Statement })

function requestOf(parts: {
  readonly action?: string
  readonly resource?: string
  readonly context?: Readonly<Record<string, string | readonly string[]>>
}): AuthorizationRequest {
  const { action = 'autoscaling:UpdateAutoScalingGroup', resource = groupArn, context = {} } = parts
  return { principal: { roleArn }, action, resource, context: new RequestContext(context) }
}

describe('what the IAM user guide says', () => {
  it.each(knownAnswers)('$page: $says', ({ statements, boundary, allowed, ...request }) => {
    const identity = [policy(...statements)]
    const verdict = evaluate({ identity, boundary: boundary && policy(...boundary) }, requestOf(request))
    expect(verdict.allowed).toBe(allowed)
  })

  test('is held by at least 40 answers, of which some allow and some do not', () => {
    const allowing = knownAnswers.filter(({ allowed }) => allowed).length
    expect(knownAnswers.length).toBeGreaterThanOrEqual(40)
    expect(allowing).toBeGreaterThan(10)
    expect(knownAnswers.length - allowing).toBeGreaterThan(10)
  })
})

describe('a denial', () => {
  const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' }

  it('says which kind of policy it comes from, and whether that denies or lacks', () => {
    const denyAll = { ...allowAll, Effect: 'Deny' }
    const verdictOf = (identity: object[], boundary: object[]) =>
      evaluate({ identity: [policy(...identity)], boundary: policy(...boundary) }, requestOf({}))
    expect(verdictOf([], [allowAll])).toMatchObject({ explicit: false, kind: 'identity-based policy' })
    expect(verdictOf([allowAll], [])).toMatchObject({ explicit: false, kind: 'permissions boundary' })
    expect(verdictOf([denyAll], [allowAll])).toMatchObject({ explicit: true, kind: 'identity-based policy' })
    expect(verdictOf([allowAll], [denyAll])).toMatchObject({ explicit: true, kind: 'permissions boundary' })
  })

  it('may come from the policy of the resource, which has to let the account in where the resource is a KMS key', () => {
    const identity = [policy(allowAll)]
    const denied = policy({ ...allowAll, Effect: 'Deny', Principal: '*' })
    expect(evaluate({ identity, resource: denied }, requestOf({}))).toMatchObject({ explicit: true })
    const closed = policy({ ...allowAll, Principal: { Service: 'cloudwatch.amazonaws.com' } })
    expect(evaluate({ identity, resource: closed }, requestOf({})).allowed).toBe(true)
    expect(evaluate({ identity, resource: closed, resourceMustAllow: true }, requestOf({})).allowed).toBe(false)
    const open = policy({ ...allowAll, Principal: { AWS: 'arn:aws:iam::123456789012:root' } })
    expect(evaluate({ identity, resource: open, resourceMustAllow: true }, requestOf({})).allowed).toBe(true)
  })
})

describe('a service without policies of its own', () => {
  const trust = policy({ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'scheduler.amazonaws.com' } })
  const assumed = (service: string) =>
    allowsService(trust, {
      principal: { service },
      action: 'sts:AssumeRole',
      resource: roleArn,
      context: new RequestContext({}),
    })

  it('may do what the policy of the resource lets that service do', () => {
    expect(assumed('scheduler.amazonaws.com')).toBe(true)
    expect(assumed('lambda.amazonaws.com')).toBe(false)
  })
})

describe('a policy that cannot be evaluated in full is refused, whatever the request', () => {
  const allow = { Effect: 'Allow', Action: 'autoscaling:*', Resource: '*' }

  it.each([
    ['an unknown operator', { ...allow, Condition: { DateLessThan: { 'aws:SourceAccount': '2026-01-01' } } }],
    [
      'an unknown operator with a set',
      { ...allow, Condition: { 'ForSomeValues:StringEquals': { 'aws:TagKeys': 'a' } } },
    ],
    [
      'an operator named like a property of every object',
      { ...allow, Condition: { constructor: { 'aws:TagKeys': 'a' } } },
    ],
    ['an unknown condition key', { ...allow, Condition: { StringEquals: { 'aws:SourceVpc': 'vpc-1' } } }],
    [
      'a key of several values without a set operator',
      { ...allow, Condition: { StringEquals: { 'aws:TagKeys': 'a' } } },
    ],
    ['a truth value that is none', { ...allow, Condition: { Bool: { 'aws:SecureTransport': 'no' } } }],
    ['a number that is none', { ...allow, Condition: { NumericLessThan: { 'autoscaling:MinSize': 'ten' } } }],
    ['a policy variable', { ...allow, Resource: 'arn:aws:sns:us-east-1:123456789012:$' + '{aws:username}' }],
    ['an unknown element', { ...allow, NotPrincipal: '*' }],
    ['Action and NotAction together', { ...allow, NotAction: 'iam:*' }],
    ['Resource and NotResource together', { ...allow, NotResource: '*' }],
    ['no Resource, and no principal that says whose it is', { ...allow, Resource: undefined }],
    ['no Action at all', { ...allow, Action: [] }],
    ['everything but no Action', { ...allow, Action: undefined, NotAction: [] }],
    ['everything but no Resource', { ...allow, Resource: undefined, NotResource: [] }],
    ['a condition without a value', { ...allow, Condition: { StringNotEquals: { 'aws:PrincipalAccount': [] } } }],
    ['a condition without a key', { ...allow, Condition: { StringEquals: {} } }],
    ['another effect', { ...allow, Effect: 'Maybe' }],
  ])('%s', (_what, statement) => {
    expect(() => policy(statement)).toThrow(/got|wanted|Invalid|Unrecognized/)
  })

  it('as is a request whose tags differ in case alone, where a policy asks for them', () => {
    const context = { 'aws:ResourceTag/Team': 'a', 'aws:ResourceTag/team': 'b' }
    const asks = policy({ ...allow, Condition: { StringEquals: { 'aws:ResourceTag/team': 'a' } } })
    expect(evaluate({ identity: [policy(allow)] }, requestOf({ context })).allowed).toBe(true)
    expect(() => evaluate({ identity: [asks] }, requestOf({ context }))).toThrow('twice')
  })
})
