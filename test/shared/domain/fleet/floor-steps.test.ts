import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  baselineOf,
  type FloorMemory,
  type FloorStep,
  floorLifetimeMs,
  type ObservedFloor,
  stepsToFloor,
  stepsToRestore,
  stepsWhileFrozen,
  stepsWhileWaiting,
} from '../../../../shared/domain/fleet/floor-steps.ts'

const untouched: ObservedFloor = { minSize: 2, maxSize: 200, managed: false }

/** A group and a table on which steps have their documented effect, so that any prefix of a plan can be carried out. */
interface World {
  minSize: number
  managed: boolean
  memory: FloorMemory | undefined
  expiry: { atMs: number; minSize: number } | undefined
}

function carryOut(world: World, steps: readonly FloorStep[]): World {
  const next = { ...world }
  for (const step of steps) {
    if (step.kind === 'mark-managed') next.managed = true
    if (step.kind === 'unmark-managed') next.managed = false
    if (step.kind === 'remember') next.memory = step.memory
    if (step.kind === 'forget') next.memory = undefined
    if (step.kind === 'schedule-expiry') next.expiry = { atMs: step.atMs, minSize: step.minSize }
    if (step.kind === 'cancel-expiry') next.expiry = undefined
    if (step.kind === 'set-min-size') next.minSize = step.minSize
  }
  return next
}

const observed = ({ minSize, managed }: World): ObservedFloor => ({ minSize, managed, maxSize: 200 })
const fresh: World = { minSize: 2, managed: false, memory: undefined, expiry: undefined }

test('the first floor marks, remembers and schedules the way back before it touches MinSize', () => {
  const kinds = stepsToFloor(10, untouched, undefined, 0).map(step => step.kind)
  expect(kinds).toEqual(['mark-managed', 'remember', 'schedule-expiry', 'remember', 'set-min-size'])
})

test('a floor at the baseline of an untouched group changes nothing', () => {
  expect(stepsToFloor(2, untouched, undefined, 0)).toEqual([])
})

test('a standing floor is renewed at half-life and not before', () => {
  const world = carryOut(fresh, stepsToFloor(10, observed(fresh), undefined, 0))
  const early = stepsToFloor(10, observed(world), world.memory, floorLifetimeMs / 2 - 1)
  const late = stepsToFloor(10, observed(world), world.memory, floorLifetimeMs / 2)
  expect(early).toEqual([])
  expect(late).toContainEqual({ kind: 'schedule-expiry', minSize: 2, atMs: floorLifetimeMs * 1.5 })
})

test("a MinSize that Penumbra did not write is the team's new baseline", () => {
  const world = carryOut(fresh, stepsToFloor(10, observed(fresh), undefined, 0))
  const redeployed = { ...world, minSize: 5 }
  expect(baselineOf(observed(redeployed), redeployed.memory)).toBe(5)
  const after = carryOut(redeployed, stepsToFloor(12, observed(redeployed), redeployed.memory, 60_000))
  expect(after.expiry?.minSize).toBe(5)
  expect(carryOut(after, stepsToRestore(observed(after), after.memory)).minSize).toBe(5)
})

test('restoring sets MinSize first and lets go of the managed tag last', () => {
  const world = carryOut(fresh, stepsToFloor(10, observed(fresh), undefined, 0))
  const kinds = stepsToRestore(observed(world), world.memory).map(step => step.kind)
  expect(kinds).toEqual(['set-min-size', 'cancel-expiry', 'forget', 'unmark-managed'])
})

test('restoring an untouched group does nothing', () => {
  expect(stepsToRestore(untouched, undefined)).toEqual([])
})

// Each tick may crash after any number of its steps; AWS may let the floor expire; floors go up and down; the team may set a
// MinSize of its own (never one that Penumbra writes here: those cannot be told apart).
const tick = fc.record({
  floor: fc.constantFrom(2, 2, 5, 9, 40),
  carriedOut: fc.integer({ min: 0, max: 8 }),
  minutesLater: fc.integer({ min: 1, max: 50 }),
  teamSets: fc.option(fc.constantFrom(3, 7), { nil: undefined, freq: 5 }),
})

