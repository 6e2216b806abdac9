// The property test of the simulated Auto Scaling service: whatever is called, in whatever order, the invariants of
// fleet-watch.ts hold at every moment, bills add up, and groups that are left alone become what they are told to be.
import { expect, it } from 'vitest'
import { checkQuiescence } from './quiescence.ts'
import { RandomGroups } from './random-groups.ts'

const steps = 10_000
const stepsBetweenRests = 1000
const seeds = Array.from({ length: 20 }, (_, index) => index + 1)

it.each(seeds)('keeps every invariant through 10,000 random steps, seed %i', async seed => {
  const world = new RandomGroups(seed)
  await world.check(async () => {
    for (let step = 1; step <= steps; step++) {
      await world.step()
      if (step % stepsBetweenRests === 0) await checkQuiescence(world)
    }
  })
  // Of 27 kinds of calls, a few are so rare that a seed may go without an answer to one of them.
  expect(world.answered.size).toBeGreaterThanOrEqual(24)
})
