// Standby, detach, attach. Leads are constant: cold 150 s, registration 20 s, draining 60 s.
import { describe, expect, test } from 'vitest'
import { errorOf, TestRegion } from './test-region.ts'

const web = { AutoScalingGroupName: 'web' }

class MemberRegion extends TestRegion {
  ids(count: number, name = 'web'): string[] {
    return this.group(name)
      .instances.slice(0, count)
      .map(({ instanceId }) => instanceId)
  }

  enter(InstanceIds: string[], ShouldDecrementDesiredCapacity: boolean | undefined) {
    return this.operations.EnterStandby({ ...web, InstanceIds, ShouldDecrementDesiredCapacity }, this.context)
      .Activities
  }

  exit(InstanceIds: string[]) {
    return this.operations.ExitStandby({ ...web, InstanceIds }, this.context).Activities
  }

  detach(InstanceIds: string[], ShouldDecrementDesiredCapacity: boolean | undefined) {
    return this.operations.DetachInstances({ ...web, InstanceIds, ShouldDecrementDesiredCapacity }, this.context)
      .Activities
  }

  attach(InstanceIds: string[], name = 'web'): void {
    this.operations.AttachInstances({ AutoScalingGroupName: name, InstanceIds }, this.context)
  }

  suspend(...ScalingProcesses: string[]): void {
    this.operations.SuspendProcesses({ ...web, ScalingProcesses }, this.context)
  }
}

/** Four instances in service at 200 s; at least two, at most six. */
async function serving() {
  const region = new MemberRegion()
  region.create({ MinSize: 2, MaxSize: 6, DesiredCapacity: 4 })
  await region.runTo(200)
  return region
}

/** The same with one detached instance, at 300 s. */
async function withDetached() {
  const region = await serving()
  const [id] = region.ids(1)
  region.detach([id], true)
  await region.runTo(300)
  return { region, id }
}

describe('entering standby', () => {
  test('takes an instance out of service, drains it, and leaves it with the group', async () => {
    const region = await serving()
    const [id] = region.ids(1)
    const [activity] = region.enter([id], true) ?? []
    expect(activity.Description).toBe(`Moving EC2 instance to Standby: ${id}`)
    expect(activity.Cause).toBe(
      `At 2026-01-05T00:03:20Z instance ${id} was moved to standby in response to a user request, shrinking the capacity from 4 to 3.`,
    )
    expect([region.count('EnteringStandby'), region.group().desiredCapacity]).toEqual([1, 3])
    await region.runTo(260)
    expect(region.describe()?.Instances?.[0]).toMatchObject({ InstanceId: id, LifecycleState: 'Standby' })
    expect(region.count('Pending')).toBe(0)
  })

  test('without a decrement launches another in its place', async () => {
    const region = await serving()
    region.enter(region.ids(2), false)
    expect([region.group().desiredCapacity, region.count('Pending')]).toEqual([4, 2])
  })

  test('says whether to decrement, and never below MinSize', async () => {
    const region = await serving()
    expect(errorOf(() => region.enter(region.ids(1), undefined)).message).toMatch(/ShouldDecrementDesiredCapacity/)
    expect(errorOf(() => region.enter(region.ids(3), true)).message).toBe(
      'AutoScalingGroup web has min-size=2, max-size=6, and desired-size=4. To place into standby 3 instances, please update the AutoScalingGroup sizes appropriately.',
    )
    expect(region.count('InService')).toBe(4)
  })

  test('is for 1 to 20 instances in service', async () => {
    const region = new MemberRegion()
    region.create({ MinSize: 0, MaxSize: 30, DesiredCapacity: 21 })
    expect(errorOf(() => region.enter(region.ids(1), true)).message).toMatch(/is not in InService\.$/)
    await region.runTo(200)
    expect(errorOf(() => region.enter(region.ids(21), true)).name).toBe('ValidationError')
    expect(errorOf(() => region.enter([], true)).name).toBe('ValidationError')
    expect(errorOf(() => region.enter(['i-0'], true)).message).toMatch(/not part of Auto Scaling group web/)
    expect(region.enter(region.ids(20), true)).toHaveLength(20)
  })
})

