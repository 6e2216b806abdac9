import { AlreadyExistsFault, LimitExceededFault } from '@aws-sdk/client-auto-scaling'
import { describe, expect, test } from 'vitest'
import { errorOf, startMs, TestRegion } from './test-region.ts'

const at = (seconds: number) => new Date(startMs + seconds * 1000)

function put(region: TestRegion, name: string, seconds: number, sizes: object) {
  const input = { AutoScalingGroupName: 'web', ScheduledActionName: name, StartTime: at(seconds), ...sizes }
  return region.operations.PutScheduledUpdateGroupAction(input, region.context)
}

function listed(region: TestRegion) {
  const input = { AutoScalingGroupName: 'web' }
  return region.operations.DescribeScheduledActions(input, region.context).ScheduledUpdateGroupActions ?? []
}

// aws-facts §1 "Scheduled actions": up to 2 min late; ordered within a group; past start time = error; only named sizes.
describe('scheduled actions', () => {
  test('run up to two minutes late, change only the sizes they name, and are gone', async () => {
    const region = new TestRegion()
    region.create()
    put(region, 'raise', 600, { MinSize: 5 })
    await region.runTo(599)
    expect(region.group().minSize).toBe(2)
    await region.runTo(720)
    expect(region.group()).toMatchObject({ minSize: 5, maxSize: 20, desiredCapacity: 5 })
    expect(listed(region)).toEqual([])
  })

  test('are late by anything between nothing and the most', async () => {
    const region = new TestRegion()
    region.create({ MaxSize: 200 })
    const delays: number[] = []
    for (let index = 0; index < 60; index++) {
      const dueSeconds = 300 + index * 300
      put(region, 'raise', dueSeconds, { MinSize: 3 + index })
      for (let second = dueSeconds; region.group().minSize < 3 + index; second++) {
        await region.runTo(second)
        if (region.group().minSize === 3 + index) delays.push(second - dueSeconds)
      }
    }
    // Uniform on [0, 120]: mean 60 with standard error 120 / √12 / √60 = 4.5; four of them are 18.
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length
    expect(Math.abs(mean - 60)).toBeLessThan(18)
    expect(Math.min(...delays)).toBeLessThan(20)
    expect(Math.max(...delays)).toBeGreaterThan(100)
    expect(Math.max(...delays)).toBeLessThanOrEqual(120)
  })

  test('run in the order of their start times, however late the first is', async () => {
    const region = new TestRegion()
    region.create()
    // A second apart: independent delays would swap about half of the pairs.
    for (let pair = 0; pair < 20; pair++) {
      put(region, `high-${pair}`, 600 * pair + 60, { MinSize: 9 })
      put(region, `low-${pair}`, 600 * pair + 61, { MinSize: 3 })
    }
    for (let pair = 0; pair < 20; pair++) {
      await region.runTo(600 * pair + 300)
      expect(region.group().minSize).toBe(3)
    }
    expect(region.group().desiredCapacity).toBe(9)
  })

  test('an action put again under its name only runs at its new time', async () => {
    const region = new TestRegion()
    region.create()
    put(region, 'restore', 600, { MinSize: 4 })
    put(region, 'restore', 3000, { MinSize: 6 })
    expect(listed(region)).toMatchObject([{ ScheduledActionName: 'restore', StartTime: at(3000), MinSize: 6 }])
    await region.runTo(2999)
    expect(region.group().minSize).toBe(2)
    await region.runTo(3120)
    expect(region.group().minSize).toBe(6)
  })

  test('a deleted action never runs, and deleting it twice is a ValidationError', async () => {
    const region = new TestRegion()
    region.create()
    put(region, 'raise', 600, { MinSize: 4 })
    const input = { AutoScalingGroupName: 'web', ScheduledActionName: 'raise' }
    region.operations.DeleteScheduledAction(input, region.context)
    const error = errorOf(() => region.operations.DeleteScheduledAction(input, region.context))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toMatch(/not found/)
    await region.runTo(1000)
    expect(region.group().minSize).toBe(2)
  })

  test('an action that falls due while ScheduledActions is suspended is lost', async () => {
    const region = new TestRegion()
    region.create()
    put(region, 'raise', 600, { MinSize: 4 })
    put(region, 'later', 6000, { MinSize: 5 })
    const processes = { AutoScalingGroupName: 'web', ScalingProcesses: ['ScheduledActions'] }
    region.operations.SuspendProcesses(processes, region.context)
    await region.runTo(1000)
    region.operations.ResumeProcesses(processes, region.context)
    await region.runTo(2000)
    expect(region.group().minSize).toBe(2)
    await region.runTo(6120)
    expect(region.group().minSize).toBe(5)
  })

  test('an action whose sizes do not fit the group fails without changing it', async () => {
    const region = new TestRegion()
    region.create()
    put(region, 'too-many', 600, { MinSize: 21 })
    await region.runTo(720)
    expect(region.group()).toMatchObject({ minSize: 2, maxSize: 20, desiredCapacity: 2 })
    expect(region.activities()[0]).toMatchObject({
      StatusCode: 'Failed',
      StatusMessage: 'Max bound, 20, must be greater than or equal to min bound, 21',
    })
  })

  test('the past, a recurrence, no size at all and unordered sizes are refused', () => {
    const region = new TestRegion()
    region.create()
    for (const attempt of [
      () => put(region, 'past', -1, { MinSize: 3 }),
      () => put(region, 'cron', 600, { MinSize: 3, Recurrence: '0 8 * * *' }),
      () => put(region, 'empty', 600, {}),
      () => put(region, 'unordered', 600, { MinSize: 5, MaxSize: 4 }),
      () => put(region, 'timeless', 600, { MinSize: 5, StartTime: undefined }),
    ]) {
      expect(errorOf(attempt).name).toBe('ValidationError')
    }
    expect(listed(region)).toEqual([])
  })

  test('two actions of a group cannot start at the same time', () => {
    const region = new TestRegion()
    region.create()
    put(region, 'one', 600, { MinSize: 3 })
    expect(errorOf(() => put(region, 'two', 600, { MinSize: 4 }))).toBeInstanceOf(AlreadyExistsFault)
    put(region, 'one', 600, { MinSize: 5 })
    expect(listed(region)).toMatchObject([{ ScheduledActionName: 'one', MinSize: 5 }])
  })

  test('a group has at most 125 (aws-facts §1 "Quotas")', () => {
    const region = new TestRegion()
    region.create()
    for (let index = 0; index < 125; index++) put(region, `action-${index}`, 600 + index, { MinSize: 3 })
    expect(errorOf(() => put(region, 'one-too-many', 6000, { MinSize: 3 }))).toBeInstanceOf(LimitExceededFault)
    put(region, 'action-0', 6000, { MinSize: 3 })
    expect(listed(region)).toHaveLength(50)
  })

  test('are listed by start time within the times asked for, or by name', () => {
    const region = new TestRegion()
    region.create()
    for (const seconds of [900, 300, 600]) put(region, `at-${seconds}`, seconds, { MinSize: 3 })
    const names = (input: object) =>
      region.operations
        .DescribeScheduledActions({ AutoScalingGroupName: 'web', ...input }, region.context)
        .ScheduledUpdateGroupActions?.map(action => action.ScheduledActionName)
    expect(names({})).toEqual(['at-300', 'at-600', 'at-900'])
    expect(names({ StartTime: at(600) })).toEqual(['at-600', 'at-900'])
    expect(names({ EndTime: at(600) })).toEqual(['at-300', 'at-600'])
    expect(names({ ScheduledActionNames: ['at-900'] })).toEqual(['at-900'])
  })
})
