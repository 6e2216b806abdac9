// Timelines worked by hand: every cold launch takes 150 s, draining 60 s; a refresh looks at its group every 10 s, begins at the
// first look, and replaces from the second on. Rules: user guide, instance-refresh-overview.md, instance-refresh-rollback.md,
// asg-adding-checkpoints-instance-refresh.md; aws-facts §1 "Hooks, refresh, processes" and "Warm pools".
import type { InstanceRefresh, RefreshPreferences, StartInstanceRefreshType } from '@aws-sdk/client-auto-scaling'
import { describe, expect, it } from 'vitest'
import type { EventDraft } from '../../../../simulator/services/event-bridge.ts'
import { errorOf, startMs, TestRegion } from './test-region.ts'

const web4 = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '4' } }

class RefreshRegion extends TestRegion {
  readonly events: EventDraft[]

  constructor(options: ConstructorParameters<typeof TestRegion>[0] = {}) {
    const events: EventDraft[] = []
    super({ emit: event => void events.push(event), ...options })
    this.events = events
  }

  /** A group that has been in service for long when the refresh starts, 600 s from the beginning. */
  async settled(size: number, more: Parameters<TestRegion['create']>[0] = {}): Promise<void> {
    this.create({ MinSize: 0, MaxSize: 40, DesiredCapacity: size, ...more })
    await this.runTo(600)
  }

  start(Preferences: RefreshPreferences = {}, DesiredConfiguration?: StartInstanceRefreshType['DesiredConfiguration']) {
    const input = {
      AutoScalingGroupName: 'web',
      Preferences: { InstanceWarmup: 0, ...Preferences },
      DesiredConfiguration,
    }
    return this.operations.StartInstanceRefresh(input, this.context).InstanceRefreshId
  }

  get refresh(): InstanceRefresh {
    const { InstanceRefreshes = [] } = this.operations.DescribeInstanceRefreshes(
      { AutoScalingGroupName: 'web' },
      this.context,
    )
    return InstanceRefreshes[0]
  }

  /** Versions of the launch template of all live instances, oldest launch first. */
  get versions(): (string | undefined)[] {
    return this.group()
      .instances.filter(({ state }) => state === 'Pending' || state === 'InService')
      .map(({ launchTemplate }) => launchTemplate?.Version)
  }

  get pooledVersions(): (string | undefined)[] {
    return this.group()
      .warmPool.filter(({ state }) => !state.startsWith('Warmed:Terminating'))
      .map(({ launchTemplate }) => launchTemplate?.Version)
  }

  get refreshEvents(): string[] {
    return this.events
      .map(event => event['detail-type'])
      .filter(type => type.includes('Instance Refresh'))
      .map(type => type.replace('EC2 Auto Scaling Instance Refresh ', ''))
  }
}

