import {
  AlreadyExistsFault,
  AutoScalingClient,
  DescribeAutoScalingGroupsCommand,
  LimitExceededFault,
  paginateDescribeAutoScalingGroups,
  ResourceInUseFault,
  ScalingActivityInProgressFault,
  SetDesiredCapacityCommand,
} from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { simulateClient } from '../../../../simulator/kernel/simulated-client.ts'
import { errorOf, startMs, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }

function clientOf(region: TestRegion): AutoScalingClient {
  const client = new AutoScalingClient({ region: 'us-east-1' })
  const services = new Map([[region.service.name, region.service]])
  simulateClient(client, 'team', { services, now: () => region.clock.now(), onCall: () => undefined })
  return client
}

describe('behind the SDK client', () => {
  test('a paginator sees every group once, in pages of at most 100', async () => {
    const region = new TestRegion()
    for (let index = 0; index < 130; index++) region.create({ AutoScalingGroupName: `g${index}`, MinSize: 0 })
    const names: (string | undefined)[][] = []
    for await (const { AutoScalingGroups = [] } of paginateDescribeAutoScalingGroups(
      { client: clientOf(region), pageSize: 100 },
      {},
    )) {
      names.push(AutoScalingGroups.map(group => group.AutoScalingGroupName))
    }
    expect(names.map(page => page.length)).toEqual([100, 30])
    expect(new Set(names.flat()).size).toBe(130)
  })

  test('errors are what the SDK would throw', async () => {
    const client = clientOf(new TestRegion())
    const call = client.send(new SetDesiredCapacityCommand({ ...web, DesiredCapacity: 3 }))
    await expect(call).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'AutoScalingGroup name not found - AutoScalingGroup: web not found',
    })
  })

  test('a group is described with the fields that people use', async () => {
    const region = new TestRegion()
    const Operator = { Principal: 'ecs.amazonaws.com' }
    region.create({ DefaultInstanceWarmup: 90, TargetGroupARNs: ['arn:tg'], Operator, VPCZoneIdentifier: 'subnet-1' })
    await region.runTo(150)
    const { AutoScalingGroups = [] } = await clientOf(region).send(new DescribeAutoScalingGroupsCommand({}))
    expect(AutoScalingGroups[0]).toMatchObject({
      AutoScalingGroupName: 'web',
      AutoScalingGroupARN: expect.stringMatching(
        /^arn:aws:autoscaling:us-east-1:123456789012:autoScalingGroup:.*\/web$/,
      ),
      MinSize: 2,
      MaxSize: 20,
      DesiredCapacity: 2,
      DefaultCooldown: 300,
      DefaultInstanceWarmup: 90,
      HealthCheckType: 'EC2',
      CreatedTime: new Date(startMs),
      TargetGroupARNs: ['arn:tg'],
      SuspendedProcesses: [],
      Tags: [],
      Operator,
    })
    expect(AutoScalingGroups[0].Instances?.[0]).toEqual({
      InstanceId: expect.stringMatching(/^i-[0-9a-f]{17}$/),
      InstanceType: 'm5.large',
      AvailabilityZone: 'us-east-1a',
      LifecycleState: 'InService',
      HealthStatus: 'Healthy',
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' },
      ProtectedFromScaleIn: false,
    })
  })
})

