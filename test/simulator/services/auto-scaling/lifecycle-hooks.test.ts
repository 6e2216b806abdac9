// Leads are constant: cold 150 s, of which 20 s are registration where a hook comes before it; draining 60 s.
import { LimitExceededFault } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import type { MoveReport } from '../../../../simulator/services/auto-scaling/instance-mover.ts'
import { errorOf, startMs, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }
const launching = 'autoscaling:EC2_INSTANCE_LAUNCHING'
const terminating = 'autoscaling:EC2_INSTANCE_TERMINATING'

interface HookInput {
  readonly LifecycleHookName?: string
  readonly LifecycleTransition?: string
  readonly HeartbeatTimeout?: number
  readonly DefaultResult?: string
  readonly NotificationMetadata?: string
  readonly NotificationTargetARN?: string
}

class HookRegion extends TestRegion {
  put(input: HookInput): void {
    this.operations.PutLifecycleHook({ ...web, LifecycleHookName: 'hook', ...input }, this.context)
  }

  hooks(...LifecycleHookNames: string[]) {
    return this.operations.DescribeLifecycleHooks({ ...web, LifecycleHookNames }, this.context).LifecycleHooks
  }

  complete(InstanceId: string, LifecycleActionResult = 'CONTINUE', LifecycleHookName = 'hook'): void {
    const input = { ...web, LifecycleHookName, InstanceId, LifecycleActionResult }
    this.operations.CompleteLifecycleAction(input, this.context)
  }

  heartbeat(InstanceId: string): void {
    this.operations.RecordLifecycleActionHeartbeat({ ...web, LifecycleHookName: 'hook', InstanceId }, this.context)
  }

  get ids(): string[] {
    return this.group().instances.map(({ instanceId }) => instanceId)
  }
}

/** A group of two whose instances wait for a launch hook; `seconds` after the start of the wait, which is 130 s. */
async function waitingRegion(input: HookInput, seconds = 0) {
  const region = new HookRegion()
  region.create()
  region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
  region.put({ LifecycleTransition: launching, ...input })
  region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 3 }, region.context)
  await region.runTo(130 + seconds)
  return region
}

describe('the settings of a lifecycle hook', () => {
  test('default to an hour and ABANDON, and to no more than 48 hours in all', () => {
    const region = new HookRegion()
    region.create()
    region.put({ LifecycleTransition: launching })
    expect(region.hooks()).toEqual([
      {
        LifecycleHookName: 'hook',
        AutoScalingGroupName: 'web',
        LifecycleTransition: launching,
        HeartbeatTimeout: 3600,
        GlobalTimeout: 172_800,
        DefaultResult: 'ABANDON',
      },
    ])
    region.put({ HeartbeatTimeout: 30 })
    expect(region.hooks()?.[0]).toMatchObject({ LifecycleTransition: launching, GlobalTimeout: 3000 })
  })

  test('of an existing hook change only as far as they are named', () => {
    const region = new HookRegion()
    region.create()
    region.put({ LifecycleTransition: terminating, HeartbeatTimeout: 60, NotificationMetadata: 'x' })
    region.put({ DefaultResult: 'CONTINUE' })
    expect(region.hooks()?.[0]).toMatchObject({
      LifecycleTransition: terminating,
      HeartbeatTimeout: 60,
      NotificationMetadata: 'x',
      DefaultResult: 'CONTINUE',
    })
  })

  test.each<[string, HookInput]>([
    ['a new hook without a transition', {}],
    ['an unknown transition', { LifecycleTransition: 'autoscaling:EC2_INSTANCE_RESTING' }],
    ['less than 30 seconds', { LifecycleTransition: launching, HeartbeatTimeout: 29 }],
    ['more than 7200 seconds', { LifecycleTransition: launching, HeartbeatTimeout: 7201 }],
    ['another result', { LifecycleTransition: launching, DefaultResult: 'WAIT' }],
    ['metadata of 4001 characters', { LifecycleTransition: launching, NotificationMetadata: 'm'.repeat(4001) }],
    ['a target, which is not simulated', { LifecycleTransition: launching, NotificationTargetARN: 'arn:aws:sns:x' }],
  ])('are refused: %s', (_, input) => {
    const region = new HookRegion()
    region.create()
    expect(errorOf(() => region.put(input)).name).toBe('ValidationError')
    expect(region.hooks()).toEqual([])
  })

  test('a group has at most 50 hooks, found by name', () => {
    const region = new HookRegion()
    region.create()
    for (let index = 0; index < 50; index++)
      region.put({ LifecycleHookName: `h${index}`, LifecycleTransition: launching })
    expect(errorOf(() => region.put({ LifecycleTransition: launching }))).toBeInstanceOf(LimitExceededFault)
    expect(region.hooks('h7', 'unknown')?.map(({ LifecycleHookName }) => LifecycleHookName)).toEqual(['h7'])
  })

  test('can be given when the group is created, and hold its first instances', async () => {
    const region = new HookRegion()
    region.create({ LifecycleHookSpecificationList: [{ LifecycleHookName: 'hook', LifecycleTransition: launching }] })
    await region.runTo(130)
    expect(region.count('Pending:Wait')).toBe(2)
  })

  test('a group whose hooks are refused is not created', () => {
    const region = new HookRegion()
    const bad = { LifecycleHookName: 'hook', LifecycleTransition: 'none' }
    expect(errorOf(() => region.create({ LifecycleHookSpecificationList: [bad] })).name).toBe('ValidationError')
    expect(region.service.group('web')).toBeUndefined()
  })
})