describe('an instance refresh', () => {
  it('terminates and launches in steps, stops at checkpoints, and ends with the last of them', async () => {
    const region = new RefreshRegion()
    await region.settled(10)
    region.start(
      { MinHealthyPercentage: 80, InstanceWarmup: 60, CheckpointPercentages: [20, 50], CheckpointDelay: 900 },
      web4,
    )
    expect(region.refresh).toMatchObject({ Status: 'Pending', PercentageComplete: 0, InstancesToUpdate: 10 })
    await region.runTo(619)
    expect(region.refresh.Status).toBe('InProgress')
    expect(region.count('Terminating')).toBe(0)
    // 80 percent of 10 have to stay: two are terminated, and two are launched for them at once.
    await region.runTo(620)
    expect([region.count('InService'), region.count('Pending'), region.count('Terminating')]).toEqual([8, 2, 2])
    // In service at 770, warmed up at 830.
    await region.runTo(829)
    expect(region.refresh).toMatchObject({ PercentageComplete: 0, InstancesToUpdate: 10 })
    await region.runTo(830)
    expect(region.refresh).toMatchObject({ PercentageComplete: 20, InstancesToUpdate: 8 })
    expect(region.refreshEvents).toEqual(['Started', 'Checkpoint Reached'])
    // The checkpoint lasts until 1730; two more are replaced until 1940, then one until 2150.
    await region.runTo(1729)
    expect(region.versions.filter(version => version === '4')).toHaveLength(2)
    await region.runTo(1730)
    expect(region.versions.filter(version => version === '4')).toHaveLength(4)
    await region.runTo(1940)
    expect(region.versions.filter(version => version === '4')).toHaveLength(5)
    await region.runTo(2149)
    expect(region.refresh.Status).toBe('InProgress')
    await region.runTo(2150)
    expect(region.refresh).toMatchObject({
      Status: 'Successful',
      PercentageComplete: 50,
      InstancesToUpdate: 5,
      StartTime: new Date(startMs + 600_000),
      EndTime: new Date(startMs + 2_150_000),
      Strategy: 'Rolling',
      DesiredConfiguration: web4,
    })
    expect(region.refreshEvents).toEqual(['Started', 'Checkpoint Reached', 'Checkpoint Reached', 'Succeeded'])
  })

  it('tells its checkpoints in the words of AWS', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    const InstanceRefreshId = region.start({
      MinHealthyPercentage: 0,
      CheckpointPercentages: [50, 100],
      CheckpointDelay: 300,
    })
    await region.runTo(1000)
    const detail = {
      InstanceRefreshId,
      AutoScalingGroupName: 'web',
      CheckpointPercentage: '50',
      CheckpointDelay: '300',
    }
    expect(region.events.find(event => event['detail-type'].endsWith('Checkpoint Reached'))).toEqual({
      'detail-type': 'EC2 Auto Scaling Instance Refresh Checkpoint Reached',
      source: 'aws.autoscaling',
      resources: [region.group().arn],
      detail,
    })
  })

  it('launches before it terminates when both percentages are 100', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 100 }, web4)
    await region.runTo(620)
    expect([region.count('InService'), region.count('Pending'), region.count('Terminating')]).toEqual([2, 1, 0])
    await region.runTo(770)
    expect([region.count('InService'), region.count('Pending'), region.count('Terminating')]).toEqual([2, 1, 1])
    await region.runTo(920)
    expect([region.count('InService'), region.count('Pending'), region.count('Terminating')]).toEqual([2, 0, 1])
    expect(region.versions).toEqual(['4', '4'])
    await region.runTo(930)
    expect(region.refresh.Status).toBe('Successful')
    expect(region.group().desiredCapacity).toBe(2)
  })

  it('is what the activities say that they are for', async () => {
    const region = new RefreshRegion()
    await region.settled(1)
    region.start()
    await region.runTo(620)
    const [launch, termination] = region.activities()
    expect(termination.Cause).toMatch(
      /^At 2026-01-05T00:10:20Z an instance was taken out of service in response to an instance refresh\. {2}At .* instance i-\w+ was selected for termination\.$/,
    )
    expect(launch.Cause).toContain('an instance was launched in response to an instance refresh')
  })

  it('leaves the configuration of the group alone until it has succeeded', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start({ MinHealthyPercentage: 0, BakeTime: 300 }, web4)
    await region.runTo(1069)
    expect(region.refresh.Status).toBe('Baking')
    expect(region.versions).toEqual(['4', '4'])
    expect(region.describe()?.LaunchTemplate?.Version).toBe('3')
    // In service at 770, seen then; five minutes of baking.
    await region.runTo(1070)
    expect(region.refresh.Status).toBe('Successful')
    expect(region.describe()?.LaunchTemplate?.Version).toBe('4')
    expect(region.refreshEvents).toEqual(['Started', 'Started Baking', 'Succeeded'])
  })

  it('launches what a scale-out asks for in the desired configuration', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start({ MinHealthyPercentage: 50, CheckpointPercentages: [50, 100] }, web4)
    await region.runTo(900)
    region.operations.SetDesiredCapacity({ AutoScalingGroupName: 'web', DesiredCapacity: 3 }, region.context)
    expect(region.versions).toEqual(['3', '4', '4'])
  })

  it('takes over a mixed instances policy, and what it buys', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    const MixedInstancesPolicy = {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '4' },
        Overrides: [{ InstanceType: 'm7g.large' }],
      },
      InstancesDistribution: { OnDemandBaseCapacity: 1, OnDemandPercentageAboveBaseCapacity: 0 },
    }
    region.start({ MinHealthyPercentage: 0 }, { MixedInstancesPolicy })
    await region.runTo(1000)
    expect(region.describe()).toMatchObject({ MixedInstancesPolicy, LaunchTemplate: undefined })
    const bought = region.group().instances.map(({ instanceType, market }) => [instanceType, market])
    expect(bought).toEqual([
      ['m7g.large', 'on-demand'],
      ['m7g.large', 'spot'],
    ])
  })

  it('has nothing to do when every instance matches already', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start({ SkipMatching: true })
    await region.runTo(620)
    expect(region.refresh).toMatchObject({ Status: 'Successful', PercentageComplete: 100, InstancesToUpdate: 0 })
    expect(region.group().launches).toBe(2)
  })

  it('skips what matches and replaces the rest', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.operations.UpdateAutoScalingGroup(
      { AutoScalingGroupName: 'web', ...web4, DesiredCapacity: 3 },
      region.context,
    )
    await region.runTo(900)
    region.start({ SkipMatching: true, MinHealthyPercentage: 0 })
    await region.runTo(1300)
    expect(region.refresh.Status).toBe('Successful')
    expect(region.versions).toEqual(['4', '4', '4'])
    expect(region.group().launches).toBe(5)
  })
})

