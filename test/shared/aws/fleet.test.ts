import {
  AutoScalingClient,
  AutoScalingServiceException,
  DeleteScheduledActionCommand,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  type ScalingPolicy,
} from '@aws-sdk/client-auto-scaling'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { Fleet } from '../../../shared/aws/fleet.ts'
import type { Region } from '../../../simulator/region.ts'
import { createGroup, createTargetGroup, hourMs, makeRegion, minuteMs, startMs } from './region.ts'

function makeFleet() {
  const { region, calls, clients } = makeRegion()
  return { region, calls, fleet: new Fleet(clients.autoScaling) }
}

/** A fleet whose answers a test makes up. */
function mockFleet() {
  const client = new AutoScalingClient({ region: 'us-east-1' })
  return { fleet: new Fleet(client), mock: mockClient(client) }
}

function groupOf(region: Region, name = 'web') {
  const group = region.autoScaling.group(name)
  if (group === undefined) throw new Error(`got no group ${name}, wanted one`)
  return group
}

function scheduledActions(region: Region) {
  const context = { nowMs: region.clock.now(), caller: 'team' }
  return region.autoScaling.operations.DescribeScheduledActions({}, context).ScheduledUpdateGroupActions ?? []
}

function setDesired(region: Region, desired: number) {
  const context = { nowMs: region.clock.now(), caller: 'team' }
  region.autoScaling.operations.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: desired }, context)
}

describe('the expiry of a floor', () => {
  it('is what AWS will do by itself, as long as it is scheduled', async () => {
    const { region, clients } = makeRegion()
    createGroup(region)
    const fleet = new Fleet(clients.autoScaling)
    expect(await fleet.floorExpiry('web')).toBeUndefined()
    await fleet.scheduleFloorExpiry('web', 2, startMs + hourMs)
    expect(await fleet.floorExpiry('web')).toEqual({ minSize: 2, atMs: startMs + hourMs })
    await fleet.cancelFloorExpiry('web')
    expect(await fleet.floorExpiry('web')).toBeUndefined()
  })
})

describe('listing the groups that are ours to look at', () => {
  it('finds those opted in and those that still carry our mark, and no others', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region, { AutoScalingGroupName: 'in', tags: { 'penumbra:enabled': 'true', team: 'shop' } })
    createGroup(region, { AutoScalingGroupName: 'left', tags: { 'penumbra:managed': 'true' } })
    createGroup(region, { AutoScalingGroupName: 'other', tags: { team: 'shop', 'penumbra:mode': 'act' } })
    const groups = await fleet.listTagged()
    expect(groups.map(group => group.name).sort()).toEqual(['in', 'left'])
    expect(groups.find(group => group.name === 'in')?.tags).toEqual({ 'penumbra:enabled': 'true', team: 'shop' })
  })

  it('tells how many instances they have, so that nobody has to describe them again', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region, { tags: { 'penumbra:enabled': 'true' } })
    await region.clock.runUntil(startMs + 10 * minuteMs)
    expect(await fleet.listTagged()).toMatchObject([{ desiredCapacity: 2, inService: 2 }])
  })

  it('goes on to the last page: 230 groups need three calls of at most 100', async () => {
    const { region, fleet, calls } = makeFleet()
    for (let index = 0; index < 230; index++) {
      createGroup(region, { AutoScalingGroupName: `g${index}`, MinSize: 0, tags: { 'penumbra:enabled': 'true' } })
    }
    const groups = await fleet.listTagged()
    expect(new Set(groups.map(group => group.name)).size).toBe(230)
    expect(calls).toHaveLength(3)
  })
})

