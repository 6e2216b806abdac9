// Expected values: aws-facts §2 "Target groups", line by line; TargetHealth in the SDK's model; design §11 (registration to
// healthy 5 to 35 s with a health check interval of 30 s and one passing check).
import { describe, expect, it } from 'vitest'
import { forward, refusalOf, startMs, TestBalancer } from './test-balancer.ts'

describe('a target that is registered by hand', () => {
  it('is registered for 5 s, checked for up to 30 s more, then healthy', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001'))
    expect(elb.health(targetGroup)).toBe('initial Elb.RegistrationInProgress')
    elb.pass(4.999)
    expect(elb.health(targetGroup)).toBe('initial Elb.RegistrationInProgress')
    elb.pass(30.002)
    expect(elb.health(targetGroup)).toBe('healthy')
    expect(elb.targets(targetGroup)).toEqual([
      { Target: { Id: 'i-00000001', Port: 80 }, HealthCheckPort: '80', TargetHealth: { State: 'healthy' } },
    ])
  })

  it('becomes healthy at a uniform time between 5 and 35 s', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    const ids = Array.from({ length: 500 }, (_, index) =>
      elb.instance(`i-${(index + 1).toString(16).padStart(8, '0')}`),
    )
    elb.register(targetGroup, ...ids)
    const healthyAfter = (seconds: number) => {
      elb.nowMs = startMs + 1000 * seconds
      return elb.targets(targetGroup).filter(({ TargetHealth }) => TargetHealth?.State === 'healthy').length
    }
    expect(healthyAfter(5)).toBeLessThan(5)
    expect(healthyAfter(35.001)).toBe(500)
    // Binomial(500, p): four standard deviations are below 45.
    for (const [seconds, expected] of [
      [12.5, 125],
      [20, 250],
      [27.5, 375],
    ]) {
      expect(Math.abs(healthyAfter(seconds) - expected)).toBeLessThan(45)
    }
  })

  it('is checked the less often the longer the interval, and as it was set when its checks began', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001'))
    elb.pass(36)
    elb.operations.ModifyTargetGroup({ TargetGroupArn: targetGroup, HealthCheckIntervalSeconds: 300 }, elb.context)
    expect(elb.health(targetGroup)).toBe('healthy')
    const ids = Array.from({ length: 50 }, (_, index) => elb.instance(`i-${(index + 2).toString(16).padStart(8, '0')}`))
    elb.register(targetGroup, ...ids)
    elb.pass(36)
    const initial = elb.targets(targetGroup).filter(({ TargetHealth }) => TargetHealth?.State === 'initial')
    // 5 to 305 s now: after 36 s about 10 % are healthy.
    expect(initial.length).toBeGreaterThan(35)
    elb.pass(270)
    expect(elb.targets(targetGroup).every(({ TargetHealth }) => TargetHealth?.State === 'healthy')).toBe(true)
  })

  it('is healthy at a time of its own, whoever looks at it and how often', () => {
    const healthyAt = (looks: number) => {
      const elb = new TestBalancer({ seed: 3 })
      const { targetGroup } = elb.site()
      elb.register(targetGroup, elb.instance('i-00000001'))
      for (let look = 0; look < looks; look++) elb.health(targetGroup)
      while (elb.health(targetGroup) !== 'healthy') elb.pass(0.1)
      return elb.nowMs
    }
    expect(healthyAt(100)).toBe(healthyAt(0))
  })

  it('may be registered under several ports, which are targets of their own', () => {
    const elb = new TestBalancer()
    const { targetGroup: TargetGroupArn } = elb.site()
    const Id = elb.instance('i-00000001')
    elb.operations.RegisterTargets({ TargetGroupArn, Targets: [{ Id }, { Id, Port: 8080 }] }, elb.context)
    expect(elb.targets(TargetGroupArn).map(({ Target }) => Target?.Port)).toEqual([80, 8080])
    elb.operations.DeregisterTargets({ TargetGroupArn, Targets: [{ Id, Port: 8080 }] }, elb.context)
    elb.pass(40)
    expect(elb.targets(TargetGroupArn).map(({ TargetHealth }) => TargetHealth?.State)).toEqual(['healthy', 'draining'])
  })
})

describe('a target group that no listener rule uses', () => {
  it('has unused targets, which are not checked; their checks begin when a rule uses it, whatever its weight', () => {
    const elb = new TestBalancer()
    const { targetGroup, listener: ListenerArn } = elb.site()
    const shadow = elb.targetGroup('shadow')
    elb.register(shadow, elb.instance('i-00000001'))
    elb.pass(600)
    expect(elb.health(shadow)).toBe('unused Target.NotInUse')
    const DefaultActions = [forward({ [targetGroup]: 1, [shadow]: 0 })]
    elb.operations.ModifyListener({ ListenerArn, DefaultActions }, elb.context)
    expect(elb.health(shadow)).toBe('initial Elb.RegistrationInProgress')
    elb.pass(36)
    expect(elb.health(shadow)).toBe('healthy')
    elb.operations.ModifyListener({ ListenerArn, DefaultActions: [forward(targetGroup)] }, elb.context)
    expect(elb.health(shadow)).toBe('unused Target.NotInUse')
  })

  it('is no different from a zone that is not enabled for the load balancer', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001', { availabilityZone: 'us-east-1c' }))
    elb.pass(60)
    expect(elb.health(targetGroup)).toBe('unused Target.NotInUse')
  })
})

