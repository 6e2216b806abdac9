// A group with a mixed instances policy, from its creation to its scale-in (user guide,
// ec2-auto-scaling-mixed-instances-groups.md; UpdateAutoScalingGroupType in the SDK).
import type { InstancesDistribution } from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import { errorOf, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }
const template = { LaunchTemplateName: 'web', Version: '3' }

function regionWith(InstancesDistribution: InstancesDistribution, DesiredCapacity = 8): TestRegion {
  const region = new TestRegion()
  const Overrides = [
    { InstanceType: 'm5.large' },
    { InstanceType: 'm7g.large', LaunchTemplateSpecification: { ...template, Version: '7' } },
  ]
  const LaunchTemplate = { LaunchTemplateSpecification: template, Overrides }
  const MixedInstancesPolicy = { LaunchTemplate, InstancesDistribution }
  region.create({ MinSize: 0, DesiredCapacity, LaunchTemplate: undefined, MixedInstancesPolicy })
  return region
}

function marketsOf(region: TestRegion): Record<string, number> {
  const live = region.group().instances.filter(({ state }) => state === 'Pending' || state === 'InService')
  return Object.fromEntries(
    [...Map.groupBy(live, ({ market }) => market)].map(([market, { length }]) => [market, length]),
  )
}

describe('a group with a mixed instances policy', () => {
  it('launches the types of the policy, each from its own template', () => {
    const region = regionWith({ OnDemandAllocationStrategy: 'lowest-price' }, 2)
    expect(
      region.describe()?.Instances?.map(({ InstanceType, LaunchTemplate }) => [InstanceType, LaunchTemplate]),
    ).toEqual([
      ['m7g.large', { ...template, Version: '7' }],
      ['m7g.large', { ...template, Version: '7' }],
    ])
    expect(region.describe()).not.toHaveProperty('LaunchTemplate', expect.anything())
  })

  it('keeps the proportion of On-Demand on the way out and on the way in', async () => {
    const region = regionWith({
      OnDemandBaseCapacity: 2,
      OnDemandPercentageAboveBaseCapacity: 50,
      SpotAllocationStrategy: 'capacity-optimized',
    })
    // 2 and half of the other 6.
    expect(marketsOf(region)).toEqual({ 'on-demand': 5, spot: 3 })
    await region.runTo(300)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 4 }, region.context)
    expect(marketsOf(region)).toEqual({ 'on-demand': 3, spot: 1 })
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
    expect(marketsOf(region)).toEqual({ 'on-demand': 2 })
  })

  it('changes of its policy only what an update names', () => {
    const region = regionWith({ OnDemandBaseCapacity: 2 })
    const change = { InstancesDistribution: { OnDemandAllocationStrategy: 'lowest-price' } }
    region.operations.UpdateAutoScalingGroup({ ...web, MixedInstancesPolicy: change }, region.context)
    expect(region.describe()?.MixedInstancesPolicy).toMatchObject({
      LaunchTemplate: { LaunchTemplateSpecification: template },
      InstancesDistribution: { OnDemandBaseCapacity: 2, OnDemandAllocationStrategy: 'lowest-price' },
    })
  })

  it('goes back to a single template', () => {
    const region = regionWith({}, 1)
    region.operations.UpdateAutoScalingGroup({ ...web, LaunchTemplate: template }, region.context)
    expect(region.describe()?.MixedInstancesPolicy).toBeUndefined()
  })
})

describe('what a group launches from', () => {
  it('is one thing', () => {
    const region = new TestRegion()
    const both = { LaunchConfigurationName: 'old' }
    expect(errorOf(() => region.create(both)).message).toContain('Valid requests must contain either')
    region.create()
    const update = () =>
      region.operations.UpdateAutoScalingGroup({ ...web, ...both, LaunchTemplate: template }, region.context)
    expect(errorOf(update).message).toContain('Valid requests must contain either')
  })

  it('is measured in instances', () => {
    const region = new TestRegion()
    expect(errorOf(() => region.create({ DesiredCapacityType: 'vcpu' })).message).toBe(
      'DesiredCapacityType vcpu is not simulated: only units is',
    )
  })

  it('decides which instances a scale-in takes first: those of another version', async () => {
    const region = new TestRegion()
    region.create({ MinSize: 0, DesiredCapacity: 2, AvailabilityZones: ['us-east-1a'] })
    const LaunchTemplate = { ...template, Version: '4' }
    region.operations.UpdateAutoScalingGroup({ ...web, LaunchTemplate, DesiredCapacity: 4 }, region.context)
    region.operations.UpdateAutoScalingGroup({ ...web, LaunchTemplate: template, DesiredCapacity: 2 }, region.context)
    const left = region.group().instances.filter(({ state }) => state === 'Pending')
    expect(left.map(({ launchTemplate }) => launchTemplate?.Version)).toEqual(['3', '3'])
  })
})