describe('describing named groups', () => {
  it('gives sizes, target groups, suspended processes, and instances by their state', async () => {
    const { region, fleet } = makeFleet()
    const arn = createTargetGroup(region)
    createGroup(region, { DesiredCapacity: 3, TargetGroupARNs: [arn] })
    region.autoScaling.operations.SuspendProcesses(
      { AutoScalingGroupName: 'web', ScalingProcesses: ['ScheduledActions'] },
      { nowMs: startMs, caller: 'team' },
    )
    await region.clock.runUntil(startMs + 10 * minuteMs)
    setDesired(region, 5)
    expect((await fleet.describe(['web'])).get('web')).toEqual({
      name: 'web',
      tags: {},
      optedIn: false,
      managed: false,
      minSize: 2,
      maxSize: 20,
      desiredCapacity: 5,
      inService: 3,
      pending: 2,
      terminating: 0,
      instanceType: 'm5.large',
      targetGroupArns: [arn],
      suspendedProcesses: ['ScheduledActions'],
      operator: undefined,
      pool: undefined,
      poolSize: 0,
      enabledMetrics: [],
      isWeighted: false,
      usesSpot: false,
    })
  })

  it('counts neither instances that are leaving nor those in a warm pool as ready', async () => {
    const states = ['InService', 'Pending:Wait', 'Terminating:Wait', 'Standby', 'Warmed:Pending', 'Warmed:Stopped']
    const Instances = states.map(LifecycleState => ({ LifecycleState, InstanceType: 'm7g.large' }))
    const { fleet, mock } = mockFleet()
    mock.on(DescribeAutoScalingGroupsCommand).resolves({
      AutoScalingGroups: [{ AutoScalingGroupName: 'web', Instances, Operator: { Principal: 'eks.amazonaws.com' } }],
    } as never)
    const group = (await fleet.describe(['web'])).get('web')
    expect(group).toMatchObject({ inService: 1, pending: 1, terminating: 1 })
    expect(group).toMatchObject({ instanceType: 'm7g.large', operator: 'eks.amazonaws.com' })
  })

  // aws-facts §1, "Mixed instances policy IS allowed since Nov 2025, On-Demand only; NOT with instance weights; no Spot".
  it.each([
    [{ usesSpot: true }, { InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 99 } }],
    [
      { isWeighted: true },
      { LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }, { WeightedCapacity: '2' }] } },
    ],
    [{}, { InstancesDistribution: {}, LaunchTemplate: { Overrides: [{ InstanceType: 'm5.large' }] } }],
    [{}, undefined],
  ])('reads %j in a mixed instances policy', async (read, MixedInstancesPolicy) => {
    const { fleet, mock } = mockFleet()
    const group = { AutoScalingGroupName: 'web', MixedInstancesPolicy }
    mock.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [group] } as never)
    expect((await fleet.describe(['web'])).get('web')).toMatchObject({ usesSpot: false, isWeighted: false, ...read })
  })

  it('takes a MaxGroupPreparedCapacity of -1 for none', async () => {
    const { fleet, mock } = mockFleet()
    const WarmPoolConfiguration = { MinSize: 1, MaxGroupPreparedCapacity: -1 }
    mock
      .on(DescribeAutoScalingGroupsCommand)
      .resolves({ AutoScalingGroups: [{ AutoScalingGroupName: 'web', WarmPoolConfiguration }] } as never)
    expect((await fleet.describe(['web'])).get('web')?.pool).toMatchObject({ minSize: 1, maxPrepared: undefined })
  })

  it('leaves out a group that is gone', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    expect([...(await fleet.describe(['gone', 'web'])).keys()]).toEqual(['web'])
  })

  it('asks for at most 100 names in one call', async () => {
    const { region, fleet, calls } = makeFleet()
    const names = Array.from({ length: 230 }, (_, index) => `g${index}`)
    for (const AutoScalingGroupName of names) createGroup(region, { AutoScalingGroupName, MinSize: 0 })
    expect([...(await fleet.describe(names)).keys()].sort()).toEqual(names.toSorted())
    expect(calls).toHaveLength(3)
  })

  it('of no group makes no call: without names AWS would answer with every group', async () => {
    const { region, fleet, calls } = makeFleet()
    createGroup(region)
    expect(await fleet.describe([])).toEqual(new Map())
    expect(calls).toEqual([])
  })
})

