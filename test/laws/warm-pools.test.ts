// The laws of the design as they hold for warm pools on loan, tried to be broken on the simulated region with the real handlers.
import { describe, expect, test } from 'vitest'
import { acting, bursty, makeWorld, minuteMs, type SiteSpec, type World } from './world.ts'

const context = { nowMs: 0, caller: 'team' }
const webGroup = { AutoScalingGroupName: 'web' }

/** Where a pool pays: bursts that are worth the same whatever has been spent. */
const unstinted = { ...acting, 'penumbra:miss-cost-ratio': '20', 'penumbra:budget': '1000' }

async function makePoolWorld(site: SiteSpec = {}, hook = true): Promise<World> {
  const world = await makeWorld([{ tags: unstinted, demandRps: bursty, ...site }])
  if (hook) world.putLaunchHook()
  return world
}

const poolOf = (world: World) => world.group().fleet.pool

function isLent(world: World): boolean {
  const pool = poolOf(world)
  return pool !== undefined && !pool.isDeleting
}

async function untilLent(world: World): Promise<void> {
  for (let minutes = 0; minutes < 14 * 60; minutes += 5) {
    await world.pass(5 / 60)
    if (isLent(world)) return
  }
  throw new Error('got no warm pool within 14 hours')
}

function schedules(world: World): string[] {
  const at = { nowMs: world.region.clock.now(), caller: 'team' }
  const { Schedules = [] } = world.region.scheduler.operations.ListSchedules({ NamePrefix: 'penumbra-pool-' }, at)
  return Schedules.map(({ Name = '' }) => Name)
}

/** Epoch milliseconds at which AWS would delete the pool. */
function expiryMs(world: World): number {
  const [Name] = schedules(world)
  const { ScheduleExpression = '' } = world.region.scheduler.operations.GetSchedule({ Name }, context)
  return Date.parse(`${ScheduleExpression.slice(3, -1)}Z`)
}

function stopPenumbra(world: World) {
  for (const Name of ['penumbra-tick', 'penumbra-learn'])
    world.region.scheduler.operations.DeleteSchedule({ Name }, context)
}

const poolCalls = (world: World) => world.mutations().filter(({ operation }) => operation.endsWith('WarmPool'))
const told = (world: World) =>
  world.region.sns.published.filter(({ attributes }) => attributes.cause === 'pool-yielded')
const memory = (world: World) =>
  world.region.dynamoDb.operations.GetItem(
    { TableName: 'penumbra-state', Key: { pk: { S: 'group#web' }, sk: { S: 'pool' } } },
    context,
  ).Item

