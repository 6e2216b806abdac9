// Line by line what AWS says of warm pools. Leads are constant: cold 150 s, stopped 90 s, registration 20 s, draining 60 s.
import {
  AutoScalingClient,
  type PutWarmPoolCommandInput,
  paginateDescribeWarmPool,
  ResourceContentionFault,
  ResourceInUseFault,
  ScalingActivityInProgressFault,
} from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { simulateClient } from '../../../../simulator/kernel/simulated-client.ts'
import type { MoveReport } from '../../../../simulator/services/auto-scaling/instance-mover.ts'
import { journeys } from '../../../../simulator/services/auto-scaling/journeys.ts'
import { errorOf, randomLeads, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }
const launchHook = {
  ...web,
  LifecycleHookName: 'boot',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING',
  HeartbeatTimeout: 30,
  DefaultResult: 'CONTINUE',
}
const terminateHook = {
  ...launchHook,
  LifecycleHookName: 'farewell',
  LifecycleTransition: 'autoscaling:EC2_INSTANCE_TERMINATING',
}

type PoolInput = Omit<PutWarmPoolCommandInput, 'AutoScalingGroupName'>

class PoolRegion extends TestRegion {
  put(input: PoolInput = {}): void {
    this.operations.PutWarmPool({ ...web, ...input }, this.context)
  }

  hook(hook: typeof launchHook): void {
    this.operations.PutLifecycleHook(hook, this.context)
  }

  setDesired(DesiredCapacity: number): void {
    this.operations.SetDesiredCapacity({ ...web, DesiredCapacity }, this.context)
  }

  /** States of the group's own instances, and of those in its pool. */
  states() {
    const [group, pool] = [this.group().instances, this.group().warmPool]
    return { group: group.map(({ state }) => state), pool: pool.map(({ state }) => state) }
  }

  poolCount(state: string): number {
    return this.group().warmPool.filter(instance => instance.state === state).length
  }
}

/** A group with two instances in service and `size` warmed ones. */
async function warmedRegion(size: number, input: PoolInput = {}, options = {}) {
  const region = new PoolRegion(options)
  region.create({ DesiredCapacity: 2 })
  region.hook(launchHook)
  region.put({ MaxGroupPreparedCapacity: 2 + size, ...input })
  await region.runTo(200)
  return region
}

describe('the settings of a warm pool', () => {
  test('default to stopped instances, no minimum, MaxSize as prepared capacity, and termination on scale-in', () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2, MaxSize: 6 })
    region.put()
    expect(region.describePool().WarmPoolConfiguration).toEqual({ MinSize: 0, PoolState: 'Stopped' })
    expect(region.describe()?.WarmPoolConfiguration).toEqual({ MinSize: 0, PoolState: 'Stopped' })
    expect(region.describe()?.WarmPoolSize).toBe(4)
  })

  test('are what was put; -1 takes MaxGroupPreparedCapacity away, leaving it out keeps it', () => {
    const region = new PoolRegion()
    region.create()
    const reuse = { InstanceReusePolicy: { ReuseOnScaleIn: true } }
    region.put({ MinSize: 1, MaxGroupPreparedCapacity: 5, PoolState: 'Running', ...reuse })
    const configuration = () => region.describePool().WarmPoolConfiguration
    expect(configuration()).toEqual({ MinSize: 1, MaxGroupPreparedCapacity: 5, PoolState: 'Running', ...reuse })
    region.put()
    expect(configuration()).toEqual({ MinSize: 0, MaxGroupPreparedCapacity: 5, PoolState: 'Stopped' })
    region.put({ MaxGroupPreparedCapacity: -1 })
    expect(configuration()).toEqual({ MinSize: 0, PoolState: 'Stopped' })
    expect(region.group().warmPool.length).toBe(18)
  })

  test('a group without a pool has none to describe', () => {
    const region = new PoolRegion()
    region.create()
    expect(region.describePool()).toEqual({ Instances: [], NextToken: undefined })
    expect(region.describe()).not.toHaveProperty('WarmPoolConfiguration')
    expect(region.describe()).not.toHaveProperty('WarmPoolSize')
  })

  test.each<[string, PoolInput]>([
    ['a negative MinSize', { MinSize: -1 }],
    ['a MaxGroupPreparedCapacity below -1', { MaxGroupPreparedCapacity: -2 }],
    ['hibernation, which is not simulated', { PoolState: 'Hibernated' }],
  ])('%s is refused', (_, input) => {
    const region = new PoolRegion()
    region.create()
    expect(errorOf(() => region.put(input)).name).toBe('ValidationError')
    expect(region.describePool().WarmPoolConfiguration).toBeUndefined()
  })

  test('a new PoolState is for those who come after: those in the pool stay as they are', async () => {
    const region = await warmedRegion(2)
    region.put({ MaxGroupPreparedCapacity: 6, PoolState: 'Running' })
    await region.runTo(400)
    expect(region.states().pool).toEqual(['Warmed:Stopped', 'Warmed:Stopped', 'Warmed:Running', 'Warmed:Running'])
  })
})