describe('a floor', () => {
  it('is MinSize and nothing else', async () => {
    const { region, fleet, calls } = makeFleet()
    createGroup(region)
    await fleet.setMinSize('web', 7)
    expect(groupOf(region)).toMatchObject({ minSize: 7, maxSize: 20, desiredCapacity: 7 })
    expect(calls.map(call => call.input)).toEqual([{ AutoScalingGroupName: 'web', MinSize: 7 }])
  })

  it('ends by AWS itself at its expiry, at most two minutes late', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    await fleet.setMinSize('web', 7)
    await fleet.scheduleFloorExpiry('web', 2, startMs + 30 * minuteMs)
    await region.clock.runUntil(startMs + 30 * minuteMs - 1)
    expect(groupOf(region).minSize).toBe(7)
    await region.clock.runUntil(startMs + 32 * minuteMs)
    expect(groupOf(region)).toMatchObject({ minSize: 2, maxSize: 20 })
  })

  it('lives longer when its expiry is scheduled again, which moves the one action that there is', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    await fleet.setMinSize('web', 7)
    await fleet.scheduleFloorExpiry('web', 2, startMs + 30 * minuteMs)
    await fleet.scheduleFloorExpiry('web', 3, startMs + 45 * minuteMs)
    expect(scheduledActions(region)).toMatchObject([{ MinSize: 3, StartTime: new Date(startMs + 45 * minuteMs) }])
    await region.clock.runUntil(startMs + 33 * minuteMs)
    expect(groupOf(region).minSize).toBe(7)
  })

  it('whose expiry is cancelled stays, and a second cancelling is no error', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    await fleet.scheduleFloorExpiry('web', 2, startMs + 30 * minuteMs)
    await fleet.cancelFloorExpiry('web')
    expect(scheduledActions(region)).toEqual([])
    await expect(fleet.cancelFloorExpiry('web')).resolves.toBeUndefined()
  })

  it.each([
    ['ValidationError', 'ScheduledActionName is longer than 255 characters'],
    ['AccessDenied', 'not authorized to perform autoscaling:DeleteScheduledAction'],
    ['ResourceContentionFault', 'You already have a pending update'],
  ])('whose expiry cannot be cancelled for another reason says so: %s', async (name, message) => {
    const { fleet, mock } = mockFleet()
    const error = new AutoScalingServiceException({ name, message, $fault: 'client', $metadata: {} })
    mock.on(DeleteScheduledActionCommand).rejects(error)
    await expect(fleet.cancelFloorExpiry('web')).rejects.toBe(error)
  })
})

describe('the mark of a managed group', () => {
  it('is a tag that is not handed on to instances, and goes without taking other tags along', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region, { tags: { team: 'shop' } })
    await fleet.markManaged('web')
    expect(groupOf(region).tags.get('penumbra:managed')).toMatchObject({ value: 'true', propagateAtLaunch: false })
    await fleet.unmarkManaged('web')
    expect([...groupOf(region).tags.keys()]).toEqual(['team'])
  })
})

describe('launch times', () => {
  it('are those of launches only, from the request to in service; terminations and unfinished launches do not count', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region, { DesiredCapacity: 4 })
    await region.clock.runUntil(startMs + 10 * minuteMs)
    setDesired(region, 2)
    await region.clock.runUntil(startMs + 20 * minuteMs)
    setDesired(region, 3)
    await region.clock.runUntil(startMs + 21 * minuteMs)
    const team = { nowMs: region.clock.now(), caller: 'team' }
    const { operations } = region.autoScaling
    const InstanceId = groupOf(region).instances.find(instance => instance.state === 'Pending')?.instanceId
    operations.TerminateInstanceInAutoScalingGroup({ InstanceId, ShouldDecrementDesiredCapacity: false }, team)
    const activities = operations.DescribeScalingActivities({ AutoScalingGroupName: 'web' }, team).Activities
    expect(new Set(activities?.map(activity => activity.StatusCode))).toEqual(
      new Set(['Successful', 'Cancelled', 'InProgress']),
    )
    expect((await fleet.launches('web', startMs)).cold).toEqual([150, 150, 150, 150])
  })

  it('count from the asked time on', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    await region.clock.runUntil(startMs + hourMs)
    setDesired(region, 5)
    await region.clock.runUntil(startMs + 2 * hourMs)
    expect((await fleet.launches('web', startMs + minuteMs)).cold).toHaveLength(3)
  })

  it('come from every page up to the third, the newest 300 activities', async () => {
    const { fleet, mock } = mockFleet()
    const launch = { Description: 'Launching a new EC2 instance: i-0', StartTime: new Date(0) }
    mock.on(DescribeScalingActivitiesCommand).callsFake(({ NextToken = '1' }: { NextToken?: string }) => ({
      Activities: [{ ...launch, EndTime: new Date(Number(NextToken) * 1000) }],
      NextToken: String(Number(NextToken) + 1),
    }))
    expect(await fleet.launches('web', 0)).toMatchObject({ cold: [1, 2, 3], fromMs: 0 })
    expect(mock.commandCalls(DescribeScalingActivitiesCommand)).toHaveLength(3)
  })
})

