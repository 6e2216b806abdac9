import { describe, expect, test } from 'vitest'
import { TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }

describe('instances whose user data completes their launch hooks', () => {
  test('are warmed once they have booted, and serve after the lead of a stopped instance: 90 s', async () => {
    const region = new TestRegion({ completesLaunchHooks: true })
    const LifecycleTransition = 'autoscaling:EC2_INSTANCE_LAUNCHING'
    region.create({ LifecycleHookSpecificationList: [{ LifecycleHookName: 'boot', LifecycleTransition }] })
    region.operations.PutWarmPool({ ...web, MaxGroupPreparedCapacity: 3 }, region.context)
    await region.runTo(149.999)
    expect([region.count('InService'), region.group().warmPool[0].state]).toEqual([0, 'Warmed:Pending'])
    await region.runTo(150)
    expect([region.count('InService'), region.group().warmPool[0].state]).toEqual([2, 'Warmed:Stopped'])
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 3 }, region.context)
    await region.runTo(239.999)
    expect(region.count('InService')).toBe(2)
    await region.runTo(240)
    expect(region.count('InService')).toBe(3)
  })

  test('do not complete terminate hooks', async () => {
    const region = new TestRegion({ completesLaunchHooks: true })
    const LifecycleTransition = 'autoscaling:EC2_INSTANCE_TERMINATING'
    region.create({
      DesiredCapacity: 3,
      LifecycleHookSpecificationList: [{ LifecycleHookName: 'farewell', LifecycleTransition }],
    })
    await region.runTo(200)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
    await region.runTo(400)
    expect(region.count('Terminating:Wait')).toBe(1)
  })
})
