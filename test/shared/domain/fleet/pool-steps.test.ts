import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  expiryRetryMs,
  isPoolOnLoan,
  type ObservedPool,
  type PoolMemory,
  type PoolShape,
  type PoolSituation,
  type PoolStep,
  poolLifetimeMs,
  poolOwner,
  stepsToPool,
  stepsToRestorePool,
  stepsWhilePoolWaits,
  yieldedTo,
} from '../../../../shared/domain/fleet/pool-steps.ts'

const minuteMs = 60_000
const stopped = (size: number): PoolShape => ({ size, state: 'Stopped' })
const none = stopped(0)

/** A group, a table and a schedule on which steps have their documented effect, so that any prefix of a plan can be carried out. */
interface World {
  readonly pool: ObservedPool | undefined
  readonly managed: boolean
  readonly memory: PoolMemory | undefined
  readonly expiresAtMs: number | undefined
}

const fresh: World = { pool: undefined, managed: false, memory: undefined, expiresAtMs: undefined }

// As the team writes one: without MaxGroupPreparedCapacity, so that it fills up to MaxSize (PutWarmPool).
const teamPool: ObservedPool = {
  minSize: 1,
  maxPrepared: undefined,
  state: 'Stopped',
  reuseOnScaleIn: true,
  deleting: false,
}

const poolOf = ({ size, state }: PoolShape): ObservedPool => ({
  minSize: size,
  maxPrepared: size,
  state,
  reuseOnScaleIn: false,
  deleting: false,
})

function carryOut(world: World, steps: readonly PoolStep[]): World {
  let next = world
  for (const step of steps) {
    switch (step.kind) {
      case 'mark-managed':
        next = { ...next, managed: true }
        break
      case 'remember-pool':
        next = { ...next, memory: step.memory }
        break
      case 'schedule-pool-expiry':
        next = { ...next, expiresAtMs: step.atMs }
        break
      case 'put-pool':
        expect(next.pool).toEqual(step.from)
        next = { ...next, pool: poolOf(step.pool) }
        break
      case 'delete-pool':
        expect(next.pool).toEqual(step.from)
        next = { ...next, pool: { ...step.from, deleting: true } }
        break
      case 'cancel-pool-expiry':
        next = { ...next, expiresAtMs: undefined }
        break
      case 'forget-pool':
        next = { ...next, memory: undefined }
    }
  }
  return next
}

function situation({ pool, managed, memory }: World, nowMs: number): PoolSituation {
  return { pool, managed, memory, nowMs }
}

function tick(world: World, wanted: PoolShape, nowMs: number, carriedOut = 99): World {
  return carryOut(world, stepsToPool(wanted, situation(world, nowMs)).slice(0, carriedOut))
}

const kindsOf = (steps: readonly PoolStep[]) => steps.map(step => step.kind)
/** A pool of 5, seen to stand a minute later. */
const lent = tick(tick(fresh, stopped(5), 0), stopped(5), minuteMs)

describe('lending', () => {
  test('marks, remembers and schedules the way back before it makes the pool', () => {
    expect(kindsOf(stepsToPool(stopped(5), situation(fresh, 0)))).toEqual([
      'mark-managed',
      'remember-pool',
      'schedule-pool-expiry',
      'remember-pool',
      'put-pool',
    ])
    expect(lent.pool).toEqual(poolOf(stopped(5)))
    expect(lent.expiresAtMs).toBe(poolLifetimeMs)
  })

  test('a pool of the wanted size is left alone once it was seen to stand', () => {
    expect(stepsToPool(stopped(5), situation(lent, 2 * minuteMs))).toEqual([])
  })

  test('is renewed at half-life and not before', () => {
    expect(stepsToPool(stopped(5), situation(lent, poolLifetimeMs / 2 - 1))).toEqual([])
    const atMs = poolLifetimeMs * 1.5
    expect(stepsToPool(stopped(5), situation(lent, poolLifetimeMs / 2))).toContainEqual({
      kind: 'schedule-pool-expiry',
      atMs,
    })
  })

  test('is resized without a new expiry, and the size before it still counts as ours after a crash', () => {
    const steps = stepsToPool(stopped(8), situation(lent, 2 * minuteMs))
    expect(kindsOf(steps)).toEqual(['remember-pool', 'put-pool'])
    const crashed = carryOut(lent, steps.slice(0, 1))
    expect(poolOwner(crashed)).toBe('ours')
    expect(poolOwner(carryOut(lent, steps))).toBe('ours')
  })

  test('changes the state by deleting and lending anew, once the old pool is gone', () => {
    const running: PoolShape = { size: 5, state: 'Running' }
    const deleting = tick(lent, running, 2 * minuteMs)
    expect(deleting).toMatchObject({ pool: { deleting: true }, memory: undefined, expiresAtMs: undefined })
    expect(stepsToPool(running, situation(deleting, 3 * minuteMs))).toEqual([])
    expect(tick({ ...deleting, pool: undefined }, running, 4 * minuteMs).pool).toEqual(poolOf(running))
  })

  test('no pool wanted and none lent is nothing to do', () => {
    expect(stepsToPool(none, situation(fresh, 0))).toEqual([])
  })
})