describe('a warm pool and mixed instance types', () => {
  const LaunchTemplateSpecification = { LaunchTemplateName: 'web', Version: '3' }
  const overrides = (...Overrides: { InstanceType: string; WeightedCapacity?: string }[]) => ({
    LaunchTemplate: { LaunchTemplateSpecification, Overrides },
  })
  const spot = { OnDemandPercentageAboveBaseCapacity: 50, SpotAllocationStrategy: 'capacity-optimized' }
  const types = overrides({ InstanceType: 'm5.large' }, { InstanceType: 'm6i.large' })
  const regionWith = (MixedInstancesPolicy: object) => {
    const region = new PoolRegion()
    region.create({ LaunchTemplate: undefined, MixedInstancesPolicy })
    return region
  }

  test('go together while all is On-Demand', () => {
    const region = regionWith(types)
    region.put()
    expect(region.group().warmPool.length).toBe(18)
  })

  test('not with Spot Instances', () => {
    const region = regionWith({ ...types, InstancesDistribution: spot })
    expect(errorOf(() => region.put()).message).toMatch(/Spot/)
  })

  test('not with weights, which no group has here', () => {
    const weighted = overrides({ InstanceType: 'm5.large', WeightedCapacity: '2' })
    expect(errorOf(() => regionWith(weighted)).message).toMatch(/WeightedCapacity .* not simulated/)
  })

  test('a group with a pool does not get Spot Instances later either', () => {
    const region = regionWith(types)
    region.put()
    const policy = { ...types, InstancesDistribution: spot }
    const update = () =>
      region.operations.UpdateAutoScalingGroup({ ...web, MixedInstancesPolicy: policy }, region.context)
    expect(errorOf(update).message).toMatch(/Spot/)
  })
})

