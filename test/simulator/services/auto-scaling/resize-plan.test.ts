import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planResize, type ResizeRequest } from '../../../../simulator/services/auto-scaling/resize-plan.ts'
import type { SimulatedInstance } from '../../../../simulator/services/auto-scaling/simulated-instance.ts'

const zones = ['a', 'b', 'c']

function instance(index: number, zone: string, overrides: Partial<SimulatedInstance> = {}): SimulatedInstance {
  return {
    instanceId: `i-${index}`,
    availabilityZone: zone,
    subnetId: undefined,
    instanceType: 'm5.large',
    market: 'on-demand',
    launchTemplate: undefined,
    launchConfigurationName: undefined,
    isProtectedFromScaleIn: false,
    isHealthy: true,
    isPrepared: true,
    isStopped: false,
    startedAtMs: index,
    trip: undefined,
    activityId: '',
    launchedAtMs: index,
    inServiceAtMs: index,
    state: 'InService',
    ...overrides,
  }
}

function plan(instances: SimulatedInstance[], desiredCapacity: number, overrides: Partial<ResizeRequest> = {}) {
  const sites = zones.map(availabilityZone => ({ availabilityZone }))
  const { launches, terminations } = planResize({
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
    expect(plan(fleet, 2)).toEqual({ launches: ['a'], terminations: [] })
  })

  test('a suspended process does nothing', () => {
    expect(plan([], 2, { mayLaunch: false }).launches).toEqual([])
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
