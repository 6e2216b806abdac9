// Groups that are planned between two ticks as well, tried to be broken on the simulated region with the real handlers.
import { describe, expect, test } from 'vitest'
import {
  anotherReconcile,
  context,
  instantsOf,
  isMutation,
  isTick,
  item,
  leaseStory,
  ownersOf,
  scheduledActions,
  stateOf,
} from './inspect.ts'
import { acting, hourMs, makeWorld, minuteMs, type SiteSpec, type World } from './world.ts'

/** Midnight, when the load begins; ticks come half a minute after every minute. */
const startMs = Date.UTC(2026, 2, 2)
const riseMs = startMs + 20 * minuteMs + 20_000
/** Nothing is lent to a group of two under such a load; what comes after it is planned for step by step, as trust grows. */
const idle = 20
const step = (timeMs: number) => (timeMs < riseMs ? idle : 600)
const fresh = { ...acting, 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }

const makeFreshWorld = (site: SiteSpec = {}, options: Parameters<typeof makeWorld>[1] = {}) =>
  makeWorld([{ tags: fresh, demandRps: step, ...site }], options)

const untilMs = (world: World, timeMs: number) => world.pass((timeMs - world.region.clock.now()) / hourMs)

/** Seconds from the rise to the first floor that was raised after it. */
function secondsToRaise(world: World, sinceMs = riseMs): number {
  const raise = world
    .mutations()
    .find(({ operation, timeMs }) => operation === 'UpdateAutoScalingGroup' && timeMs > sinceMs)
  return ((raise?.timeMs ?? Number.POSITIVE_INFINITY) - sinceMs) / 1000
}

describe('a sudden rise', () => {
  test('is planned for within half a minute where the group counts every ten seconds', async () => {
    const world = await makeFreshWorld()
    await untilMs(world, riseMs + 2 * minuteMs)
    // Ten seconds until the bin is full, ten until it can be read, and at most ten until the run looks again.
    expect(secondsToRaise(world)).toBeLessThanOrEqual(31)
    expect(world.group().minSize).toBeGreaterThan(12)
  })

  test('takes minutes where it does not: one until it is full, two until it can be read, one until the next tick', async () => {
    const world = await makeFreshWorld({ tags: acting })
    await untilMs(world, riseMs + 5 * minuteMs)
    expect(secondsToRaise(world)).toBeGreaterThan(120)
    expect(secondsToRaise(world)).toBeLessThanOrEqual(4 * 60 + 1)
  })

  test('that begins in the last seconds of a run waits for the next tick, and no longer', async () => {
    // The run that begins at 20:30 looks a last time at 21:20; what came from 21:10 on can be read at 21:30.
    const lateMs = startMs + 21 * minuteMs + 10_000
    const world = await makeFreshWorld({ demandRps: timeMs => (timeMs < lateMs ? idle : 600) })
    await untilMs(world, lateMs + 2 * minuteMs)
    expect(secondsToRaise(world, lateMs)).toBeLessThanOrEqual(31)
  })
})

describe('between two ticks (law 7)', () => {
  const noisy = (timeMs: number) => 500 + 60 * Math.sin(timeMs / 47_000) + 60 * Math.sin(timeMs / 181_000)

  test('one call reads all groups; nothing else is asked or written unless something is changed', async () => {
    const tags = { ...fresh, 'penumbra:scale-in': 'penumbra' }
    const world = await makeWorld([
      { tags, demandRps: noisy },
      { name: 'api', tags, demandRps: noisy },
    ])
    await world.pass(1)
    const fromMs = world.region.clock.now()
    await world.pass(0.5)
    const between = instantsOf(world, fromMs).filter(instant => !isTick(instant))
    // Five looks a minute: the run ends 50 s after it began.
    expect(between).toHaveLength(5 * 30)
    for (const { calls } of between) {
      const reads = calls.filter(({ operation }) => operation === 'GetMetricData')
      expect(reads).toHaveLength(1)
      expect((reads[0].input as { MetricDataQueries: unknown[] }).MetricDataQueries).toHaveLength(2)
      if (!calls.some(isMutation)) expect(calls).toHaveLength(1)
    }
    expect(between.some(({ calls }) => calls.some(isMutation))).toBe(true)
    expect(between.filter(({ calls }) => calls.length === 1).length).toBeGreaterThan(30)
  })

  test.each([
    ['is only observed', { ...fresh, 'penumbra:mode': 'observe' }],
    ['counts minutes alone', acting],
  ])('a group that %s is not looked at', async (_, tags) => {
    const world = await makeFreshWorld({ tags, demandRps: noisy })
    await world.pass(1)
    expect(instantsOf(world, startMs + 2 * minuteMs).filter(instant => !isTick(instant))).toEqual([])
  })
})