describe('the instances of a warm pool', () => {
  test('are not in the answer about the group, but in one of their own', async () => {
    const region = await warmedRegion(3)
    expect(region.describe()?.Instances).toHaveLength(2)
    expect(region.describePool().Instances?.map(({ LifecycleState }) => LifecycleState)).toEqual([
      'Warmed:Stopped',
      'Warmed:Stopped',
      'Warmed:Stopped',
    ])
    const { AutoScalingInstances = [] } = region.operations.DescribeAutoScalingInstances({}, region.context)
    expect(AutoScalingInstances).toHaveLength(5)
  })

  test('are described in pages of at most 50', async () => {
    const region = new PoolRegion()
    region.create({ MaxSize: 122 })
    region.put()
    const ask = (MaxRecords: number) => region.operations.DescribeWarmPool({ ...web, MaxRecords }, region.context)
    expect(errorOf(() => ask(51)).name).toBe('ValidationError')
    const client = new AutoScalingClient({ region: 'us-east-1' })
    const services = new Map([[region.service.name, region.service]])
    simulateClient(client, 'team', { services, now: () => region.clock.now(), onCall: () => undefined })
    const pages: number[] = []
    for await (const { Instances = [] } of paginateDescribeWarmPool({ client }, web)) pages.push(Instances.length)
    expect(pages).toEqual([50, 50, 20])
  })

  test('are launched, billed as running for a whole cold launch, then stopped', async () => {
    const region = new PoolRegion()
    const group = region.create({ DesiredCapacity: 2, MaxSize: 4 })
    region.put()
    await region.runTo(149.999)
    expect(region.states().pool).toEqual(['Warmed:Pending', 'Warmed:Pending'])
    expect(group.warmPool.map(({ isStopped }) => isStopped)).toEqual([false, false])
    await region.runTo(150)
    expect(region.states().pool).toEqual(['Warmed:Stopped', 'Warmed:Stopped'])
    expect(group.warmPool.map(({ isStopped }) => isStopped)).toEqual([true, true])
    expect(group.launches).toBe(4)
  })

  test('go on running in a pool of running ones', async () => {
    const region = await warmedRegion(2, { PoolState: 'Running' })
    expect(region.states().pool).toEqual(['Warmed:Running', 'Warmed:Running'])
    expect(region.group().warmPool.every(({ isStopped }) => isStopped)).toBe(false)
  })

  test('follow MaxSize and DesiredCapacity while MaxGroupPreparedCapacity is unset', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2, MaxSize: 6 })
    region.put()
    await region.runTo(200)
    region.operations.UpdateAutoScalingGroup({ ...web, MaxSize: 8 }, region.context)
    expect([region.poolCount('Warmed:Stopped'), region.poolCount('Warmed:Pending')]).toEqual([4, 2])
    await region.runTo(400)
    region.operations.UpdateAutoScalingGroup({ ...web, MaxSize: 5 }, region.context)
    expect([region.poolCount('Warmed:Stopped'), region.poolCount('Warmed:Terminating')]).toEqual([3, 3])
    await region.runTo(460)
    expect(region.group().warmPool).toHaveLength(3)
  })

  test('are none when DesiredCapacity is above MaxGroupPreparedCapacity, unless MinSize asks for some', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 6 })
    region.put({ MaxGroupPreparedCapacity: 5 })
    expect(region.group().warmPool).toHaveLength(0)
    region.put({ MaxGroupPreparedCapacity: 5, MinSize: 2 })
    expect(region.group().warmPool).toHaveLength(2)
  })

  test('are of an absolute number when MinSize equals MaxGroupPreparedCapacity', async () => {
    const region = await warmedRegion(0, { MinSize: 3, MaxGroupPreparedCapacity: 3 })
    expect(region.group().warmPool).toHaveLength(3)
    region.setDesired(3)
    await region.runTo(600)
    region.setDesired(2)
    await region.runTo(900)
    expect(region.states().pool).toEqual(['Warmed:Stopped', 'Warmed:Stopped', 'Warmed:Stopped'])
  })

  test('count together with the group, draining instances included, against what may be prepared', async () => {
    const region = await warmedRegion(0, { MaxGroupPreparedCapacity: 4 })
    region.setDesired(4)
    await region.runTo(600)
    expect(region.group().warmPool).toHaveLength(0)
    region.setDesired(2)
    // Two serve and two drain: four exist, so that nothing may be launched into the pool yet.
    expect(region.states()).toEqual({ group: ['Terminating', 'Terminating', 'InService', 'InService'], pool: [] })
    await region.runTo(660)
    expect(region.states()).toEqual({ group: ['InService', 'InService'], pool: ['Warmed:Pending', 'Warmed:Pending'] })
  })

  test('are not refilled while Launch is suspended', async () => {
    const region = await warmedRegion(2)
    region.operations.SuspendProcesses({ ...web, ScalingProcesses: ['Launch'] }, region.context)
    region.put({ MaxGroupPreparedCapacity: 6 })
    expect(region.group().warmPool).toHaveLength(2)
    region.operations.ResumeProcesses({ ...web, ScalingProcesses: ['Launch'] }, region.context)
    expect(region.group().warmPool).toHaveLength(4)
  })

  test('cannot be terminated by TerminateInstanceInAutoScalingGroup', async () => {
    const region = await warmedRegion(1)
    const [{ instanceId: InstanceId }] = region.group().warmPool
    const input = { InstanceId, ShouldDecrementDesiredCapacity: false }
    const call = () => region.operations.TerminateInstanceInAutoScalingGroup(input, region.context)
    expect(errorOf(call)).toMatchObject({
      name: 'ValidationError',
      message: `Instance ${InstanceId} is in a warm pool`,
    })
    expect(region.states().pool).toEqual(['Warmed:Stopped'])
  })

  test('that are unwell are terminated and replaced', async () => {
    const region = await warmedRegion(2)
    const [{ instanceId: InstanceId }] = region.group().warmPool
    region.operations.SetInstanceHealth({ InstanceId, HealthStatus: 'Unhealthy' }, region.context)
    expect(region.states().pool).toEqual(['Warmed:Terminating', 'Warmed:Stopped'])
    await region.runTo(260)
    expect(region.states().pool).toEqual(['Warmed:Stopped', 'Warmed:Pending'])
  })
})

