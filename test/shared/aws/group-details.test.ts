import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
} from '@aws-sdk/client-auto-scaling'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { Fleet } from '../../../shared/aws/fleet.ts'
import { GroupSurvey } from '../../../shared/aws/group-details.ts'
import { createGroup, createTargetGroup, hourMs, makeRegion, startMs } from './region.ts'

function makeSurvey() {
  const { region, calls, clients } = makeRegion()
  return { region, calls, clients, survey: new GroupSurvey(clients.autoScaling) }
}

/** What AWS may answer and the simulated region does not. */
async function surveyed(group: Partial<AutoScalingGroup>) {
  const client = new AutoScalingClient({ region: 'us-east-1' })
  mockClient(client)
    .on(DescribeAutoScalingGroupsCommand)
    .resolves({ AutoScalingGroups: [group as AutoScalingGroup] })
  return (await new GroupSurvey(client).listAll())[0].details
}

const team = { nowMs: startMs, caller: 'team' }

describe('all groups of a region', () => {
  it('are listed to the last, opted in or not, without their instances', async () => {
    const { region, calls, survey } = makeSurvey()
    for (let index = 0; index < 130; index++) createGroup(region, { AutoScalingGroupName: `g${index}`, MinSize: 0 })
    expect(new Set((await survey.listAll()).map(({ name }) => name)).size).toBe(130)
    expect(calls.map(({ input }) => input)).toEqual([
      expect.objectContaining({ IncludeInstances: false }),
      expect.objectContaining({ IncludeInstances: false }),
    ])
  })

  it('say their tags and target groups', async () => {
    const { region, survey } = makeSurvey()
    const arn = createTargetGroup(region)
    createGroup(region, { TargetGroupARNs: [arn], tags: { team: 'shop' } })
    expect(await survey.listAll()).toMatchObject([{ name: 'web', tags: { team: 'shop' }, targetGroupArns: [arn] }])
  })
})

describe('how a group is made', () => {
  it('tells the version of its launch template, and that group metrics are off', async () => {
    const { region, survey } = makeSurvey()
    createGroup(region, {})
    expect((await survey.listAll())[0].details).toEqual({
      templateVersion: '1',
      mixedTypes: [],
      classicLoadBalancers: [],
      otherSources: [],
      collectsMetrics: false,
    })
  })

  it('reads a version that is left out as the default one, and none without a template', async () => {
    expect((await surveyed({ LaunchTemplate: { LaunchTemplateName: 'web' } })).templateVersion).toBe('$Default')
    expect((await surveyed({ LaunchConfigurationName: 'old' })).templateVersion).toBeUndefined()
  })

  it('reads template and types of a mixed instances policy', async () => {
    const LaunchTemplate = {
      LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '$Latest' },
      Overrides: [{ InstanceType: 'm5.large' }, { InstanceType: 'm7i.large' }],
    }
    const details = await surveyed({ MixedInstancesPolicy: { LaunchTemplate } })
    expect(details).toMatchObject({ templateVersion: '$Latest', mixedTypes: ['m5.large', 'm7i.large'] })
  })

  it('knows Classic Load Balancers and VPC Lattice as what they are', async () => {
    const TrafficSources = [
      { Identifier: 'old', Type: 'elb' },
      { Identifier: 'arn:aws:vpc-lattice:us-east-1:123456789012:targetgroup/tg-1', Type: 'vpc-lattice' },
    ]
    const details = await surveyed({ LoadBalancerNames: ['old'], TrafficSources })
    expect(details).toMatchObject({ classicLoadBalancers: ['old'], otherSources: ['vpc-lattice'] })
  })
})

describe('what scales a group', () => {
  it('is told by name and kind, switched off or not', async () => {
    const { region, survey } = makeSurvey()
    createGroup(region, {})
    const { operations } = region.autoScaling
    operations.PutScalingPolicy(
      {
        AutoScalingGroupName: 'web',
        PolicyName: 'cpu',
        PolicyType: 'TargetTrackingScaling',
        Enabled: false,
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
          TargetValue: 60,
        },
      },
      team,
    )
    expect(await survey.policies('web')).toEqual([{ name: 'cpu', type: 'TargetTrackingScaling', enabled: false }])
  })

  it('are scheduled actions of the team; Penumbra leaves its own out', async () => {
    const { region, clients, survey } = makeSurvey()
    createGroup(region, {})
    await new Fleet(clients.autoScaling).scheduleFloorExpiry('web', 2, startMs + hourMs)
    const StartTime = new Date(startMs + 2 * hourMs)
    region.autoScaling.operations.PutScheduledUpdateGroupAction(
      { AutoScalingGroupName: 'web', ScheduledActionName: 'morning', StartTime, DesiredCapacity: 5 },
      team,
    )
    expect(await survey.scheduledSizes('web')).toEqual([
      { name: 'morning', setsMinSize: false, setsDesiredCapacity: true },
    ])
  })
})
