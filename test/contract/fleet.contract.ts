import {
  DescribeScheduledActionsCommand,
  PutLifecycleHookCommand,
  PutScalingPolicyCommand,
  SuspendProcessesCommand,
} from '@aws-sdk/client-auto-scaling'
import { CreateTargetGroupCommand } from '@aws-sdk/client-elastic-load-balancing-v2'
import { describe, expect, it } from 'vitest'
import { awsErrorKind } from '../../shared/aws/aws-errors.ts'
import { Fleet } from '../../shared/aws/fleet.ts'
import { type ContractCloud, type ContractOptions, itWith, makeGroup } from './contract-cloud.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

export function fleetContract(options: ContractOptions): void {
  async function openFleet() {
    const cloud = await options.open('fleet')
    return { cloud, fleet: new Fleet(cloud.clients.autoScaling) }
  }

  async function groupOf(fleet: Fleet, name: string) {
    const group = (await fleet.describe([name])).get(name)
    if (group === undefined) throw new Error(`got no group ${name}, wanted one`)
    return group
  }

  async function scheduledActions({ team }: ContractCloud, AutoScalingGroupName: string) {
    const answer = await team.autoScaling.send(new DescribeScheduledActionsCommand({ AutoScalingGroupName }))
    return answer.ScheduledUpdateGroupActions ?? []
  }

  describe('the fleet', () => {
    it('lists groups that are opted in or marked, with their tags, and no others', async () => {
      const { cloud, fleet } = await openFleet()
      const optedIn = await makeGroup(cloud, { tags: { 'penumbra:enabled': 'true', team: 'shop' } })
      const marked = await makeGroup(cloud, { tags: { 'penumbra:managed': 'true' } })
      const other = await makeGroup(cloud, { tags: { 'penumbra:mode': 'act' } })
      const own = (await fleet.listTagged()).filter(({ name }) => [optedIn, marked, other].includes(name))
      expect(own.map(({ name }) => name).sort()).toEqual([optedIn, marked].sort())
      expect(own.find(({ name }) => name === optedIn)?.tags).toEqual({ 'penumbra:enabled': 'true', team: 'shop' })
    })

    it('describes sizes, target groups, suspended processes and ready instances, and leaves out a group that is gone', async () => {
      const { cloud, fleet } = await openFleet()
      const target = { Name: cloud.name('web'), Protocol: 'HTTP', Port: 80, VpcId: cloud.vpcId } as const
      const { TargetGroups = [] } = await cloud.team.elasticLoadBalancing.send(new CreateTargetGroupCommand(target))
      const arn = TargetGroups[0].TargetGroupArn ?? ''
      const name = await makeGroup(cloud, { DesiredCapacity: 3, TargetGroupARNs: [arn] })
      const suspended = { AutoScalingGroupName: name, ScalingProcesses: ['ScheduledActions'] }
      await cloud.team.autoScaling.send(new SuspendProcessesCommand(suspended))
      await cloud.settle()
      const groups = await fleet.describe([name, cloud.name('gone')])
      expect([...groups.keys()]).toEqual([name])
      expect(groups.get(name)).toMatchObject({ minSize: 2, maxSize: 20, desiredCapacity: 3, inService: 3 })
      expect(groups.get(name)).toMatchObject({ targetGroupArns: [arn], suspendedProcesses: ['ScheduledActions'] })
      expect(groups.get(name)).toMatchObject({ instanceType: 'm5.large', pool: undefined, poolSize: 0, tags: {} })
    })

    it('sets MinSize and nothing else', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud, { DesiredCapacity: 6 })
      await fleet.setMinSize(name, 5)
      expect(await groupOf(fleet, name)).toMatchObject({ minSize: 5, maxSize: 20, desiredCapacity: 6 })
    })

    it('raises DesiredCapacity with a MinSize above it, and lowers nothing with one below (aws-facts §1, Capacity writes)', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud)
      await fleet.setMinSize(name, 7)
      await cloud.settle()
      expect(await groupOf(fleet, name)).toMatchObject({ minSize: 7, desiredCapacity: 7, inService: 7 })
      await fleet.setMinSize(name, 2)
      expect(await groupOf(fleet, name)).toMatchObject({ minSize: 2, desiredCapacity: 7 })
    })

    itWith('a MinSize above MaxSize is refused', options)(
      'is refused a MinSize above MaxSize (aws-facts §1, Capacity writes)',
      async () => {
        const { cloud, fleet } = await openFleet()
        const name = await makeGroup(cloud)
        expect(await errorKind(fleet.setMinSize(name, 21))).toBe('refused')
        expect(await groupOf(fleet, name)).toMatchObject({ minSize: 2, maxSize: 20 })
      },
    )

    it('finds no group that is gone', async () => {
      const { cloud, fleet } = await openFleet()
      expect(await errorKind(fleet.setMinSize(cloud.name('gone'), 3))).toBe('not-found')
    })

    it('sets DesiredCapacity', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud, { DesiredCapacity: 6 })
      await cloud.settle()
      await fleet.setDesiredCapacity(name, 4)
      expect(await groupOf(fleet, name)).toMatchObject({ minSize: 2, desiredCapacity: 4 })
    })

    itWith('a DesiredCapacity below MinSize is refused', options)(
      'is refused a DesiredCapacity below MinSize (aws-facts §1, Capacity writes)',
      async () => {
        const { cloud, fleet } = await openFleet()
        const name = await makeGroup(cloud)
        expect(await errorKind(fleet.setDesiredCapacity(name, 1))).toBe('refused')
      },
    )

    itWith('a scheduled action in the past is refused', options)(
      'is refused an expiry in the past (aws-facts §1, Scheduled actions)',
      async () => {
        const { cloud, fleet } = await openFleet()
        const name = await makeGroup(cloud)
        expect(await errorKind(fleet.scheduleFloorExpiry(name, 2, cloud.now() - hourMs))).toBe('refused')
      },
    )

    it('has one expiry of the floor, which is moved by scheduling it again and gone when cancelled, twice too', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud)
      // Auto Scaling keeps whole seconds.
      const atMs = Math.ceil(cloud.now() / 1000) * 1000 + 30 * minuteMs
      await fleet.scheduleFloorExpiry(name, 2, atMs)
      await fleet.scheduleFloorExpiry(name, 3, atMs + 15 * minuteMs)
      const StartTime = new Date(atMs + 15 * minuteMs)
      expect(await scheduledActions(cloud, name)).toMatchObject([{ MinSize: 3, StartTime }])
      expect(await fleet.floorExpiry(name)).toEqual({ minSize: 3, atMs: StartTime.getTime() })
      expect((await scheduledActions(cloud, name))[0]).not.toHaveProperty('DesiredCapacity', expect.any(Number))
      await fleet.cancelFloorExpiry(name)
      await fleet.cancelFloorExpiry(name)
      expect(await scheduledActions(cloud, name)).toEqual([])
      expect(await fleet.floorExpiry(name)).toBeUndefined()
    })

    it('marks a group and takes the mark back without touching another tag', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud, { tags: { team: 'shop' } })
      await fleet.markManaged(name)
      expect((await groupOf(fleet, name)).tags).toEqual({ team: 'shop', 'penumbra:managed': 'true' })
      await fleet.unmarkManaged(name)
      expect((await groupOf(fleet, name)).tags).toEqual({ team: 'shop' })
    })

    it('reads what target tracking keeps at its target, and whether anything scales in', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud)
      expect(await fleet.scalingPolicies(name)).toEqual({ canScaleIn: false, tracking: undefined })
      await cloud.team.autoScaling.send(
        new PutScalingPolicyCommand({
          AutoScalingGroupName: name,
          PolicyName: 'cpu',
          PolicyType: 'TargetTrackingScaling',
          TargetTrackingConfiguration: {
            PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
            TargetValue: 60,
          },
        }),
      )
      expect(await fleet.scalingPolicies(name)).toEqual({ canScaleIn: true, tracking: { metric: 'cpu', target: 60 } })
    })

    it('knows whether a hook holds launching instances', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud)
      expect(await fleet.hasLaunchHook(name)).toBe(false)
      const hook = { LifecycleHookName: 'boot', LifecycleTransition: 'autoscaling:EC2_INSTANCE_LAUNCHING' }
      await cloud.team.autoScaling.send(new PutLifecycleHookCommand({ AutoScalingGroupName: name, ...hook }))
      expect(await fleet.hasLaunchHook(name)).toBe(true)
    })

    itWith('activities of launches are kept', options)('measures how long launches took', async () => {
      const { cloud, fleet } = await openFleet()
      const name = await makeGroup(cloud, { DesiredCapacity: 3 })
      const sinceMs = cloud.now()
      await cloud.settle()
      const { cold, fromPool } = await fleet.launches(name, sinceMs)
      expect(cold).toHaveLength(3)
      expect(fromPool).toEqual([])
      for (const seconds of cold) expect(seconds).toBeGreaterThanOrEqual(0)
    })
  })
}

async function errorKind(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'no error',
    error => awsErrorKind(error),
  )
}