/** Every change happens while the lease is held, which nobody takes who does not get it. */
function expectUnderLease(world: World): void {
  let isHeld = false
  for (const event of leaseStory(world, startMs)) {
    if (event === 'taken') {
      expect(isHeld).toBe(false)
      isHeld = true
    }
    if (event === 'given back') isHeld = false
    if (event === 'changed') expect(isHeld).toBe(true)
  }
}

function expectNoneTwice(world: World): void {
  const sizes = world
    .mutations()
    .filter(({ operation }) => operation === 'UpdateAutoScalingGroup')
    .map(({ input }) => (input as { MinSize: number }).MinSize)
  expect(sizes.length).toBeGreaterThan(2)
  for (const [index, size] of sizes.entries()) if (index > 0) expect(size).not.toBe(sizes[index - 1])
}

describe('two runs at once (law 6)', () => {
  test('of every event that is delivered twice change a group once each time, under its lease, and as soon', async () => {
    const world = await makeFreshWorld({}, { scenario: { lambda: { duplicateProbability: 1 } } as never })
    await untilMs(world, riseMs + 5 * minuteMs)
    expect(world.region.lambda.invocationCounts()['penumbra-reconcile'].duplicates).toBeGreaterThan(20)
    expectUnderLease(world)
    expectNoneTwice(world)
    expect(secondsToRaise(world)).toBeLessThanOrEqual(31)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
  })

  test('the older one lets go of the group, and the newer one goes on with it', async () => {
    const world = await makeFreshWorld()
    const reconcile = anotherReconcile(world)
    // The scheduled run began at 20:30; the second delivery comes three seconds later.
    const secondMs = riseMs + 13_000
    world.region.clock.at(secondMs, async () => {
      await reconcile({ groups: ['web'] }, { awsRequestId: 'second' })
    })
    await untilMs(world, riseMs + 65_000)
    const changes = world.mutations().filter(({ timeMs }) => timeMs > secondMs)
    expect(changes.length).toBeGreaterThan(3)
    expect(changes.every(({ timeMs }) => (timeMs - secondMs) % 10_000 === 0)).toBe(true)
    expect(ownersOf(world, secondMs).filter(owner => owner !== 'second')).toHaveLength(1)
    // It asked for the lease once, saw that the group's state is not what it wrote, and has not looked at the group since.
    const older = instantsOf(world, secondMs).filter(({ timeMs }) => (timeMs - secondMs) % 10_000 !== 0)
    const asked = older.map(({ calls }) => calls.map(({ operation }) => operation).join(' '))
    expect(asked.at(-1)).toBe('GetMetricData UpdateItem BatchGetItem UpdateItem')
    expect(new Set(asked.slice(0, -1))).toEqual(new Set(['GetMetricData']))
    expect(older.at(-1)!.timeMs).toBeLessThan(riseMs + 40_000)
    expectUnderLease(world)
    expectNoneTwice(world)
  })

  test('a run that hangs and wakes during the next one changes nothing any more', async () => {
    const world = await makeFreshWorld()
    const { clock, dynamoDb } = world.region
    const { UpdateItem } = dynamoDb.operations
    // Its first attempt to take the lease again hangs for more than a minute, and is made five seconds after others look.
    let hung = false
    Object.assign(dynamoDb.operations, {
      UpdateItem: (...args: Parameters<typeof UpdateItem>) => {
        if (hung || clock.now() < riseMs + 15_000) return UpdateItem(...args)
        hung = true
        return clock.sleep(minuteMs + 5_000).then(() => UpdateItem(...args))
      },
    })
    await untilMs(world, riseMs + 5 * minuteMs)
    expect(hung).toBe(true)
    expectNoneTwice(world)
    // The newer run has the group from its tick on, and looks 0.4 s after every ten.
    const others = instantsOf(world, riseMs + 15_000).filter(({ timeMs }) => (timeMs - startMs) % 10_000 !== 400)
    const asked = others.flatMap(({ calls }) => calls.map(({ operation }) => operation))
    // With the lease at last, the older one sees that the group's state is not what it wrote, and gives the lease back.
    expect(asked).toEqual(['BatchGetItem', 'UpdateItem'])
  })
})