describe('creating, updating and deleting groups', () => {
  test('a name is taken until the group is gone', async () => {
    const deleted: string[] = []
    const region = new TestRegion({ onGroupDeleted: name => deleted.push(name) })
    region.create()
    expect(errorOf(() => region.create())).toBeInstanceOf(AlreadyExistsFault)
    region.operations.DeleteAutoScalingGroup({ ...web, ForceDelete: true }, region.context)
    expect(region.describe()?.Status).toBe('Delete in progress')
    expect(errorOf(() => region.create())).toBeInstanceOf(AlreadyExistsFault)
    await region.runTo(60)
    expect(deleted).toEqual(['web'])
    expect(region.describe()).toBeUndefined()
    expect(region.create().instances).toHaveLength(2)
  })

  test('a group with instances is only deleted by force, one with nothing in it at once', async () => {
    const region = new TestRegion()
    region.create()
    const remove = () => region.operations.DeleteAutoScalingGroup(web, region.context)
    expect(errorOf(remove)).toBeInstanceOf(ResourceInUseFault)
    region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 0, DesiredCapacity: 0 }, region.context)
    expect(errorOf(remove)).toBeInstanceOf(ScalingActivityInProgressFault)
    await region.runTo(60)
    remove()
    expect(region.service.group('web')).toBeUndefined()
  })

  test('a protected group is not deleted, and a group under deletion takes no changes', () => {
    const region = new TestRegion()
    region.create({ DeletionProtection: 'prevent-force-deletion' })
    const force = () => region.operations.DeleteAutoScalingGroup({ ...web, ForceDelete: true }, region.context)
    expect(errorOf(force).name).toBe('ValidationError')
    region.operations.UpdateAutoScalingGroup({ ...web, DeletionProtection: 'none' }, region.context)
    force()
    const change = () => region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 1 }, region.context)
    expect(errorOf(change).name).toBe('ValidationError')
  })

  test('what an update leaves out stays as it was', () => {
    const region = new TestRegion()
    region.create({ DefaultInstanceWarmup: 90, HealthCheckGracePeriod: 30 })
    region.operations.UpdateAutoScalingGroup({ ...web, HealthCheckGracePeriod: 60 }, region.context)
    expect(region.describe()).toMatchObject({ DefaultInstanceWarmup: 90, HealthCheckGracePeriod: 60, MinSize: 2 })
    region.operations.UpdateAutoScalingGroup({ ...web, DefaultInstanceWarmup: -1 }, region.context)
    expect(region.describe()?.DefaultInstanceWarmup).toBeUndefined()
  })

  test('an update that is refused changes nothing at all', () => {
    const region = new TestRegion()
    region.create({ HealthCheckGracePeriod: 30 })
    const input = { ...web, HealthCheckGracePeriod: 60, MinSize: 21 }
    expect(errorOf(() => region.operations.UpdateAutoScalingGroup(input, region.context)).name).toBe('ValidationError')
    expect(region.describe()).toMatchObject({ HealthCheckGracePeriod: 30, MinSize: 2, DesiredCapacity: 2 })
  })

  test('a group without a launch source or without a place is refused', () => {
    const region = new TestRegion()
    expect(errorOf(() => region.create({ LaunchTemplate: undefined })).name).toBe('ValidationError')
    expect(errorOf(() => region.create({ AvailabilityZones: undefined })).name).toBe('ValidationError')
  })

  test('a group that wants what is not simulated is refused instead of going without', () => {
    const region = new TestRegion()
    expect(errorOf(() => region.create({ LoadBalancerNames: ['old'] })).message).toBe(
      'LoadBalancerNames is not simulated',
    )
    expect(region.service.group('web')).toBeUndefined()
  })

  test('subnets without zones lie in the first zones of the region', () => {
    const region = new TestRegion()
    const group = region.create({ AvailabilityZones: undefined, VPCZoneIdentifier: 'subnet-1, subnet-2' })
    expect(group.instances.map(instance => instance.availabilityZone)).toEqual(['us-east-1a', 'us-east-1b'])
  })

  test('a group with an Operator is changed by nobody else', () => {
    const region = new TestRegion()
    region.create({ Operator: { Principal: 'ecs.amazonaws.com' } })
    const input = { ...web, MinSize: 3 }
    expect(errorOf(() => region.operations.UpdateAutoScalingGroup(input, region.context)).name).toBe('AccessDenied')
    region.operations.UpdateAutoScalingGroup(input, { ...region.context, caller: 'ecs.amazonaws.com' })
    expect(region.group().minSize).toBe(3)
  })

  test('instances are launched evenly over the zones', () => {
    const region = new TestRegion()
    const group = region.create({ DesiredCapacity: 7 })
    const zones = group.instances.map(instance => instance.availabilityZone)
    expect(['us-east-1a', 'us-east-1b', 'us-east-1c'].map(zone => zones.filter(z => z === zone).length)).toEqual([
      3, 2, 2,
    ])
  })
})

