// Groups and their target groups. Expected values: aws-facts §1 "Traffic sources" and §2; LoadBalancerTargetGroupState,
// AttachTrafficSources and DetachTrafficSources in the SDK's model; the user guide on suspended processes and health checks.
import type { CreateAutoScalingGroupCommandInput } from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import { createGroup, createLoadBalancer, createTargetGroup, makeRegion, startMs } from '../../../shared/aws/region.ts'

const web = { AutoScalingGroupName: 'web' }

/** Every cold launch takes 150 s, draining 300 s: AWS's default. */
function makeSite(group: Partial<CreateAutoScalingGroupCommandInput> = {}) {
  const { region } = makeRegion()
  const live = createTargetGroup(region, 'live')
  const loadBalancer = createLoadBalancer(region, [live])
  createGroup(region, { TargetGroupARNs: [live], AvailabilityZones: ['us-east-1a', 'us-east-1b'], ...group })
  const scaling = region.autoScaling.operations
  const balancing = region.elasticLoadBalancing.operations
  const context = () => ({ nowMs: region.clock.now(), caller: 'team' })
  const groupOf = () => {
    const found = region.autoScaling.group('web')
    if (found === undefined) throw new Error('got no group web')
    return found
  }
  return {
    region,
    live,
    loadBalancer,
    scaling,
    balancing,
    context,
    group: groupOf,
    /** Lets the time pass until so many seconds after the start. */
    runTo: (seconds: number) => region.clock.runUntil(startMs + 1000 * seconds),
    ids: () => groupOf().instances.map(({ instanceId }) => instanceId),
    /** State and reason of each target. */
    health: (TargetGroupArn: string) =>
      (balancing.DescribeTargetHealth({ TargetGroupArn }, context()).TargetHealthDescriptions ?? []).map(
        ({ Target, TargetHealth }) => [Target?.Id, TargetHealth?.State],
      ),
    sources: () =>
      scaling
        .DescribeTrafficSources(web, context())
        .TrafficSources?.map(({ Identifier, State, Type }) => [Identifier, State, Type]),
    attach: (...arns: string[]) =>
      scaling.AttachTrafficSources(
        { ...web, TrafficSources: arns.map(Identifier => ({ Identifier, Type: 'elbv2' })) },
        context(),
      ),
    detach: (...arns: string[]) =>
      scaling.DetachTrafficSources({ ...web, TrafficSources: arns.map(Identifier => ({ Identifier })) }, context()),
  }
}

describe('a group behind a target group', () => {
  it('registers what it launches: an instance is healthy the moment that it is in service (design §11)', async () => {
    const site = makeSite()
    await site.runTo(149)
    expect(site.health(site.live)).toEqual([])
    await site.runTo(150)
    expect(site.health(site.live)).toEqual(site.ids().map(id => [id, 'healthy']))
  })

  it('shows the target group in service at once when it was named at creation, under both of its names', () => {
    const site = makeSite()
    expect(site.sources()).toEqual([[site.live, 'InService', 'elbv2']])
    const { LoadBalancerTargetGroups } = site.scaling.DescribeLoadBalancerTargetGroups(web, site.context())
    expect(LoadBalancerTargetGroups).toEqual([{ LoadBalancerTargetGroupARN: site.live, State: 'InService' }])
    const [group] = site.scaling.DescribeAutoScalingGroups({}, site.context()).AutoScalingGroups ?? []
    expect(group.TargetGroupARNs).toEqual([site.live])
    expect(group.TrafficSources).toEqual([{ Identifier: site.live, Type: 'elbv2' }])
  })

  it('can name it as a traffic source at creation', () => {
    const { region } = makeRegion()
    const arn = createTargetGroup(region)
    createGroup(region, { TrafficSources: [{ Identifier: arn, Type: 'elbv2' }] })
    expect(region.autoScaling.group('web')?.targetGroupARNs).toEqual([arn])
  })

  it('drains what it terminates for as long as the target group says', async () => {
    const site = makeSite()
    await site.runTo(200)
    const [first] = site.ids()
    const input = { InstanceId: first, ShouldDecrementDesiredCapacity: false }
    site.scaling.TerminateInstanceInAutoScalingGroup(input, site.context())
    await site.runTo(499)
    expect(site.health(site.live)).toContainEqual([first, 'draining'])
    expect(site.ids()).toContain(first)
    await site.runTo(500)
    expect(site.ids()).not.toContain(first)
    expect(site.health(site.live)).toHaveLength(2)
  })

  it('takes standby instances out and back in', async () => {
    const site = makeSite({ DesiredCapacity: 3 })
    await site.runTo(200)
    const [first] = site.ids()
    const standby = { ...web, InstanceIds: [first] }
    site.scaling.EnterStandby({ ...standby, ShouldDecrementDesiredCapacity: true }, site.context())
    expect(site.health(site.live)).toContainEqual([first, 'draining'])
    await site.runTo(600)
    expect(site.health(site.live).map(([id]) => id)).not.toContain(first)
    site.scaling.ExitStandby(standby, site.context())
    await site.runTo(640)
    expect(site.health(site.live)).toContainEqual([first, 'healthy'])
  })

  it('refuses target groups that do not exist', () => {
    const site = makeSite()
    const gone = `${site.live}0`
    expect(() => site.attach(gone)).toThrow(expect.objectContaining({ name: 'ValidationError' }))
    const create = () => createGroup(site.region, { AutoScalingGroupName: 'other', TargetGroupARNs: [gone] })
    expect(create).toThrow(expect.objectContaining({ name: 'ValidationError' }))
    expect(site.region.autoScaling.group('other')).toBeUndefined()
  })
})