describe('leaving standby', () => {
  test('registers the instance again and counts it again', async () => {
    const region = await serving()
    const ids = region.ids(1)
    region.enter(ids, true)
    await region.runTo(300)
    const [activity] = region.exit(ids) ?? []
    expect(activity.Cause).toMatch(
      /was moved out of standby in response to a user request, increasing the capacity from 3 to 4\.$/,
    )
    expect([region.group().desiredCapacity, region.count('Pending')]).toEqual([4, 1])
    await region.runTo(320)
    expect(region.count('InService')).toBe(4)
    expect(region.group().instances[0].inServiceAtMs).toBe(region.clock.now())
    expect(region.group().launches).toBe(4)
  })

  test('always increments DesiredCapacity; what is then above MaxSize is scaled in', async () => {
    const region = await serving()
    const ids = region.ids(2)
    region.enter(ids, false)
    await region.runTo(400)
    region.exit(ids.slice(0, 1))
    expect(region.group().desiredCapacity).toBe(5)
    region.operations.UpdateAutoScalingGroup({ ...web, MaxSize: 5 }, region.context)
    region.exit(ids.slice(1))
    expect(region.group().desiredCapacity).toBe(5)
    expect(region.count('Terminating')).toBe(1)
  })

  test('needs the Launch process, and instances on standby', async () => {
    const region = await serving()
    const ids = region.ids(1)
    expect(errorOf(() => region.exit(ids)).message).toMatch(/is not in Standby\.$/)
    region.enter(ids, true)
    await region.runTo(300)
    region.suspend('Launch')
    expect(errorOf(() => region.exit(ids)).message).toMatch(/Launch process/)
    expect(region.count('Standby')).toBe(1)
  })
})

describe('detaching', () => {
  test('takes an instance out of the group for good; it runs on', async () => {
    const region = await serving()
    const [id] = region.ids(1)
    const [activity] = region.detach([id], true) ?? []
    expect(activity.Description).toBe(`Detaching EC2 instance: ${id}`)
    expect([region.count('Detaching'), region.group().desiredCapacity]).toEqual([1, 3])
    await region.runTo(260)
    expect(region.ids(9)).not.toContain(id)
    expect(region.describe()?.Instances).toHaveLength(3)
    expect(region.group().detached).toMatchObject([{ instanceId: id, state: 'Detached', isStopped: false }])
  })

  test('without a decrement launches another in its place', async () => {
    const region = await serving()
    region.detach(region.ids(1), false)
    expect([region.group().desiredCapacity, region.count('Pending')]).toEqual([4, 1])
  })

  test('says whether to decrement, and never goes below MinSize', async () => {
    const region = await serving()
    expect(errorOf(() => region.detach(region.ids(1), undefined)).name).toBe('ValidationError')
    expect(errorOf(() => region.detach(region.ids(3), true)).message).toMatch(/To detach 3 instances/)
    region.operations.UpdateAutoScalingGroup({ ...web, MinSize: 1 }, region.context)
    expect(region.detach(region.ids(3), true)).toHaveLength(3)
  })

  test('works while Launch and Terminate are suspended', async () => {
    const region = await serving()
    region.suspend('Launch', 'Terminate')
    region.detach(region.ids(1), false)
    await region.runTo(300)
    expect(region.group().instances).toHaveLength(3)
  })
})

describe('attaching', () => {
  test('takes a detached instance into another group, which it serves after a registration, without a launch', async () => {
    const { region, id } = await withDetached()
    const other = region.create({ AutoScalingGroupName: 'other', MinSize: 0, MaxSize: 3 })
    region.attach([id], 'other')
    expect(region.group().detached).toEqual([])
    expect(other.instances).toMatchObject([{ instanceId: id, state: 'Pending', inServiceAtMs: undefined }])
    await region.runTo(319.999)
    expect(region.count('InService', 'other')).toBe(0)
    await region.runTo(320)
    expect(region.count('InService', 'other')).toBe(1)
    expect([other.desiredCapacity, other.launches]).toEqual([1, 0])
  })

  test('gives a group its own instance back', async () => {
    const { region, id } = await withDetached()
    region.attach([id])
    expect(region.group().desiredCapacity).toBe(4)
    await region.runTo(320)
    expect(region.count('InService')).toBe(4)
  })

  test('never exceeds MaxSize', async () => {
    const { region, id } = await withDetached()
    region.operations.UpdateAutoScalingGroup({ ...web, MaxSize: 3 }, region.context)
    expect(errorOf(() => region.attach([id])).message).toBe(
      'AutoScalingGroup web has min-size=2, max-size=3, and desired-size=3. To attach 1 instance, please update the AutoScalingGroup sizes appropriately.',
    )
    expect(region.group().detached).toHaveLength(1)
  })

  test('is for instances of the zones of the group that belong to no other, and needs the Launch process', async () => {
    const { region, id } = await withDetached()
    region.create({ AutoScalingGroupName: 'far', MinSize: 0, AvailabilityZones: ['us-east-1f'] })
    expect(errorOf(() => region.attach([id], 'far')).message).toMatch(/none of the Availability Zones/)
    const [member] = region.ids(1)
    expect(errorOf(() => region.attach([member], 'far')).message).toMatch(/already part of AutoScalingGroup:web/)
    expect(errorOf(() => region.attach(['i-0'])).message).toBe('Invalid Instance ID(s): [i-0]')
    region.suspend('Launch')
    expect(errorOf(() => region.attach([id])).message).toMatch(/Launch process/)
  })
})