describe('describing groups', () => {
  test('unknown names are left out; too many names are refused unless MaxRecords allows them', () => {
    const region = new TestRegion()
    for (let index = 0; index < 60; index++) region.create({ AutoScalingGroupName: `g${index}`, MinSize: 0 })
    const AutoScalingGroupNames = ['unknown', ...Array.from({ length: 59 }, (_, index) => `g${index}`)]
    const ask = (MaxRecords?: number) =>
      region.operations.DescribeAutoScalingGroups({ AutoScalingGroupNames, MaxRecords }, region.context)
    expect(errorOf(() => ask()).name).toBe('ValidationError')
    expect(ask(60).AutoScalingGroups).toHaveLength(59)
    expect(region.operations.DescribeAutoScalingGroups({}, region.context).AutoScalingGroups).toHaveLength(50)
  })

  test('IncludeInstances=false leaves the instances out', () => {
    const region = new TestRegion()
    region.create()
    const { AutoScalingGroups = [] } = region.operations.DescribeAutoScalingGroups(
      { IncludeInstances: false },
      region.context,
    )
    expect(AutoScalingGroups[0]).toMatchObject({ DesiredCapacity: 2, Instances: [] })
  })
})

describe('setting the desired capacity', () => {
  test('launches or terminates at once, within MinSize and MaxSize', () => {
    const region = new TestRegion()
    region.create()
    const set = (DesiredCapacity: number) =>
      region.operations.SetDesiredCapacity({ ...web, DesiredCapacity }, region.context)
    set(5)
    expect(region.count('Pending')).toBe(5)
    expect(errorOf(() => set(21)).message).toBe(
      'New SetDesiredCapacity value 21 is above max value 20 for the AutoScalingGroup.',
    )
    expect(errorOf(() => set(1)).message).toBe(
      'New SetDesiredCapacity value 1 is below min value 2 for the AutoScalingGroup.',
    )
  })

  test('HonorCooldown waits for activities under way and for 300 s after them', async () => {
    const region = new TestRegion()
    region.create()
    const input = { ...web, DesiredCapacity: 5, HonorCooldown: true }
    const set = () => region.operations.SetDesiredCapacity(input, region.context)
    expect(errorOf(set)).toBeInstanceOf(ScalingActivityInProgressFault)
    await region.runTo(150 + 299)
    expect(errorOf(set)).toBeInstanceOf(ScalingActivityInProgressFault)
    await region.runTo(150 + 300)
    set()
    expect(region.group().desiredCapacity).toBe(5)
  })
})

describe('terminating an instance', () => {
  test('replaces it unless the desired capacity goes down with it', async () => {
    const region = new TestRegion()
    const group = region.create({ DesiredCapacity: 4 })
    await region.runTo(200)
    const [first, second] = group.instances
    const terminate = (InstanceId: string, ShouldDecrementDesiredCapacity: boolean) =>
      region.operations.TerminateInstanceInAutoScalingGroup(
        { InstanceId, ShouldDecrementDesiredCapacity },
        region.context,
      )
    expect(terminate(first.instanceId, false).Activity).toMatchObject({ StatusCode: 'InProgress' })
    expect([group.desiredCapacity, region.count('Pending')]).toEqual([4, 1])
    terminate(second.instanceId, true)
    expect([group.desiredCapacity, region.count('Pending')]).toEqual([3, 1])
    expect(errorOf(() => terminate(first.instanceId, false))).toBeInstanceOf(ScalingActivityInProgressFault)
    expect(errorOf(() => terminate('i-0', false)).message).toMatch(/not found/)
  })

  test('never goes below MinSize, not even for the first of several', () => {
    const region = new TestRegion()
    const ids = region.create({ DesiredCapacity: 3 }).instances.map(instance => instance.instanceId)
    const input = { ...web, InstanceIds: ids.slice(0, 2), ShouldDecrementDesiredCapacity: true }
    const call = () => region.operations.TerminateInstanceInAutoScalingGroup(input, region.context)
    expect(errorOf(call).name).toBe('ValidationError')
    expect(region.count('Pending')).toBe(3)
  })

  test('takes several ids when the group is named', () => {
    const region = new TestRegion()
    const ids = region.create({ DesiredCapacity: 5 }).instances.map(instance => instance.instanceId)
    const input = { InstanceIds: ids.slice(0, 3), ShouldDecrementDesiredCapacity: true }
    const call = (rest: object) =>
      region.operations.TerminateInstanceInAutoScalingGroup({ ...input, ...rest }, region.context)
    expect(errorOf(() => call({})).name).toBe('ValidationError')
    expect(call(web).Activities).toHaveLength(3)
    expect([region.group().desiredCapacity, region.count('Terminating')]).toEqual([2, 3])
  })
})