describe('while a refresh is active', () => {
  async function active(): Promise<RefreshRegion> {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start({}, web4)
    await region.runTo(615)
    return region
  }

  it('no other may start', async () => {
    const region = await active()
    expect(errorOf(() => region.start()).name).toBe('InstanceRefreshInProgressFault')
  })

  it('its configuration may not be updated, in the words of AWS; everything else may', async () => {
    const region = await active()
    const update = (input: object) =>
      region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', ...input }, region.context)
    const template = { LaunchTemplateName: 'web', Version: '5' }
    const policy = { LaunchTemplate: { LaunchTemplateSpecification: template } }
    for (const input of [
      { LaunchTemplate: template },
      { LaunchConfigurationName: 'x' },
      { MixedInstancesPolicy: policy },
    ]) {
      expect(errorOf(() => update(input))).toMatchObject({
        name: 'ValidationError',
        message:
          'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.',
      })
    }
    update({ MaxSize: 30, DefaultInstanceWarmup: 60 })
    expect(region.group().maxSize).toBe(30)
  })

  it.each([
    ['PutWarmPool', {}],
    ['AttachLoadBalancerTargetGroups', { TargetGroupARNs: ['arn:aws:elasticloadbalancing:x'] }],
  ] satisfies ['PutWarmPool' | 'AttachLoadBalancerTargetGroups', object][])(
    '%s fails with InstanceRefreshInProgressFault',
    async (operation, input) => {
      const region = await active()
      const call = () =>
        region.operations[operation]({ AutoScalingGroupName: 'web', TargetGroupARNs: [], ...input }, region.context)
      expect(errorOf(call).name).toBe('InstanceRefreshInProgressFault')
      region.operations.CancelInstanceRefresh({ AutoScalingGroupName: 'web' }, region.context)
      await region.runTo(640)
      expect(call).not.toThrow()
    },
  )

  it('without a desired configuration the launch template may be updated', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    region.start()
    region.operations.UpdateAutoScalingGroup({ AutoScalingGroupName: 'web', ...web4 }, region.context)
    await region.runTo(1200)
    expect(region.versions).toEqual(['4', '4'])
  })
})

