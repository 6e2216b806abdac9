// Expected values: CreateListener, ModifyListener and DescribeListeners in the SDK's model; aws-facts §2.
import { describe, expect, it } from 'vitest'
import { arnPrefix, forward, path, refusalOf, TestBalancer } from './test-balancer.ts'

describe('CreateListener', () => {
  it('gives the listener a default rule that matches what no other rule does', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup, listener } = elb.site()
    expect(listener).toBe(`${arnPrefix}:listener/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2`)
    const { Listeners } = elb.operations.DescribeListeners({ LoadBalancerArn: loadBalancer }, elb.context)
    // What AWS shows of an action that was given in its short form.
    const action = {
      Type: 'forward',
      TargetGroupArn: targetGroup,
      ForwardConfig: {
        TargetGroups: [{ TargetGroupArn: targetGroup, Weight: 1 }],
        TargetGroupStickinessConfig: { Enabled: false },
      },
    }
    expect(Listeners).toEqual([
      { ListenerArn: listener, LoadBalancerArn: loadBalancer, Port: 80, Protocol: 'HTTP', DefaultActions: [action] },
    ])
    const { Rules } = elb.operations.DescribeRules({ ListenerArn: listener }, elb.context)
    expect(Rules).toEqual([
      {
        RuleArn: `${arnPrefix}:listener-rule/app/web/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee`,
        Priority: 'default',
        Conditions: [],
        Actions: [action],
        IsDefault: true,
        Transforms: [],
      },
    ])
  })

  it('succeeds again with the same settings; another listener on the port is refused', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup, listener } = elb.site()
    expect(elb.listener(loadBalancer, forward(targetGroup))).toBe(listener)
    const other = elb.targetGroup('other')
    expect(refusalOf(() => elb.listener(loadBalancer, forward(other))).name).toBe('DuplicateListenerException')
  })

  it('needs one certificate for HTTPS and takes none for HTTP', () => {
    const elb = new TestBalancer()
    const { loadBalancer: LoadBalancerArn, targetGroup } = elb.site()
    const DefaultActions = [forward(targetGroup)]
    const Certificates = [{ CertificateArn: 'arn:aws:acm:us-east-1:123456789012:certificate/a' }]
    const create = (input: object) =>
      elb.operations.CreateListener({ LoadBalancerArn, DefaultActions, Port: 443, ...input }, elb.context)
    expect(refusalOf(() => create({ Protocol: 'HTTPS' })).name).toBe('ValidationError')
    expect(refusalOf(() => create({ Protocol: 'HTTP', Certificates })).name).toBe('ValidationError')
    expect(refusalOf(() => create({ Protocol: 'TCP' })).name).toBe('UnsupportedProtocolException')
    expect(create({ Protocol: 'HTTPS', Certificates }).Listeners?.[0]).toMatchObject({
      Protocol: 'HTTPS',
      Certificates,
    })
  })

  it('allows 50 on a load balancer', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup } = elb.site()
    for (let port = 81; port < 130; port++) elb.listener(loadBalancer, forward(targetGroup), port)
    const call = () => elb.listener(loadBalancer, forward(targetGroup), 130)
    expect(refusalOf(call).name).toBe('TooManyListenersException')
  })
})

describe('a target group', () => {
  it('belongs to one load balancer: another is refused, with AWS’s words', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    expect(refusalOf(() => elb.listener(elb.balancer('shadow'), forward(targetGroup)))).toMatchObject({
      name: 'TargetGroupAssociationLimitException',
      message: `Target group '${targetGroup}' cannot be associated with more than one load balancer`,
    })
  })

  it('may stand in any number of rules of that load balancer, of which 100 may be different', () => {
    const elb = new TestBalancer({ quotas: { rulesPerLoadBalancer: 200 } })
    const { loadBalancer, targetGroup, listener } = elb.site()
    elb.listener(loadBalancer, forward(targetGroup), 81)
    for (let index = 1; index < 100; index++) {
      elb.rule(listener, index, [path(`/${index}`)], forward(elb.targetGroup(`t${index}`)))
    }
    const another = forward(elb.targetGroup('one-too-many'))
    const call = () => elb.rule(listener, 100, [path('/100')], another)
    expect(refusalOf(call).name).toBe('TooManyUniqueTargetGroupsPerLoadBalancerException')
    elb.rule(listener, 101, [path('/101')], forward(targetGroup))
  })

  it('that does not exist cannot be forwarded to', () => {
    const elb = new TestBalancer()
    const { listener, targetGroup } = elb.site()
    const call = () => elb.rule(listener, 1, [path('/a')], forward(`${targetGroup}0`))
    expect(refusalOf(call).name).toBe('TargetGroupNotFoundException')
  })
})

