import { describe, expect, test } from 'vitest'
import { errorOf, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }

class InstanceRegion extends TestRegion {
  get ids(): string[] {
    return this.group().instances.map(({ instanceId }) => instanceId)
  }

  protect(InstanceIds: string[], ProtectedFromScaleIn: boolean): void {
    this.operations.SetInstanceProtection({ ...web, InstanceIds, ProtectedFromScaleIn }, this.context)
  }

  health(InstanceId: string, HealthStatus: string, ShouldRespectGracePeriod?: boolean): void {
    this.operations.SetInstanceHealth({ InstanceId, HealthStatus, ShouldRespectGracePeriod }, this.context)
  }

  processes(operation: 'SuspendProcesses' | 'ResumeProcesses', ...ScalingProcesses: string[]): void {
    this.operations[operation]({ ...web, ScalingProcesses }, this.context)
  }
}

async function serving(input = {}) {
  const region = new InstanceRegion()
  region.create({ DesiredCapacity: 3, ...input })
  await region.runTo(200)
  return region
}

describe('protection from scale-in', () => {
  test('keeps an instance from being scaled in, and nothing else', async () => {
    const region = await serving()
    const [first] = region.ids
    region.protect([first], true)
    expect(region.describe()?.Instances?.[0].ProtectedFromScaleIn).toBe(true)
    region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 1, DesiredCapacity: 1 }, region.context)
    expect(region.group().fleet.find(first)?.state).toBe('InService')
    const input = { InstanceId: first, ShouldDecrementDesiredCapacity: false }
    region.operations.TerminateInstanceInAutoScalingGroup(input, region.context)
    expect(region.group().fleet.find(first)?.state).toBe('Terminating')
  })

  test('that is taken away lets a scale-in go on', async () => {
    const region = await serving()
    region.protect(region.ids, true)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
    expect(region.count('InService')).toBe(3)
    region.protect(region.ids.slice(2), false)
    expect(region.count('InService')).toBe(2)
  })

  test('is for at most 50 instances that serve or stand by, and not for a warm pool', async () => {
    const region = await serving()
    const ids = Array.from({ length: 51 }, (_, index) => `i-${index}`)
    expect(errorOf(() => region.protect(ids, true)).name).toBe('ValidationError')
    region.operations.PutWarmPool({ ...web, MaxGroupPreparedCapacity: 4 }, region.context)
    const [{ instanceId }] = region.group().warmPool
    expect(errorOf(() => region.protect([instanceId], true)).message).toMatch(/not part of Auto Scaling group web/)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 4 }, region.context)
    expect(errorOf(() => region.protect(region.ids.slice(3), true)).message).toMatch(
      /is not in InService or EnteringStandby or Standby\.$/,
    )
  })
})

describe('the health of an instance', () => {
  test('when it is set to Unhealthy has the instance terminated and replaced, protected or not', async () => {
    const region = await serving()
    const [first] = region.ids
    region.protect([first], true)
    region.health(first, 'Unhealthy')
    expect(region.group().fleet.find(first)?.state).toBe('Terminating')
    expect([region.group().desiredCapacity, region.count('Pending')]).toEqual([3, 1])
    const termination = region
      .activities()
      .find(({ Description }) => Description === `Terminating EC2 instance: ${first}`)
    expect(termination?.Cause).toMatch(/user health-check/)
  })

  test('is let be within the grace period, unless the call says otherwise', async () => {
    const region = await serving({ HealthCheckGracePeriod: 300 })
    const [first, second] = region.ids
    region.health(first, 'Unhealthy')
    expect(region.describe()?.Instances?.[0].HealthStatus).toBe('Healthy')
    region.health(second, 'Unhealthy', false)
    expect(region.count('Terminating')).toBe(1)
    // In service at 150 s: the grace period ends at 450 s.
    await region.runTo(450)
    region.health(first, 'Unhealthy')
    expect(region.group().fleet.find(first)?.state).toBe('Terminating')
  })

  test('waits while ReplaceUnhealthy or Terminate is suspended, and can be mended until then', async () => {
    const region = await serving()
    const [first, second] = region.ids
    region.processes('SuspendProcesses', 'ReplaceUnhealthy')
    region.health(first, 'Unhealthy')
    region.health(second, 'Unhealthy')
    expect(region.describe()?.Instances?.map(({ HealthStatus }) => HealthStatus)).toEqual([
      'Unhealthy',
      'Unhealthy',
      'Healthy',
    ])
    region.health(second, 'Healthy')
    expect(region.count('InService')).toBe(3)
    region.processes('ResumeProcesses', 'ReplaceUnhealthy')
    expect(region.group().instances.map(({ state }) => state)).toEqual([
      'Terminating',
      'InService',
      'InService',
      'Pending',
    ])
  })

  test('while Launch is suspended is still acted on, without a replacement until it is resumed', async () => {
    const region = await serving()
    region.processes('SuspendProcesses', 'Launch')
    region.health(region.ids[0], 'Unhealthy')
    expect([region.count('Terminating'), region.count('Pending')]).toEqual([1, 0])
    region.processes('ResumeProcesses', 'Launch')
    expect(region.count('Pending')).toBe(1)
  })

  test('of an instance on standby is only looked at when it is back in service', async () => {
    const region = await serving()
    const InstanceIds = region.ids.slice(0, 1)
    const standby = { ...web, InstanceIds, ShouldDecrementDesiredCapacity: true }
    region.operations.EnterStandby(standby, region.context)
    await region.runTo(300)
    region.health(InstanceIds[0], 'Unhealthy')
    expect(region.count('Standby')).toBe(1)
    region.operations.ExitStandby({ ...web, InstanceIds }, region.context)
    await region.runTo(320)
    expect(region.group().fleet.find(InstanceIds[0])?.state).toBe('Terminating')
  })

  test('is Healthy or Unhealthy, of an instance that exists', async () => {
    const region = await serving()
    expect(errorOf(() => region.health(region.ids[0], 'Tired')).name).toBe('ValidationError')
    expect(errorOf(() => region.health('i-0', 'Healthy')).message).toBe('Instance i-0 not found')
  })
})

describe('describing instances', () => {
  test('finds them by id, over all groups, in pages of at most 50', async () => {
    const region = await serving()
    region.create({ AutoScalingGroupName: 'other', MinSize: 60, MaxSize: 60 })
    const ask = (input: object) => region.operations.DescribeAutoScalingInstances(input, region.context)
    const first = ask({})
    expect(first.AutoScalingInstances).toHaveLength(50)
    expect(ask({ NextToken: first.NextToken }).AutoScalingInstances).toHaveLength(13)
    expect(ask({ InstanceIds: region.ids.slice(1, 2) }).AutoScalingInstances).toEqual([
      {
        InstanceId: region.ids[1],
        AutoScalingGroupName: 'web',
        InstanceType: 'm5.large',
        AvailabilityZone: 'us-east-1b',
        LifecycleState: 'InService',
        HealthStatus: 'HEALTHY',
        LaunchTemplate: { LaunchTemplateName: 'web', Version: '3' },
        ProtectedFromScaleIn: false,
      },
    ])
    expect(errorOf(() => ask({ MaxRecords: 51 })).name).toBe('ValidationError')
  })
})