describe('attaching a target group to a running group', () => {
  it('is additive: Adding, Added, and in service when an instance has passed a health check', async () => {
    const site = makeSite()
    const second = createTargetGroup(site.region, 'second')
    createLoadBalancer(site.region, [second], 'second')
    await site.runTo(200)
    site.attach(second)
    expect(site.sources()).toEqual([
      [site.live, 'InService', 'elbv2'],
      [second, 'Adding', 'elbv2'],
    ])
    expect(site.health(second)).toEqual(site.ids().map(id => [id, 'initial']))
    await site.runTo(205)
    expect(site.sources()?.[1]).toEqual([second, 'Added', 'elbv2'])
    await site.runTo(236)
    expect(site.sources()?.[1]).toEqual([second, 'InService', 'elbv2'])
    expect(site.health(second)).toEqual(site.ids().map(id => [id, 'healthy']))
    expect(site.health(site.live)).toHaveLength(2)
  })

  it('stays Added while no listener rule uses the target group: its targets are not checked', async () => {
    const site = makeSite()
    const shadow = createTargetGroup(site.region, 'shadow')
    await site.runTo(200)
    site.attach(shadow)
    await site.runTo(600)
    expect(site.sources()?.[1]).toEqual([shadow, 'Added', 'elbv2'])
    expect(site.health(shadow)).toEqual(site.ids().map(id => [id, 'unused']))
  })

  it('takes 1 to 10 at once, 50 in all, each once', () => {
    const site = makeSite()
    const arns = Array.from({ length: 51 }, (_, index) => createTargetGroup(site.region, `t${index}`))
    const isValidationError = expect.objectContaining({ name: 'ValidationError' })
    expect(() => site.attach()).toThrow(isValidationError)
    expect(() => site.attach(...arns.slice(0, 11))).toThrow(isValidationError)
    site.attach(site.live, arns[0], arns[0])
    expect(site.group().targetGroupARNs).toEqual([site.live, arns[0]])
    for (let from = 1; from < 49; from += 10) site.attach(...arns.slice(from, Math.min(from + 10, 49)))
    expect(site.group().targetGroupARNs).toHaveLength(50)
    expect(() => site.attach(arns[50])).toThrow(expect.objectContaining({ name: 'LimitExceededFault' }))
  })

  it('takes Application Load Balancers only: the other types are not simulated', () => {
    const site = makeSite()
    for (const Type of ['elb', 'vpc-lattice']) {
      const TrafficSources = [{ Identifier: 'classic', Type }]
      const call = () => site.scaling.AttachTrafficSources({ ...web, TrafficSources }, site.context())
      expect(call).toThrow(expect.objectContaining({ message: expect.stringContaining('not simulated') }))
    }
    const elsewhere = { ...web, TrafficSourceType: 'vpc-lattice' }
    expect(site.scaling.DescribeTrafficSources(elsewhere, site.context()).TrafficSources).toEqual([])
  })

  it('fails while an instance refresh is under way', async () => {
    const site = makeSite()
    const second = createTargetGroup(site.region, 'second')
    await site.runTo(200)
    site.scaling.StartInstanceRefresh(web, site.context())
    for (const call of [
      () => site.attach(second),
      () => site.scaling.AttachLoadBalancerTargetGroups({ ...web, TargetGroupARNs: [second] }, site.context()),
    ]) {
      expect(call).toThrow(expect.objectContaining({ name: 'InstanceRefreshInProgressFault' }))
    }
  })
})