describe('a warm pool', () => {
  test('is lent where it pays, in an absolute size, and its reason says what it buys and costs', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    const put = poolCalls(world)[0].input as Record<string, unknown>
    expect(put.MinSize).toBe(put.MaxGroupPreparedCapacity)
    expect(put).toMatchObject({ PoolState: 'Stopped', InstanceReusePolicy: { ReuseOnScaleIn: false } })
    const { decision } = world.decisions.findLast(({ decision: { pool } }) => pool !== undefined)!
    expect(decision.reason).toMatch(/Warm pool of \d+ stopped: above the floor of \d+ it covers/)
    expect(decision.reason).toMatch(/serves after \d+ s instead of \d+ s/)
    expect(decision.reason).toMatch(/As many in service would cost \d+\.\d+ USD\/h/)
  })

  test('is remembered, and its end is scheduled, before it is made (law 2)', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    const made = world.calls.findIndex(({ operation }) => operation === 'PutWarmPool')
    const before = world.calls
      .slice(0, made)
      .filter(
        ({ service, operation, input }) =>
          service === 'Scheduler' || (operation === 'PutItem' && JSON.stringify(input).includes('"pool"')),
      )
      .filter(({ caller, error }) => caller === 'reconcile' && error === undefined)
      .map(({ operation }) => operation)
    expect(before).toEqual(['PutItem', 'CreateSchedule', 'PutItem'])
    expect(world.group().tags.get('penumbra:managed')?.value).toBe('true')
  })

  test('is not asked for by a group without a launch hook, until it says that it is safe to boot', async () => {
    const world = await makePoolWorld({}, false)
    await world.pass(1)
    expect(poolCalls(world)).toEqual([])
    expect(world.decisions.at(-1)?.decision.reason).toContain('no launch lifecycle hook')
    world.setTags({ 'penumbra:boot-safe': 'true' })
    await untilLent(world)
  })

  test('is given up by itself where instances that nothing holds back are no faster out of it than cold', async () => {
    // AWS stops them without waiting for their boot (aws-facts §1), so that a draw takes as long as a cold launch; after five
    // draws that is learned.
    const world = await makePoolWorld({ tags: { ...unstinted, 'penumbra:boot-safe': 'true' } }, false)
    await untilLent(world)
    await world.pass(16)
    expect(poolOf(world)).toBeUndefined()
    // At the end there may be another reason on top: the floor covers everything at that moment.
    const reasons = world.decisions.map(({ decision }) => decision.reason)
    expect(reasons.filter(reason => /a stopped start takes \d+ s, a cold one \d+ s/.test(reason))).not.toEqual([])
  })

  test('is counted while it fills, and costs no call of its own once it is full (law 7)', async () => {
    const world = await makePoolWorld({ demandRps: () => 20 })
    const pool = { ...webGroup, MinSize: 3, MaxGroupPreparedCapacity: 3 }
    world.region.autoScaling.operations.PutWarmPool(pool, context)
    await world.pass(0.5)
    const seen = world.decisions.map(({ decision }) => decision.reason).find(reason => reason.includes('in the pool'))
    expect(seen).toContain('0 of the 3 in the pool are ready')
    const fromMs = world.region.clock.now()
    await world.pass(0.5)
    const calls = world.calls.filter(call => call.service === 'AutoScaling' && call.timeMs >= fromMs)
    // What discover describes is handed on; nobody else asks.
    expect(calls.map(({ caller, operation }) => `${caller} ${operation}`)).toEqual(
      Array(30).fill('discover DescribeAutoScalingGroups'),
    )
  })
})

describe('everything borrowed expires (law 3)', () => {
  test('when Penumbra dies, AWS itself deletes the pool within 32 minutes, and nobody else has to be there', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    stopPenumbra(world)
    await world.pass(32 / 60)
    expect(isLent(world)).toBe(false)
    expect(world.calls.findLast(({ operation }) => operation === 'DeleteWarmPool')?.caller).toBe('penumbra-pool-expiry')
    expect(schedules(world)).toEqual([])
  })

  test('while Penumbra lives, a pool never runs out: its end is always more than ten minutes away', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    for (let minutes = 0; minutes < 120; minutes += 5) {
      await world.pass(5 / 60)
      if (isLent(world)) expect(expiryMs(world) - world.region.clock.now()).toBeGreaterThan(10 * minuteMs)
    }
  })

  test('a Penumbra that comes back after its loan was over lends anew, and takes nobody for its taker', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    const rate = world.region.scheduler.operations.GetSchedule({ Name: 'penumbra-tick' }, context)
    stopPenumbra(world)
    await world.pass(1)
    expect(poolOf(world)).toBeUndefined()
    world.region.scheduler.operations.CreateSchedule(rate as never, {
      nowMs: world.region.clock.now(),
      caller: 'operator',
    })
    await untilLent(world)
    expect(told(world)).toEqual([])
  })
})

