import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type PoolRequest,
  type PoolSettings,
  planPool,
  poolSize,
} from '../../../../simulator/services/auto-scaling/plan-pool.ts'
import type { SimulatedInstance } from '../../../../simulator/services/auto-scaling/simulated-instance.ts'
import { sampleInstance } from './sample-instance.ts'

const stoppedPool: PoolSettings = { minSize: 0, maxPrepared: undefined, poolState: 'Stopped', reusesOnScaleIn: false }
const noResize = { draws: [], launches: [], unplaced: 0, terminations: [] }
const sites = ['a', 'b', 'c'].map(availabilityZone => ({ availabilityZone }))

function pool(settings: Partial<PoolSettings> = {}): PoolSettings {
  return { ...stoppedPool, ...settings }
}

function sizes(desiredCapacity: number, maxSize: number) {
  return { minSize: 0, maxSize, desiredCapacity }
}

function group(count: number): SimulatedInstance[] {
  return Array.from({ length: count }, (_, index) => sampleInstance(index, 'a'))
}

function pooled(...states: SimulatedInstance['state'][]): SimulatedInstance[] {
  return states.map((state, index) => sampleInstance(100 + index, 'a', { state }))
}

function plan(request: Partial<PoolRequest>) {
  const whole = {
    pool: pool(),
    sizes: sizes(6, 10),
    group: group(6),
    pooled: [],
    resize: noResize,
    sites,
    poolSurge: 0,
    mayLaunch: true,
    mayTerminate: true,
    ...request,
  }
  const { reuses, warmUps, retirements } = planPool(whole)
  return {
    reuses: reuses.map(({ instanceId }) => instanceId),
    warmUps: warmUps.map(({ availabilityZone }) => availabilityZone),
    retirements: retirements.map(({ instanceId }) => instanceId),
  }
}

describe('the size of a warm pool', () => {
  // The user guide's own examples: ec2-auto-scaling-warm-pools.md "Warm pool size", examples-warm-pools-aws-cli.md 4 and 5.
  test('is MaxSize minus DesiredCapacity unless MaxGroupPreparedCapacity is set', () => {
    expect(poolSize(pool(), sizes(6, 10))).toBe(4)
    expect(poolSize(pool({ maxPrepared: 8 }), sizes(6, 10))).toBe(2)
    expect(poolSize(pool({ maxPrepared: 900 }), sizes(800, 1500))).toBe(100)
  })

  test('is 0 when DesiredCapacity is above MaxGroupPreparedCapacity, unless MinSize says otherwise', () => {
    expect(poolSize(pool({ maxPrepared: 8 }), sizes(9, 10))).toBe(0)
    expect(poolSize(pool({ maxPrepared: 8, minSize: 3 }), sizes(9, 10))).toBe(3)
    expect(poolSize(pool({ maxPrepared: 900, minSize: 25 }), sizes(890, 1500))).toBe(25)
  })

  test('is absolute only when MinSize equals MaxGroupPreparedCapacity', () => {
    const absolute = pool({ minSize: 10, maxPrepared: 10 })
    expect([0, 5, 10, 40].map(desired => poolSize(absolute, sizes(desired, 50)))).toEqual([10, 10, 10, 10])
  })
})

