// What operators order holds for the real control loop, on a group under load.
import { describe, expect, test } from 'vitest'
import type { OperationAnswer } from '../../functions/operate/commands.ts'
import { context, putBody, scheduledActions } from './inspect.ts'
import { acting, hourMs, makeWorld, minuteMs, operatorArn, type World } from './world.ts'

const web = { autoScalingGroupName: 'web' }
const reason = 'incident 7'

/** Hours after midnight at which the floor of a daily load stands well above the team's. */
const morning = 3

async function makeRaised(): Promise<World> {
  const world = await makeWorld([{}])
  await world.pass(morning)
  expect(world.group().minSize).toBeGreaterThan(2)
  return world
}

const lastReason = (world: World) => world.decisions.at(-1)?.decision.reason

describe('a group that is paused', () => {
  test('is not changed any more from the next tick on, and its floor is given back by AWS within half an hour', async () => {
    const world = await makeRaised()
    expect((await world.operate('PauseGroup', { ...web, reason })).status).toBe(200)
    const before = world.mutations().length
    await world.pass(1.05 * 0.5)
    expect(world.mutations().length).toBe(before)
    expect(lastReason(world)).toContain(
      `Paused by ${operatorArn} since 2026-03-02 02:59 UTC, until it is resumed: ${reason}.`,
    )
    expect(world.group().minSize).toBe(2)
    await world.pass(2)
    expect(world.mutations().length).toBe(before)
  })

  test('is acted on again within two minutes of being resumed', async () => {
    const world = await makeRaised()
    await world.operate('PauseGroup', { ...web, reason })
    await world.pass(1)
    await world.operate('ResumeGroup', web)
    await world.pass(2 / 60)
    expect(world.group().minSize).toBeGreaterThan(2)
  })

  test('is acted on again by itself when its time is over', async () => {
    const world = await makeRaised()
    await world.operate('PauseGroup', { ...web, reason, minutes: 60 })
    await world.pass(59 / 60)
    expect(world.group().minSize).toBe(2)
    await world.pass(3 / 60)
    expect(world.group().minSize).toBeGreaterThan(2)
  })

  test('is put back when its team opts out, with everything that was lent', async () => {
    const world = await makeRaised()
    await world.operate('PauseGroup', { ...web, reason })
    await world.pass(2 / 60)
    world.removeTag('penumbra:enabled')
    await world.pass(2 / 60)
    expect([world.group().minSize, scheduledActions(world)]).toEqual([2, []])
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
  })

  test('is put back by the kill switch', async () => {
    const world = await makeRaised()
    await world.operate('PauseGroup', { ...web, reason })
    await world.pass(2 / 60)
    expect((await world.operate('SetMode', { mode: 'restore', reason: 'uninstall' })).body).toEqual({ mode: 'restore' })
    await world.pass(2 / 60)
    expect([world.group().minSize, scheduledActions(world)]).toEqual([2, []])
  })

  test('leaves every other group as it was', async () => {
    const world = await makeWorld([{ name: 'web' }, { name: 'api' }])
    await world.pass(morning)
    await world.operate('PauseGroup', { ...web, reason })
    const before = { web: world.mutations('web').length, api: world.mutations('api').length }
    await world.pass(2)
    expect(world.mutations('web').length).toBe(before.web)
    expect(world.mutations('api').length).toBeGreaterThan(before.api)
  })

  test('whose orders are damaged stays as it is, until it is resumed and with that renewed', async () => {
    const world = await makeRaised()
    putBody(world, 'orders', '{"schemaVersion":1,"paus')
    const before = world.mutations().length
    await world.pass(1)
    expect(world.mutations().length).toBe(before)
    expect(lastReason(world)).toContain('cannot be read')
    expect((await world.operate('ResumeGroup', web)).status).toBe(200)
    await world.pass(2 / 60)
    expect(world.mutations().length).toBeGreaterThan(before)
  })

  test('between two ticks is not planned any more either, where ten seconds are counted', async () => {
    const scenario = { freshMetric: { enabled: true } } as never
    const tags = { ...acting, 'penumbra:fresh-metric': 'Shop/RequestCount' }
    const world = await makeWorld([{ tags }], { scenario })
    await world.pass(morning)
    await world.operate('PauseGroup', { ...web, reason })
    await world.pass(2 / 60)
    const before = world.mutations().length
    const reads = () =>
      world.calls.filter(call => call.caller === 'reconcile' && call.operation === 'GetMetricData').length
    const [readsBefore] = [reads()]
    await world.pass(10 / 60)
    expect(world.mutations().length).toBe(before)
    // A tick reads minutes and bins; nothing is read between two of them.
    expect(reads() - readsBefore).toBeLessThanOrEqual(2 * 10)
  })
})

/** Constant load, doubled for an hour from three o'clock on, as announced. */
const saleFromMs = Date.UTC(2026, 2, 2, 3)
const duringSale = (timeMs: number) => timeMs >= saleFromMs && timeMs < saleFromMs + hourMs
const withSale = (timeMs: number) => (duringSale(timeMs) ? 800 : 400)

const sale = {
  eventId: 'sale',
  kind: 'campaign',
  startsAt: new Date(saleFromMs).toISOString(),
  endsAt: new Date(saleFromMs + hourMs).toISOString(),
  loadMultiplier: 2,
}

/** Until `minutes` after the sale has begun. */
const passToSale = (world: World, minutes: number) => world.region.clock.runUntil(saleFromMs + minutes * minuteMs)