describe('launches out of a warm pool', () => {
  // Wordings as AWS writes them (amazon-ec2-auto-scaling-group-examples, warm pools, "scaling activities").
  it('are told from cold ones and from those that fill it', async () => {
    const { fleet, mock } = mockFleet()
    const activity = (Description: string, startSeconds: number, seconds: number) => ({
      Description,
      StartTime: new Date(startSeconds * 1000),
      EndTime: new Date((startSeconds + seconds) * 1000),
    })
    mock.on(DescribeScalingActivitiesCommand).resolves({
      Activities: [
        activity('Launching a new EC2 instance from warm pool: i-0ea10fdc59a07df6e', 900, 36),
        activity('Launching a new EC2 instance into warm pool: i-0ea10fdc59a07df6e', 600, 260),
        activity('Launching a new EC2 instance: i-075fa0ad6a018cdfc', 300, 243),
        activity('Terminating EC2 instance: i-075fa0ad6a018cdfc', 120, 60),
      ],
    } as never)
    expect(await fleet.launches('web', 0)).toEqual({ cold: [243], fromPool: [36], fromMs: 120_000 })
  })

  it('are so in the simulated region too', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    const team = { nowMs: startMs, caller: 'team' }
    const pool = { AutoScalingGroupName: 'web', MinSize: 2, MaxGroupPreparedCapacity: 2 }
    region.autoScaling.operations.PutWarmPool({ ...pool, PoolState: 'Running' }, team)
    await region.clock.runUntil(startMs + 10 * minuteMs)
    setDesired(region, 4)
    await region.clock.runUntil(startMs + 20 * minuteMs)
    const { cold, fromPool } = await fleet.launches('web', startMs)
    expect(cold).toEqual([150, 150])
    // A running instance is registered within 5 to 35 s (design §11).
    expect(fromPool.filter(seconds => seconds >= 5 && seconds <= 35)).toHaveLength(2)
  })
})

describe('a launch hook', () => {
  const put = (region: Region, LifecycleTransition: string) =>
    region.autoScaling.operations.PutLifecycleHook(
      { AutoScalingGroupName: 'web', LifecycleHookName: 'hook', LifecycleTransition },
      { nowMs: startMs, caller: 'team' },
    )

  it('is found, and not mistaken for one that waits for terminations', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    expect(await fleet.hasLaunchHook('web')).toBe(false)
    put(region, 'autoscaling:EC2_INSTANCE_TERMINATING')
    expect(await fleet.hasLaunchHook('web')).toBe(false)
  })

  it('is one of a launch', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region)
    put(region, 'autoscaling:EC2_INSTANCE_LAUNCHING')
    expect(await fleet.hasLaunchHook('web')).toBe(true)
  })
})

