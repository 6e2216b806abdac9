// Expected values: CreateTargetGroup, ModifyTargetGroup and TargetGroupAttribute in the SDK's model; aws-facts §2 "Target
// groups"; the user guide's "Health checks" (timeout of 5 s, not the 6 s of the model's text, which is a Network Load
// Balancer's).
import { describe, expect, it } from 'vitest'
import { arnPrefix, refusalOf, TestBalancer } from './test-balancer.ts'

describe('CreateTargetGroup', () => {
  it('has the defaults of AWS and no load balancer yet', () => {
    const elb = new TestBalancer()
    const input = { Name: 'web', Protocol: 'HTTP', Port: 8080, VpcId: 'vpc-1' } as const
    expect(elb.operations.CreateTargetGroup(input, elb.context).TargetGroups).toEqual([
      {
        TargetGroupArn: `${arnPrefix}:targetgroup/web/73e2d6bc24d8a067`,
        TargetGroupName: 'web',
        Protocol: 'HTTP',
        Port: 8080,
        VpcId: 'vpc-1',
        HealthCheckProtocol: 'HTTP',
        HealthCheckPort: 'traffic-port',
        HealthCheckEnabled: true,
        HealthCheckIntervalSeconds: 30,
        HealthCheckTimeoutSeconds: 5,
        HealthyThresholdCount: 5,
        UnhealthyThresholdCount: 2,
        HealthCheckPath: '/',
        Matcher: { HttpCode: '200' },
        LoadBalancerArns: [],
        TargetType: 'instance',
        ProtocolVersion: 'HTTP1',
        IpAddressType: 'ipv4',
      },
    ])
  })

  it('succeeds again with the same settings, and not with others', () => {
    const elb = new TestBalancer()
    const arn = elb.targetGroup()
    expect(elb.targetGroup()).toBe(arn)
    expect(refusalOf(() => elb.targetGroup('web', { Port: 81 })).name).toBe('DuplicateTargetGroupNameException')
  })

  it.each([
    ['an interval of 4 s', { HealthCheckIntervalSeconds: 4 }],
    ['an interval of 301 s', { HealthCheckIntervalSeconds: 301 }],
    ['a timeout of 1 s', { HealthCheckTimeoutSeconds: 1 }],
    ['a timeout as long as the interval', { HealthCheckTimeoutSeconds: 30 }],
    ['one passing check', { HealthyThresholdCount: 1 }],
    ['eleven failing checks', { UnhealthyThresholdCount: 11 }],
    ['a code of 500', { Matcher: { HttpCode: '200-500' } }],
    ['port 0', { Port: 0 }],
    ['no VPC', { VpcId: undefined }],
    ['a name with a dot', { Name: 'a.b' }],
    ['TCP, which is not simulated', { Protocol: 'TCP' as const }],
    ['addresses as targets, which are not simulated', { TargetType: 'ip' as const }],
    ['gRPC, which is not simulated', { ProtocolVersion: 'GRPC' }],
  ])('refuses %s', (_, input) => {
    expect(refusalOf(() => new TestBalancer().targetGroup('web', input)).name).toBe('ValidationError')
  })

  it('allows 3000 in a Region unless AWS has raised or a test has lowered the quota', () => {
    const elb = new TestBalancer({ quotas: { targetGroups: 2 } })
    for (const name of ['a', 'b']) elb.targetGroup(name)
    expect(refusalOf(() => elb.targetGroup('c')).name).toBe('TooManyTargetGroupsException')
    expect(elb.targetGroup('a')).toContain('targetgroup/a/')
  })
})