interface Life {
  readonly world: World
  readonly nowMs: number
  /** What the team wants, as far as anybody can know. */
  readonly wanted: number
}

function live(ticks: readonly (typeof tick extends fc.Arbitrary<infer Tick> ? Tick : never)[]): Life {
  let world = fresh
  let nowMs = 0
  let wanted = 2
  for (const { floor, carriedOut, minutesLater, teamSets } of ticks) {
    const target = Math.max(floor, baselineOf(observed(world), world.memory))
    world = carryOut(world, stepsToFloor(target, observed(world), world.memory, nowMs).slice(0, carriedOut))
    nowMs += minutesLater * 60_000
    if (world.expiry !== undefined && world.expiry.atMs <= nowMs) {
      world = { ...world, minSize: world.expiry.minSize, expiry: undefined }
    }
    if (teamSets !== undefined) {
      world = { ...world, minSize: teamSets }
      wanted = teamSets
      // The next whole tick sees it before anything else happens.
      world = carryOut(world, stepsToFloor(teamSets, observed(world), world.memory, nowMs))
    }
  }
  return { world, nowMs, wanted }
}

test("whatever crashed, restoring gives the team's MinSize back and forgets", () => {
  fc.assert(
    fc.property(fc.array(tick, { maxLength: 12 }), ticks => {
      const { world, wanted } = live(ticks)
      const restored = carryOut(world, stepsToRestore(observed(world), world.memory))
      expect(restored).toEqual({ ...fresh, minSize: wanted })
    }),
    { numRuns: 3000 },
  )
})

test('whatever crashed, a raised MinSize has an expiry that gives the baseline back', () => {
  fc.assert(
    fc.property(fc.array(tick, { maxLength: 12 }), ticks => {
      const { world, wanted } = live(ticks)
      if (world.minSize !== wanted) expect(world.expiry?.minSize).toBe(wanted)
    }),
    { numRuns: 3000 },
  )
})

test('after a tick that ran to its end the floor stands, and a second tick finds nothing to do', () => {
  fc.assert(
    fc.property(fc.array(tick, { maxLength: 8 }), fc.integer({ min: 7, max: 40 }), (ticks, floor) => {
      const { world, nowMs } = live(ticks)
      const settled = carryOut(world, stepsToFloor(floor, observed(world), world.memory, nowMs))
      expect(settled.minSize).toBe(floor)
      expect(stepsToFloor(floor, observed(settled), settled.memory, nowMs)).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

test('once the floor is down for good, nothing is left that could overwrite a MinSize of the team', () => {
  fc.assert(
    fc.property(fc.array(tick, { maxLength: 12 }), ticks => {
      const { world, nowMs, wanted } = live(ticks)
      const down = carryOut(world, stepsToFloor(wanted, observed(world), world.memory, nowMs))
      expect(down).toMatchObject({ minSize: wanted, expiry: undefined })
      expect(stepsToFloor(wanted, observed(down), down.memory, nowMs)).toEqual([])
    }),
    { numRuns: 3000 },
  )
})

test('a MinSize that the team sets while nothing may be changed, or nothing is known, outlives the expiry', () => {
  const raised = carryOut(fresh, stepsToFloor(10, observed(fresh), undefined, 0))
  const changed = { ...raised, minSize: 5 }
  const frozen = carryOut(changed, stepsWhileFrozen(observed(changed), changed.memory))
  const expired = { ...frozen, minSize: frozen.expiry!.minSize, expiry: undefined }
  expect(carryOut(expired, stepsToRestore(observed(expired), expired.memory)).minSize).toBe(5)
  const waited = carryOut(changed, stepsWhileWaiting(observed(changed), changed.memory))
  expect(waited).toMatchObject({ minSize: 5, expiry: undefined })
})

test('while nothing is known, a standing floor is left alone', () => {
  const raised = carryOut(fresh, stepsToFloor(10, observed(fresh), undefined, 0))
  expect(stepsWhileWaiting(observed(raised), raised.memory)).toEqual([])
  expect(stepsWhileFrozen(observed(raised), raised.memory)).toEqual([])
})