describe('ModifyListener', () => {
  it('replaces the default actions as a whole and leaves what is not given', () => {
    const elb = new TestBalancer()
    const { targetGroup, listener: ListenerArn } = elb.site()
    const shadow = elb.targetGroup('shadow')
    const DefaultActions = [forward({ [targetGroup]: 95, [shadow]: 5 }, 60)]
    const { Listeners } = elb.operations.ModifyListener({ ListenerArn, DefaultActions }, elb.context)
    expect(Listeners?.[0]).toMatchObject({ Port: 80, Protocol: 'HTTP' })
    expect(Listeners?.[0].DefaultActions).toEqual([
      {
        Type: 'forward',
        ForwardConfig: {
          TargetGroups: [
            { TargetGroupArn: targetGroup, Weight: 95 },
            { TargetGroupArn: shadow, Weight: 5 },
          ],
          TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: 60 },
        },
      },
    ])
    elb.operations.ModifyListener({ ListenerArn, Port: 8080 }, elb.context)
    const { Rules } = elb.operations.DescribeRules({ ListenerArn }, elb.context)
    expect(Rules?.[0].Actions).toEqual(Listeners?.[0].DefaultActions)
    expect(
      elb.operations.DescribeTargetGroups({ TargetGroupArns: [shadow] }, elb.context).TargetGroups?.[0],
    ).toMatchObject({ LoadBalancerArns: [`${arnPrefix}:loadbalancer/app/web/50dc6c495c0c9188`] })
  })

  it('refuses the port of another listener, and an HTTPS listener without a certificate', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup, listener: ListenerArn } = elb.site()
    elb.listener(loadBalancer, forward(targetGroup), 81)
    const modify = (input: object) => elb.operations.ModifyListener({ ListenerArn, ...input }, elb.context)
    expect(refusalOf(() => modify({ Port: 81 })).name).toBe('DuplicateListenerException')
    expect(refusalOf(() => modify({ Protocol: 'HTTPS' })).name).toBe('ValidationError')
  })
})

describe('DescribeListeners and DeleteListener', () => {
  it('finds by load balancer or by ARN, and wants one of them', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup, listener } = elb.site()
    const second = elb.listener(loadBalancer, forward(targetGroup), 81)
    const arns = (input: object) =>
      elb.operations.DescribeListeners(input, elb.context).Listeners?.map(({ ListenerArn }) => ListenerArn)
    expect(arns({ LoadBalancerArn: loadBalancer })).toEqual([listener, second])
    expect(arns({ ListenerArns: [second] })).toEqual([second])
    expect(arns({ LoadBalancerArn: loadBalancer, PageSize: 1 })).toEqual([listener])
    expect(refusalOf(() => arns({})).name).toBe('ValidationError')
    expect(refusalOf(() => arns({ ListenerArns: [`${listener}0`] })).name).toBe('ListenerNotFoundException')
  })

  it('frees the target groups that no other rule uses', () => {
    const elb = new TestBalancer()
    const { targetGroup: TargetGroupArn, listener: ListenerArn } = elb.site()
    const remove = () => elb.operations.DeleteTargetGroup({ TargetGroupArn }, elb.context)
    expect(refusalOf(remove)).toMatchObject({
      name: 'ResourceInUseException',
      message: `Target group '${TargetGroupArn}' is currently in use by a listener or a rule`,
    })
    elb.operations.DeleteListener({ ListenerArn }, elb.context)
    expect(remove()).toEqual({})
    expect(refusalOf(() => elb.operations.DeleteListener({ ListenerArn }, elb.context)).name).toBe(
      'ListenerNotFoundException',
    )
  })
})