describe("what the team's target tracking tracks", () => {
  const cpu = { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const } }
  const network = { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageNetworkIn' as const } }
  const requests = {
    PredefinedMetricSpecification: {
      PredefinedMetricType: 'ALBRequestCountPerTarget' as const,
      ResourceLabel: 'app/web/50dc6c495c0c9188/targetgroup/web/73e2d6bc24d8a067',
    },
  }

  function withPolicies(policies: readonly object[]) {
    const { fleet, mock } = mockFleet()
    mock.on(DescribePoliciesCommand).resolves({ ScalingPolicies: policies as ScalingPolicy[] })
    return fleet
  }

  it.each([
    ['CPU in percent', cpu, 55, { metric: 'cpu', target: 55 }],
    ['requests per target and minute', requests, 1800, { metric: 'requests', target: 1800 }],
  ])('is %s, of the first policy that says so', async (_, specification, TargetValue, tracking) => {
    const fleet = withPolicies([
      { TargetTrackingConfiguration: { ...network, TargetValue: 1e6 } },
      { TargetTrackingConfiguration: { ...specification, TargetValue } },
      { TargetTrackingConfiguration: { ...cpu, TargetValue: 99 } },
    ])
    expect(await fleet.scalingPolicies('web')).toEqual({ canScaleIn: true, tracking })
  })

  it.each([
    ['no policy', []],
    ['one that is disabled', [{ TargetTrackingConfiguration: { ...cpu, TargetValue: 55 }, Enabled: false }]],
    ['one on another metric', [{ TargetTrackingConfiguration: { ...network, TargetValue: 1e6 } }]],
    ['step scaling alone', [{ StepAdjustments: [{ ScalingAdjustment: -1 }] }]],
  ])('is not known with %s', async (_, policies) => {
    expect((await withPolicies(policies).scalingPolicies('web')).tracking).toBeUndefined()
  })
})

describe('setting the desired capacity', () => {
  it('launches or lets go at once, and changes neither MinSize nor MaxSize', async () => {
    const { region, fleet, calls } = makeFleet()
    createGroup(region, { DesiredCapacity: 6 })
    await region.clock.runUntil(startMs + 10 * minuteMs)
    await fleet.setDesiredCapacity('web', 4)
    expect((await fleet.describe(['web'])).get('web')).toMatchObject({
      minSize: 2,
      maxSize: 20,
      desiredCapacity: 4,
      inService: 4,
      terminating: 2,
    })
    await fleet.setDesiredCapacity('web', 7)
    expect((await fleet.describe(['web'])).get('web')).toMatchObject({ desiredCapacity: 7, pending: 3 })
    const [{ input }] = calls.filter(({ operation }) => operation === 'SetDesiredCapacity')
    expect(input).toEqual({ AutoScalingGroupName: 'web', DesiredCapacity: 4 })
  })

  it('is refused by AWS outside MinSize to MaxSize, and the refusal is passed on', async () => {
    const { region, fleet } = makeFleet()
    createGroup(region, { DesiredCapacity: 6 })
    await expect(fleet.setDesiredCapacity('web', 1)).rejects.toThrow('below min value 2')
    await expect(fleet.setDesiredCapacity('web', 21)).rejects.toThrow('above max value 20')
  })
})

describe('scaling in', () => {
  it.each([
    ['target tracking does', { TargetTrackingConfiguration: { TargetValue: 50 } }, true],
    [
      'target tracking does not where it is told not to',
      { TargetTrackingConfiguration: { TargetValue: 50, DisableScaleIn: true } },
      false,
    ],
    ['a switched-off policy does not', { TargetTrackingConfiguration: { TargetValue: 50 }, Enabled: false }, false],
    ['a step that takes away does', { StepAdjustments: [{ ScalingAdjustment: -1 }] }, true],
    ['a step that only adds does not', { StepAdjustments: [{ ScalingAdjustment: 2 }] }, false],
  ])('%s', async (_, policy, expected) => {
    const { fleet, mock } = mockFleet()
    mock.on(DescribePoliciesCommand).resolves({ ScalingPolicies: [policy as ScalingPolicy] })
    const { canScaleIn } = await fleet.scalingPolicies('web')
    expect(canScaleIn).toBe(expected)
  })
})

describe('throttling', () => {
  it("is passed on once the SDK's three attempts are used up", async () => {
    // One bucket for the account that never holds a whole token: every call is throttled.
    const { region, calls, clients } = makeRegion({ autoScalingCallsPerSecond: 0.001 })
    let caught: unknown
    region.clock.at(startMs, async () => {
      caught = await new Fleet(clients.autoScaling).listTagged().catch(error => error)
    })
    await region.clock.runUntil(startMs + minuteMs)
    expect(caught).toMatchObject({ name: 'Throttling', message: 'Rate exceeded', $metadata: { attempts: 3 } })
    expect(calls.map(call => call.error)).toEqual(['Throttling', 'Throttling', 'Throttling'])
  })
})