describe('what stands in the way of a refresh', () => {
  async function withOne(preferences: RefreshPreferences, what: 'protected' | 'standby'): Promise<RefreshRegion> {
    const region = new RefreshRegion()
    await region.settled(3)
    const input = { AutoScalingGroupName: 'web', InstanceIds: [region.group().instances[0].instanceId] }
    if (what === 'protected') {
      region.operations.SetInstanceProtection({ ...input, ProtectedFromScaleIn: true }, region.context)
    } else {
      region.operations.EnterStandby({ ...input, ShouldDecrementDesiredCapacity: true }, region.context)
    }
    await region.runTo(700)
    region.start({ MinHealthyPercentage: 0, ...preferences }, web4)
    return region
  }

  it.each<['protected' | 'standby', RefreshPreferences]>([
    ['protected', { ScaleInProtectedInstances: 'Ignore' }],
    ['standby', { StandbyInstances: 'Ignore' }],
  ])('is left alone when it is to be ignored: %s', async (what, preferences) => {
    const region = await withOne(preferences, what)
    await region.runTo(1000)
    expect(region.refresh).toMatchObject({ Status: 'Successful', PercentageComplete: 100 })
    expect(region.group().instances.map(({ launchTemplate }) => launchTemplate?.Version)).toEqual(['3', '4', '4'])
  })

  it.each<['protected' | 'standby', RefreshPreferences]>([
    ['protected', { ScaleInProtectedInstances: 'Refresh' }],
    ['standby', { StandbyInstances: 'Terminate' }],
  ])('is replaced when it is to be: %s', async (what, preferences) => {
    const region = await withOne(preferences, what)
    await region.runTo(1000)
    expect(region.refresh.Status).toBe('Successful')
    expect(region.group().instances.every(({ launchTemplate }) => launchTemplate?.Version === '4')).toBe(true)
  })

  it.each<['protected' | 'standby', string]>([
    ['protected', 'is protected from scale in'],
    ['standby', 'is in Standby'],
  ])('makes the refresh fail after an hour by default: %s', async (what, reason) => {
    const region = await withOne({}, what)
    // The others are replaced at 720 and in service at 870; nothing moves from then on.
    await region.runTo(870 + 3599)
    expect(region.refresh.Status).toBe('InProgress')
    expect(region.refresh.StatusReason).toContain(reason)
    await region.runTo(870 + 3600)
    expect(region.refresh.Status).toBe('Failed')
    expect(region.refreshEvents).toEqual(['Started', 'Failed'])
    expect(region.describe()?.LaunchTemplate?.Version).toBe('3')
  })

  it('is a suspended process: the refresh goes on when it is resumed', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    const processes = { AutoScalingGroupName: 'web', ScalingProcesses: ['InstanceRefresh'] }
    region.operations.SuspendProcesses(processes, region.context)
    region.start({ MinHealthyPercentage: 0 }, web4)
    await region.runTo(9000)
    expect(region.versions).toEqual(['3', '3'])
    region.operations.ResumeProcesses(processes, region.context)
    await region.runTo(9300)
    expect(region.versions).toEqual(['4', '4'])
  })

  it('rolls the refresh back when it is told to', async () => {
    const region = await withOne({ AutoRollback: true }, 'protected')
    await region.runTo(870 + 3600)
    expect(region.refresh.Status).toBe('RollbackInProgress')
    expect(region.refresh.RollbackDetails?.RollbackReason).toMatch(/^Automatic rollback/)
    await region.runTo(870 + 3600 + 200)
    expect(region.refresh.Status).toBe('RollbackSuccessful')
    expect(region.versions).toEqual(['3', '3', '3'])
  })
})