describe('the kill switch (law 13)', () => {
  test('freeze stops every change within a minute, also of a run that is under way', async () => {
    const long = (timeMs: number) => idle + Math.max(0, (timeMs - riseMs) / 1000) * 3
    const [frozen, free] = [await makeFreshWorld({ demandRps: long }), await makeFreshWorld({ demandRps: long })]
    // A second after a tick, so that its run goes on for as long as it can.
    const freezeMs = riseMs + 71_000
    await untilMs(frozen, freezeMs)
    frozen.setMode('freeze')
    for (const world of [frozen, free]) await untilMs(world, freezeMs + 10 * minuteMs)
    const later = (world: World) => world.mutations().filter(({ timeMs }) => timeMs > freezeMs + minuteMs)
    expect(later(frozen)).toEqual([])
    expect(later(free).length).toBeGreaterThan(10)
    expect(frozen.decisions.at(-1)?.decision.action).toBe('freeze')
    // Frozen, there is nothing to follow.
    const looks = instantsOf(frozen, freezeMs + 2 * minuteMs)
    expect(looks.every(isTick)).toBe(true)
  })
})

describe('a group that is opted out', () => {
  const falling = (timeMs: number) => 900 - Math.min(800, Math.max(0, (timeMs - riseMs) / 1000))
  const tags = { ...fresh, 'penumbra:scale-in': 'penumbra' }

  test.each([
    ['never was opted in', undefined],
    ['says false', 'false'],
  ])('because it %s is not let go of, whatever its other tags say (law 1)', async (_, enabled) => {
    const { 'penumbra:enabled': _enabled, ...others } = tags
    const own = enabled === undefined ? others : { ...others, 'penumbra:enabled': enabled }
    const world = await makeFreshWorld({ tags: own, demandRps: falling })
    await world.pass(1)
    expect(world.mutations()).toEqual([])
  })

  test('between two ticks is not changed any more, and the next tick puts everything back (law 2)', async () => {
    const world = await makeFreshWorld({ tags })
    // Just after a tick: the run that goes on believes the group to be opted in.
    const outMs = riseMs + 71_000
    await untilMs(world, outMs)
    expect(world.group().minSize).toBeGreaterThan(2)
    world.removeTag('penumbra:enabled')
    await untilMs(world, outMs + 58_000)
    expect(world.mutations().filter(({ timeMs }) => timeMs > outMs)).toEqual([])
    await world.pass(1 / 60)
    expect(world.group().minSize).toBe(2)
    expect(scheduledActions(world)).toEqual([])
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
    expect(item(world, 'memory')).toBeUndefined()
  })
})

describe('letting go (penumbra:scale-in)', () => {
  test('never begins while anything is on its way, nor goes below MinSize or what the policy would hold', async () => {
    const waves = (timeMs: number) => 500 + 300 * Math.sin(timeMs / (9 * minuteMs)) + 80 * Math.sin(timeMs / 101_000)
    const world = await makeFreshWorld({ tags: { ...fresh, 'penumbra:scale-in': 'penumbra' }, demandRps: waves })
    const { operations } = world.region.autoScaling
    const { SetDesiredCapacity } = operations
    const seen: { pending: number; minSize: number; wanted: number; policy: number }[] = []
    Object.assign(operations, {
      SetDesiredCapacity: (...args: Parameters<typeof SetDesiredCapacity>) => {
        const { AutoScalingGroups: [group] = [] } = operations.DescribeAutoScalingGroups(
          { AutoScalingGroupNames: ['web'] },
          { ...context, nowMs: world.region.clock.now() },
        )
        const pending = group.Instances?.filter(({ LifecycleState }) => LifecycleState?.startsWith('Pending')) ?? []
        // The policy of the team keeps an instance at 80 % of 50 rps; the minute that is known ended some ten seconds ago.
        const minute = Array.from({ length: 6 }, (_, bin) => waves(world.region.clock.now() - (bin + 2) * 10_000))
        const policy = minute.reduce((sum, rps) => sum + rps, 0) / 6 / 40
        const wanted = args[0].DesiredCapacity ?? 0
        seen.push({ pending: pending.length, minSize: group.MinSize ?? 0, wanted, policy })
        return SetDesiredCapacity(...args)
      },
    })
    await world.pass(4)
    expect(seen.length).toBeGreaterThan(5)
    for (const { pending, minSize, wanted, policy } of seen) {
      expect(pending).toBe(0)
      expect(wanted).toBeGreaterThanOrEqual(minSize)
      // Requests come at random: a minute of 20,000 varies by 0.7 %, what is learned of an instance by about as much.
      expect(wanted).toBeGreaterThanOrEqual(Math.ceil(0.96 * policy))
    }
  })
})

