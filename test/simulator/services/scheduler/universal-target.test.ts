// Expected values: Scheduler user guide, "Using universal targets": ARN, input, role, and the actions that are not supported.
import { ValidationException } from '@aws-sdk/client-scheduler'
import { describe, expect, it } from 'vitest'
import { createGroup, makeRegion, minuteMs, startMs } from '../../../shared/aws/region.ts'

const setDesired = 'arn:aws:scheduler:::aws-sdk:autoscaling:setDesiredCapacity'

function makeWorld() {
  const { region, calls } = makeRegion()
  createGroup(region)
  const context = () => ({ nowMs: region.clock.now(), caller: 'test' })
  const schedule = (Arn: string, Input: unknown, RetryPolicy = {}) =>
    region.scheduler.operations.CreateSchedule(
      {
        Name: 'once',
        ScheduleExpression: 'at(2026-03-02T00:10:00)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        ActionAfterCompletion: 'DELETE',
        Target: {
          Arn,
          RoleArn: 'arn:aws:iam::123456789012:role/team/expiry',
          Input: JSON.stringify(Input),
          RetryPolicy,
        },
      },
      context(),
    )
  const names = () => region.scheduler.operations.ListSchedules({}, context()).Schedules?.map(({ Name }) => Name)
  return { region, calls, schedule, names }
}

const desired = (DesiredCapacity: number, AutoScalingGroupName = 'web') => ({ AutoScalingGroupName, DesiredCapacity })

describe('a universal target', () => {
  it("makes the call once, within its minute, in the name of the schedule's role, and the schedule is gone", async () => {
    const { region, calls, schedule, names } = makeWorld()
    schedule(setDesired, desired(7))
    await region.clock.runUntil(startMs + 10 * minuteMs)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(2)
    await region.clock.runUntil(startMs + 11 * minuteMs)
    expect(region.autoScaling.group('web')?.desiredCapacity).toBe(7)
    expect(calls).toEqual([
      {
        timeMs: startMs + 10 * minuteMs + 30_000,
        caller: 'expiry',
        service: 'AutoScaling',
        operation: 'SetDesiredCapacity',
        input: desired(7),
      },
    ])
    expect(names()).toEqual([])
  })

  it('that the service refuses is tried again as its retry policy says, and given up', async () => {
    const { region, calls, schedule } = makeWorld()
    schedule(setDesired, desired(7, 'gone'), { MaximumRetryAttempts: 2 })
    await region.clock.runUntil(startMs + 20 * minuteMs)
    expect(calls.map(({ error }) => error)).toEqual(['ValidationError', 'ValidationError', 'ValidationError'])
    expect(region.scheduler.dropped).toMatchObject([{ scheduleName: 'once', attempts: 3 }])
  })

  it.each([
    ['an operation that only reads', 'arn:aws:scheduler:::aws-sdk:autoscaling:describeAutoScalingGroups'],
    ['an operation that there is not', 'arn:aws:scheduler:::aws-sdk:autoscaling:eraseEverything'],
    ['a service that is not simulated as a target', 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage'],
    ['no operation at all', 'arn:aws:scheduler:::aws-sdk:autoscaling'],
  ])('is refused for %s', (_, arn) => {
    const { schedule, names } = makeWorld()
    expect(() => schedule(arn, {})).toThrow(ValidationException)
    expect(names()).toEqual([])
  })
})
