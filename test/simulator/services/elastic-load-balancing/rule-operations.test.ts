// Expected values: aws-facts §2 "Rules and weights" and "Quotas", line by line; the SDK's model.
import { describe, expect, it } from 'vitest'
import { forward, methods, path, refusalOf, TestBalancer } from './test-balancer.ts'

function makeListener() {
  const elb = new TestBalancer()
  return { elb, ...elb.site() }
}

describe('the priority of a rule', () => {
  it('orders the rules, lowest first, whatever the order of their creation; the default rule comes last', () => {
    const { elb, listener, targetGroup } = makeListener()
    for (const priority of [50_000, 1, 300]) elb.rule(listener, priority, [path(`/${priority}`)], forward(targetGroup))
    expect(elb.rules(listener).map(({ priority }) => priority)).toEqual(['1', '300', '50000', 'default'])
  })

  it('is 1 to 50000 and unique within the listener', () => {
    const { elb, loadBalancer, listener, targetGroup } = makeListener()
    const create = (priority: number, on = listener) => elb.rule(on, priority, [path('/a')], forward(targetGroup))
    create(7)
    for (const priority of [0, 50_001, 1.5]) expect(refusalOf(() => create(priority)).name).toBe('ValidationError')
    expect(refusalOf(() => create(7)).name).toBe('PriorityInUseException')
    create(7, elb.listener(loadBalancer, forward(targetGroup), 81))
  })

  it('is swapped in one call, which succeeds as a whole or not at all', () => {
    const { elb, listener, targetGroup } = makeListener()
    const [first, second, third] = [1, 2, 3].map(n => elb.rule(listener, n, [path(`/${n}`)], forward(targetGroup)))
    const set = (...pairs: [string, number][]) => {
      const RulePriorities = pairs.map(([RuleArn, Priority]) => ({ RuleArn, Priority }))
      return elb.operations.SetRulePriorities({ RulePriorities }, elb.context)
    }
    const order = () => elb.rules(listener).map(({ arn }) => arn)
    set([first, 2], [second, 1])
    expect(order().slice(0, 3)).toEqual([second, first, third])
    // The third keeps its priority, so that nobody else may have it; the first pair must not be taken over either.
    expect(refusalOf(() => set([first, 9], [second, 3])).name).toBe('PriorityInUseException')
    expect(refusalOf(() => set([first, 4], [second, 4])).name).toBe('PriorityInUseException')
    expect(order().slice(0, 3)).toEqual([second, first, third])
    expect(elb.rules(listener).map(({ priority }) => priority)).toEqual(['1', '2', '3', 'default'])
  })
})

describe('the default rule', () => {
  it('is changed by ModifyListener only (aws-facts: OperationNotPermitted)', () => {
    const { elb, listener, targetGroup } = makeListener()
    const [{ arn: RuleArn = '' }] = elb.rules(listener)
    const calls = [
      () => elb.operations.ModifyRule({ RuleArn, Actions: [forward(targetGroup)] }, elb.context),
      () => elb.operations.DeleteRule({ RuleArn }, elb.context),
      () => elb.operations.SetRulePriorities({ RulePriorities: [{ RuleArn, Priority: 1 }] }, elb.context),
    ]
    for (const call of calls) expect(refusalOf(call).name).toBe('OperationNotPermittedException')
    expect(refusalOf(calls[0]).message).toBe(`Default rule '${RuleArn}' cannot be modified`)
  })
})

