// Expected values: CreateLoadBalancer, DeleteLoadBalancer, DescribeLoadBalancers and LoadBalancerAttribute in the SDK's model,
// aws-facts §2 (quotas).
import { describe, expect, it } from 'vitest'
import { arnPrefix, forward, refusalOf, startMs, TestBalancer } from './test-balancer.ts'

const subnets = ['subnet-us-east-1a', 'subnet-us-east-1b']

describe('CreateLoadBalancer', () => {
  it('makes an internet-facing Application Load Balancer in the zones of its subnets', () => {
    const elb = new TestBalancer()
    const { LoadBalancers } = elb.operations.CreateLoadBalancer({ Name: 'web', Subnets: subnets }, elb.context)
    expect(LoadBalancers).toEqual([
      expect.objectContaining({
        LoadBalancerArn: `${arnPrefix}:loadbalancer/app/web/50dc6c495c0c9188`,
        LoadBalancerName: 'web',
        Type: 'application',
        Scheme: 'internet-facing',
        IpAddressType: 'ipv4',
        CreatedTime: new Date(startMs),
        State: { Code: 'provisioning' },
        AvailabilityZones: [
          { ZoneName: 'us-east-1a', SubnetId: 'subnet-us-east-1a', LoadBalancerAddresses: [] },
          { ZoneName: 'us-east-1b', SubnetId: 'subnet-us-east-1b', LoadBalancerAddresses: [] },
        ],
      }),
    ])
    elb.pass(120)
    const described = elb.operations.DescribeLoadBalancers({ Names: ['web'] }, elb.context)
    expect(described.LoadBalancers?.[0].State).toEqual({ Code: 'active' })
  })

  it('succeeds again with the same settings, and not with others', () => {
    const elb = new TestBalancer()
    const create = (input: object) => elb.operations.CreateLoadBalancer({ Name: 'web', ...input }, elb.context)
    const first = create({ Subnets: subnets })
    expect(create({ Subnets: subnets })).toEqual(first)
    expect(refusalOf(() => create({ Subnets: subnets, Scheme: 'internal' })).name).toBe(
      'DuplicateLoadBalancerNameException',
    )
  })

  it.each([
    ['a name of more than 32 characters', { Name: 'x'.repeat(33) }, 'ValidationError'],
    ['a name that ends with a hyphen', { Name: 'web-' }, 'ValidationError'],
    ['a name that begins with internal-', { Name: 'internal-web' }, 'ValidationError'],
    ['one zone', { Subnets: ['subnet-us-east-1a'] }, 'ValidationError'],
    ['a subnet that does not exist', { Subnets: ['subnet-us-east-1a', 'nowhere'] }, 'SubnetNotFoundException'],
    ['two subnets of one zone', { Subnets: [...subnets, 'subnet-us-east-1b'] }, 'InvalidConfigurationRequestException'],
    ['subnets and subnet mappings', { SubnetMappings: [{ SubnetId: subnets[0] }] }, 'ValidationError'],
    ['a Network Load Balancer, which is not simulated', { Type: 'network' as const }, 'ValidationError'],
    ['tags that name a key twice', { Tags: [{ Key: 'a' }, { Key: 'a' }] }, 'DuplicateTagKeysException'],
  ])('refuses %s', (_, input, name) => {
    const elb = new TestBalancer()
    const call = () => elb.operations.CreateLoadBalancer({ Name: 'web', Subnets: subnets, ...input }, elb.context)
    expect(refusalOf(call).name).toBe(name)
  })

  it('allows 50 in a Region unless AWS has raised the quota', () => {
    const elb = new TestBalancer()
    for (let index = 0; index < 50; index++) elb.balancer(`web-${index}`)
    expect(refusalOf(() => elb.balancer()).name).toBe('TooManyLoadBalancersException')
    const raised = new TestBalancer({ quotas: { loadBalancers: 51 } })
    for (let index = 0; index < 51; index++) raised.balancer(`web-${index}`)
    expect(refusalOf(() => raised.balancer()).name).toBe('TooManyLoadBalancersException')
  })
})

