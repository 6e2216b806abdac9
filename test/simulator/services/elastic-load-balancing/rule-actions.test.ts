// Expected values: Action and the …ActionConfig shapes in the SDK's model; aws-facts §2 "Rules and weights".
import type { Action } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import { parseActions } from '../../../../simulator/services/elastic-load-balancing/rule-actions.ts'
import { arnPrefix, forward, refusalOf, TestBalancer } from './test-balancer.ts'

const [a, b, c, d, e, f] = 'abcdef'.split('').map(name => `${arnPrefix}:targetgroup/${name}/73e2d6bc24d8a067`)

function refusal(...actions: Action[]): string {
  return refusalOf(() => parseActions(actions)).name
}

describe('a forward action', () => {
  it('has one to five target groups with weights from 0 to 999', () => {
    expect(parseActions([forward({ [a]: 0, [b]: 999, [c]: 1, [d]: 1, [e]: 1 })]).action).toEqual({
      type: 'forward',
      targetGroups: [
        { arn: a, weight: 0 },
        { arn: b, weight: 999 },
        { arn: c, weight: 1 },
        { arn: d, weight: 1 },
        { arn: e, weight: 1 },
      ],
      stickySeconds: undefined,
    })
    expect(refusal(forward({ [a]: 1, [b]: 1, [c]: 1, [d]: 1, [e]: 1, [f]: 1 }))).toBe(
      'InvalidLoadBalancerActionException',
    )
    for (const weight of [-1, 1000, 0.5]) expect(refusal(forward({ [a]: weight, [b]: 1 }))).toBe('ValidationError')
    expect(refusal(forward({}))).toBe('ValidationError')
  })

  it('needs weights as soon as it has two target groups, which must differ', () => {
    const config = (...TargetGroups: object[]): Action => ({ Type: 'forward', ForwardConfig: { TargetGroups } })
    expect(parseActions([config({ TargetGroupArn: a })]).action).toMatchObject({
      targetGroups: [{ arn: a, weight: 1 }],
    })
    expect(refusal(config({ TargetGroupArn: a }, { TargetGroupArn: b }))).toBe('ValidationError')
    expect(refusal(config({ TargetGroupArn: a, Weight: 1 }, { TargetGroupArn: a, Weight: 2 }))).toBe('ValidationError')
  })

  it('may name its target group twice, if both names agree', () => {
    const both = (arn: string, config: Action): Action => ({ ...config, TargetGroupArn: arn })
    expect(parseActions([both(a, forward({ [a]: 3 }))]).action).toMatchObject({ targetGroups: [{ arn: a, weight: 3 }] })
    expect(refusal(both(a, forward({ [b]: 1 })))).toBe('ValidationError')
    expect(refusal(both(a, forward({ [a]: 1, [b]: 1 })))).toBe('ValidationError')
  })

  it('keeps clients for 1 to 604800 seconds, which must be told when that is enabled', () => {
    for (const seconds of [1, 604_800]) {
      expect(parseActions([forward({ [a]: 1, [b]: 1 }, seconds)]).action).toMatchObject({ stickySeconds: seconds })
    }
    for (const seconds of [0, 604_801]) expect(refusal(forward({ [a]: 1, [b]: 1 }, seconds))).toBe('ValidationError')
    const enabled = { TargetGroups: [{ TargetGroupArn: a }], TargetGroupStickinessConfig: { Enabled: true } }
    expect(refusalOf(() => parseActions([{ Type: 'forward', ForwardConfig: enabled }])).message).toBe(
      'Target group stickiness duration must be between 1 and 604800 seconds',
    )
  })
})

