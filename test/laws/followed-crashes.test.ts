// A run that dies in the middle of a change between two ticks, after any of its calls, on the simulated region.
import { describe, expect, test } from 'vitest'
import { instantsOf, isTick, item, scheduledActions } from './inspect.ts'
import { acting, hourMs, makeWorld, minuteMs, type World } from './world.ts'

const startMs = Date.UTC(2026, 2, 2)
const riseMs = startMs + 20 * minuteMs + 20_000
/** Nothing is lent before the rise, so that the first change of all is one between two ticks. */
const demandRps = (timeMs: number) => (timeMs < riseMs ? 20 : 600)
/** After the tick during which demand rises. */
const followedFromMs = riseMs + 15_000
const tags = { ...acting, 'penumbra:fresh-metric': 'Penumbra/Demand/RequestCount' }

type Operations = Record<string, (input: unknown, at: { nowMs: number; caller: string }) => unknown>

/**
 * After `survived` further calls of reconcile to Auto Scaling and DynamoDB from the rise on, every one fails for a while. The
 * clients keep what answers them, so that this has to be arranged before their first call.
 * @returns tells whether it has come to that
 */
function crashAfter(world: World, survived: number, forMs: number): () => boolean {
  let left = survived
  let crashedMs = Number.POSITIVE_INFINITY
  const services = [world.region.autoScaling.operations, world.region.dynamoDb.operations] as never as Operations[]
  for (const operations of services) {
    for (const [name, operation] of Object.entries(operations)) {
      operations[name] = (input, at) => {
        const isFollowing = at.caller === 'reconcile' && at.nowMs > followedFromMs && at.nowMs < crashedMs + forMs
        if (isFollowing && left-- <= 0) {
          crashedMs = Math.min(crashedMs, at.nowMs)
          throw new Error('crashed')
        }
        return operation(input, at)
      }
    }
  }
  return () => crashedMs < Number.POSITIVE_INFINITY
}

const untilMs = (world: World, timeMs: number) => world.pass((timeMs - world.region.clock.now()) / hourMs)

/** What the first change asks of Auto Scaling and DynamoDB. */
async function callsOfTheChange(): Promise<string[]> {
  const world = await makeWorld([{ tags, demandRps }])
  await untilMs(world, riseMs + 50_000)
  const looks = instantsOf(world, followedFromMs).filter(instant => !isTick(instant))
  const change = looks.find(({ calls }) => calls.some(({ operation }) => operation === 'UpdateAutoScalingGroup'))
  const operations = change?.calls.map(({ operation }) => operation) ?? []
  return operations.filter(operation => operation !== 'GetMetricData')
}

function expectPutBack(world: World): void {
  expect(world.group().minSize).toBe(2)
  expect(scheduledActions(world)).toEqual([])
  expect(world.group().tags.has('penumbra:managed')).toBe(false)
  expect(item(world, 'memory')).toBeUndefined()
}

describe('a run that dies in a change between two ticks', () => {
  test('after any of its calls leaves a group that the next tick goes on with, and that an opt-out puts back', async () => {
    const calls = await callsOfTheChange()
    expect(calls.filter(operation => operation === 'PutItem').length).toBeGreaterThanOrEqual(4)
    for (let survived = 0; survived < calls.length; survived++) {
      const world = await makeWorld([{ tags, demandRps }])
      const hasCrashed = crashAfter(world, survived, 45_000)
      // The next tick finds a lease that is over, and what was done until the crash.
      await untilMs(world, riseMs + 3 * minuteMs)
      expect(hasCrashed()).toBe(true)
      expect(world.group().minSize, `after ${calls.slice(0, survived).join(' ')}`).toBeGreaterThan(2)
      world.removeTag('penumbra:enabled')
      await world.pass(2 / 60)
      expectPutBack(world)
    }
  })

  test('and never comes back leaves a MinSize that AWS itself gives back within 32 minutes', async () => {
    const calls = await callsOfTheChange()
    const from = calls.indexOf('CreateOrUpdateTags')
    for (let survived = from; survived < calls.length; survived++) {
      const world = await makeWorld([{ tags, demandRps }])
      crashAfter(world, survived, Number.POSITIVE_INFINITY)
      await untilMs(world, riseMs + minuteMs)
      expect(world.group().minSize > 2).toBe(survived > calls.indexOf('UpdateAutoScalingGroup'))
      await untilMs(world, riseMs + 34 * minuteMs)
      expect(world.group().minSize, `after ${calls.slice(0, survived).join(' ')}`).toBe(2)
    }
  })
})