describe('planning a warm pool', () => {
  test('without one, or while it is deleted, there is nothing to do', () => {
    const leaving = { ...noResize, terminations: group(2) }
    expect(plan({ pool: undefined, resize: leaving })).toEqual({ reuses: [], warmUps: [], retirements: [] })
  })

  test('fills it, evenly over the zones, and not while Launch is suspended', () => {
    expect(plan({}).warmUps).toEqual(['a', 'b', 'c', 'a'])
    expect(plan({ mayLaunch: false }).warmUps).toEqual([])
  })

  test('counts every instance of the group but those terminated as prepared: a refill waits for what drains', () => {
    const draining = [...group(6), ...pooled('Terminating', 'Standby', 'Detaching')]
    // 10 may be prepared, 9 exist; with 3 more of the group's own on their way, none is left.
    expect(plan({ group: draining }).warmUps).toEqual(['a'])
    expect(plan({ group: draining, resize: { ...noResize, launches: sites } }).warmUps).toEqual([])
  })

  test('does not let MinSize wait', () => {
    const draining = [...group(6), ...pooled('Terminating', 'Terminating', 'Terminating', 'Terminating')]
    expect(plan({ pool: pool({ minSize: 2 }), group: draining }).warmUps).toEqual(['a', 'b'])
  })

  test('retires what is too much: first what is not warmed yet, then the newest; nothing while Terminate is suspended', () => {
    const held = pooled('Warmed:Stopped', 'Warmed:Pending', 'Warmed:Stopped', 'Warmed:Terminating', 'Warmed:Stopped')
    // Four are held, of which one stays: 10 − 9.
    expect(plan({ sizes: sizes(9, 10), pooled: held }).retirements).toEqual(['i-101', 'i-104', 'i-102'])
    expect(plan({ sizes: sizes(9, 10), pooled: held, mayTerminate: false }).retirements).toEqual([])
  })

  test('takes back what a scale-in leaves over, as far as there is room, and only from service', () => {
    const leaving = [sampleInstance(0, 'a'), sampleInstance(1, 'a', { state: 'Pending' }), ...group(5).slice(2)]
    const resize = { ...noResize, terminations: leaving }
    const reusing = pool({ reusesOnScaleIn: true, maxPrepared: 6 })
    // Room for 6 − 2 − 1 = 3.
    const request = { sizes: sizes(2, 10), pooled: pooled('Warmed:Stopped'), resize }
    expect(plan({ ...request, pool: reusing }).reuses).toEqual(['i-0', 'i-2', 'i-3'])
    expect(plan({ ...request, pool: pool({ maxPrepared: 6 }) }).reuses).toEqual([])
  })

  test('a pool that is drawn on is not refilled beyond what may be prepared', () => {
    const held = pooled('Warmed:Stopped', 'Warmed:Stopped', 'Warmed:Stopped', 'Warmed:Stopped')
    const drawing = { ...noResize, draws: held.slice(0, 3) }
    expect(plan({ sizes: sizes(9, 10), pooled: held, resize: drawing })).toEqual({
      reuses: [],
      warmUps: [],
      retirements: [],
    })
  })

  test('never plans beyond the pool size, and never launches above what may be prepared but for MinSize', () => {
    const states = fc.array(fc.constantFrom('Warmed:Stopped', 'Warmed:Pending', 'Warmed:Terminating' as const), {
      maxLength: 12,
    })
    const settings = fc.record({ minSize: fc.nat(8), maxPrepared: fc.option(fc.nat(20), { nil: undefined }) })
    fc.assert(
      fc.property(settings, states, fc.nat(12), fc.nat(12), fc.nat(8), (some, held, desired, spare, leaving) => {
        const request = {
          pool: pool({ ...some, reusesOnScaleIn: true }),
          sizes: sizes(desired, desired + spare),
          group: group(desired + leaving),
          pooled: pooled(...held),
          resize: { ...noResize, terminations: group(leaving) },
        }
        const { reuses, warmUps, retirements } = plan(request)
        const staying = held.filter(state => state !== 'Warmed:Terminating').length
        const after = staying + reuses.length + warmUps.length - retirements.length
        const wanted = poolSize(request.pool, request.sizes)
        expect(after).toBeLessThanOrEqual(wanted)
        expect(after).toBeGreaterThanOrEqual(Math.min(wanted, some.minSize))
        if (warmUps.length === 0 || after <= some.minSize) return
        const prepared = desired + leaving + held.length + warmUps.length
        expect(prepared).toBeLessThanOrEqual(some.maxPrepared ?? desired + spare)
      }),
    )
  })
})