describe('ModifyTargetGroup and DeleteTargetGroup', () => {
  it('changes the health checks that are given', () => {
    const elb = new TestBalancer()
    const TargetGroupArn = elb.targetGroup()
    const modify = (input: object) => elb.operations.ModifyTargetGroup({ TargetGroupArn, ...input }, elb.context)
    expect(modify({ HealthCheckIntervalSeconds: 10, HealthCheckPath: '/health' }).TargetGroups?.[0]).toMatchObject({
      HealthCheckIntervalSeconds: 10,
      HealthCheckPath: '/health',
      UnhealthyThresholdCount: 2,
    })
    expect(refusalOf(() => modify({ HealthCheckTimeoutSeconds: 10 })).name).toBe('ValidationError')
    // "If the target type is instance, … health checks are always enabled and can't be disabled."
    expect(refusalOf(() => modify({ HealthCheckEnabled: false })).name).toBe('InvalidConfigurationRequestException')
  })

  it('deletes what no rule uses, and what is gone already', () => {
    const elb = new TestBalancer()
    const TargetGroupArn = elb.targetGroup()
    const remove = () => elb.operations.DeleteTargetGroup({ TargetGroupArn }, elb.context)
    expect(remove()).toEqual({})
    expect(remove()).toEqual({})
    expect(refusalOf(() => elb.targets(TargetGroupArn)).name).toBe('TargetGroupNotFoundException')
  })
})

describe('DescribeTargetGroups', () => {
  it('finds by ARN, by name, and by the load balancer whose rules forward to them', () => {
    const elb = new TestBalancer()
    const { loadBalancer, targetGroup } = elb.site()
    const other = elb.targetGroup('other')
    const arns = (input: object) =>
      elb.operations.DescribeTargetGroups(input, elb.context).TargetGroups?.map(group => group.TargetGroupArn)
    expect(arns({})).toEqual([targetGroup, other])
    expect(arns({ TargetGroupArns: [other, targetGroup] })).toEqual([other, targetGroup])
    expect(arns({ Names: ['other'] })).toEqual([other])
    expect(arns({ LoadBalancerArn: loadBalancer })).toEqual([targetGroup])
    expect(refusalOf(() => arns({ Names: ['x'] })).name).toBe('TargetGroupNotFoundException')
    expect(refusalOf(() => arns({ TargetGroupArns: [`${other}0`] })).name).toBe('TargetGroupNotFoundException')
    expect(refusalOf(() => arns({ TargetGroupArns: ['other'] })).name).toBe('ValidationError')
    expect(refusalOf(() => arns({ LoadBalancerArn: `${loadBalancer}0` })).name).toBe('LoadBalancerNotFoundException')
    expect(refusalOf(() => arns({ LoadBalancerArn: loadBalancer, Names: ['web'] })).name).toBe('ValidationError')
  })

  it('hands out 400 to a page and takes at most 20 names', () => {
    const elb = new TestBalancer()
    for (let index = 0; index < 401; index++) elb.targetGroup(`t${index}`)
    const first = elb.operations.DescribeTargetGroups({}, elb.context)
    const second = elb.operations.DescribeTargetGroups({ Marker: first.NextMarker }, elb.context)
    expect([first, second].map(page => page.TargetGroups?.length)).toEqual([400, 1])
    const Names = Array.from({ length: 21 }, (_, index) => `t${index}`)
    expect(refusalOf(() => elb.operations.DescribeTargetGroups({ Names }, elb.context)).message).toContain('20')
  })
})

