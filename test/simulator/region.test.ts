import { GetMetricDataCommand } from '@aws-sdk/client-cloudwatch'
import { GetParameterCommand } from '@aws-sdk/client-ssm'
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

describe('the region', () => {
  test('lets calls be on their way as long as it is told to, several at the same time', async () => {
    const callLatencyMs = (service: string, operation: string) =>
      `${service}.${operation}` === 'SSM.GetParameter' ? 30 : 0
    const region = new Region({ scenario: defaultScenario, seed: 1, startMs, callLatencyMs })
    region.ssm.operations.PutParameter(
      { Name: 'mode', Value: 'run', Type: 'String' },
      { nowMs: startMs, caller: 'team' },
    )
    const { ssm } = region.clients('reconcile')
    const ask = () => ssm.send(new GetParameterCommand({ Name: 'mode' }))
    const afterMs: number[] = []
    region.clock.at(startMs + 1000, async () => {
      await Promise.all([ask(), ask()])
      afterMs.push(region.clock.now() - startMs)
      await ask()
      afterMs.push(region.clock.now() - startMs)
    })
    await region.clock.runUntil(startMs + minuteMs)
    expect(afterMs).toEqual([1030, 1060])
  })

  test('has as many groups as AWS allows, or as it has raised the quota to', () => {
    const create = (region: Region, name: string) =>
      region.autoScaling.operations.CreateAutoScalingGroup(
        {
          AutoScalingGroupName: name,
          MinSize: 0,
          MaxSize: 1,
          AvailabilityZones: ['us-east-1a'],
          LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
        },
        { nowMs: startMs, caller: 'team' },
      )
    const small = new Region({ scenario: defaultScenario, seed: 1, startMs, maxAutoScalingGroups: 2 })
    create(small, 'a')
    create(small, 'b')
    expect(() => create(small, 'c')).toThrow('limited to 2')
  })
})
