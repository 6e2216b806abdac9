import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Fleet } from '../../../../shared/aws/fleet.ts'
import { WarmPools } from '../../../../shared/aws/warm-pools.ts'
import type { FloorMemory, FloorStep } from '../../../../shared/domain/fleet/floor-steps.ts'
import { type GroupView, viewAfter } from '../../../../shared/domain/fleet/group-view.ts'
import type { PoolMemory } from '../../../../shared/domain/fleet/pool-steps.ts'
import { createGroup, makeRegion, minuteMs, startMs } from '../../aws/region.ts'
import { aView } from './a-view.ts'

/** What the next look would show, put into the view of now. */
async function lookAgain(view: GroupView, fleet: Fleet, warmPools: WarmPools): Promise<GroupView> {
  const group = (await fleet.describe(['web'])).get('web')
  if (group === undefined) throw new Error('got no group web, wanted one')
  const { poolSize, desiredCapacity } = group
  const poolSeen = group.pool && { warmed: await warmPools.countWarmed('web'), poolSize, desiredCapacity }
  return { ...view, group, managed: group.managed, poolSeen }
}

/** A group of so many instances, and a pool of so many stopped ones, all where they belong. */
async function settledGroup(instances: number, pool: number) {
  const { region, clients } = makeRegion()
  createGroup(region, { DesiredCapacity: instances })
  if (pool > 0) {
    const size = { AutoScalingGroupName: 'web', MinSize: pool, MaxGroupPreparedCapacity: pool }
    region.autoScaling.operations.PutWarmPool(size, { nowMs: startMs, caller: 'team' })
  }
  await region.clock.runUntil(startMs + 30 * minuteMs)
  return { fleet: new Fleet(clients.autoScaling), warmPools: new WarmPools(clients.autoScaling) }
}

async function carryOut(fleet: Fleet, step: FloorStep): Promise<void> {
  switch (step.kind) {
    case 'mark-managed':
      return fleet.markManaged('web')
    case 'unmark-managed':
      return fleet.unmarkManaged('web')
    case 'set-min-size':
      return fleet.setMinSize('web', step.minSize)
    case 'set-desired-capacity':
      return fleet.setDesiredCapacity('web', step.desiredCapacity)
    default:
      throw new Error(`got a step ${step.kind}, wanted one that changes the group`)
  }
}

async function expectSame(instances: number, pool: number, steps: readonly FloorStep[]): Promise<void> {
  const { fleet, warmPools } = await settledGroup(instances, pool)
  const before = await lookAgain(aView(), fleet, warmPools)
  expect(before).toMatchObject({ group: { inService: instances, pending: 0 } })
  for (const step of steps) await carryOut(fleet, step)
  const after = await lookAgain(before, fleet, warmPools)
  // Whether it is managed stands in the view itself.
  const { tags: _, managed: __, ...expected } = after.group
  expect(viewAfter(before, steps)).toMatchObject({ group: expected, managed: after.managed })
  expect(viewAfter(before, steps).poolSeen).toEqual(after.poolSeen)
}

describe('the view after steps is what AWS shows once they are carried out', () => {
  const raise = (from: number, minSize: number): FloorStep => ({ kind: 'set-min-size', minSize, from })
  const letGo = (from: number, desiredCapacity: number): FloorStep => ({
    kind: 'set-desired-capacity',
    desiredCapacity,
    from,
  })

  test.each<[string, number, number, FloorStep[]]>([
    ['a first floor', 4, 0, [{ kind: 'mark-managed' }, raise(2, 9)]],
    ['a floor below what runs', 8, 0, [raise(2, 6)]],
    ['a floor that is met out of the pool', 4, 3, [raise(2, 6)]],
    ['a floor that takes more than the pool has', 4, 3, [raise(2, 12)]],
    [
      'a floor that is given back',
      6,
      0,
      [{ kind: 'mark-managed' }, raise(2, 5), raise(5, 2), { kind: 'unmark-managed' }],
    ],
    ['a group that is let go', 12, 0, [letGo(12, 7)]],
    ['a floor that goes down, and what it held with it', 12, 2, [raise(2, 10), raise(10, 5), letGo(12, 5)]],
  ])('%s', async (_, instances, pool, steps) => {
    await expectSame(instances, pool, steps)
  })

  test('any floor and anything let go', async () => {
    const size = fc.integer({ min: 2, max: 20 })
    await fc.assert(
      fc.asyncProperty(size, fc.nat(4), size, size, async (instances, pool, minSize, desired) => {
        const grown = Math.max(instances, minSize)
        const down = desired >= minSize && desired < instances && grown === instances ? [letGo(instances, desired)] : []
        await expectSame(instances, pool, [raise(2, minSize), ...down])
      }),
      { numRuns: 40 },
    )
  })
})

describe('the view after steps that AWS does not show', () => {
  const floor: FloorMemory = { baselineMinSize: 2, writtenMinSizes: [9], expiresAtMs: startMs }
  const pool: PoolMemory = {
    written: [{ size: 4, state: 'Stopped' }],
    stood: true,
    expiresAtMs: startMs,
    yielded: undefined,
    notBeforeMs: undefined,
  }

  test('remembers and forgets as the store does', () => {
    const remembered = viewAfter(aView(), [
      { kind: 'remember', memory: floor },
      { kind: 'remember-pool', memory: pool },
    ])
    expect(remembered).toMatchObject({ memory: floor, poolMemory: pool })
    const forgotten = viewAfter(remembered, [{ kind: 'forget' }, { kind: 'forget-pool' }])
    expect([forgotten.memory, forgotten.poolMemory]).toEqual([undefined, undefined])
  })

  test('leaves everything else as it was', () => {
    const view = aView()
    expect(viewAfter(view, [])).toBe(view)
    const steps = [{ kind: 'schedule-expiry', minSize: 2, atMs: startMs }, { kind: 'cancel-expiry' }] as const
    expect(viewAfter(view, steps)).toEqual(view)
  })
})