describe('detaching a target group', () => {
  it('drains the instances, which run on; it is Removing until they have drained, then gone', async () => {
    const site = makeSite()
    await site.runTo(200)
    site.detach(site.live)
    expect(site.group().targetGroupARNs).toEqual([])
    expect(site.sources()).toEqual([[site.live, 'Removing', 'elbv2']])
    expect(site.health(site.live)).toEqual(site.ids().map(id => [id, 'draining']))
    await site.runTo(500)
    expect(site.sources()).toEqual([])
    expect(site.health(site.live)).toEqual([])
    expect(site.group().instances.map(({ state }) => state)).toEqual(['InService', 'InService'])
  })

  it('and attaching it again registers the instances anew, by hand too', async () => {
    const site = makeSite()
    await site.runTo(200)
    site.scaling.DetachLoadBalancerTargetGroups({ ...web, TargetGroupARNs: [site.live] }, site.context())
    await site.runTo(210)
    site.attach(site.live)
    expect(site.health(site.live)).toEqual(site.ids().map(id => [id, 'initial']))
    await site.runTo(246)
    expect(site.health(site.live)).toEqual(site.ids().map(id => [id, 'healthy']))
  })

  it('of one that is not attached is refused', () => {
    const site = makeSite()
    const other = createTargetGroup(site.region, 'other')
    expect(() => site.detach(other)).toThrow(expect.objectContaining({ name: 'ValidationError' }))
  })
})

describe('an instance of the group', () => {
  it('that is deregistered by hand stays out, whatever the group is', async () => {
    const site = makeSite()
    await site.runTo(200)
    const [Id, other] = site.ids()
    site.balancing.DeregisterTargets({ TargetGroupArn: site.live, Targets: [{ Id }] }, site.context())
    expect(site.health(site.live)).toContainEqual([Id, 'draining'])
    await site.runTo(600)
    expect(site.health(site.live)).toEqual([[other, 'healthy']])
    site.balancing.RegisterTargets({ TargetGroupArn: site.live, Targets: [{ Id }] }, site.context())
    await site.runTo(640)
    expect(site.health(site.live)).toContainEqual([Id, 'healthy'])
  })

  it('launched while AddToLoadBalancer is suspended is never registered, until somebody does it by hand', async () => {
    const site = makeSite()
    site.scaling.SuspendProcesses({ ...web, ScalingProcesses: ['AddToLoadBalancer'] }, site.context())
    await site.runTo(160)
    site.scaling.ResumeProcesses({ ...web, ScalingProcesses: ['AddToLoadBalancer'] }, site.context())
    site.scaling.SetDesiredCapacity({ ...web, DesiredCapacity: 3 }, site.context())
    await site.runTo(400)
    const [first, second, third] = site.ids()
    expect(site.health(site.live)).toEqual([[third, 'healthy']])
    const Targets = [{ Id: first }, { Id: second }]
    site.balancing.RegisterTargets({ TargetGroupArn: site.live, Targets }, site.context())
    await site.runTo(440)
    expect(site.health(site.live)).toHaveLength(3)
  })
})