describe('ModifyRule', () => {
  it('replaces each list that is given in full and leaves the other as it is', () => {
    const { elb, listener, targetGroup } = makeListener()
    const shadow = elb.targetGroup('shadow')
    const RuleArn = elb.rule(
      listener,
      5,
      [path('/a', '/b'), methods('GET')],
      forward({ [targetGroup]: 1, [shadow]: 1 }, 30),
    )
    const modified = elb.operations.ModifyRule({ RuleArn, Conditions: [path('/c')] }, elb.context).Rules?.[0]
    expect(modified?.Conditions).toEqual([
      { Field: 'path-pattern', Values: ['/c'], PathPatternConfig: { Values: ['/c'] } },
    ])
    expect(modified?.Actions?.[0].ForwardConfig?.TargetGroups).toHaveLength(2)
    // Writing back one target group loses the other, and the stickiness with it: the trap of aws-facts.
    const other = elb.operations.ModifyRule({ RuleArn, Actions: [forward({ [shadow]: 10 })] }, elb.context).Rules?.[0]
    expect(other?.Conditions).toEqual(modified?.Conditions)
    expect(other?.Actions?.[0].ForwardConfig).toEqual({
      TargetGroups: [{ TargetGroupArn: shadow, Weight: 10 }],
      TargetGroupStickinessConfig: { Enabled: false },
    })
    expect(other?.Priority).toBe('5')
  })

  it('takes the actions back as they were described, but not the conditions', () => {
    const { elb, listener, targetGroup } = makeListener()
    const RuleArn = elb.rule(listener, 5, [path('/a')], forward(targetGroup))
    const [{ Actions, Conditions }] = elb.operations.DescribeRules({ RuleArns: [RuleArn] }, elb.context).Rules ?? []
    const answer = elb.operations.ModifyRule({ RuleArn, Actions }, elb.context)
    expect(answer.Rules?.[0].Actions).toEqual(Actions)
    // AWS's own words, from the report of somebody who did that with a host-header condition.
    expect(refusalOf(() => elb.operations.ModifyRule({ RuleArn, Conditions }, elb.context))).toMatchObject({
      name: 'ValidationError',
      message: "You cannot provide both Values and 'PathPatternConfig' for a condition of type 'path-pattern'",
    })
  })

  it('hands out copies: changing an answer changes nothing', () => {
    const { elb, listener, targetGroup } = makeListener()
    const RuleArn = elb.rule(listener, 5, [path('/a')], forward(targetGroup))
    const read = () => elb.operations.DescribeRules({ RuleArns: [RuleArn] }, elb.context).Rules?.[0]
    read()?.Actions?.[0].ForwardConfig?.TargetGroups?.pop()
    read()?.Conditions?.[0].Values?.pop()
    expect(read()?.Actions?.[0].ForwardConfig?.TargetGroups).toHaveLength(1)
    expect(read()?.Conditions?.[0].Values).toEqual(['/a'])
  })
})

describe('quotas and refusals', () => {
  it('100 rules on a load balancer, all its listeners together, not counting default rules', () => {
    const { elb, loadBalancer, listener, targetGroup } = makeListener()
    const second = elb.listener(loadBalancer, forward(targetGroup), 81)
    for (let n = 1; n <= 50; n++) {
      for (const arn of [listener, second]) elb.rule(arn, n, [path(`/${n}`)], forward(targetGroup))
    }
    const create = () => elb.rule(listener, 51, [path('/51')], forward(targetGroup))
    expect(refusalOf(create).name).toBe('TooManyRulesException')
    elb.operations.DeleteRule({ RuleArn: elb.rules(second)[0].arn }, elb.context)
    create()
  })

  it('a rule needs conditions and an action; transforms are not simulated', () => {
    const { elb, listener: ListenerArn, targetGroup } = makeListener()
    const create = (input: object) => {
      const defaults = { ListenerArn, Priority: 1, Conditions: [path('/a')], Actions: [forward(targetGroup)] }
      return elb.operations.CreateRule({ ...defaults, ...input }, elb.context)
    }
    expect(refusalOf(() => create({ Conditions: [] })).name).toBe('ValidationError')
    expect(refusalOf(() => create({ Actions: [] })).name).toBe('ValidationError')
    expect(refusalOf(() => create({ Transforms: [{ Type: 'url-rewrite' }] })).message).toContain('not simulated')
    expect(refusalOf(() => create({ ListenerArn: `${ListenerArn}0` })).name).toBe('ListenerNotFoundException')
    expect(elb.rules(ListenerArn)).toHaveLength(1)
  })

  it('DescribeRules wants a listener or rules, and pages', () => {
    const { elb, listener, targetGroup } = makeListener()
    for (const n of [1, 2]) elb.rule(listener, n, [path('/a')], forward(targetGroup))
    const describeRules = (input: object) => elb.operations.DescribeRules(input, elb.context)
    expect(refusalOf(() => describeRules({})).name).toBe('ValidationError')
    expect(refusalOf(() => describeRules({ RuleArns: ['x'] })).name).toBe('ValidationError')
    const first = describeRules({ ListenerArn: listener, PageSize: 2 })
    expect(first.Rules?.map(({ Priority }) => Priority)).toEqual(['1', '2'])
    const rest = describeRules({ ListenerArn: listener, PageSize: 2, Marker: first.NextMarker })
    expect(rest.Rules?.map(({ Priority }) => Priority)).toEqual(['default'])
    const gone = elb.rules(listener)[0].arn ?? ''
    elb.operations.DeleteRule({ RuleArn: gone }, elb.context)
    expect(refusalOf(() => describeRules({ RuleArns: [gone] })).name).toBe('RuleNotFoundException')
  })
})