describe('scaling out with a warm pool', () => {
  test('starts what is warmed, and takes as long as the start of a stopped instance', async () => {
    const region = await warmedRegion(3)
    region.setDesired(4)
    expect(region.states()).toEqual({
      group: ['InService', 'InService', 'Pending', 'Pending'],
      pool: ['Warmed:Stopped'],
    })
    expect(region.group().instances[2]).toMatchObject({ isStopped: false, startedAtMs: region.clock.now() })
    // The hook comes after the start and before registration: 70 s, then 30 s until the hook times out, then 20 s.
    await region.runTo(269.999)
    expect(region.count('Pending')).toBe(2)
    await region.runTo(270)
    expect(region.count('Pending:Wait')).toBe(2)
    await region.runTo(300)
    expect(region.count('Pending:Proceed')).toBe(2)
    await region.runTo(320)
    expect(region.count('InService')).toBe(4)
    expect(region.group().instances[2].inServiceAtMs).toBe(region.clock.now())
    expect(region.group().launches).toBe(5)
  })

  test('registers what is running in as long as a registration takes', async () => {
    const region = await warmedRegion(1, { PoolState: 'Running' })
    region.operations.DeleteLifecycleHook({ ...web, LifecycleHookName: 'boot' }, region.context)
    region.setDesired(3)
    await region.runTo(219.999)
    expect(region.count('Pending')).toBe(1)
    await region.runTo(220)
    expect(region.count('InService')).toBe(3)
  })

  test('launches cold what the pool does not have ready, whatever is still being warmed', async () => {
    const region = await warmedRegion(2)
    region.put({ MaxGroupPreparedCapacity: 6 })
    expect(region.states().pool).toEqual(['Warmed:Stopped', 'Warmed:Stopped', 'Warmed:Pending', 'Warmed:Pending'])
    region.setDesired(5)
    const descriptions = region.activities().map(({ Description = '' }) => Description.replace(/: i-.*/, ''))
    expect(descriptions.slice(0, 4).sort()).toEqual([
      'Launching a new EC2 instance',
      'Launching a new EC2 instance from warm pool',
      'Launching a new EC2 instance from warm pool',
      'Terminating EC2 instance from warm pool',
    ])
    expect(region.count('Pending')).toBe(3)
  })

  test('launches straight into the group when the pool is empty, up to MaxSize', async () => {
    const region = await warmedRegion(1)
    region.operations.UpdateAutoScalingGroup({ ...web, MaxSize: 6, DesiredCapacity: 6 }, region.context)
    expect(region.states()).toEqual({
      group: ['InService', 'InService', 'Pending', 'Pending', 'Pending', 'Pending'],
      pool: [],
    })
    expect(errorOf(() => region.setDesired(7)).name).toBe('ValidationError')
  })

  test('launches cold elsewhere when a zone has no capacity to start its warmed instances', async () => {
    const region = await warmedRegion(1)
    const [{ availabilityZone }] = region.group().warmPool
    region.service.setZoneCapacity(availabilityZone, false)
    region.setDesired(3)
    const [launch] = region.activities().filter(({ Description = '' }) => Description.startsWith('Launching'))
    expect(launch.Description).toMatch(/^Launching a new EC2 instance: /)
    expect(region.group().instances[2].availabilityZone).not.toBe(availabilityZone)
  })

  test('takes up again when a zone has capacity, after launches that failed for want of it', async () => {
    const region = await warmedRegion(0)
    for (const zone of ['a', 'b', 'c']) region.service.setZoneCapacity(`us-east-1${zone}`, false)
    region.setDesired(3)
    expect(region.activities()[0]).toMatchObject({ StatusCode: 'Failed', Description: 'Launching a new EC2 instance.' })
    expect(region.group().instances).toHaveLength(2)
    region.service.setZoneCapacity('us-east-1b', true)
    expect(region.count('Pending')).toBe(1)
  })

  test('refills the pool to its minimum', async () => {
    const region = await warmedRegion(2, { MinSize: 2 })
    region.setDesired(4)
    expect(region.states().pool).toEqual(['Warmed:Pending', 'Warmed:Pending'])
  })

  test('an instance that fails on its way out is a failed launch, terminated, and replaced', async () => {
    const region = await warmedRegion(2)
    region.setDesired(3)
    await region.runTo(270)
    const [failing] = region.group().instances.filter(({ state }) => state === 'Pending:Wait')
    region.operations.CompleteLifecycleAction(
      { ...web, LifecycleHookName: 'boot', InstanceId: failing.instanceId, LifecycleActionResult: 'ABANDON' },
      region.context,
    )
    expect(failing.state).toBe('Terminating')
    const launch = region.activities().find(({ Description = '' }) => Description.endsWith(failing.instanceId))
    expect(launch?.Description).toMatch(/^Terminating EC2 instance: /)
    const failed = region.activities().filter(({ StatusCode }) => StatusCode === 'Failed')
    expect(failed.map(({ Description }) => Description)).toEqual([
      `Launching a new EC2 instance from warm pool: ${failing.instanceId}`,
    ])
    expect(region.states()).toEqual({ group: expect.arrayContaining(['Pending', 'Terminating']), pool: [] })
    await region.runTo(500)
    expect(region.count('InService')).toBe(3)
  })
})