describe('a pool of the team', () => {
  test('that was there first is never touched', () => {
    const theirs = { ...fresh, pool: teamPool }
    for (const wanted of [stopped(5), none]) expect(stepsToPool(wanted, situation(theirs, 0))).toEqual([])
    expect(stepsToRestorePool(situation(theirs, 0))).toEqual([])
    expect(stepsWhilePoolWaits(situation(theirs, 0))).toEqual([])
  })

  test.each([
    ['its size', { minSize: 6 }],
    ['its prepared capacity', { maxPrepared: 40 }],
    ['its state', { state: 'Hibernated' }],
    ['its reuse policy', { reuseOnScaleIn: true }],
  ])('is ours that they change in %s: the expiry goes first, and no pool of ours comes back', (_, change) => {
    const changed: World = { ...lent, pool: { ...poolOf(stopped(5)), ...change } }
    expect(yieldedTo(situation(changed, 2 * minuteMs))).toBe('changed')
    const steps = stepsToPool(stopped(8), situation(changed, 2 * minuteMs))
    expect(kindsOf(steps)).toEqual(['cancel-pool-expiry', 'remember-pool'])
    const yielded = carryOut(changed, steps)
    expect(yielded).toMatchObject({ pool: changed.pool, expiresAtMs: undefined })
    expect(isPoolOnLoan(yielded.memory)).toBe(false)
    expect(stepsToPool(stopped(8), situation(yielded, 3 * minuteMs))).toEqual([])
    expect(stepsToPool(stopped(8), situation({ ...yielded, pool: undefined }, 9 * minuteMs))).toEqual([])
  })

  test('is kept from harm while nothing else may be changed', () => {
    const changed: World = { ...lent, pool: teamPool }
    expect(carryOut(changed, stepsWhilePoolWaits(situation(changed, minuteMs)))).toMatchObject({
      pool: teamPool,
      expiresAtMs: undefined,
    })
    expect(stepsWhilePoolWaits(situation(lent, 2 * minuteMs))).toEqual([])
  })

  test.each([
    ['is gone', undefined],
    ['is going', { ...poolOf(stopped(5)), deleting: true }],
  ])('is also none: ours that %s before its expiry is not made again', (_, pool) => {
    const deleted: World = { ...lent, pool }
    const yielded = tick(deleted, stopped(5), 2 * minuteMs)
    expect(yielded).toMatchObject({ memory: { yielded: 'deleted', written: [] }, expiresAtMs: undefined })
    expect(stepsToPool(stopped(5), situation({ ...yielded, pool: undefined }, 3 * minuteMs))).toEqual([])
  })

  test('may be made again by Penumbra after the group has been given back once', () => {
    const yielded = tick({ ...lent, pool: undefined }, stopped(5), 2 * minuteMs)
    const restored = carryOut(yielded, stepsToRestorePool(situation(yielded, 3 * minuteMs)))
    expect(tick(restored, stopped(5), 4 * minuteMs).pool).toEqual(poolOf(stopped(5)))
  })
})

describe('after an expiry', () => {
  const atMs = poolLifetimeMs

  test('a pool that AWS has deleted is not taken for deleted by the team, and comes back when no retry can hit it', () => {
    const expired: World = { ...lent, pool: undefined, expiresAtMs: undefined }
    const after = tick(expired, stopped(5), atMs + 5 * minuteMs)
    expect(after).toMatchObject({ pool: undefined, memory: { yielded: undefined } })
    expect(tick(after, stopped(5), atMs + expiryRetryMs - 1)).toEqual(after)
    expect(tick(after, stopped(5), atMs + expiryRetryMs).pool).toEqual(poolOf(stopped(5)))
  })

  test('a pool that AWS could not delete yet is taken back', () => {
    const late = tick(lent, stopped(5), atMs + minuteMs)
    expect(late).toMatchObject({ pool: { deleting: true }, expiresAtMs: undefined })
  })
})