describe('giving back (law 2)', () => {
  test('removing the opt-in tag deletes the pool, its schedule, its memory and the managed tag, within three minutes', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    world.removeTag('penumbra:enabled')
    await world.pass(3 / 60)
    expect(isLent(world)).toBe(false)
    expect(schedules(world)).toEqual([])
    expect(memory(world)).toBeUndefined()
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
    expect(world.group().minSize).toBe(2)
    const before = world.mutations().length
    await world.pass(2)
    expect(world.mutations().length).toBe(before)
  })

  test.each([
    ['the kill switch says restore', (world: World) => world.setMode('restore')],
    ['penumbra:mode says observe', (world: World) => world.setTags({ 'penumbra:mode': 'observe' })],
    [
      'a refusal comes up',
      (world: World) => {
        const ScalingProcesses = ['ScheduledActions']
        world.region.autoScaling.operations.SuspendProcesses({ ...webGroup, ScalingProcesses }, context)
      },
    ],
  ])('so does it when %s', async (_, ask) => {
    const world = await makePoolWorld()
    await untilLent(world)
    ask(world)
    // A floor is let down within half an hour, and its pool goes with it.
    await world.pass(36 / 60)
    expect(isLent(world)).toBe(false)
    expect(schedules(world)).toEqual([])
    expect(memory(world)).toBeUndefined()
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
  })

  test('freeze changes nothing, and AWS takes the pool back when its time is over', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    world.setMode('freeze')
    await world.pass(1 / 60)
    const before = world.mutations().length
    await world.pass(33 / 60)
    expect(world.mutations().length).toBe(before)
    expect(isLent(world)).toBe(false)
  })
})

describe("the team's pool", () => {
  const teamPool = { ...webGroup, MinSize: 3, PoolState: 'Stopped' as const, MaxGroupPreparedCapacity: 60 }
  const put = (world: World) => world.region.autoScaling.operations.PutWarmPool(teamPool, context)
  const settings = (world: World) => poolOf(world)?.settings

  test('that was there first is never touched (law 1)', async () => {
    const world = await makePoolWorld()
    put(world)
    await world.pass(10)
    world.removeTag('penumbra:enabled')
    await world.pass(0.1)
    expect(poolCalls(world)).toEqual([])
    expect(settings(world)).toMatchObject({ minSize: 3, maxPrepared: 60 })
    expect(world.decisions.some(({ decision }) => decision.reason.includes('one of its own'))).toBe(true)
  })

  test.each([['run'], ['freeze']])(
    'that takes the place of ours stays, while the mode is %s, also after our expiry; told once',
    async mode => {
      const world = await makePoolWorld()
      await untilLent(world)
      world.setMode(mode)
      put(world)
      const before = poolCalls(world).length
      await world.pass(1)
      expect(settings(world)).toMatchObject({ minSize: 3, maxPrepared: 60 })
      expect(schedules(world)).toEqual([])
      expect(poolCalls(world).length).toBe(before)
      expect(told(world)).toHaveLength(1)
      expect(told(world)[0].message).toContain('changed the warm pool that Penumbra had lent')
    },
  )

  test('may be none: ours that somebody deletes is not made again, and told once, until the group was given back', async () => {
    const world = await makePoolWorld()
    await untilLent(world)
    world.region.autoScaling.operations.DeleteWarmPool({ ...webGroup, ForceDelete: true }, context)
    const before = poolCalls(world).length
    await world.pass(3)
    expect(poolCalls(world).length).toBe(before)
    expect(told(world)).toHaveLength(1)
    world.setMode('restore')
    await world.pass(3 / 60)
    world.setMode('run')
    await untilLent(world)
    expect(told(world)).toHaveLength(1)
  })

  test('is not overwritten either where it comes between our look and our change (law 7)', async () => {
    const world = await makePoolWorld()
    const { operations } = world.region.scheduler
    const create = operations.CreateSchedule
    Object.assign(operations, {
      CreateSchedule: (...args: Parameters<typeof create>) => {
        put(world)
        return create(...args)
      },
    })
    await world.pass(10)
    expect(poolCalls(world)).toEqual([])
    expect(settings(world)).toMatchObject({ minSize: 3, maxPrepared: 60 })
    expect(schedules(world)).toEqual([])
  })
})