describe('health checks of the load balancer', () => {
  async function withOutage(group: Partial<CreateAutoScalingGroupCommandInput>) {
    const site = makeSite(group)
    await site.runTo(200)
    const [sick] = site.ids()
    site.region.elasticLoadBalancing.startOutage(sick, 'Target.Timeout', site.region.clock.now())
    const replaced = () => site.group().instances.find(({ instanceId }) => instanceId === sick)?.state !== 'InService'
    return { ...site, sick, replaced }
  }

  it('replace nothing in a group with EC2 health checks', async () => {
    const site = await withOutage({})
    await site.runTo(1000)
    expect(site.replaced()).toBe(false)
    expect(site.health(site.live)).toContainEqual([site.sick, 'unhealthy'])
  })

  it('replace an unhealthy instance of a group with ELB health checks, and say why', async () => {
    const site = await withOutage({ HealthCheckType: 'ELB' })
    // Two checks, at most 60 s apart from the beginning, and a look every 10 s.
    await site.runTo(230)
    expect(site.replaced()).toBe(false)
    await site.runTo(270)
    expect(site.replaced()).toBe(true)
    const { Activities = [] } = site.scaling.DescribeScalingActivities(web, site.context())
    const causes = Activities.map(({ Cause }) => Cause)
    expect(causes).toContainEqual(expect.stringContaining('in response to an ELB system health check failure'))
    await site.runTo(600)
    expect(site.group().instances.filter(({ state }) => state === 'InService')).toHaveLength(2)
  })

  it('leave an instance alone during its grace period, and while HealthCheck is suspended', async () => {
    const inGrace = await withOutage({ HealthCheckType: 'ELB', HealthCheckGracePeriod: 300 })
    await inGrace.runTo(449)
    expect(inGrace.replaced()).toBe(false)
    await inGrace.runTo(461)
    expect(inGrace.replaced()).toBe(true)
    const suspended = await withOutage({ HealthCheckType: 'ELB' })
    const input = { ...web, ScalingProcesses: ['HealthCheck'] }
    suspended.scaling.SuspendProcesses(input, suspended.context())
    await suspended.runTo(500)
    expect(suspended.replaced()).toBe(false)
    suspended.scaling.ResumeProcesses(input, suspended.context())
    await suspended.runTo(511)
    expect(suspended.replaced()).toBe(true)
  })

  it('of a shadow target group can kill live instances (aws-facts: the trap), once that is in service', async () => {
    const site = makeSite({ HealthCheckType: 'ELB' })
    const shadow = createTargetGroup(site.region, 'shadow')
    createLoadBalancer(site.region, [shadow], 'shadow')
    await site.runTo(200)
    const [sick] = site.ids()
    site.attach(shadow)
    site.region.elasticLoadBalancing.startOutage(sick, 'Target.FailedHealthChecks', site.region.clock.now())
    site.detach(site.live)
    await site.runTo(300)
    // The other instance has put the shadow target group into service.
    expect(site.group().instances.find(({ instanceId }) => instanceId === sick)?.state).toBe('Terminating')
  })

  it('of a target group in which nothing ever was healthy cost nobody his life', async () => {
    const site = makeSite({ HealthCheckType: 'ELB' })
    const shadow = createTargetGroup(site.region, 'shadow')
    createLoadBalancer(site.region, [shadow], 'shadow')
    await site.runTo(200)
    site.detach(site.live)
    for (const id of site.ids()) {
      site.region.elasticLoadBalancing.startOutage(id, 'Target.FailedHealthChecks', site.region.clock.now())
    }
    site.attach(shadow)
    await site.runTo(600)
    expect(site.health(shadow).map(([, state]) => state)).toEqual(['unhealthy', 'unhealthy'])
    expect(site.sources()).toEqual([[shadow, 'Added', 'elbv2']])
    expect(site.group().instances.map(({ state }) => state)).toEqual(['InService', 'InService'])
  })

  it('find an instance well that answers again in time', async () => {
    const site = await withOutage({ HealthCheckType: 'ELB' })
    await site.runTo(225)
    site.region.elasticLoadBalancing.endOutage(site.sick, site.region.clock.now())
    await site.runTo(900)
    expect(site.replaced()).toBe(false)
  })
})