describe('a launch hook', () => {
  test('holds the instance after its boot; once completed it registers, and is in service a whole lead later', async () => {
    const region = await waitingRegion({})
    const [, , waiting] = region.ids
    expect(region.group().instances.map(({ state }) => state)).toEqual(['Pending', 'Pending', 'Pending:Wait'])
    expect(region.activities()[0].StatusCode).toBe('MidLifecycleAction')
    region.complete(waiting)
    expect(region.count('Pending:Proceed')).toBe(1)
    await region.runTo(149.999)
    expect(region.count('InService')).toBe(0)
    // The two that were launched before the hook existed meet it at the end of their lead.
    await region.runTo(150)
    expect(region.group().instances.map(({ state }) => state)).toEqual(['Pending:Wait', 'Pending:Wait', 'InService'])
  })

  test('that times out with CONTINUE lets it into service', async () => {
    const region = await waitingRegion({ HeartbeatTimeout: 30, DefaultResult: 'CONTINUE' }, 29.999)
    expect(region.count('Pending:Wait')).toBe(3)
    await region.runTo(160)
    expect(region.count('Pending:Proceed')).toBe(1)
    await region.runTo(180)
    expect(region.count('InService')).toBe(3)
  })

  test('that times out with ABANDON terminates it and launches another', async () => {
    const region = await waitingRegion({ HeartbeatTimeout: 30 })
    const [, , failing] = region.ids
    await region.runTo(160)
    expect(region.count('Terminating')).toBe(1)
    const failed = region.activities().find(({ StatusCode }) => StatusCode === 'Failed')
    expect(failed?.Description).toBe(`Launching a new EC2 instance: ${failing}`)
    expect(region.ids).toHaveLength(4)
  })

  test('keeps the instance from counting as missing, so that nothing else is launched', async () => {
    const region = await waitingRegion({}, 300)
    expect(region.group().launches).toBe(3)
    expect(region.count('Pending:Wait')).toBe(3)
  })

  test('is put off by a heartbeat, by its timeout each time, until the longest wait', async () => {
    const region = await waitingRegion({ HeartbeatTimeout: 30 }, 20)
    const [, , waiting] = region.ids
    region.heartbeat(waiting)
    await region.runTo(179.999)
    expect(region.group().fleet.find(waiting)?.state).toBe('Pending:Wait')
    for (let at = 170; at < 3130; at += 20) {
      await region.runTo(at)
      region.heartbeat(waiting)
    }
    // 100 times the timeout, from 130 s on.
    await region.runTo(3129.999)
    expect(region.group().fleet.find(waiting)?.state).toBe('Pending:Wait')
    await region.runTo(3130)
    expect(region.group().fleet.find(waiting)?.state).toBe('Terminating')
  })

  test('that is deleted abandons what it holds', async () => {
    const region = await waitingRegion({})
    region.operations.DeleteLifecycleHook({ ...web, LifecycleHookName: 'hook' }, region.context)
    expect(region.count('Terminating')).toBe(1)
    expect(region.hooks()).toEqual([])
    const again = () => region.operations.DeleteLifecycleHook({ ...web, LifecycleHookName: 'hook' }, region.context)
    expect(errorOf(again).name).toBe('ValidationError')
  })

  test('several of them hold it until the last one continues; one that abandons ends them all', async () => {
    const region = await waitingRegion({})
    region.put({ LifecycleHookName: 'second', LifecycleTransition: launching })
    await region.runTo(150)
    const [first, other] = region.ids
    region.complete(first)
    expect(region.group().fleet.find(first)?.state).toBe('Pending:Wait')
    region.complete(first, 'CONTINUE', 'second')
    expect(region.group().fleet.find(first)?.state).toBe('InService')
    region.complete(other, 'ABANDON', 'second')
    expect(region.group().fleet.find(other)?.state).toBe('Terminating')
    expect(errorOf(() => region.complete(other)).message).toBe(
      `No active Lifecycle Action found with instance ID ${other}`,
    )
  })

  test('loses its hold on an instance that is terminated', async () => {
    const region = await waitingRegion({ HeartbeatTimeout: 30, DefaultResult: 'CONTINUE' })
    const [, , InstanceId] = region.ids
    const input = { InstanceId, ShouldDecrementDesiredCapacity: false }
    region.operations.TerminateInstanceInAutoScalingGroup(input, region.context)
    await region.runTo(189)
    expect(region.group().fleet.find(InstanceId)?.state).toBe('Terminating')
  })
})

