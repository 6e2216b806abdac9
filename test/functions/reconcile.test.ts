import { describe, expect, test } from 'vitest'
import type { Scenario } from '../../simulator/scenario.ts'
import { acting, daily, makeWorld, minuteMs, type World } from '../laws/world.ts'

const fresh = { ...acting, 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }

/** CloudWatch does not answer while `isDown`. */
function breakCloudWatch(world: World, isDown: (nowMs: number) => boolean): { readonly failures: number } {
  const { metrics, clock } = world.region
  const find = metrics.find.bind(metrics)
  const count = { failures: 0 }
  metrics.find = key => {
    if (!isDown(clock.now())) return find(key)
    count.failures++
    throw new Error('InternalServiceFault')
  }
  return count
}

/** Ticks come on the full minute; what is decided five seconds later is not their work. */
const onTheMinute = { scenario: { schedulerDelaySeconds: 0 } as Partial<Scenario> }
const isBetweenTicks = (timeMs: number) => timeMs % minuteMs >= 5_000

describe('while CloudWatch fails', () => {
  test('groups are still put back when they opt out, and the runs fail, so that people are told', async () => {
    const world = await makeWorld([{}])
    await world.pass(9)
    expect(world.group().minSize).toBeGreaterThan(2)
    breakCloudWatch(world, () => true)
    const failedBefore = world.region.lambda.failures.length
    world.removeTag('penumbra:enabled')
    await world.pass(3 / 60)
    expect(world.group().minSize).toBe(2)
    expect(world.group().tags.has('penumbra:managed')).toBe(false)
    const failures = world.region.lambda.failures.slice(failedBefore)
    expect(failures.map(({ functionName }) => functionName)).toContain('penumbra-reconcile')
  })

  test('between two ticks, groups go on being followed, and every run comes to its end', async () => {
    const world = await makeWorld([{ tags: fresh, demandRps: daily }], onTheMinute)
    await world.pass(7)
    const before = { decisions: world.decisions.length, failures: world.region.lambda.failures.length }
    let asked = 0
    const broken = breakCloudWatch(world, nowMs => isBetweenTicks(nowMs) && asked++ % 2 === 0)
    await world.pass(1)
    expect(broken.failures).toBeGreaterThan(100)
    expect(world.region.lambda.failures.slice(before.failures)).toEqual([])
    // The first and the last minute belong to the hour.
    const times = world.decisions.slice(before.decisions).map(({ decision }) => Date.parse(decision.at))
    expect(times.filter(timeMs => !isBetweenTicks(timeMs))).toHaveLength(61)
    expect(times.some(isBetweenTicks)).toBe(true)
  })
})
