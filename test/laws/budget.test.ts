// The budget under a load that nobody can foretell: what is booked is what is paid, and no more is spent than was granted.
import { describe, expect, test } from 'vitest'
import { RandomStream } from '../../simulator/kernel/random.ts'
import { putBody, stateOf } from './inspect.ts'
import { acting, daily, makeWorld, minuteMs, type World } from './world.ts'

const startMs = Date.UTC(2026, 2, 2)
/** Of history and load. */
const days = 5

/** Every minute is off by 15 %, and nothing tells by how much. */
const noise = (() => {
  const random = new RandomStream(1, 'budget', 'noise')
  return Float64Array.from({ length: days * 1440 }, () => Math.exp(0.15 * random.normal()))
})()

const noisy = (timeMs: number) => daily(timeMs) * noise[Math.floor((timeMs - startMs) / minuteMs) + 3 * 1440]

const tags = { ...acting, 'penumbra:scale-in': 'penumbra', 'penumbra:budget': '114' }

/** Instance-hours that AWS bills, counted every ten seconds: whatever the group shows, on its way in and out too. */
function meterOf({ region }: World): { hours: number } {
  const meter = { hours: 0 }
  const context = { nowMs: 0, caller: 'bill' }
  region.clock.every(10_000, startMs + 5_000, nowMs => {
    const { AutoScalingGroups: [group] = [] } = region.autoScaling.operations.DescribeAutoScalingGroups(
      { AutoScalingGroupNames: ['web'] },
      { ...context, nowMs },
    )
    meter.hours += (group?.Instances?.length ?? 0) / 360
  })
  return meter
}

describe('under a load of noise', () => {
  /** Up and down by half every forty minutes on top of it, so that instances come and go all the time. */
  const restless = (timeMs: number) => noisy(timeMs) * (1 + 0.5 * Math.sin((2 * Math.PI * timeMs) / (40 * minuteMs)))

  test.each([
    ['minutes', {}],
    ['ten seconds', { 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }],
  ])('a group planned by %s books what it pays, also while instances are sent away', async (_, more) => {
    const world = await makeWorld([{ tags: { ...tags, ...more }, demandRps: restless }])
    const meter = meterOf(world)
    await world.pass(1)
    const before = { booked: stateOf(world).budget?.spentHours ?? 0, paid: meter.hours }
    await world.pass(3)
    const booked = (stateOf(world).budget?.spentHours ?? 0) - before.booked
    const paid = meter.hours - before.paid
    expect(world.mutations().filter(({ operation }) => operation === 'SetDesiredCapacity').length).toBeGreaterThan(10)
    expect(Math.abs(booked / paid - 1)).toBeLessThan(0.01)
  })

  test('no more than 1 % over its budget is spent in a day, once it is learned what a miss may cost', async () => {
    const [acting, alone] = [await makeNoisyWorld(), await makeNoisyWorld()]
    for (const Name of ['penumbra-tick', 'penumbra-learn']) {
      alone.world.region.scheduler.operations.DeleteSchedule({ Name }, { nowMs: startMs, caller: 'test' })
    }
    await acting.world.pass(5 / 60)
    assumeLearned(acting.world)
    await acting.world.pass(24 - 5 / 60)
    await alone.world.pass(24)
    const percent = (100 * acting.meter.hours) / alone.meter.hours
    expect(percent).toBeLessThan(114 * 1.01)
    // It is spent for something.
    expect(percent).toBeGreaterThan(110)
  })
})

async function makeNoisyWorld() {
  const world = await makeWorld([{ tags, demandRps: noisy }])
  return { world, meter: meterOf(world) }
}

/** Where the price of a miss comes to rest under this load; it takes four days to get there from where it starts. */
function assumeLearned(world: World): void {
  const { budget, ...state } = stateOf(world)
  putBody(world, 'state', JSON.stringify({ ...state, budget: { ...budget, logPrice: Math.log(4.6) } }))
}
