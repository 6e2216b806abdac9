import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { minuteMs, randomLeads, startMs, TestRegion } from './test-region.ts'

describe('the life of an instance', () => {
  test('is pending, and billed, from the launch; in service after the lead; gone after draining', async () => {
    const region = new TestRegion()
    const group = region.create({ DesiredCapacity: 3 })
    expect(group.instances).toHaveLength(3)
    expect(group.instances[0]).toMatchObject({ state: 'Pending', launchedAtMs: startMs, inServiceAtMs: undefined })
    await region.runTo(149.999)
    expect(region.count('Pending')).toBe(3)
    await region.runTo(150)
    expect(region.count('InService')).toBe(3)
    expect(group.instances[0].inServiceAtMs).toBe(startMs + 150_000)
    group.changeSizes({ desiredCapacity: 2 }, () => 'a test')
    expect([region.count('InService'), region.count('Terminating')]).toEqual([2, 1])
    await region.runTo(209.999)
    expect(group.instances).toHaveLength(3)
    await region.runTo(210)
    expect(group.instances).toHaveLength(2)
    expect(group.launches).toBe(3)
  })

  test('one that is terminated while pending never comes into service', async () => {
    const region = new TestRegion()
    const group = region.create()
    const [instance] = group.instances
    group.terminateInstance(instance, false)
    await region.runTo(600)
    expect(instance).toMatchObject({ state: 'Terminated', inServiceAtMs: undefined })
    expect(region.count('InService')).toBe(2)
    expect(region.activities().map(activity => activity.StatusCode)).toContain('Cancelled')
  })

  test('cold leads have the mean and the 95th percentile that were asked for', async () => {
    const region = new TestRegion({ leadTimes: randomLeads })
    const group = region.create({ MinSize: 2000, MaxSize: 2000 })
    await region.runTo(3600)
    const leads = group.instances.map(({ inServiceAtMs = 0, launchedAtMs }) => (inServiceAtMs - launchedAtMs) / 1000)
    leads.sort((a, b) => a - b)
    // Standard deviation of the lognormal is about 34 s: standard errors of 0.8 s for the mean, and of about
    // √(0.95 × 0.05 / 2000) / density(210 s) = 0.0049 / 0.0024 = 2.0 s for the percentile; four of them each.
    expect(Math.abs(leads.reduce((sum, lead) => sum + lead, 0) / 2000 - 150)).toBeLessThan(3.2)
    expect(Math.abs(leads[1900] - 210)).toBeLessThan(8)
  })

  test('the nth launch of a group takes equally long, whatever happened in between', async () => {
    const leadsOf = async (disturb: (region: TestRegion) => void) => {
      const region = new TestRegion({ leadTimes: randomLeads })
      const group = region.create()
      disturb(region)
      await region.runTo(1800)
      group.changeSizes({ desiredCapacity: 6 }, () => 'a test')
      await region.runTo(3600)
      return group.instances.map(instance => (instance.inServiceAtMs ?? 0) - instance.launchedAtMs)
    }
    const quiet = await leadsOf(() => undefined)
    const busy = await leadsOf(region => {
      region.create({ AutoScalingGroupName: 'other', DesiredCapacity: 9 })
      const StartTime = new Date(startMs + 60_000)
      const action = { AutoScalingGroupName: 'web', ScheduledActionName: 'none', StartTime, MinSize: 1 }
      region.operations.PutScheduledUpdateGroupAction(action, region.context)
    })
    expect(busy).toEqual(quiet)
    expect(new Set(quiet).size).toBe(6)
  })

  test('capacity that was measured includes what is draining and what left after the bin began', async () => {
    const region = new TestRegion()
    const group = region.create({ DesiredCapacity: 10 })
    await region.runTo(600)
    group.changeSizes({ desiredCapacity: 8 }, () => 'a test')
    expect(group.measuredInstances(startMs + 600_000)).toBe(10)
    await region.runTo(700)
    expect(group.measuredInstances(startMs + 540_000)).toBe(10)
    expect(group.measuredInstances(startMs + 600_000)).toBe(8)
  })
})

type Step =
  | { readonly kind: 'wait'; readonly seconds: number }
  | { readonly kind: 'update'; readonly minSize?: number; readonly maxSize?: number; readonly desired?: number }
  | { readonly kind: 'set'; readonly desired: number }
  | { readonly kind: 'terminate'; readonly index: number; readonly decrement: boolean }
  | { readonly kind: 'schedule'; readonly name: string; readonly inSeconds: number; readonly minSize: number }
  | { readonly kind: 'unschedule'; readonly name: string }
  | { readonly kind: 'suspend' | 'resume'; readonly process: string }

const size = fc.nat(30)
const name = fc.constantFrom('a', 'b', 'c')
const process = fc.constantFrom('Launch', 'ScheduledActions', 'AZRebalance')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 300 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      { kind: fc.constant('update' as const), minSize: size, maxSize: size, desired: size },
      { requiredKeys: ['kind'] },
    ),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('set' as const), desired: size }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('terminate' as const), index: fc.nat(40), decrement: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('schedule' as const),
      name,
      inSeconds: fc.integer({ min: -10, max: 900 }),
      minSize: size,
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('unschedule' as const), name }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('suspend' as const, 'resume' as const), process }) },
)