describe('RollbackInstanceRefresh', () => {
  function rollBack(region: RefreshRegion) {
    return region.operations.RollbackInstanceRefresh({ AutoScalingGroupName: 'web' }, region.context)
  }

  it('replaces what the refresh has replaced, and nothing else', async () => {
    const region = new RefreshRegion()
    await region.settled(4)
    const InstanceRefreshId = region.start({ MinHealthyPercentage: 50, CheckpointPercentages: [50, 100] }, web4)
    await region.runTo(800)
    expect(region.versions).toEqual(['3', '3', '4', '4'])
    const untouched = region.group().instances.slice(0, 2)
    expect(rollBack(region)).toEqual({ InstanceRefreshId })
    expect(region.refresh).toMatchObject({
      Status: 'RollbackInProgress',
      PercentageComplete: 50,
      InstancesToUpdate: 2,
      RollbackDetails: {
        RollbackStartTime: new Date(startMs + 800_000),
        PercentageCompleteOnRollback: 50,
        InstancesToUpdateOnRollback: 2,
      },
    })
    await region.runTo(1000)
    expect(region.refresh).toMatchObject({ Status: 'RollbackSuccessful', PercentageComplete: 0 })
    expect(region.versions).toEqual(['3', '3', '3', '3'])
    expect(region.group().instances.slice(0, 2)).toEqual(untouched)
    expect(region.refreshEvents).toEqual(['Started', 'Checkpoint Reached', 'Rollback Started', 'Rollback Succeeded'])
    expect(region.describe()?.LaunchTemplate?.Version).toBe('3')
  })

  it('is refused without a desired configuration, from $Latest, and with an image named by an SSM parameter', async () => {
    const latest = { LaunchTemplate: { LaunchTemplateName: 'web', Version: '$Latest' } }
    for (const [options, more, desired] of [
      [{}, {}, undefined],
      [{}, latest, web4],
      [{ usesImageParameter: () => true }, {}, web4],
    ] as const) {
      const region = new RefreshRegion(options)
      await region.settled(2, more)
      region.start({}, desired)
      expect(errorOf(() => rollBack(region)).name).toBe('IrreversibleInstanceRefreshFault')
    }
  })

  it('finds nothing when no refresh is in progress, or a rollback is already', async () => {
    const region = new RefreshRegion()
    await region.settled(2)
    expect(errorOf(() => rollBack(region)).name).toBe('ActiveInstanceRefreshNotFoundFault')
    region.start({}, web4)
    rollBack(region)
    expect(errorOf(() => rollBack(region)).name).toBe('ActiveInstanceRefreshNotFoundFault')
  })
})

describe('CancelInstanceRefresh', () => {
  function cancel(region: RefreshRegion, WaitForTransitioningInstances?: boolean) {
    const input = { AutoScalingGroupName: 'web', WaitForTransitioningInstances }
    return region.operations.CancelInstanceRefresh(input, region.context)
  }

  it('waits for what is under way, then leaves everything as it is', async () => {
    const region = new RefreshRegion()
    await region.settled(4)
    const InstanceRefreshId = region.start({ MinHealthyPercentage: 50 }, web4)
    await region.runTo(630)
    expect(cancel(region)).toEqual({ InstanceRefreshId })
    // Two instances are launched until 770.
    await region.runTo(769)
    expect(region.refresh.Status).toBe('Cancelling')
    expect(errorOf(() => region.start()).name).toBe('InstanceRefreshInProgressFault')
    await region.runTo(770)
    expect(region.refresh).toMatchObject({ Status: 'Cancelled', StatusReason: 'Cancelled due to user request.' })
    await region.runTo(2000)
    expect(region.versions).toEqual(['3', '3', '4', '4'])
    expect(region.describe()?.LaunchTemplate?.Version).toBe('3')
    expect(region.refreshEvents).toEqual(['Started', 'Cancelled'])
  })

  it('does not wait when it is told not to', async () => {
    const region = new RefreshRegion()
    await region.settled(4)
    region.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 150 })
    await region.runTo(620)
    expect(region.count('Pending')).toBe(2)
    cancel(region, false)
    expect(region.refresh.Status).toBe('Cancelled')
    // The two that are too many are scaled in again.
    expect(region.versions).toHaveLength(4)
  })

  it('finds nothing when no refresh is in progress', async () => {
    const region = new RefreshRegion()
    await region.settled(1)
    expect(errorOf(() => cancel(region)).name).toBe('ActiveInstanceRefreshNotFoundFault')
  })
})

