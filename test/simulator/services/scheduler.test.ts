// Expected values: EventBridge Scheduler's texts in the SDK's model and user guide, and aws-facts §6.
import {
  ConflictException,
  type CreateScheduleCommandInput,
  ResourceNotFoundException,
  ValidationException,
} from '@aws-sdk/client-scheduler'
import { beforeEach, describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../simulator/kernel/clock.ts'
import { SchedulerService } from '../../../simulator/services/scheduler.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const minuteMs = 60_000
const target = {
  Arn: 'arn:aws:lambda:us-east-1:123456789012:function:reconcile',
  RoleArn: 'arn:aws:iam::123456789012:role/scheduler',
  Input: '{}',
}
const everyMinute: CreateScheduleCommandInput = {
  Name: 'tick',
  ScheduleExpression: 'rate(1 minute)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: target,
}

let clock: VirtualClock
let scheduler: SchedulerService
let fired: { second: number; scheduledSecond: number; input: string; arn: string }[]
let refusals: number

beforeEach(() => {
  clock = new VirtualClock(noon)
  fired = []
  refusals = 0
  scheduler = makeScheduler()
})

function makeScheduler(delaySeconds?: number): SchedulerService {
  return new SchedulerService({
    clock,
    delaySeconds,
    invokeTarget: ({ arn, input }, scheduledMs) => {
      const second = (clock.now() - noon) / 1000
      fired.push({ second, scheduledSecond: (scheduledMs - noon) / 1000, input, arn })
      if (refusals-- > 0) throw new Error('refused')
    },
  })
}

function context() {
  return { nowMs: clock.now(), caller: 'test' }
}

function create(input: Partial<CreateScheduleCommandInput> = {}) {
  return scheduler.operations.CreateSchedule({ ...everyMinute, ...input }, context())
}

function seconds(): number[] {
  return fired.map(({ second }) => second)
}

describe('a rate', () => {
  it('runs in the middle of each minute, and tells the full minute that it is for', async () => {
    create()
    await clock.runUntil(noon + 3 * minuteMs)
    expect(fired.map(({ second, scheduledSecond }) => [second, scheduledSecond])).toEqual([
      [30, 0],
      [90, 60],
      [150, 120],
    ])
  })

  it('runs at another second of the minute when the region says so', async () => {
    scheduler = makeScheduler(7)
    create()
    await clock.runUntil(noon + 2 * minuteMs)
    expect(seconds()).toEqual([7, 67])
  })

  it('begins at its StartDate and stops at its EndDate', async () => {
    create({
      ScheduleExpression: 'rate(2 minutes)',
      StartDate: new Date(noon + 5 * minuteMs),
      EndDate: new Date(noon + 9 * minuteMs),
    })
    await clock.runUntil(noon + 20 * minuteMs)
    expect(seconds()).toEqual([330, 450, 570])
  })

  it('does not catch up on the minutes between a StartDate that has passed and now', async () => {
    create({ StartDate: new Date(noon - 4 * minuteMs) })
    await clock.runUntil(noon + minuteMs)
    expect(seconds()).toEqual([30])
  })

  it('waits for a target that takes its time, without losing a beat', async () => {
    const slow = new SchedulerService({
      clock,
      invokeTarget: async () => {
        fired.push({ second: (clock.now() - noon) / 1000, scheduledSecond: 0, input: '', arn: '' })
        await clock.sleep(100_000)
      },
    })
    slow.operations.CreateSchedule(everyMinute, context())
    await clock.runUntil(noon + 4 * minuteMs)
    expect(seconds()).toEqual([30, 90, 150, 210])
  })
})

describe('at()', () => {
  it('runs once and is deleted afterwards when it says so', async () => {
    create({ ScheduleExpression: 'at(2026-11-21T12:02:00)', ActionAfterCompletion: 'DELETE' })
    await clock.runUntil(noon + 10 * minuteMs)
    expect(seconds()).toEqual([150])
    expect(() => scheduler.operations.GetSchedule({ Name: 'tick' }, context())).toThrow(ResourceNotFoundException)
  })

  it('stays after it has run unless told otherwise', async () => {
    create({ ScheduleExpression: 'at(2026-11-21T12:02:00)' })
    await clock.runUntil(noon + 10 * minuteMs)
    expect(scheduler.operations.GetSchedule({ Name: 'tick' }, context()).Name).toBe('tick')
  })

  it('in the past is refused', () => {
    expect(() => create({ ScheduleExpression: 'at(2026-11-21T11:59:59)' })).toThrow(ValidationException)
  })
})

describe('changing schedules', () => {
  it('UpdateSchedule replaces the whole schedule: what it leaves out falls back to its default', async () => {
    create({ Description: 'old', State: 'DISABLED' })
    await clock.runUntil(noon + minuteMs)
    scheduler.operations.UpdateSchedule({ ...everyMinute, ScheduleExpression: 'rate(2 minutes)' }, context())
    await clock.runUntil(noon + 4 * minuteMs)
    expect(seconds()).toEqual([90, 210])
    expect(scheduler.operations.GetSchedule({ Name: 'tick' }, context())).toMatchObject({
      ScheduleExpression: 'rate(2 minutes)',
      State: 'ENABLED',
      CreationDate: new Date(noon),
      LastModificationDate: new Date(noon + minuteMs),
    })
    expect(scheduler.operations.GetSchedule({ Name: 'tick' }, context()).Description).toBeUndefined()
  })

  it('an updated schedule does not run at its old times any more', async () => {
    create({ ScheduleExpression: 'at(2026-11-21T12:02:00)' })
    const pushedForward = { ...everyMinute, ScheduleExpression: 'at(2026-11-21T12:20:00)' }
    scheduler.operations.UpdateSchedule(pushedForward, context())
    await clock.runUntil(noon + 30 * minuteMs)
    expect(seconds()).toEqual([1230])
  })

  it('neither a deleted nor a disabled schedule runs', async () => {
    create()
    create({ Name: 'off', State: 'DISABLED' })
    scheduler.operations.DeleteSchedule({ Name: 'tick' }, context())
    await clock.runUntil(noon + 5 * minuteMs)
    expect(fired).toEqual([])
  })

  it('a schedule created anew under a deleted name runs once, not twice', async () => {
    create()
    scheduler.operations.DeleteSchedule({ Name: 'tick' }, context())
    create()
    await clock.runUntil(noon + minuteMs)
    expect(seconds()).toEqual([30])
  })

  it('refuses a name that is taken, unless the request is a repetition', () => {
    const { ScheduleArn } = create({ ClientToken: 'a' })
    expect(ScheduleArn).toBe('arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick')
    expect(() => create()).toThrow(ConflictException)
    expect(() => create({ ClientToken: 'b' })).toThrow(ConflictException)
    expect(create({ ClientToken: 'a' })).toEqual({ ScheduleArn })
  })

  it('refuses to touch what does not exist', () => {
    const name = { Name: 'nothing' }
    expect(() => scheduler.operations.GetSchedule(name, context())).toThrow(ResourceNotFoundException)
    expect(() => scheduler.operations.DeleteSchedule(name, context())).toThrow(ResourceNotFoundException)
    expect(() => scheduler.operations.UpdateSchedule({ ...everyMinute, ...name }, context())).toThrow(
      ResourceNotFoundException,
    )
    expect(() => create({ GroupName: 'mine' })).toThrow(ResourceNotFoundException)
  })
})

describe('what the target is handed', () => {
  it('has the context attributes filled in', async () => {
    const Input =
      '<aws.scheduler.schedule-arn> <aws.scheduler.scheduled-time> <aws.scheduler.attempt-number> <aws.scheduler.execution-id>'
    create({ Target: { ...target, Input } })
    await clock.runUntil(noon + minuteMs)
    const [arn, time, attempt, execution] = fired[0].input.split(' ')
    expect(arn).toBe('arn:aws:scheduler:us-east-1:123456789012:schedule/default/tick')
    expect([time, attempt]).toEqual(['2026-11-21T12:00:00Z', '1'])
    expect(execution).toMatch(/^[0-9a-f]{16}$/)
    expect(fired[0].arn).toBe(target.Arn)
  })

  it('is a notification of the scheduled time when there is no input', async () => {
    create({ Target: { ...target, Input: undefined } })
    await clock.runUntil(noon + minuteMs)
    expect(JSON.parse(fired[0].input)).toMatchObject({ source: 'aws.scheduler', time: '2026-11-21T12:00:00Z' })
  })
})

describe('a target that refuses', () => {
  const once = { ScheduleExpression: 'at(2026-11-21T12:00:00)' }

  it('is tried again, longer and longer apart, until it takes the event', async () => {
    refusals = 3
    create(once)
    await clock.runUntil(noon + 10 * minuteMs)
    // Waits of 1, 2 and 4 seconds.
    expect(seconds()).toEqual([30, 31, 33, 37])
    expect(scheduler.dropped).toEqual([])
  })

  it('is not tried again where no retries are wanted', async () => {
    refusals = 1
    create({ ...once, Target: { ...target, RetryPolicy: { MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 60 } } })
    await clock.runUntil(noon + 10 * minuteMs)
    expect(seconds()).toEqual([30])
    expect(scheduler.dropped).toMatchObject([{ scheduleName: 'tick', scheduledMs: noon, attempts: 1 }])
  })

  it('is given up once the event is too old', async () => {
    refusals = 1000
    create({ ...once, Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 60 } } })
    await clock.runUntil(noon + 10 * minuteMs)
    // 30 + 1 + 2 + 4 + 8 = 45; the next would come at 61.
    expect(seconds()).toEqual([30, 31, 33, 37, 45])
    expect(scheduler.dropped).toMatchObject([{ attempts: 5 }])
  })

  it('has, by default, 185 retries within 24 hours', async () => {
    refusals = 1000
    create(once)
    await clock.runUntil(noon + 48 * 60 * minuteMs)
    expect(fired).toHaveLength(186)
    expect(seconds()[185]).toBeLessThan(86_400)
  })
})