/** What AWS may answer to a call that does not fit the state; anything else is a bug. */
const refusals = ['ValidationError', 'ScalingActivityInProgressFault', 'AlreadyExistsFault']

async function apply(region: TestRegion, { kind, ...args }: Step): Promise<void> {
  if (kind === 'wait' && 'seconds' in args) return region.clock.runUntil(region.clock.now() + args.seconds * 1000)
  try {
    call(region, { kind, ...args } as Step)
  } catch (error) {
    if (!(error instanceof Error) || !refusals.includes(error.name)) throw error
  }
}

function call(region: TestRegion, step: Step): void {
  const { operations, context } = region
  const group = { AutoScalingGroupName: 'web' }
  switch (step.kind) {
    case 'update': {
      const { minSize: MinSize, maxSize: MaxSize, desired: DesiredCapacity } = step
      operations.UpdateAutoScalingGroup({ ...group, MinSize, MaxSize, DesiredCapacity }, context)
      return
    }
    case 'set':
      operations.SetDesiredCapacity({ ...group, DesiredCapacity: step.desired }, context)
      return
    case 'terminate': {
      const InstanceId = region.group().instances[step.index]?.instanceId ?? 'i-0'
      const ShouldDecrementDesiredCapacity = step.decrement
      operations.TerminateInstanceInAutoScalingGroup({ InstanceId, ShouldDecrementDesiredCapacity }, context)
      return
    }
    case 'schedule': {
      const StartTime = new Date(context.nowMs + step.inSeconds * 1000)
      const action = { ...group, ScheduledActionName: step.name, StartTime, MinSize: step.minSize }
      operations.PutScheduledUpdateGroupAction(action, context)
      return
    }
    case 'unschedule':
      operations.DeleteScheduledAction({ ...group, ScheduledActionName: step.name }, context)
      return
    case 'suspend':
      operations.SuspendProcesses({ ...group, ScalingProcesses: [step.process] }, context)
      return
    case 'resume':
      operations.ResumeProcesses({ ...group, ScalingProcesses: [step.process] }, context)
      return
    default:
  }
}

function checkInvariants(region: TestRegion): void {
  const group = region.group()
  expect(group.minSize).toBeLessThanOrEqual(group.desiredCapacity)
  expect(group.desiredCapacity).toBeLessThanOrEqual(group.maxSize)
  const live = region.count('Pending') + region.count('InService')
  expect(live).toBeLessThanOrEqual(group.desiredCapacity)
  if (!group.suspendedProcesses.has('Launch')) expect(live).toBe(group.desiredCapacity)
  expect(group.instances.length).toBe(live + region.count('Terminating'))
  // The lead is 150 s for every launch, not a millisecond less or more.
  const early = group.instances.filter(({ state, launchedAtMs, inServiceAtMs }) =>
    state === 'InService' ? inServiceAtMs !== launchedAtMs + 150_000 : false,
  )
  const late = group.instances.filter(
    ({ state, launchedAtMs }) => state === 'Pending' && region.clock.now() > launchedAtMs + 150_000,
  )
  expect([early, late]).toEqual([[], []])
  checkActivities(region)
}

function checkActivities(region: TestRegion): void {
  const activities = region.activities().map(({ StartTime, EndTime, StatusCode }) => ({
    startMs: StartTime?.getTime() ?? Number.NaN,
    endMs: EndTime?.getTime(),
    isInProgress: StatusCode === 'InProgress',
  }))
  const wrong = activities.filter(
    ({ startMs: from, endMs, isInProgress }, index) =>
      !((endMs ?? from) >= from && isInProgress === (endMs === undefined)) || activities[index - 1]?.startMs < from,
  )
  expect(wrong).toEqual([])
  const underWay = region.count('Pending') + region.count('Terminating')
  if (activities.length < 100) {
    expect(activities.filter(activity => activity.isInProgress)).toHaveLength(underWay)
  }
}

describe('a group under random calls', () => {
  test('keeps its invariants at every step, and settles at its desired capacity when it is left alone', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 60, maxLength: 120 }), async steps => {
        const region = new TestRegion()
        region.create()
        for (const next of steps) {
          await apply(region, next)
          checkInvariants(region)
        }
        region.operations.ResumeProcesses({ AutoScalingGroupName: 'web' }, region.context)
        await region.clock.runUntil(region.clock.now() + 60 * minuteMs)
        checkInvariants(region)
        expect(region.count('InService')).toBe(region.group().desiredCapacity)
        expect(region.group().instances).toHaveLength(region.group().desiredCapacity)
      }),
      { numRuns: 60 },
    )
  })

  test('equal calls give equal instances, leads and activities', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const play = async () => {
          const region = new TestRegion({ leadTimes: randomLeads })
          region.create()
          for (const next of steps) await apply(region, next)
          return { group: region.describe(), activities: region.activities() }
        }
        expect(await play()).toEqual(await play())
      }),
      { numRuns: 20 },
    )
  })
})
