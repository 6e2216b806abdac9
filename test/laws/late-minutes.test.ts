// Minutes that CloudWatch shows later than usual are used the moment they can be read, on the simulated region.
import { describe, expect, test } from 'vitest'
import { instantsOf, isMutation, isTick, leaseStory, stateOf } from './inspect.ts'
import { hourMs, makeWorld, minuteMs, type SiteSpec, type World } from './world.ts'

const startMs = Date.UTC(2026, 2, 2)
const riseMs = startMs + 20 * minuteMs
const demandRps = (timeMs: number) => (timeMs < riseMs ? 20 : 600)

const makeLateWorld = (metricDelaySeconds: number, sites: readonly SiteSpec[] = [{ demandRps }]) =>
  makeWorld(sites, { scenario: { metricDelaySeconds } as never })

const untilMs = (world: World, timeMs: number) => world.pass((timeMs - world.region.clock.now()) / hourMs)
const looksOf = (world: World, fromMs: number) => instantsOf(world, fromMs).filter(instant => !isTick(instant))

describe('a minute that has not come by the tick', () => {
  test.each([
    // Ticks come 30.4 s after the minute, and every ten seconds the run looks again, for 50 s.
    // The first minute of the rise ends at 21:00, can be read at 23:35, and is seen by the third tick's first look, at 23:40.4.
    [155, 23 * 60 + 40.4],
    // Readable at 23:47, seen at 23:50.4.
    [167, 23 * 60 + 50.4],
    // Readable at 24:05, seen at 24:10.4, before the next tick at 24:30.4.
    [185, 24 * 60 + 10.4],
    // Five minutes late altogether: readable at 26:00, seen at 26:00.4.
    [300, 26 * 60 + 0.4],
  ])('%i seconds after its end is planned with as soon as it can be read', async (delaySeconds, seenAtSeconds) => {
    const world = await makeLateWorld(delaySeconds)
    await untilMs(world, startMs + 27 * minuteMs)
    const raise = world.mutations().find(({ operation }) => operation === 'UpdateAutoScalingGroup')
    expect((raise?.timeMs ?? 0) - startMs).toBe(1000 * seenAtSeconds)
  })

  test('is waited for with one call for all groups, and with none once it is there', async () => {
    const steady = () => 400
    const world = await makeLateWorld(167, [{ demandRps: steady }, { name: 'api', demandRps: steady }])
    await world.pass(1)
    const fromMs = world.region.clock.now()
    await world.pass(0.5)
    const looks = looksOf(world, fromMs)
    // Not yet at 40.4 s, there at 50.4 s.
    expect(looks).toHaveLength(2 * 30)
    for (const { calls } of looks) {
      if (!calls.some(isMutation)) expect(calls.map(({ operation }) => operation)).toEqual(['GetMetricData'])
      const [{ input }] = calls
      expect((input as { MetricDataQueries: unknown[] }).MetricDataQueries).toHaveLength(2)
    }
  })

  test.each([[120], [145]])(
    '%i seconds after its end is there by the tick, and nothing is asked again',
    async delay => {
      const world = await makeLateWorld(delay, [{ demandRps: () => 400 }])
      await world.pass(1)
      expect(looksOf(world, startMs + 30 * minuteMs)).toEqual([])
    },
  )

  test('for ten minutes is not waited for any longer: nobody asks for anything', async () => {
    const world = await makeLateWorld(120, [{ demandRps: timeMs => (timeMs < riseMs ? 400 : 0) }])
    await untilMs(world, riseMs + hourMs)
    const looks = looksOf(world, startMs + 10 * minuteMs).map(({ timeMs }) => timeMs)
    expect(looks.length).toBeGreaterThan(10)
    expect(Math.max(...looks)).toBeLessThan(riseMs + 11 * minuteMs)
  })

  test('is booked once, whether a change came of it or not', async () => {
    const bookedHours = (world: World) => stateOf(world).budget?.reactiveHours ?? 0
    const [late, early] = [await makeLateWorld(155), await makeLateWorld(120)]
    for (const world of [late, early]) await untilMs(world, startMs + 45 * minuteMs)
    const changes = leaseStory(late, riseMs).filter(event => event === 'changed')
    expect(changes.length).toBeGreaterThan(10)
    expect(Math.abs(bookedHours(late) - bookedHours(early))).toBeLessThan(15 / 60)
  })
})
