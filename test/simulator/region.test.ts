import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { describe, expect, test } from 'vitest'
import { Region } from '../../simulator/region.ts'
import { defaultScenario } from '../../simulator/scenario.ts'

const startMs = Date.UTC(2026, 0, 5)
const minuteMs = 60_000
const web = { AutoScalingGroupName: 'web' }

function regionWithGroup() {
  const region = new Region({ scenario: defaultScenario, seed: 1, startMs })
  const { operations } = region.autoScaling
  const team = () => ({ nowMs: region.clock.now(), caller: 'team' })
  const hook = { LifecycleHookName: 'boot', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }
  const LaunchTemplate = { LaunchTemplateName: 'web', Version: '1' }
  const sizes = { MinSize: 2, MaxSize: 4, AvailabilityZones: ['us-east-1a'] }
  operations.CreateAutoScalingGroup(
    { ...web, ...sizes, LaunchTemplate, LifecycleHookSpecificationList: [hook] },
    team(),
  )
  return { region, operations, team }
}

describe('a group of the region', () => {
  test('has instances that complete its launch hook themselves, and so a warm pool that is ready', async () => {
    const { region, operations, team } = regionWithGroup()
    operations.PutWarmPool(web, team())
    await region.clock.runUntil(startMs + 10 * minuteMs)
    const states = operations.DescribeWarmPool(web, team()).Instances?.map(({ LifecycleState }) => LifecycleState)
    expect(states).toEqual(['Warmed:Stopped', 'Warmed:Stopped'])
    operations.SetDesiredCapacity({ ...web, DesiredCapacity: 4 }, team())
    await region.clock.runUntil(startMs + 14 * minuteMs)
    expect(region.autoScaling.group('web')?.instances.map(({ state }) => state)).toEqual(Array(4).fill('InService'))
  })

  test('publishes the metrics that it enabled into CloudWatch', async () => {
    const { region, operations, team } = regionWithGroup()
    operations.EnableMetricsCollection({ ...web, Granularity: '1Minute', Metrics: ['GroupTotalInstances'] }, team())
    await region.clock.runUntil(startMs + 10 * minuteMs)
    const Dimensions = [{ Name: 'AutoScalingGroupName', Value: 'web' }]
    const Metric = { Namespace: 'AWS/AutoScaling', MetricName: 'GroupTotalInstances', Dimensions }
    const MetricDataQueries = [{ Id: 'm', MetricStat: { Metric, Period: 60, Stat: 'Average' } }]
    const window = { StartTime: new Date(startMs), EndTime: new Date(startMs + 3 * minuteMs) }
    const answer = await region
      .clients('team')
      .cloudWatch.send(new GetMetricDataCommand({ ...window, MetricDataQueries }))
    expect(answer.MetricDataResults?.[0].Values).toEqual([2, 2, 2])
  })
})