/** Publishes the group's own count every ten seconds, as its instances would, while `isOn`. */
function publishOwn(world: World, rpsAt: (timeMs: number) => number, isOn: (timeMs: number) => boolean): void {
  const key = { namespace: 'Own', metricName: 'Requests', dimensions: { AutoScalingGroupName: 'web' } }
  const series = world.region.metrics.series(key, 10)
  world.region.clock.every(10_000, startMs, timeMs => {
    const sum = 10 * rpsAt(timeMs)
    if (isOn(timeMs)) series.record(timeMs, { sum, sampleCount: 1, minimum: sum, maximum: sum })
  })
}

describe('a fresh metric', () => {
  const own = { ...acting, 'penumbra:fresh-metric': 'Own/Requests' }

  test('that never reports leaves the group to its minutes', async () => {
    const world = await makeFreshWorld({ tags: own })
    await untilMs(world, riseMs + 6 * minuteMs)
    expect(secondsToRaise(world)).toBeLessThanOrEqual(4 * 60 + 1)
    expect(world.controlPlane.counters.GroupsFailed ?? 0).toBe(0)
    expect(stateOf(world).fresh).toBeUndefined()
  })

  test('that stops leaves it to its minutes, and is taken up again when it comes back', async () => {
    const againMs = riseMs + 30 * minuteMs
    const secondRiseMs = againMs + 10 * minuteMs
    const twice = (timeMs: number) => (timeMs < riseMs ? idle : timeMs < secondRiseMs ? 600 : 1500)
    const world = await makeFreshWorld({ tags: own, demandRps: twice })
    publishOwn(world, twice, timeMs => timeMs < riseMs - 4 * minuteMs || timeMs >= againMs)
    await untilMs(world, againMs)
    expect(secondsToRaise(world)).toBeGreaterThan(120)
    expect(secondsToRaise(world)).toBeLessThanOrEqual(4 * 60 + 1)
    await untilMs(world, secondRiseMs + minuteMs)
    expect(secondsToRaise(world, secondRiseMs)).toBeLessThanOrEqual(31)
  })

  test('that is silent for some minutes is no demand of zero: what is needed is not let go when it comes back', async () => {
    const steady = () => 600
    const world = await makeFreshWorld({ tags: own, demandRps: steady })
    const silence = { fromMs: startMs + 30 * minuteMs, toMs: startMs + 40 * minuteMs }
    publishOwn(world, steady, timeMs => timeMs < silence.fromMs || timeMs >= silence.toMs)
    await untilMs(world, startMs + hourMs)
    const floors = (fromMs: number) =>
      world.decisions
        .filter(({ decision }) => Date.parse(decision.at) >= fromMs)
        .map(({ decision }) => decision.floorAfter)
    // Twelve instances' worth.
    expect(Math.min(...floors(startMs + 20 * minuteMs))).toBeGreaterThanOrEqual(12)
    const expected = world.decisions
      .filter(({ decision }) => Date.parse(decision.at) >= startMs + 20 * minuteMs)
      .map(({ decision }) => decision.outlook?.medianRps ?? 0)
    expect(Math.min(...expected)).toBeGreaterThan(500)
  })
})