describe('completing a lifecycle action', () => {
  test('works by token, as it is told to whoever listens', async () => {
    const reports: MoveReport[] = []
    const region = new HookRegion({ onReport: report => reports.push(report) })
    region.create({ LifecycleHookSpecificationList: [{ LifecycleHookName: 'hook', LifecycleTransition: launching }] })
    await region.runTo(140)
    const tokens = reports.map(({ action }) => action?.token)
    expect(new Set(tokens).size).toBe(2)
    const LifecycleActionToken = tokens[0]
    expect(LifecycleActionToken).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/)
    const input = { ...web, LifecycleHookName: 'hook', LifecycleActionToken, LifecycleActionResult: 'CONTINUE' }
    region.operations.CompleteLifecycleAction(input, region.context)
    expect(region.group().instances.map(({ state }) => state)).toEqual(['Pending:Proceed', 'Pending:Wait'])
    expect(errorOf(() => region.operations.CompleteLifecycleAction(input, region.context)).message).toBe(
      `No active Lifecycle Action found with token ${LifecycleActionToken}`,
    )
    await region.runTo(200)
    const arrived = reports.filter(({ outcome }) => outcome === 'arrived')
    expect(arrived.map(({ activity }) => activity.StatusCode)).toEqual(['Successful'])
  })

  test('needs a token or an instance, and a result that exists', async () => {
    const region = await waitingRegion({})
    const input = { ...web, LifecycleHookName: 'hook', LifecycleActionResult: 'CONTINUE' }
    expect(errorOf(() => region.operations.CompleteLifecycleAction(input, region.context)).name).toBe('ValidationError')
    expect(errorOf(() => region.complete(region.ids[2], 'RETRY')).name).toBe('ValidationError')
    expect(errorOf(() => region.heartbeat('i-0')).name).toBe('ValidationError')
  })
})

describe('a terminate hook', () => {
  /** One of three instances on its way out since 200 s. */
  async function leavingRegion(input: HookInput, policy?: 'retain' | 'terminate') {
    const region = new HookRegion()
    const RetentionTriggers = { TerminateHookAbandon: policy }
    region.create({ DesiredCapacity: 3, ...(policy && { InstanceLifecyclePolicy: { RetentionTriggers } }) })
    region.put({ LifecycleTransition: terminating, HeartbeatTimeout: 300, ...input })
    await region.runTo(200)
    region.operations.SetDesiredCapacity({ ...web, DesiredCapacity: 2 }, region.context)
    return region
  }

  test('holds the instance once it has drained, whatever result it ends with', async () => {
    for (const result of ['CONTINUE', 'ABANDON']) {
      const region = await leavingRegion({})
      await region.runTo(259.999)
      expect(region.count('Terminating')).toBe(1)
      await region.runTo(260)
      expect(region.count('Terminating:Wait')).toBe(1)
      region.complete(region.ids[0], result)
      expect(region.group().instances).toHaveLength(2)
    }
  })

  test('that is deleted lets it go', async () => {
    const region = await leavingRegion({})
    await region.runTo(260)
    region.operations.DeleteLifecycleHook({ ...web, LifecycleHookName: 'hook' }, region.context)
    expect(region.group().instances).toHaveLength(2)
    expect(region.activities()[0]).toMatchObject({ StatusCode: 'Successful', EndTime: new Date(startMs + 260_000) })
  })

  test('does not hold up a group that is deleted by force', async () => {
    const region = await leavingRegion({})
    await region.runTo(270)
    region.operations.DeleteAutoScalingGroup({ ...web, ForceDelete: true }, region.context)
    expect(region.count('Terminating')).toBe(2)
    await region.runTo(330)
    expect(region.service.group('web')).toBeUndefined()
  })

  test('whose abandonment the group retains leaves the instance behind, beside the capacity, until it is terminated', async () => {
    const region = await leavingRegion({ HeartbeatTimeout: 30 }, 'retain')
    const [InstanceId] = region.ids
    await region.runTo(290)
    expect(region.count('Terminating:Retained')).toBe(1)
    await region.runTo(4000)
    expect(region.group().instances).toHaveLength(3)
    const input = { InstanceId, ShouldDecrementDesiredCapacity: false }
    region.operations.TerminateInstanceInAutoScalingGroup(input, region.context)
    await region.runTo(4001)
    expect(region.ids).not.toContain(InstanceId)
    expect(region.group().launches).toBe(3)
  })

  test('whose abandonment the group does not retain lets it go', async () => {
    const region = await leavingRegion({ HeartbeatTimeout: 30 }, 'terminate')
    await region.runTo(290)
    expect(region.group().instances).toHaveLength(2)
  })
})
