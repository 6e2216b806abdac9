import { expect, it } from 'vitest'
import { hourMs, makeWorld } from './world.ts'

/** A Monday, midnight. */
const startMs = Date.UTC(2026, 2, 2)
const iso = (hour: number) => new Date(startMs + hour * hourMs).toISOString()

it('what a sale did is expected of the next one, without anybody having to say so', async () => {
  const isSale = (hour: number) => (hour >= 3 && hour < 4) || (hour >= 7 && hour < 8)
  const world = await makeWorld([{ demandRps: timeMs => (isSale((timeMs - startMs) / hourMs) ? 1200 : 400) }])
  const announce = (eventId: string, hour: number) =>
    world.operate('PutEvent', {
      eventId,
      autoScalingGroupName: 'web',
      kind: 'sale',
      startsAt: iso(hour),
      endsAt: iso(hour + 1),
    })
  await world.pass(1)
  expect((await announce('first', 3)).body).toMatchObject({ effect: expect.stringMatching(/^kept and shown/) })
  await world.pass(5.5)
  const { body } = await announce('second', 7)
  // Three times the load, a little less for having come but once: e^(ln 3 · 0.89) = 2.65.
  expect(body).toMatchObject({ effect: expect.stringContaining('(2.6 times, by the one of its kind before') })
  await world.region.clock.runUntil(startMs + 7 * hourMs - 1)
  const { fleet, reason } = world.decisions.at(-1)?.decision ?? {}
  expect(reason).toContain('second, 2.6 times the usual load (learned from 1 of its kind)')
  // Twice the usual load and more can be served: the fleet of the usual load is less than half of that.
  expect((fleet?.inService ?? 0) * 50).toBeGreaterThan(2 * 400)
})