describe('a pool without a launch hook', () => {
  test('stops instances before they are ready: their start takes as long as a cold launch', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2, MaxSize: 3 })
    region.put()
    await region.runTo(200)
    region.setDesired(3)
    await region.runTo(349.999)
    expect(region.count('Pending')).toBe(1)
    await region.runTo(350)
    expect(region.count('InService')).toBe(3)
  })

  test('has them ready once they have served, or when it keeps them running', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2, MaxSize: 3 })
    region.put({ PoolState: 'Running', InstanceReusePolicy: { ReuseOnScaleIn: true } })
    await region.runTo(200)
    region.setDesired(3)
    await region.runTo(220)
    expect(region.count('InService')).toBe(3)
    region.put({ InstanceReusePolicy: { ReuseOnScaleIn: true } })
    region.setDesired(2)
    await region.runTo(300)
    expect(region.states().pool).toEqual(['Warmed:Stopped'])
    region.setDesired(3)
    await region.runTo(390)
    expect(region.count('InService')).toBe(3)
  })
})

describe('scaling in with a warm pool', () => {
  const reuse = { InstanceReusePolicy: { ReuseOnScaleIn: true } }

  test('terminates by default, and refills the pool with new instances', async () => {
    const region = await warmedRegion(1)
    region.setDesired(3)
    await region.runTo(600)
    region.setDesired(2)
    expect(region.count('Terminating')).toBe(1)
    await region.runTo(660)
    expect(region.states()).toEqual({ group: ['InService', 'InService'], pool: ['Warmed:Pending'] })
  })

  test('with reuse returns instances to the pool: drained while they run, then stopped', async () => {
    const region = await warmedRegion(1, reuse)
    region.setDesired(3)
    await region.runTo(600)
    const { launches } = region.group()
    region.setDesired(2)
    expect(region.states()).toEqual({ group: ['InService', 'InService'], pool: ['Warmed:Pending'] })
    const [returning] = region.group().warmPool
    expect(returning).toMatchObject({ isStopped: false, inServiceAtMs: undefined })
    await region.runTo(659.999)
    expect(returning.state).toBe('Warmed:Pending')
    await region.runTo(660)
    expect(returning).toMatchObject({ state: 'Warmed:Stopped', isStopped: true })
    expect(region.group().launches).toBe(launches)
  })

  test('with reuse terminates what the pool has no room for', async () => {
    const region = await warmedRegion(1, { ...reuse, MinSize: 1, MaxGroupPreparedCapacity: 1 })
    region.setDesired(4)
    await region.runTo(600)
    expect(region.states().pool).toEqual(['Warmed:Stopped'])
    region.setDesired(2)
    expect(region.states()).toEqual({
      group: expect.arrayContaining(['Terminating', 'Terminating']),
      pool: ['Warmed:Stopped'],
    })
  })

  test('with reuse fires the terminate hook at Warmed:Pending:Wait, not at Terminating:Wait', async () => {
    const reports: MoveReport[] = []
    const region = await warmedRegion(1, reuse, { onReport: (report: MoveReport) => reports.push(report) })
    region.hook(terminateHook)
    region.setDesired(3)
    await region.runTo(600)
    region.setDesired(2)
    await region.runTo(660)
    expect(region.states().pool).toEqual(['Warmed:Pending:Wait'])
    const { kind, outcome, action } = reports[reports.length - 1]
    expect([outcome, action?.hook.name]).toEqual(['waiting', 'farewell'])
    expect(journeys[kind]).toMatchObject({ origin: 'AutoScalingGroup', destination: 'WarmPool' })
    await region.runTo(690)
    expect(region.states().pool).toEqual(['Warmed:Stopped'])
  })

  test('with reuse an abandoned terminate hook terminates the instance after all', async () => {
    const region = await warmedRegion(1, reuse)
    region.hook({ ...terminateHook, DefaultResult: 'ABANDON' })
    region.setDesired(3)
    await region.runTo(600)
    region.setDesired(2)
    await region.runTo(690)
    expect(region.poolCount('Warmed:Terminating')).toBe(1)
    expect(region.poolCount('Warmed:Pending:Wait')).toBe(0)
  })
})