describe('a target that stops answering', () => {
  it('is unhealthy after two failing checks, with their reason, and healthy after five passing ones', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    const id = elb.instance('i-00000001')
    elb.register(targetGroup, id)
    elb.pass(40)
    elb.service.startOutage(id, 'Target.ResponseCodeMismatch', elb.nowMs)
    expect(elb.health(targetGroup)).toBe('healthy')
    elb.pass(60)
    expect(elb.health(targetGroup)).toBe('unhealthy Target.ResponseCodeMismatch')
    elb.service.endOutage(id, elb.nowMs)
    elb.pass(119)
    expect(elb.health(targetGroup)).toBe('unhealthy Target.ResponseCodeMismatch')
    elb.pass(31)
    expect(elb.health(targetGroup)).toBe('healthy')
  })

  it('or has not come into service yet fails its checks', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001', { state: 'Pending', inServiceAtMs: undefined }))
    elb.pass(95)
    expect(elb.health(targetGroup)).toBe('unhealthy Target.FailedHealthChecks')
  })
})

describe('DeregisterTargets', () => {
  it('drains for the deregistration delay, however little there is to drain, then the target is gone', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001'))
    elb.pass(40)
    elb.deregister(targetGroup, 'i-00000001')
    elb.pass(299.999)
    expect(elb.health(targetGroup)).toBe('draining Target.DeregistrationInProgress')
    elb.pass(0.001)
    expect(elb.targets(targetGroup)).toEqual([])
  })

  it('keeps to the attribute, and registering again begins anew', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.setAttributes(targetGroup, { 'deregistration_delay.timeout_seconds': '10' })
    elb.register(targetGroup, elb.instance('i-00000001'))
    elb.pass(40)
    elb.deregister(targetGroup, 'i-00000001')
    elb.pass(5)
    elb.register(targetGroup, 'i-00000001')
    expect(elb.health(targetGroup)).toBe('initial Elb.RegistrationInProgress')
    elb.pass(36)
    expect(elb.health(targetGroup)).toBe('healthy')
  })

  it('succeeds for a target that is not registered (SDK: "If the specified target does not exist, …")', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.deregister(targetGroup, 'i-00000001')
    expect(elb.targets(targetGroup)).toEqual([])
  })
})

describe('RegisterTargets refuses', () => {
  it('what is no instance, and instances that are not running, all or nothing', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    const running = elb.instance('i-00000001')
    const stopped = elb.instance('i-00000002', { state: 'Warmed:Stopped', isStopped: true })
    for (const id of ['i-00000009', '10.0.0.1']) {
      expect(refusalOf(() => elb.register(targetGroup, running, id)).name).toBe('InvalidTargetException')
    }
    expect(refusalOf(() => elb.register(targetGroup, running, stopped))).toMatchObject({
      name: 'InvalidTargetException',
      message: `The following targets are not in a running state and cannot be registered: '${stopped}'`,
    })
    expect(elb.targets(targetGroup)).toEqual([])
    expect(refusalOf(() => elb.register(targetGroup)).name).toBe('ValidationError')
    expect(refusalOf(() => elb.register(`${targetGroup}0`, running)).name).toBe('TargetGroupNotFoundException')
  })

  it('more than 1000 targets of a target group, or of a load balancer', () => {
    const elb = new TestBalancer({ quotas: { targetsPerTargetGroup: 3, targetsPerLoadBalancer: 4 } })
    const { loadBalancer, targetGroup } = elb.site()
    const second = elb.targetGroup('second')
    elb.listener(loadBalancer, forward(second), 81)
    const ids = [1, 2, 3, 4, 5].map(n => elb.instance(`i-0000000${n}`))
    elb.register(targetGroup, ...ids.slice(0, 3))
    expect(refusalOf(() => elb.register(targetGroup, ids[3])).name).toBe('TooManyTargetsException')
    elb.register(targetGroup, ids[0])
    elb.register(second, ids[3])
    expect(refusalOf(() => elb.register(second, ids[4])).name).toBe('TooManyTargetsException')
  })
})

describe('DescribeTargetHealth', () => {
  it('of targets that are not registered says so', () => {
    const elb = new TestBalancer()
    const { targetGroup: TargetGroupArn } = elb.site()
    elb.register(TargetGroupArn, elb.instance('i-00000001'))
    const Targets = [{ Id: 'i-00000002' }, { Id: 'i-00000001' }]
    const { TargetHealthDescriptions } = elb.operations.DescribeTargetHealth({ TargetGroupArn, Targets }, elb.context)
    expect(TargetHealthDescriptions?.map(({ TargetHealth }) => TargetHealth?.Reason)).toEqual([
      'Target.NotRegistered',
      'Elb.RegistrationInProgress',
    ])
  })

  it('does not tell of anomalies: they are not simulated', () => {
    const elb = new TestBalancer()
    const { targetGroup: TargetGroupArn } = elb.site()
    const call = () => elb.operations.DescribeTargetHealth({ TargetGroupArn, Include: ['All'] }, elb.context)
    expect(refusalOf(call).message).toContain('not simulated')
  })

  it('of an instance that is stopped afterwards is unused, and of one that is terminated nothing', () => {
    const elb = new TestBalancer()
    const { targetGroup } = elb.site()
    elb.register(targetGroup, elb.instance('i-00000001'))
    elb.pass(60)
    elb.instance('i-00000001', { state: 'Warmed:Stopped', isStopped: true })
    expect(elb.health(targetGroup)).toBe('unused Target.InvalidState')
    elb.instances.clear()
    expect(elb.targets(targetGroup)).toEqual([])
  })
})
