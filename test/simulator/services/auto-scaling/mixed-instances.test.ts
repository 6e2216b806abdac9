// Expected values: the table "Scaling behavior" of the user guide, ec2-auto-scaling-mixed-instances-groups.md; InstancesDistribution
// in the SDK; prices of aws-facts §13 (m7g.large 0.0816, m5.large 0.096, m7i.large 0.1008 USD/h).
import type { InstancesDistribution, LaunchTemplateOverrides, MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkMixedInstances,
  choosePurchase,
  marketToShed,
  onDemandOf,
  type PurchasedInstance,
  usesSpot,
} from '../../../../simulator/services/auto-scaling/mixed-instances.ts'
import { errorOf } from './test-region.ts'

const zones = ['us-east-1a', 'us-east-1b']

function policyOf(
  InstancesDistribution: InstancesDistribution = {},
  types = ['m5.large', 'm7g.large', 'm7i.large'],
): MixedInstancesPolicy {
  const template = { LaunchTemplateName: 'web', Version: '3' }
  const Overrides = types.map(InstanceType => ({ InstanceType }))
  return { LaunchTemplate: { LaunchTemplateSpecification: template, Overrides }, InstancesDistribution }
}

function withOverride(override: LaunchTemplateOverrides): MixedInstancesPolicy {
  const { LaunchTemplate } = policyOf()
  return { LaunchTemplate: { ...LaunchTemplate, Overrides: [override] } }
}

/** A group that grows by one instance at a time, its zones in turn. */
function grow(policy: MixedInstancesPolicy, count: number): PurchasedInstance[] {
  const live: PurchasedInstance[] = []
  for (let index = 0; index < count; index++) {
    const availabilityZone = zones[index % zones.length]
    live.push({ ...choosePurchase(policy, live, availabilityZone), availabilityZone })
  }
  return live
}

function typesOf(live: readonly PurchasedInstance[], market: string): (string | undefined)[] {
  return live.filter(one => one.market === market).map(({ instanceType }) => instanceType)
}

describe('the proportion of On-Demand instances', () => {
  it.each([
    [10, 50, [10, 15, 20, 25]],
    [0, 0, [0, 0, 0, 0]],
    [0, 60, [6, 12, 18, 24]],
    [0, 100, [10, 20, 30, 40]],
    [12, 0, [10, 12, 12, 12]],
  ])('base %i and %i %% above it', (OnDemandBaseCapacity, OnDemandPercentageAboveBaseCapacity, expected) => {
    const policy = policyOf({
      OnDemandBaseCapacity,
      OnDemandPercentageAboveBaseCapacity,
      SpotAllocationStrategy: 'capacity-optimized',
    })
    expect([10, 20, 30, 40].map(total => onDemandOf(policy, total))).toEqual(expected)
    expect([10, 20, 30, 40].map(total => typesOf(grow(policy, total), 'on-demand').length)).toEqual(expected)
  })

  it('is rounded up in favour of On-Demand', () => {
    expect(onDemandOf(policyOf({ OnDemandPercentageAboveBaseCapacity: 25 }), 5)).toBe(2)
  })

  it('is all On-Demand unless the policy says otherwise', () => {
    expect(usesSpot(policyOf())).toBe(false)
    expect(typesOf(grow(policyOf(), 7), 'spot')).toEqual([])
    expect(usesSpot(policyOf({ OnDemandPercentageAboveBaseCapacity: 99 }))).toBe(true)
  })

  it('is kept by a scale-in, whatever was there before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 5 }),
        fc.array(fc.boolean(), { maxLength: 30 }),
        (OnDemandPercentageAboveBaseCapacity, OnDemandBaseCapacity, markets) => {
          const policy = policyOf({ OnDemandPercentageAboveBaseCapacity, OnDemandBaseCapacity })
          const live = markets.map(isSpot => ({
            market: isSpot ? ('spot' as const) : ('on-demand' as const),
            instanceType: 'm5.large',
            availabilityZone: 'us-east-1a',
          }))
          const onDemand = markets.filter(isSpot => !isSpot).length
          const shed = marketToShed(policy, live)
          const wanted = onDemandOf(policy, live.length - 1)
          const left = shed === 'on-demand' ? onDemand - 1 : onDemand
          // Never further from what is wanted than the other choice, as far as there is one.
          const other = shed === 'on-demand' ? onDemand : onDemand - 1
          const isOtherPossible = shed === 'on-demand' ? onDemand < live.length : onDemand > 0
          if (shed !== undefined && isOtherPossible) {
            expect(Math.abs(left - wanted)).toBeLessThanOrEqual(Math.abs(other - wanted))
          }
        },
      ),
    )
  })
})

