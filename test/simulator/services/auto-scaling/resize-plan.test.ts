import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planResize, type ResizeRequest } from '../../../../simulator/services/auto-scaling/resize-plan.ts'
import type { SimulatedInstance } from '../../../../simulator/services/auto-scaling/simulated-instance.ts'
import { sampleInstance as instance } from './sample-instance.ts'

const zones = ['a', 'b', 'c']

function plan(instances: SimulatedInstance[], desiredCapacity: number, overrides: Partial<ResizeRequest> = {}) {
  const sites = zones.map(availabilityZone => ({ availabilityZone }))
  const { draws, launches, unplaced, terminations } = planResize({
    group: instances,
    warmed: [],
    sizes: { desiredCapacity },
    sites,
    mayLaunch: true,
    mayTerminate: true,
    newestFirst: false,
    surge: 0,
    source: {},
    ...overrides,
  })
  return {
    draws: draws.map(({ instanceId }) => instanceId),
    unplaced,
    launches: launches.map(site => site.availabilityZone),
    terminations: terminations.map(victim => victim.instanceId),
  }
}

describe('resizing a group', () => {
  test('launches go to the zone with the fewest live instances', () => {
    // a has 2, b 1, c 0: first c, then b or c (b is named first), then c.
    expect(plan([instance(0, 'a'), instance(1, 'a'), instance(2, 'b')], 6).launches).toEqual(['c', 'b', 'c'])
  })

  test('the oldest instance of the fullest zone is terminated first, even while a newer one is pending', () => {
    const pending = { state: 'Pending', inServiceAtMs: undefined } as const
    const fleet = [instance(0, 'a'), instance(1, 'b'), instance(2, 'b'), instance(3, 'b', pending)]
    // b has 3: i-1; then b has 2 and is still the fullest: i-2; then a and b have 1 each: the older one, i-0.
    expect(plan(fleet, 1).terminations).toEqual(['i-1', 'i-2', 'i-0'])
  })

  test('with NewestInstance the newest of the fullest zone goes', () => {
    const fleet = [instance(0, 'a'), instance(1, 'b'), instance(2, 'b')]
    expect(plan(fleet, 2, { newestFirst: true }).terminations).toEqual(['i-2'])
  })

  test('instances protected from scale-in stay', () => {
    const kept = { isProtectedFromScaleIn: true }
    expect(plan([instance(0, 'a', kept), instance(1, 'a', kept), instance(2, 'b')], 0).terminations).toEqual(['i-2'])
  })

  test('instances that are terminating count for nothing', () => {
    const fleet = [instance(0, 'a', { state: 'Terminating' }), instance(1, 'b')]
    expect(plan(fleet, 2)).toMatchObject({ launches: ['a'], terminations: [] })
  })

  test('warmed instances are drawn first, from the zone with the fewest live ones that has any; the rest is cold', () => {
    const warm = { state: 'Warmed:Stopped', isStopped: true } as const
    const warmed = [instance(10, 'a', warm), instance(11, 'b', warm), instance(12, 'b', warm)]
    // a has 2, b 1, c 0: b's older one, then the zones are even and the oldest comes from a, then b's other one; c is cold.
    const grown = plan([instance(0, 'a'), instance(1, 'a'), instance(2, 'b')], 7, { warmed })
    expect(grown).toMatchObject({ draws: ['i-11', 'i-10', 'i-12'], launches: ['c'] })
  })

  test('without a zone that has capacity launches go nowhere, but are told', () => {
    expect(plan([instance(0, 'a')], 3, { sites: [] })).toMatchObject({ launches: [], unplaced: 2 })
  })

  test('a suspended process does nothing', () => {
    expect(plan([], 2, { mayLaunch: false })).toMatchObject({ launches: [], unplaced: 0 })
    expect(plan([instance(0, 'a')], 0, { mayTerminate: false }).terminations).toEqual([])
  })

  test('a group that began balanced stays balanced, and has its desired capacity', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 20 }), sizes => {
        let fleet: SimulatedInstance[] = []
        let launched = 0
        for (const desired of sizes) {
          const { launches, terminations } = plan(fleet, desired)
          fleet = [...fleet, ...launches.map(zone => instance(launched++, zone))]
          fleet = fleet.filter(({ instanceId }) => !terminations.includes(instanceId))
          const counts = zones.map(zone => fleet.filter(({ availabilityZone }) => availabilityZone === zone).length)
          expect(fleet.length).toBe(desired)
          expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
        }
      }),
    )
  })
})