describe('a pool that AWS will not have', () => {
  const refusing = (world: World, error: unknown) =>
    Object.assign(world.region.autoScaling.operations, {
      PutWarmPool: () => {
        throw error
      },
    })
  const named = (name: string, message: string) => Object.assign(new Error(message), { name })

  test.each([
    [
      'for an instance refresh is asked for again after ten minutes',
      'InstanceRefreshInProgressFault',
      10,
      'an instance refresh is in progress',
    ],
    ['for good is asked for again after an hour', 'ValidationError', 60, 'AWS refuses it'],
  ])('%s, says why, and does not hurt the floor', async (_, name, minutes, why) => {
    const world = await makePoolWorld()
    refusing(world, named(name, 'not now'))
    await world.pass(9)
    const asked = world.calls.filter(({ operation }) => operation === 'PutWarmPool').map(({ timeMs }) => timeMs)
    expect(asked.length).toBeGreaterThan(2)
    asked.forEach((timeMs, index) => {
      if (index > 0) expect(timeMs - asked[index - 1]).toBeGreaterThanOrEqual(minutes * minuteMs)
    })
    expect(
      world.decisions.filter(({ decision }) => decision.reason.includes(`${why} (not now)`)).length,
    ).toBeGreaterThan(0)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
    expect(world.group().minSize).toBeGreaterThan(10)
    // Nothing of a loan that never was is left.
    if (world.region.clock.now() - asked.at(-1)! > 2 * minuteMs) expect(schedules(world)).toEqual([])
  })

  test('and does not take is a failure, told and not believed (law 7)', async () => {
    const world = await makePoolWorld()
    Object.assign(world.region.autoScaling.operations, { PutWarmPool: () => ({}) })
    await world.pass(10)
    expect(world.controlPlane.counters.GroupsFailed).toBeGreaterThan(0)
    const lines = world.controlPlane.log.filter(({ message }) => message === 'group failed')
    expect(JSON.stringify(lines.map(({ details }) => String(details.error)))).toContain(
      'warm pool of web after setting it',
    )
  })
})

test('a crash after any step of lending leaves a pool that expires, and the next tick goes on (law 3)', async () => {
  const probe = await makePoolWorld()
  await untilLent(probe)
  const lentMs = poolCalls(probe)[0].timeMs
  const isStep = (call: {
    service: string
    operation: string
    caller: string
    timeMs: number
    input: unknown
    error?: string
  }) =>
    call.caller === 'reconcile' &&
    call.error === undefined &&
    call.timeMs === lentMs &&
    (call.service === 'Scheduler' || /WarmPool$/.test(call.operation) || JSON.stringify(call.input).includes('"pool"'))
  const steps = probe.calls.filter(isStep).filter(({ operation }) => !/^(Get|Batch|Describe)/.test(operation)).length
  expect(steps).toBe(4)
  for (let survived = 0; survived < steps; survived++) {
    const world = await makePoolWorld()
    await world.region.clock.runUntil(lentMs - 30_000)
    crashAfter(world, survived)
    await world.pass(2 / 60)
    expect(schedules(world).length).toBeGreaterThanOrEqual(isLent(world) ? 1 : 0)
    stopPenumbra(world)
    await world.pass(34 / 60)
    expect(isLent(world)).toBe(false)
    expect(schedules(world)).toEqual([])
  }
})

/** Every step of lending a pool after the first `survived` ones throws, from now on and for ever. */
function crashAfter(world: World, survived: number) {
  let left = survived
  const guard =
    <Input, Output>(operation: (input: Input, at: never) => Output, counts: (input: Input) => boolean) =>
    (input: Input, at: never) => {
      if (counts(input) && left-- <= 0) throw new Error('crashed')
      return operation(input, at)
    }
  const { scheduler, autoScaling, dynamoDb } = world.region
  const always = () => true
  Object.assign(scheduler.operations, { CreateSchedule: guard(scheduler.operations.CreateSchedule as never, always) })
  Object.assign(autoScaling.operations, { PutWarmPool: guard(autoScaling.operations.PutWarmPool as never, always) })
  const isMemory = (input: { Item?: { sk?: { S?: string } } }) => input.Item?.sk?.S === 'pool'
  Object.assign(dynamoDb.operations, { PutItem: guard(dynamoDb.operations.PutItem as never, isMemory) })
}