describe('suspended processes', () => {
  test('without a list all are suspended, and described', () => {
    const region = new TestRegion()
    region.create()
    region.operations.SuspendProcesses(web, region.context)
    const names = region.describe()?.SuspendedProcesses?.map(process => process.ProcessName)
    // aws-facts §1 "Processes"
    expect(names?.sort()).toEqual(
      'AZRebalance AddToLoadBalancer AlarmNotification HealthCheck InstanceRefresh Launch ReplaceUnhealthy ScheduledActions Terminate'.split(
        ' ',
      ),
    )
    expect(region.describe()?.SuspendedProcesses?.[0].SuspensionReason).toBe('User suspended at 2026-01-05T00:00:00Z')
    region.operations.ResumeProcesses(web, region.context)
    expect(region.describe()?.SuspendedProcesses).toEqual([])
  })

  test('what Launch and Terminate did not do is made up for when they are resumed', () => {
    const region = new TestRegion()
    region.create({ DesiredCapacity: 4 })
    const processes = (...ScalingProcesses: string[]) => ({ ...web, ScalingProcesses })
    const set = (DesiredCapacity: number) =>
      region.operations.SetDesiredCapacity({ ...web, DesiredCapacity }, region.context)
    region.operations.SuspendProcesses(processes('Launch', 'Terminate'), region.context)
    set(6)
    expect(region.group().instances).toHaveLength(4)
    region.operations.ResumeProcesses(processes('Launch'), region.context)
    expect(region.count('Pending')).toBe(6)
    set(3)
    expect(region.count('Pending')).toBe(6)
    region.operations.ResumeProcesses(processes('Terminate'), region.context)
    expect([region.count('Pending'), region.count('Terminating')]).toEqual([3, 3])
  })

  test('an unknown process is a ValidationError', () => {
    const region = new TestRegion()
    region.create()
    const input = { ...web, ScalingProcesses: ['Sleep'] }
    expect(errorOf(() => region.operations.SuspendProcesses(input, region.context)).name).toBe('ValidationError')
  })
})