describe('the other actions', () => {
  it('a redirect is described with what it keeps, and has to change more than the query', () => {
    const redirect = (config: object): Action => ({
      Type: 'redirect',
      RedirectConfig: { StatusCode: 'HTTP_301', ...config },
    })
    expect(parseActions([redirect({ Protocol: 'HTTPS', Port: '443' })])).toEqual({
      action: { type: 'redirect', statusCode: 301 },
      description: {
        Type: 'redirect',
        RedirectConfig: {
          Protocol: 'HTTPS',
          Port: '443',
          Host: '#{host}',
          Path: '/#{path}',
          Query: '#{query}',
          StatusCode: 'HTTP_301',
        },
      },
    })
    expect(refusal(redirect({ Query: 'a=b' }))).toBe('InvalidLoadBalancerActionException')
    expect(refusal(redirect({ Port: '443', StatusCode: 'HTTP_307' }))).toBe('ValidationError')
  })

  it('a fixed response has a code of 2XX, 4XX or 5XX and up to 1024 characters', () => {
    const fixed = (StatusCode: string, config: object = {}): Action => ({
      Type: 'fixed-response',
      FixedResponseConfig: { StatusCode, ...config },
    })
    expect(parseActions([fixed('503', { ContentType: 'text/plain', MessageBody: 'x'.repeat(1024) })]).action).toEqual({
      type: 'fixed-response',
      statusCode: 503,
    })
    for (const code of ['301', '99', '2XX']) expect(refusal(fixed(code))).toBe('ValidationError')
    expect(refusal(fixed('200', { ContentType: 'image/png' }))).toBe('ValidationError')
    expect(refusal(fixed('200', { MessageBody: 'x'.repeat(1025) }))).toBe('ValidationError')
  })

  it('exactly one of them; authentication is not simulated, and there is no mirroring at all', () => {
    expect(refusal(forward(a), forward(b))).toBe('TooManyActionsException')
    expect(refusal()).toBe('ValidationError')
    for (const Type of ['authenticate-oidc', 'authenticate-cognito', 'jwt-validation'] as const) {
      expect(refusalOf(() => parseActions([{ Type }, forward(a)])).message).toContain('not simulated')
    }
    expect(refusal({ ...forward(a), Type: 'mirror' } as unknown as Action)).toBe('ValidationError')
  })
})

describe('sticky sessions behind weighted target groups (aws-facts: target-group stickiness must be enabled)', () => {
  it('are refused on a rule without group stickiness, whichever of the two comes first', () => {
    const elb = new TestBalancer()
    const { listener: ListenerArn, targetGroup } = elb.site()
    const shadow = elb.targetGroup('shadow')
    const split = (stickySeconds?: number) => {
      const DefaultActions = [forward({ [targetGroup]: 1, [shadow]: 1 }, stickySeconds)]
      return elb.operations.ModifyListener({ ListenerArn, DefaultActions }, elb.context)
    }
    elb.setAttributes(shadow, { 'stickiness.enabled': 'true' })
    expect(refusalOf(split).name).toBe('InvalidLoadBalancerActionException')
    split(60)
    elb.setAttributes(shadow, { 'stickiness.enabled': 'false' })
    split()
    const enable = () => elb.setAttributes(shadow, { 'stickiness.enabled': 'true' })
    expect(refusalOf(enable).name).toBe('InvalidConfigurationRequestException')
    // With one target group alone there is nothing to be honoured.
    elb.operations.ModifyListener({ ListenerArn, DefaultActions: [forward(shadow)] }, elb.context)
    enable()
  })

  it('by an application’s cookie do not work with weighted target groups at all', () => {
    const elb = new TestBalancer()
    const { listener, targetGroup } = elb.site()
    const cookie = { 'stickiness.type': 'app_cookie', 'stickiness.app_cookie.cookie_name': 'session' }
    elb.setAttributes(targetGroup, { ...cookie, 'stickiness.enabled': 'true' })
    const action = forward({ [targetGroup]: 1, [elb.targetGroup('shadow')]: 1 }, 60)
    const call = () => elb.rule(listener, 1, [{ Field: 'path-pattern', Values: ['/a'] }], action)
    expect(refusalOf(call).name).toBe('InvalidLoadBalancerActionException')
  })
})