describe('ListSchedules', () => {
  beforeEach(() => {
    for (const Name of ['b2', 'a1', 'b1']) create({ Name, State: Name === 'b1' ? 'DISABLED' : 'ENABLED' })
  })

  const names = (input: object) =>
    scheduler.operations.ListSchedules(input, context()).Schedules?.map(({ Name }) => Name)

  it('filters by the beginning of the name and by state', () => {
    expect(names({})).toEqual(['a1', 'b1', 'b2'])
    expect(names({ NamePrefix: 'b' })).toEqual(['b1', 'b2'])
    expect(names({ State: 'ENABLED' })).toEqual(['a1', 'b2'])
  })

  it('hands out pages', () => {
    const { Schedules, NextToken } = scheduler.operations.ListSchedules({ MaxResults: 2 }, context())
    expect(Schedules?.map(({ Name, Target }) => [Name, Target?.Arn])).toEqual([
      ['a1', target.Arn],
      ['b1', target.Arn],
    ])
    const rest = scheduler.operations.ListSchedules({ MaxResults: 2, NextToken }, context())
    expect(rest.Schedules?.map(({ Name }) => Name)).toEqual(['b2'])
    expect(rest.NextToken).toBeUndefined()
  })
})

describe('bad schedules', () => {
  const bad: { why: string; input: Partial<CreateScheduleCommandInput> }[] = [
    { why: 'a name of 65 characters', input: { Name: 'x'.repeat(65) } },
    { why: 'a name with a space', input: { Name: 'my tick' } },
    { why: 'no flexible time window', input: { FlexibleTimeWindow: undefined } },
    { why: 'a flexible window without its length', input: { FlexibleTimeWindow: { Mode: 'FLEXIBLE' } } },
    {
      why: 'a window of 1,441 minutes',
      input: { FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1441 } },
    },
    { why: 'an expression that nobody knows', input: { ScheduleExpression: 'rate(30 seconds)' } },
    { why: 'no target', input: { Target: undefined } },
    { why: 'no role', input: { Target: { ...target, RoleArn: undefined } } },
    { why: '186 retries', input: { Target: { ...target, RetryPolicy: { MaximumRetryAttempts: 186 } } } },
    { why: 'an event age of 59 s', input: { Target: { ...target, RetryPolicy: { MaximumEventAgeInSeconds: 59 } } } },
    { why: 'an input above 256 KB', input: { Target: { ...target, Input: 'x'.repeat(262_145) } } },
    { why: 'a start more than five minutes ago', input: { StartDate: new Date(noon - 300_001) } },
    { why: 'an end before the start', input: { EndDate: new Date(noon - 1) } },
  ]
  it.each(bad)('$why', ({ input }) => {
    expect(() => create(input)).toThrow(ValidationException)
    expect(scheduler.operations.ListSchedules({}, context()).Schedules).toEqual([])
  })

  it('a name of 64 characters and a flexible window of a day are good', () => {
    create({ Name: 'x'.repeat(64), FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 1440 } })
    expect(scheduler.operations.ListSchedules({}, context()).Schedules).toHaveLength(1)
  })
})