describe('the instance type', () => {
  it('of On-Demand instances is the first in the list, or the cheapest', () => {
    expect(new Set(typesOf(grow(policyOf(), 4), 'on-demand'))).toEqual(new Set(['m5.large']))
    const cheapest = policyOf({ OnDemandAllocationStrategy: 'lowest-price' })
    expect(new Set(typesOf(grow(cheapest, 4), 'on-demand'))).toEqual(new Set(['m7g.large']))
  })

  it('of Spot instances alternates between the two cheapest pools of a zone by default', () => {
    const live = grow(policyOf({ OnDemandPercentageAboveBaseCapacity: 0 }), 8)
    for (const zone of zones) {
      const inZone = live.filter(({ availabilityZone }) => availabilityZone === zone)
      expect(typesOf(inZone, 'spot')).toEqual(['m7g.large', 'm5.large', 'm7g.large', 'm5.large'])
    }
  })

  it.each([
    ['lowest-price', { SpotInstancePools: 1 }, 'm7g.large'],
    ['price-capacity-optimized', {}, 'm7g.large'],
    ['capacity-optimized', {}, 'm5.large'],
    ['capacity-optimized-prioritized', {}, 'm5.large'],
  ])('of Spot instances by %s', (SpotAllocationStrategy, more, type) => {
    const policy = policyOf({ OnDemandPercentageAboveBaseCapacity: 0, SpotAllocationStrategy, ...more })
    expect(new Set(typesOf(grow(policy, 6), 'spot'))).toEqual(new Set([type]))
  })

  it('is left to the launch template when the policy names none', () => {
    expect(grow(policyOf({}, []), 1)).toEqual([
      { market: 'on-demand', instanceType: undefined, availabilityZone: 'us-east-1a' },
    ])
  })
})

describe('a policy that is refused', () => {
  it.each<[string, MixedInstancesPolicy]>([
    ['must have a LaunchTemplate', {}],
    ['WeightedCapacity in a MixedInstancesPolicy is not simulated', withOverride({ WeightedCapacity: '2' })],
    [
      'InstanceRequirements in a MixedInstancesPolicy is not',
      withOverride({ InstanceRequirements: { VCpuCount: { Min: 1 }, MemoryMiB: { Min: 1 } } }),
    ],
    ['ImageId in a MixedInstancesPolicy is not simulated', withOverride({ ImageId: 'ami-1' })],
    ['must have an InstanceType', withOverride({})],
    ['different instance types', policyOf({}, ['m5.large', 'm5.large'])],
    [
      'Up to 40',
      policyOf(
        {},
        Array.from({ length: 41 }, (_, index) => `m5.${index}xlarge`),
      ),
    ],
    ['SpotMaxPrice is not simulated', policyOf({ SpotMaxPrice: '0.05' })],
    ['DistributionSegments are not simulated', policyOf({ DistributionSegments: [] })],
    ['OnDemandAllocationStrategy must be one of', policyOf({ OnDemandAllocationStrategy: 'cheapest' })],
    ['SpotAllocationStrategy must be one of', policyOf({ SpotAllocationStrategy: 'diversified' })],
    ['OnDemandPercentageAboveBaseCapacity must be', policyOf({ OnDemandPercentageAboveBaseCapacity: 101 })],
    ['OnDemandBaseCapacity must be', policyOf({ OnDemandBaseCapacity: -1 })],
    ['SpotInstancePools must be', policyOf({ SpotInstancePools: 21 })],
    ['only be used with', policyOf({ SpotInstancePools: 2, SpotAllocationStrategy: 'capacity-optimized' })],
    ['c5.large, whose price is not known', policyOf({ OnDemandAllocationStrategy: 'lowest-price' }, ['c5.large'])],
    ['c5.large, whose price is not known', policyOf({ OnDemandPercentageAboveBaseCapacity: 50 }, ['c5.large'])],
  ])('%s', (message, policy) => {
    const error = errorOf(() => checkMixedInstances(policy))
    expect(error.name).toBe('ValidationError')
    expect(error.message).toContain(message)
  })

  it('is not one whose types have no known price, as long as no price is asked for', () => {
    expect(() => checkMixedInstances(policyOf({}, ['c5.large']))).not.toThrow()
  })
})