describe('attributes of a target group', () => {
  it('have the defaults of AWS', () => {
    const elb = new TestBalancer()
    const TargetGroupArn = elb.targetGroup()
    const { Attributes = [] } = elb.operations.DescribeTargetGroupAttributes({ TargetGroupArn }, elb.context)
    expect(Object.fromEntries(Attributes.map(({ Key, Value }) => [Key, Value]))).toEqual({
      'deregistration_delay.timeout_seconds': '300',
      'stickiness.enabled': 'false',
      'stickiness.type': 'lb_cookie',
      'stickiness.lb_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.duration_seconds': '86400',
      'stickiness.app_cookie.cookie_name': '',
      'load_balancing.algorithm.type': 'round_robin',
      'load_balancing.algorithm.anomaly_mitigation': 'off',
      'load_balancing.cross_zone.enabled': 'use_load_balancer_configuration',
      'slow_start.duration_seconds': '0',
      'target_group_health.dns_failover.minimum_healthy_targets.count': '1',
      'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'off',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': '1',
      'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'off',
    })
  })

  const leastOutstanding = { 'load_balancing.algorithm.type': 'least_outstanding_requests' }
  const dns = 'target_group_health.dns_failover.minimum_healthy_targets'
  const routing = 'target_group_health.unhealthy_state_routing.minimum_healthy_targets'

  it.each<Record<string, string>>([
    { 'deregistration_delay.timeout_seconds': '0' },
    { 'deregistration_delay.timeout_seconds': '3600' },
    { 'slow_start.duration_seconds': '30' },
    { 'slow_start.duration_seconds': '900' },
    leastOutstanding,
    { [`${dns}.count`]: 'off' },
    { [`${dns}.percentage`]: '50', [`${routing}.percentage`]: '50' },
    { 'load_balancing.cross_zone.enabled': 'true' },
    { 'stickiness.enabled': 'true', 'stickiness.lb_cookie.duration_seconds': '604800' },
  ])('take %j', attributes => {
    const elb = new TestBalancer()
    const TargetGroupArn = elb.targetGroup()
    elb.setAttributes(TargetGroupArn, attributes)
    const { Attributes = [] } = elb.operations.DescribeTargetGroupAttributes({ TargetGroupArn }, elb.context)
    for (const [Key, Value] of Object.entries(attributes)) expect(Attributes).toContainEqual({ Key, Value })
  })

  it.each<[Record<string, string>, string]>([
    [{ 'deregistration_delay.timeout_seconds': '3601' }, 'ValidationError'],
    [{ 'slow_start.duration_seconds': '29' }, 'ValidationError'],
    [{ 'slow_start.duration_seconds': '901' }, 'ValidationError'],
    [{ 'load_balancing.algorithm.type': 'random' }, 'ValidationError'],
    [{ [`${routing}.count`]: 'off' }, 'ValidationError'],
    [{ [`${routing}.percentage`]: '101' }, 'ValidationError'],
    [{ 'stickiness.lb_cookie.duration_seconds': '0' }, 'ValidationError'],
    [{ nonsense: '1' }, 'ValidationError'],
    // aws-facts: slow start not with least outstanding requests; the DNS threshold at least the routing one.
    [{ ...leastOutstanding, 'slow_start.duration_seconds': '30' }, 'InvalidConfigurationRequestException'],
    [{ [`${routing}.count`]: '2' }, 'InvalidConfigurationRequestException'],
    [{ [`${dns}.percentage`]: '40', [`${routing}.percentage`]: '50' }, 'InvalidConfigurationRequestException'],
    [{ 'load_balancing.algorithm.anomaly_mitigation': 'on' }, 'InvalidConfigurationRequestException'],
    [{ 'stickiness.enabled': 'true', 'stickiness.type': 'app_cookie' }, 'InvalidConfigurationRequestException'],
    [{ 'stickiness.app_cookie.cookie_name': 'AWSALBTG' }, 'InvalidConfigurationRequestException'],
  ])('refuse %j', (attributes, name) => {
    const elb = new TestBalancer()
    const arn = elb.targetGroup()
    expect(refusalOf(() => elb.setAttributes(arn, attributes)).name).toBe(name)
  })

  it.each<Record<string, string>>([
    { 'load_balancing.cross_zone.enabled': 'false' },
    {
      'load_balancing.algorithm.type': 'weighted_random',
      'load_balancing.algorithm.anomaly_mitigation': 'on',
    },
    { 'load_balancing.algorithm.type': 'weighted_random', 'slow_start.duration_seconds': '30' },
  ])('refuse what is not simulated: %j', attributes => {
    const elb = new TestBalancer()
    const arn = elb.targetGroup()
    expect(refusalOf(() => elb.setAttributes(arn, attributes)).message).toContain('not simulated')
  })
})