/** Requests per second that the fleet in service could serve at the very most: 50 an instance (design §11). */
const capacityRps = (world: World) => world.group().minSize * 50

function inService(world: World): number {
  const { operations } = world.region.autoScaling
  const { AutoScalingGroups = [] } = operations.DescribeAutoScalingGroups(
    {},
    { ...context, nowMs: world.region.clock.now() },
  )
  return AutoScalingGroups[0].Instances?.filter(instance => instance.LifecycleState === 'InService').length ?? 0
}

describe('an announced event of twice the load', () => {
  test('has the floor raised before it begins, and as many in service when it does', async () => {
    const world = await makeWorld([{ demandRps: withSale }])
    await world.pass(1)
    expect((await world.operate('PutEvent', { ...sale, ...web })).status).toBe(200)
    await passToSale(world, -30)
    expect(capacityRps(world)).toBeLessThan(800)
    await passToSale(world, -1)
    expect(capacityRps(world)).toBeGreaterThanOrEqual(800)
    expect(lastReason(world)).toContain(
      'sale, 2 times the usual load from 2026-03-02 03:00 UTC to 2026-03-02 04:00 UTC',
    )
    await passToSale(world, 1)
    expect(inService(world) * 50).toBeGreaterThanOrEqual(800)
  })

  test('without the announcement is met too late: the floor rises after it has begun', async () => {
    const world = await makeWorld([{ demandRps: withSale }])
    await passToSale(world, 1)
    expect(capacityRps(world)).toBeLessThan(800)
  })

  test('that nobody comes to keeps its capacity until its end, and lets it go then', async () => {
    const world = await makeWorld([{ demandRps: () => 400 }])
    await world.pass(1)
    await world.operate('PutEvent', { ...sale, ...web })
    await passToSale(world, 50)
    expect(capacityRps(world)).toBeGreaterThanOrEqual(800)
    await passToSale(world, 100)
    expect(capacityRps(world)).toBeLessThan(800)
    expect(world.decisions.some(({ decision }) => /worse than the last value/.test(decision.reason))).toBe(false)
  })

  test('that is taken back is planned for no more', async () => {
    const world = await makeWorld([{ demandRps: () => 400 }])
    await world.pass(1)
    await world.operate('PutEvent', { ...sale })
    await world.operate('DeleteEvent', { eventId: 'sale' })
    await passToSale(world, 10)
    expect(capacityRps(world)).toBeLessThan(800)
  })

  test('of every group is planned for by each of them, at one reading a run', async () => {
    const world = await makeWorld([
      { name: 'web', demandRps: withSale },
      { name: 'api', demandRps: withSale },
    ])
    await world.pass(1)
    await world.operate('PutEvent', sale)
    const before = world.calls.length
    await passToSale(world, -1)
    expect(world.group('web').minSize * 50).toBeGreaterThanOrEqual(800)
    expect(world.group('api').minSize * 50).toBeGreaterThanOrEqual(800)
    const shared = world.calls
      .slice(before)
      .filter(({ operation, input }) => operation === 'GetItem' && JSON.stringify(input).includes('every-group'))
    const ticks = world.calls
      .slice(before)
      .filter(call => call.caller === 'reconcile' && call.operation === 'GetParameter')
    expect(shared.length).toBe(ticks.length)
  })
})

describe('what is ordered', () => {
  test('of the forecast is learned within the hour, whatever the tag says', async () => {
    const world = await makeWorld([{}])
    await world.pass(1.5)
    const algorithm = async () =>
      ((await world.operate('GetGroupStatus', web)).body as OperationAnswer<'GetGroupStatus'>).model?.algorithm
    expect(await algorithm()).toBe('seasonal-ridge')
    await world.operate('ConfigureShadowingAlgorithm', { ...web, algorithmType: 'seasonal-naive' })
    await world.pass(1.1)
    expect(await algorithm()).toBe('seasonal-naive')
  })

  test('shows in status, forecast and explanation of a group under load', async () => {
    const world = await makeRaised()
    const status = (await world.operate('GetGroupStatus', web)).body as OperationAnswer<'GetGroupStatus'>
    expect(status).toMatchObject({ mode: 'act', teamMinSize: 2, overrides: [] })
    expect(status.minSize).toBe(world.group().minSize)
    // The day's sine at three: 600 − 400 cos(2π 3/24) = 317 rps.
    expect(Math.abs((status.demandRps ?? 0) - 317)).toBeLessThan(40)
    expect(status.model?.instanceRps).toBeGreaterThan(45)
    const forecast = (await world.operate('GetForecast', web)).body as OperationAnswer<'GetForecast'>
    expect(forecast.steps.length).toBeGreaterThan(5)
    for (const { p05Rps, p25Rps, p50Rps, p75Rps, p95Rps } of forecast.steps) {
      const rising = [p05Rps, p25Rps, p50Rps, p75Rps, p95Rps]
      expect(rising).toEqual([...rising].sort((a, b) => a - b))
    }
    const times = forecast.steps.map(({ t }) => Date.parse(t))
    expect(times[0]).toBe(Date.parse(forecast.madeAt ?? ''))
    expect(forecast.note).toBeUndefined()
    const { decisions } = (await world.operate('ExplainDecisions', { ...web, limit: 3 }))
      .body as OperationAnswer<'ExplainDecisions'>
    expect(decisions).toHaveLength(3)
    expect(decisions[0]).toEqual(status.lastDecision)
    expect(decisions[0].reason).toContain('Demand was')
  })
})