// Each tick may crash after any number of its steps; AWS may let the pool expire; deletions end; the team may change, delete or
// make a pool of its own (never one that Penumbra writes here: those cannot be told apart).
const event = fc.record({
  wanted: fc.constantFrom<PoolShape>(none, stopped(2), stopped(5), stopped(9), { size: 3, state: 'Running' }),
  carriedOut: fc.integer({ min: 0, max: 8 }),
  minutesLater: fc.integer({ min: 1, max: 50 }),
  teamDoes: fc.option(fc.constantFrom<ObservedPool | 'delete'>(teamPool, { ...teamPool, minSize: 4 }, 'delete'), {
    nil: undefined,
    freq: 5,
  }),
})

interface Life {
  readonly world: World
  readonly nowMs: number
}

function live(events: readonly (typeof event extends fc.Arbitrary<infer Event> ? Event : never)[]): Life {
  let world = fresh
  let nowMs = 0
  for (const { wanted, carriedOut, minutesLater, teamDoes } of events) {
    world = tick(world, wanted, nowMs, carriedOut)
    nowMs += minutesLater * minuteMs
    if (world.pool?.deleting) world = { ...world, pool: undefined }
    if (world.expiresAtMs !== undefined && world.expiresAtMs <= nowMs) {
      // What must not happen: AWS deletes a pool that is the team's.
      expect(world.pool === undefined || poolOwner(world) === 'ours').toBe(true)
      world = { ...world, pool: undefined, expiresAtMs: undefined }
    }
    if (teamDoes !== undefined) {
      world = { ...world, pool: teamDoes === 'delete' ? undefined : teamDoes }
      // The next whole tick sees it before anything else happens.
      world = tick(world, none, nowMs)
    }
  }
  return { world, nowMs }
}

const anyLife = fc.array(event, { maxLength: 12 }).map(live)

test("whatever crashed, restoring takes our pool away, leaves the team's, and forgets", () => {
  fc.assert(
    fc.property(anyLife, ({ world, nowMs }) => {
      const owner = poolOwner(world)
      const restored = carryOut(world, stepsToRestorePool(situation(world, nowMs)))
      expect(restored.memory).toBeUndefined()
      expect(restored.expiresAtMs).toBeUndefined()
      if (owner === 'team') expect(restored.pool).toEqual(world.pool)
      else expect(restored.pool === undefined || restored.pool.deleting).toBe(true)
    }),
    { numRuns: 3000 },
  )
})

test('whatever crashed, a pool of ours has an expiry that deletes it', () => {
  fc.assert(
    fc.property(anyLife, ({ world }) => {
      if (poolOwner(world) === 'ours') expect(world.expiresAtMs).toBeDefined()
    }),
    { numRuns: 3000 },
  )
})

test('whatever crashed, a pool that the team made is as the team made it', () => {
  fc.assert(
    fc.property(
      anyLife,
      fc.constantFrom(none, stopped(5)),
      fc.integer({ min: 0, max: 9 }),
      ({ world, nowMs }, wanted, carriedOut) => {
        const theirs: World = { ...world, pool: teamPool }
        const seen = tick(theirs, wanted, nowMs)
        expect(seen.pool).toEqual(teamPool)
        expect(seen.expiresAtMs).toBeUndefined()
        const crashed = tick(theirs, wanted, nowMs, carriedOut)
        expect(crashed.pool).toEqual(teamPool)
      },
    ),
    { numRuns: 3000 },
  )
})

test('what nobody but Penumbra touches never looks like the work of the team', () => {
  const alone = fc
    .array(
      event.map(each => ({ ...each, teamDoes: undefined })),
      { maxLength: 12 },
    )
    .map(live)
  fc.assert(
    fc.property(alone, ({ world, nowMs }) => {
      expect(yieldedTo(situation(world, nowMs))).toBeUndefined()
    }),
    { numRuns: 3000 },
  )
})

test('whatever crashed, ticks that run to their end lend the wanted pool within the time of a retry, and then leave it alone', () => {
  const alone = fc.array(
    event.map(each => ({ ...each, teamDoes: undefined })),
    { maxLength: 8 },
  )
  fc.assert(
    fc.property(alone.map(live), fc.integer({ min: 1, max: 12 }), ({ world, nowMs }, size) => {
      let settled = world
      const untilMs = nowMs + expiryRetryMs + 3 * minuteMs
      for (let atMs = nowMs; atMs <= untilMs; atMs += minuteMs) {
        if (settled.pool?.deleting || (settled.expiresAtMs ?? atMs) < atMs) settled = { ...settled, pool: undefined }
        settled = tick(settled, stopped(size), atMs)
      }
      expect(settled.pool).toEqual(poolOf(stopped(size)))
      expect(settled.expiresAtMs).toBeGreaterThan(untilMs)
      const kinds = kindsOf(stepsToPool(stopped(size), situation(settled, untilMs)))
      expect(kinds.filter(kind => kind === 'put-pool' || kind === 'delete-pool')).toEqual([])
    }),
    { numRuns: 2000 },
  )
})