describe('the launch hook of a group with a warm pool', () => {
  test('fires twice: when an instance enters the pool, and again when it leaves it', async () => {
    const reports: MoveReport[] = []
    const region = await warmedRegion(1, {}, { onReport: (report: MoveReport) => reports.push(report) })
    region.setDesired(3)
    await region.runTo(600)
    const pooledId = region.group().instances[2].instanceId
    const waits = reports.filter(({ instance, outcome }) => outcome === 'waiting' && instance.instanceId === pooledId)
    const ways = waits.map(({ kind }) => [journeys[kind].origin, journeys[kind].destination])
    expect(ways).toEqual([
      ['EC2', 'WarmPool'],
      ['WarmPool', 'AutoScalingGroup'],
    ])
    expect(new Set(waits.map(({ action }) => action?.token)).size).toBe(2)
  })

  test('that is abandoned on the way in terminates the instance, and the pool launches another', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2 })
    region.hook({ ...launchHook, DefaultResult: 'ABANDON' })
    region.put({ MaxGroupPreparedCapacity: 3 })
    await region.runTo(149)
    region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 0, DesiredCapacity: 0 }, region.context)
    await region.runTo(180)
    expect(region.poolCount('Warmed:Terminating')).toBe(1)
    await region.runTo(240)
    expect(region.poolCount('Warmed:Terminating')).toBe(0)
    expect(region.poolCount('Warmed:Pending')).toBeGreaterThan(0)
  })
})