describe('a refresh of a group with a warm pool', () => {
  /** Two instances in service and three in the pool. */
  async function pooled(more: object = {}): Promise<RefreshRegion> {
    const region = new RefreshRegion()
    region.create({ MinSize: 0, MaxSize: 40, DesiredCapacity: 2 })
    const pool = { MaxGroupPreparedCapacity: 5, PoolState: 'Running' as const, ...more }
    region.operations.PutWarmPool({ AutoScalingGroupName: 'web', ...pool }, region.context)
    await region.runTo(600)
    return region
  }

  it('replaces the group first, from outside the pool, and the pool thereafter', async () => {
    const region = await pooled()
    region.start({ MinHealthyPercentage: 0 }, web4)
    await region.runTo(769)
    // Old instances of the pool would have to be replaced at once: the group launches cold.
    expect(region.versions).toEqual(['4', '4'])
    expect(region.pooledVersions).toEqual(['3', '3', '3'])
    expect(region.count('InService')).toBe(0)
    await region.runTo(770)
    expect(region.refresh).toMatchObject({
      PercentageComplete: 40,
      InstancesToUpdate: 3,
      ProgressDetails: {
        LivePoolProgress: { PercentageComplete: 100, InstancesToUpdate: 0 },
        WarmPoolProgress: { PercentageComplete: 0, InstancesToUpdate: 3 },
      },
    })
    expect(region.pooledVersions).toEqual([])
    // What is prepared counts until it is gone: the pool drains until 830, is refilled then, and is ready at 980.
    await region.runTo(979)
    expect(region.refresh.Status).toBe('InProgress')
    await region.runTo(980)
    expect(region.pooledVersions).toEqual(['4', '4', '4'])
    expect(region.refresh).toMatchObject({ Status: 'Successful', PercentageComplete: 100 })
  })

  it('keeps the pool within bounds of its own', async () => {
    const region = await pooled()
    region.start({ MinHealthyPercentage: 100, MaxHealthyPercentage: 100, CheckpointPercentages: [100] }, web4)
    const sizes = new Set<number>()
    for (let seconds = 610; seconds < 4000; seconds += 10) {
      await region.runTo(seconds)
      sizes.add(region.group().warmPool.filter(({ state }) => state === 'Warmed:Running').length)
    }
    expect(region.refresh.Status).toBe('Successful')
    expect(Math.min(...sizes)).toBe(3)
    expect(region.pooledVersions).toEqual(['4', '4', '4'])
  })

  it('is not for a configuration that buys Spot instances', async () => {
    const region = await pooled()
    const MixedInstancesPolicy = {
      LaunchTemplate: {
        LaunchTemplateSpecification: { LaunchTemplateName: 'web', Version: '4' },
        Overrides: [{ InstanceType: 'm5.large' }],
      },
      InstancesDistribution: { OnDemandPercentageAboveBaseCapacity: 50 },
    }
    expect(errorOf(() => region.start({}, { MixedInstancesPolicy })).name).toBe('ValidationError')
  })
})

describe('DescribeInstanceRefreshes', () => {
  it('tells the newest first, or those asked for, for six weeks', async () => {
    const region = new RefreshRegion()
    await region.settled(1)
    const first = region.start({ SkipMatching: true })
    await region.runTo(700)
    const second = region.start({ SkipMatching: true })
    const ids = (input: object = {}) =>
      region.operations
        .DescribeInstanceRefreshes({ AutoScalingGroupName: 'web', ...input }, region.context)
        .InstanceRefreshes?.map(({ InstanceRefreshId }) => InstanceRefreshId)
    expect(ids()).toEqual([second, first])
    expect(ids({ InstanceRefreshIds: [first] })).toEqual([first])
    expect(ids({ MaxRecords: 1 })).toEqual([second])
    await region.runTo(600 + 42 * 86_400 + 1)
    expect(ids()).toEqual([second])
  })
})