describe('scaling activities', () => {
  test('a launch is in progress until the instance is in service; the newest comes first', async () => {
    const region = new TestRegion()
    region.create({ DesiredCapacity: 3 })
    expect(region.activities().map(activity => activity.StatusCode)).toEqual(['InProgress', 'InProgress', 'InProgress'])
    await region.runTo(200)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
    await region.runTo(300)
    const [termination, launch] = region.activities()
    expect(launch).toMatchObject({
      Description: `Launching a new EC2 instance: ${region.group().instances[1].instanceId}`,
      Cause:
        'At 2026-01-05T00:00:00Z a user request created an AutoScalingGroup changing the desired capacity from 0 to 3.  At 2026-01-05T00:00:00Z an instance was started in response to a difference between desired and actual capacity, increasing the capacity from 0 to 3.',
      StartTime: new Date(startMs),
      EndTime: new Date(startMs + 150_000),
      StatusCode: 'Successful',
      Progress: 100,
    })
    expect(termination).toMatchObject({
      StartTime: new Date(startMs + 200_000),
      EndTime: new Date(startMs + 260_000),
      StatusCode: 'Successful',
    })
    expect(termination.Description).toMatch(/^Terminating EC2 instance: i-/)
    expect(termination.Cause).toMatch(
      /a user request explicitly set group desired capacity changing the desired capacity from 3 to 2\./,
    )
  })

  test('are filtered by status and by start time, and paged', async () => {
    const region = new TestRegion()
    region.create({ DesiredCapacity: 3 })
    await region.runTo(200)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 5 }, region.context)
    const count = (...filters: [string, string][]) =>
      region.operations.DescribeScalingActivities(
        { ...web, Filters: filters.map(([Name, value]) => ({ Name, Values: [value] })) },
        region.context,
      ).Activities?.length
    expect(count(['Status', 'Successful'])).toBe(3)
    expect(count(['Status', 'InProgress'])).toBe(2)
    expect(count(['StartTimeLowerBound', '2026-01-05T00:03:20Z'])).toBe(2)
    expect(count(['StartTimeLowerBound', '2026-01-05T00:03:21'])).toBe(0)
    expect(count(['StartTimeUpperBound', '2026-01-05T08:03:19+08:00'])).toBe(3)
    expect(count(['StartTimeLowerBound', '2026-01-05T00:00:00Z'], ['Status', 'Successful'])).toBe(3)
    expect(errorOf(() => count(['Cause', 'x'])).name).toBe('ValidationError')
    const page = region.operations.DescribeScalingActivities({ ...web, MaxRecords: 2 }, region.context)
    const rest = region.operations.DescribeScalingActivities({ ...web, NextToken: page.NextToken }, region.context)
    expect([page.Activities?.length, rest.Activities?.length]).toEqual([2, 3])
  })

  test('are kept for six weeks', async () => {
    const region = new TestRegion()
    region.create()
    await region.runTo(42 * 86_400)
    expect(region.activities()).toHaveLength(2)
    await region.runTo(42 * 86_400 + 1)
    expect(region.activities()).toEqual([])
  })
})

