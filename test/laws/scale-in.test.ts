// What Penumbra may do where a team lets it set DesiredCapacity on the way down (penumbra:scale-in=penumbra).
import { describe, expect, test } from 'vitest'
import { acting, daily, makeWorld, type World } from './world.ts'

const tags = { ...acting, 'penumbra:scale-in': 'penumbra' }
const context = { nowMs: 0, caller: 'team' }
const eightOClockMs = Date.UTC(2026, 2, 2, 20)

/** As on every day, until at eight in the evening nobody comes any more. */
const untilEight = (timeMs: number) => (timeMs < eightOClockMs ? daily(timeMs) : 0)

/** An application that also says so when nobody has come. */
function countNobody({ region: { metrics } }: World): void {
  const find = metrics.find.bind(metrics)
  metrics.find = key => {
    const series = find(key)
    if (series === undefined || key.namespace !== 'Penumbra/Demand') return series
    const values: typeof series.values = (...of) => series.values(...of).map(value => (Number.isNaN(value) ? 0 : value))
    return Object.assign(Object.create(series), { values })
  }
}

const scaledIn = (world: World) => world.mutations().filter(({ operation }) => operation === 'SetDesiredCapacity')
const sizes = (world: World) =>
  scaledIn(world).map(({ input }) => (input as { DesiredCapacity: number }).DesiredCapacity)

describe('scale-in by Penumbra', () => {
  test('never lets the last instance go: without a target nobody would be counted', async () => {
    // Less than one instance costs, so that no floor is allowed either.
    const cap = { 'penumbra:max-hourly-cost': '0.05' }
    const counting = { ...tags, ...cap, 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }
    const world = await makeWorld([{ tags: counting, demandRps: untilEight }])
    world.setMinSize(0)
    countNobody(world)
    await world.pass(22)
    expect(sizes(world)).not.toContain(0)
  })

  test('waits while Terminate is suspended, so that nothing goes at a stroke when it is resumed', async () => {
    const world = await makeWorld([{ tags }])
    await world.pass(13)
    const before = scaledIn(world).length
    const processes = { AutoScalingGroupName: 'web', ScalingProcesses: ['Terminate'] }
    world.region.autoScaling.operations.SuspendProcesses(processes, context)
    await world.pass(7)
    expect(scaledIn(world).length).toBe(before)
    world.region.autoScaling.operations.ResumeProcesses(processes, context)
    await world.pass(1)
    expect(scaledIn(world).length).toBeGreaterThan(before)
  })
})
