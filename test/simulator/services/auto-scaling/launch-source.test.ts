// Expected values: UpdateAutoScalingGroupType and LaunchTemplateSpecification in the SDK.
import { describe, expect, it } from 'vitest'
import {
  changedLaunchSource,
  isPinned,
  isSameTemplate,
  launchSourceOf,
  namesLaunchSource,
  templateOf,
} from '../../../../simulator/services/auto-scaling/launch-source.ts'

const web3 = { LaunchTemplateName: 'web', Version: '3' }
const web4 = { LaunchTemplateName: 'web', Version: '4' }
const policy = {
  LaunchTemplate: {
    LaunchTemplateSpecification: web3,
    Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm7g.large', LaunchTemplateSpecification: web4 }],
  },
  InstancesDistribution: { OnDemandBaseCapacity: 2 },
}

describe('a change of what a group launches from', () => {
  it.each([
    [{ LaunchTemplate: web3 }, { LaunchTemplate: web4 }, { LaunchTemplate: web4 }],
    [{ LaunchConfigurationName: 'old' }, { LaunchTemplate: web4 }, { LaunchTemplate: web4 }],
    [{ LaunchTemplate: web3 }, { LaunchConfigurationName: 'new' }, { LaunchConfigurationName: 'new' }],
    [{ MixedInstancesPolicy: policy }, { LaunchTemplate: web4 }, { LaunchTemplate: web4 }],
    [{ LaunchTemplate: web3 }, {}, { LaunchTemplate: web3 }],
  ])('turns %j with %j into %j', (current, change, expected) => {
    expect(changedLaunchSource(current, change)).toEqual(launchSourceOf(expected))
  })

  it('changes of a policy only what it names', () => {
    const change = { MixedInstancesPolicy: { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 } } }
    expect(changedLaunchSource({ MixedInstancesPolicy: policy }, change).MixedInstancesPolicy).toEqual({
      LaunchTemplate: policy.LaunchTemplate,
      InstancesDistribution: { OnDemandBaseCapacity: 2, OnDemandPercentageAboveBaseCapacity: 50 },
    })
  })

  it('is none when it names something else', () => {
    expect(namesLaunchSource({})).toBe(false)
    expect(namesLaunchSource({ LaunchConfigurationName: 'web' })).toBe(true)
  })
})

describe('the template of an instance', () => {
  it("is the policy's, unless the policy has another one for its type", () => {
    expect(templateOf({ MixedInstancesPolicy: policy }, 'm5.large')).toEqual(web3)
    expect(templateOf({ MixedInstancesPolicy: policy }, 'm7g.large')).toEqual(web4)
    expect(templateOf({ LaunchTemplate: web4 }, 'm5.large')).toEqual(web4)
    expect(templateOf({ LaunchConfigurationName: 'web' })).toBeUndefined()
  })

  it.each([
    ['3', true],
    ['$Latest', false],
    ['$Default', false],
    [undefined, false],
  ])('with the version %s is pinned: %s', (Version, expected) => {
    expect(isPinned({ LaunchTemplateName: 'web', Version })).toBe(expected)
  })

  it('is the same when name or id and the version are', () => {
    expect(isSameTemplate(web3, { ...web3, LaunchTemplateId: 'lt-1' })).toBe(true)
    expect(isSameTemplate({ LaunchTemplateId: 'lt-1', Version: '3' }, { LaunchTemplateId: 'lt-1', Version: '3' })).toBe(
      true,
    )
    expect(isSameTemplate(web3, web4)).toBe(false)
    expect(isSameTemplate(web3, { LaunchTemplateName: 'api', Version: '3' })).toBe(false)
    expect(isSameTemplate({ Version: '3' }, { Version: '3' })).toBe(false)
    expect(isSameTemplate(undefined, web3)).toBe(false)
  })
})