describe('DescribeLoadBalancers', () => {
  const elb = new TestBalancer()
  const web = elb.balancer('web')
  const api = elb.balancer('api')
  const names = (input: object) =>
    elb.operations
      .DescribeLoadBalancers(input, elb.context)
      .LoadBalancers?.map(({ LoadBalancerName }) => LoadBalancerName)

  it('finds all, by name or by ARN', () => {
    expect(names({})).toEqual(['web', 'api'])
    expect(names({ Names: ['api'] })).toEqual(['api'])
    expect(names({ LoadBalancerArns: [api, web] })).toEqual(['api', 'web'])
  })

  it('refuses what does not exist, and both filters at once', () => {
    expect(refusalOf(() => names({ Names: ['web', 'x'] })).name).toBe('LoadBalancerNotFoundException')
    expect(refusalOf(() => names({ LoadBalancerArns: [`${web}0`] })).name).toBe('LoadBalancerNotFoundException')
    expect(refusalOf(() => names({ LoadBalancerArns: ['web'] })).name).toBe('ValidationError')
    expect(refusalOf(() => names({ LoadBalancerArns: [web], Names: ['web'] })).name).toBe('ValidationError')
  })

  it('hands out pages', () => {
    const first = elb.operations.DescribeLoadBalancers({ PageSize: 1 }, elb.context)
    const second = elb.operations.DescribeLoadBalancers({ PageSize: 1, Marker: first.NextMarker }, elb.context)
    expect(first.LoadBalancers?.[0].LoadBalancerArn).toBe(web)
    expect(second.LoadBalancers?.[0].LoadBalancerArn).toBe(api)
    expect(second.NextMarker).toBeUndefined()
    for (const input of [{ PageSize: 0 }, { PageSize: 401 }, { Marker: 'mine' }]) {
      expect(refusalOf(() => names(input)).name).toBe('ValidationError')
    }
  })
})

describe('DeleteLoadBalancer', () => {
  it('takes listeners and rules along and leaves the target groups, which are then unused', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup, listener } = elb.site()
    elb.operations.DeleteLoadBalancer({ LoadBalancerArn: loadBalancer }, elb.context)
    expect(refusalOf(() => elb.rules(listener)).name).toBe('ListenerNotFoundException')
    const { TargetGroups } = elb.operations.DescribeTargetGroups({ TargetGroupArns: [targetGroup] }, elb.context)
    expect(TargetGroups?.[0].LoadBalancerArns).toEqual([])
    elb.listener(elb.balancer('other'), forward(targetGroup))
  })

  it('succeeds when it is gone already, and fails under deletion protection', () => {
    const elb = new TestBalancer()
    const LoadBalancerArn = elb.balancer()
    const protect = (Value: string) =>
      elb.operations.ModifyLoadBalancerAttributes(
        { LoadBalancerArn, Attributes: [{ Key: 'deletion_protection.enabled', Value }] },
        elb.context,
      )
    protect('true')
    const remove = () => elb.operations.DeleteLoadBalancer({ LoadBalancerArn }, elb.context)
    expect(refusalOf(remove).name).toBe('OperationNotPermittedException')
    protect('false')
    remove()
    expect(remove()).toEqual({})
  })
})

describe('attributes of a load balancer', () => {
  const elb = new TestBalancer()
  const LoadBalancerArn = elb.balancer()
  const modify = (Key: string, Value: string) =>
    elb.operations.ModifyLoadBalancerAttributes({ LoadBalancerArn, Attributes: [{ Key, Value }] }, elb.context)
  const attribute = (key: string) =>
    elb.operations
      .DescribeLoadBalancerAttributes({ LoadBalancerArn }, elb.context)
      .Attributes?.find(({ Key }) => Key === key)?.Value

  it('have the defaults of AWS and keep what they are set to', () => {
    expect(attribute('idle_timeout.timeout_seconds')).toBe('60')
    expect(attribute('routing.http2.enabled')).toBe('true')
    modify('idle_timeout.timeout_seconds', '4000')
    expect(attribute('idle_timeout.timeout_seconds')).toBe('4000')
  })

  it('refuse what is out of range, unknown, fixed, or not simulated', () => {
    expect(refusalOf(() => modify('idle_timeout.timeout_seconds', '4001')).name).toBe('ValidationError')
    expect(refusalOf(() => modify('color', 'red')).name).toBe('ValidationError')
    expect(refusalOf(() => modify('toString', 'x')).name).toBe('ValidationError')
    // aws-facts: cross-zone is fixed on the Application Load Balancer.
    expect(refusalOf(() => modify('load_balancing.cross_zone.enabled', 'false')).name).toBe(
      'InvalidConfigurationRequestException',
    )
    expect(refusalOf(() => modify('access_logs.s3.enabled', 'true')).message).toContain('not simulated')
  })
})