describe('deleting a warm pool', () => {
  const remove = (region: PoolRegion, ForceDelete?: boolean) =>
    region.operations.DeleteWarmPool({ ...web, ForceDelete }, region.context)

  test('without force fails while there are instances in it, or activities under way', async () => {
    const region = await warmedRegion(1)
    expect(errorOf(() => remove(region))).toBeInstanceOf(ResourceInUseFault)
    region.put({ MaxGroupPreparedCapacity: 0 })
    expect(region.states().pool).toEqual(['Warmed:Terminating'])
    expect(errorOf(() => remove(region))).toBeInstanceOf(ScalingActivityInProgressFault)
    await region.runTo(300)
    remove(region)
    expect(region.describePool().WarmPoolConfiguration).toBeUndefined()
  })

  test('by force terminates all of it; until then it is PendingDelete, and neither drawn on nor put again', async () => {
    const region = await warmedRegion(2)
    region.hook(terminateHook)
    remove(region, true)
    expect(region.describePool().WarmPoolConfiguration?.Status).toBe('PendingDelete')
    expect(errorOf(() => region.put())).toBeInstanceOf(ResourceContentionFault)
    region.setDesired(3)
    expect(region.states()).toEqual({
      group: ['InService', 'InService', 'Pending'],
      pool: ['Warmed:Terminating', 'Warmed:Terminating'],
    })
    // No hook holds it up: outstanding lifecycle actions are deleted with it.
    await region.runTo(260)
    expect(region.describePool()).toEqual({ Instances: [], NextToken: undefined })
    expect(region.describe()).not.toHaveProperty('WarmPoolSize')
  })

  test('by force ends the lifecycle actions of its instances', async () => {
    const region = new PoolRegion()
    region.create({ DesiredCapacity: 2 })
    region.hook({ ...launchHook, HeartbeatTimeout: 7200 })
    region.put({ MaxGroupPreparedCapacity: 3 })
    await region.runTo(160)
    const [{ instanceId: InstanceId, state }] = region.group().warmPool
    expect(state).toBe('Warmed:Pending:Wait')
    remove(region, true)
    const complete = () =>
      region.operations.CompleteLifecycleAction(
        { ...web, LifecycleHookName: 'boot', InstanceId, LifecycleActionResult: 'CONTINUE' },
        region.context,
      )
    expect(errorOf(complete).message).toMatch(/No active Lifecycle Action found/)
  })

  test('a pool that does not exist cannot be deleted', () => {
    const region = new PoolRegion()
    region.create()
    expect(errorOf(() => remove(region)).name).toBe('ValidationError')
  })

  test('happens with its group, by force', async () => {
    const region = await warmedRegion(1)
    region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 0, DesiredCapacity: 0 }, region.context)
    await region.runTo(300)
    const removeGroup = (ForceDelete: boolean) =>
      region.operations.DeleteAutoScalingGroup({ ...web, ForceDelete }, region.context)
    expect(errorOf(() => removeGroup(false))).toBeInstanceOf(ResourceInUseFault)
    removeGroup(true)
    await region.runTo(360)
    expect(region.service.group('web')).toBeUndefined()
  })
})

describe('the leads of a warm pool', () => {
  test('are lognormal from a stopped pool and uniform from a running one, with the asked figures', async () => {
    const leadsOf = async (PoolState: 'Stopped' | 'Running') => {
      const region = new PoolRegion({ leadTimes: randomLeads })
      const group = region.create({ MinSize: 0, MaxSize: 2000 })
      region.hook(launchHook)
      region.put({ PoolState })
      await region.runTo(1200)
      region.operations.DeleteLifecycleHook({ ...web, LifecycleHookName: 'boot' }, region.context)
      const startMs = region.clock.now()
      region.setDesired(2000)
      await region.runTo(3600)
      return group.instances.map(({ inServiceAtMs = 0 }) => (inServiceAtMs - startMs) / 1000).sort((a, b) => a - b)
    }
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
    const stopped = await leadsOf('Stopped')
    // Standard deviation about 20 s: four standard errors of the mean are 1.8 s; of the percentile, with a density of about
    // 0.004 per second at 125 s, 0.0049 / 0.004 × 4 = 5 s.
    expect(Math.abs(mean(stopped) - 90)).toBeLessThan(1.8)
    expect(Math.abs(stopped[1900] - 125)).toBeLessThan(5)
    const running = await leadsOf('Running')
    // Uniform over 30 s: standard deviation 8.7 s, four standard errors 0.8 s.
    expect(Math.abs(mean(running) - 20)).toBeLessThan(0.8)
    expect(running[0]).toBeGreaterThanOrEqual(5)
    expect(running[1999]).toBeLessThan(35.001)
  })

  test('leave those of cold launches as they are', async () => {
    const coldLeads = async (withPool: boolean) => {
      const region = new PoolRegion({ leadTimes: randomLeads })
      const group = region.create({ DesiredCapacity: 3 })
      if (withPool) region.put({ MaxGroupPreparedCapacity: 5 })
      await region.runTo(600)
      region.setDesired(8)
      await region.runTo(1800)
      // Those that were launched into the pool are the only ones that do not count.
      const cold = region
        .activities()
        .filter(({ Description = '' }) => /^Launching a new EC2 instance: /.test(Description))
      const order = new Map(cold.reverse().map(({ Description = '' }, index) => [Description.slice(-19), index]))
      return group.instances
        .filter(({ instanceId }) => order.has(instanceId))
        .map(({ inServiceAtMs = 0, startedAtMs }) => inServiceAtMs - startedAtMs)
    }
    const without = await coldLeads(false)
    const withPool = await coldLeads(true)
    expect(without).toHaveLength(8)
    expect(withPool).toEqual(without.slice(0, 6))
  })
})