describe('policies', () => {
  const cpu = {
    TargetValue: 60,
    PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const },
  }
  const policy = (PolicyName: string, rest: object = {}) => ({
    ...web,
    PolicyName,
    PolicyType: 'TargetTrackingScaling',
    TargetTrackingConfiguration: cpu,
    ...rest,
  })

  test('are described as they were put, with the alarms that AWS would make', () => {
    const region = new TestRegion()
    region.create()
    const { PolicyARN, Alarms } = region.operations.PutScalingPolicy(policy('cpu60'), region.context)
    expect(Alarms?.map(alarm => alarm.AlarmName?.replace(/-[0-9a-f-]+$/, ''))).toEqual([
      'TargetTracking-web-AlarmHigh',
      'TargetTracking-web-AlarmLow',
    ])
    const { ScalingPolicies } = region.operations.DescribePolicies(web, region.context)
    expect(ScalingPolicies).toMatchObject([
      {
        PolicyName: 'cpu60',
        PolicyARN,
        PolicyType: 'TargetTrackingScaling',
        Enabled: true,
        TargetTrackingConfiguration: cpu,
      },
    ])
  })

  test('putting one again replaces it under the same ARN', () => {
    const region = new TestRegion()
    region.create()
    const first = region.operations.PutScalingPolicy(policy('cpu'), region.context)
    const TargetTrackingConfiguration = { ...cpu, TargetValue: 70 }
    const again = region.operations.PutScalingPolicy(policy('cpu', { TargetTrackingConfiguration }), region.context)
    expect(again.PolicyARN).toBe(first.PolicyARN)
    const { ScalingPolicies = [] } = region.operations.DescribePolicies(web, region.context)
    expect(ScalingPolicies.map(({ TargetTrackingConfiguration: t }) => t?.TargetValue)).toEqual([70])
  })

  test('are chosen by name and by type', () => {
    const region = new TestRegion()
    region.create()
    for (const name of ['a', 'b']) region.operations.PutScalingPolicy(policy(name), region.context)
    const count = (input: object) =>
      region.operations.DescribePolicies({ ...web, ...input }, region.context).ScalingPolicies?.length
    expect(count({ PolicyNames: ['b', 'x'] })).toBe(1)
    expect(count({ PolicyTypes: ['TargetTrackingScaling'] })).toBe(2)
    expect(count({ PolicyTypes: ['StepScaling'] })).toBe(0)
  })

  test('are deleted by name or by ARN', () => {
    const region = new TestRegion()
    region.create()
    region.operations.PutScalingPolicy(policy('a'), region.context)
    const { PolicyARN } = region.operations.PutScalingPolicy(policy('b'), region.context)
    region.operations.DeletePolicy({ ...web, PolicyName: 'a' }, region.context)
    region.operations.DeletePolicy({ PolicyName: PolicyARN }, region.context)
    expect(region.group().policies.size).toBe(0)
    const again = () => region.operations.DeletePolicy({ ...web, PolicyName: 'a' }, region.context)
    expect(errorOf(again).message).toMatch(/not found/)
  })

  test('what is not simulated or not valid is refused', () => {
    const region = new TestRegion()
    region.create()
    const metric = (specification: object) => ({ TargetTrackingConfiguration: { TargetValue: 60, ...specification } })
    const ResourceLabel = 'app/front/1/targetgroup/web/2'
    for (const rest of [
      { PolicyType: 'StepScaling' },
      { PolicyType: undefined },
      { TargetTrackingConfiguration: { ...cpu, TargetValue: 0 } },
      metric({}),
      metric({ ...cpu, CustomizedMetricSpecification: { Namespace: 'A', MetricName: 'B', Statistic: 'Average' } }),
      metric({ CustomizedMetricSpecification: { Namespace: 'A', MetricName: 'B', Statistic: 'Average', Period: 20 } }),
      metric({ PredefinedMetricSpecification: { PredefinedMetricType: 'ALBRequestCountPerTarget', ResourceLabel } }),
    ]) {
      const put = () => region.operations.PutScalingPolicy(policy('bad', rest), region.context)
      expect(errorOf(put).name).toBe('ValidationError')
    }
    expect(region.group().policies.size).toBe(0)
  })

  test('a group has at most 50 (aws-facts §1 "Quotas")', () => {
    const region = new TestRegion()
    region.create()
    for (let index = 0; index < 50; index++) region.operations.PutScalingPolicy(policy(`p${index}`), region.context)
    expect(errorOf(() => region.operations.PutScalingPolicy(policy('p50'), region.context))).toBeInstanceOf(
      LimitExceededFault,
    )
    region.operations.PutScalingPolicy(policy('p49'), region.context)
    expect(region.group().policies.size).toBe(50)
  })
})

describe('group metrics', () => {
  test('metrics are enabled one by one or, without a list, all', () => {
    const region = new TestRegion()
    region.create()
    const enable = (Metrics?: string[], Granularity = '1Minute') =>
      region.operations.EnableMetricsCollection({ ...web, Metrics, Granularity }, region.context)
    enable(['GroupInServiceInstances'])
    expect(region.describe()?.EnabledMetrics).toEqual([{ Metric: 'GroupInServiceInstances', Granularity: '1Minute' }])
    enable()
    // 13 group, 5 warm-pool and 2 metrics of both (EnableMetricsCollectionQuery.Metrics in the SDK).
    expect(region.group().enabledMetrics.size).toBe(20)
    expect(errorOf(() => enable(['Load'])).name).toBe('ValidationError')
    expect(errorOf(() => enable(undefined, '5Minute')).name).toBe('ValidationError')
  })
})
