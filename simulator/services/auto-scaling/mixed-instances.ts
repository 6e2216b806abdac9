// Mixed instances: which type an instance has, and whether it is bought as On-Demand or Spot (source: user guide,
// ec2-auto-scaling-mixed-instances-groups.md, "Allocation strategies" and "Controlling the proportion of On-Demand
// instances"; InstancesDistribution in the SDK).
//
// The region has no Spot market: every pool has capacity, Spot prices are proportional to the On-Demand ones, and no
// instance is ever interrupted. Instances are only marked as Spot; the bill counts them as On-Demand.
import type { LaunchTemplateOverrides, MixedInstancesPolicy } from '@aws-sdk/client-auto-scaling'
import { listedUsdPerHour } from '../../../shared/domain/capacity/prices.ts'
import { validationError } from './errors.ts'

export type Market = 'on-demand' | 'spot'

export interface Purchase {
  /** Undefined where the policy leaves it to the launch template. */
  readonly instanceType: string | undefined
  readonly market: Market
}

/** An instance that the group has already. */
export interface PurchasedInstance extends Purchase {
  readonly availabilityZone: string
}

const onDemandStrategies = ['prioritized', 'lowest-price']
const spotStrategies = [
  'lowest-price',
  'capacity-optimized',
  'capacity-optimized-prioritized',
  'price-capacity-optimized',
]

/** Source: LaunchTemplateOverrides.InstanceType in the SDK. */
const maxTypes = 40

/** Defaults of InstancesDistribution in the SDK. */
const defaults = {
  OnDemandAllocationStrategy: 'prioritized',
  OnDemandBaseCapacity: 0,
  OnDemandPercentageAboveBaseCapacity: 100,
  SpotAllocationStrategy: 'lowest-price',
  SpotInstancePools: 2,
}

/** @throws ValidationError for what AWS refuses and for what is not simulated */
export function checkMixedInstances(policy: MixedInstancesPolicy): void {
  if (policy.LaunchTemplate?.LaunchTemplateSpecification === undefined) {
    throw validationError('A MixedInstancesPolicy must have a LaunchTemplate with a LaunchTemplateSpecification')
  }
  const overrides = overridesOf(policy)
  for (const override of overrides) checkOverride(override)
  const types = new Set(overrides.map(({ InstanceType }) => InstanceType))
  if (types.size < overrides.length || types.size > maxTypes) {
    throw validationError(`Up to ${maxTypes} different instance types can be specified, got ${overrides.length}`)
  }
  checkDistribution(policy)
}

/** On-Demand instances among `total`: the base first, of the rest a share that is rounded up in favour of On-Demand. */
export function onDemandOf(policy: MixedInstancesPolicy, total: number): number {
  const { OnDemandBaseCapacity, OnDemandPercentageAboveBaseCapacity } = distributionOf(policy)
  const aboveBase = Math.max(0, total - OnDemandBaseCapacity)
  return total - aboveBase + Math.ceil((aboveBase * OnDemandPercentageAboveBaseCapacity) / 100)
}

/** What to buy next for a group that has `live` already. */
export function choosePurchase(
  policy: MixedInstancesPolicy,
  live: readonly PurchasedInstance[],
  availabilityZone: string,
): Purchase {
  if (onDemandCount(live) < onDemandOf(policy, live.length + 1)) {
    return { market: 'on-demand', instanceType: onDemandType(policy) }
  }
  const neighbours = live.filter(one => one.market === 'spot' && one.availabilityZone === availabilityZone)
  return { market: 'spot', instanceType: spotType(policy, neighbours) }
}

/** The market of which a group has too much once it has one instance less; undefined when it has none of it. */
export function marketToShed(policy: MixedInstancesPolicy, live: readonly PurchasedInstance[]): Market | undefined {
  const onDemand = onDemandCount(live)
  if (onDemand > onDemandOf(policy, live.length - 1)) return 'on-demand'
  return live.length > onDemand ? 'spot' : undefined
}

/** Whether any instance, however many there are, is bought as Spot. */
export function usesSpot(policy: MixedInstancesPolicy): boolean {
  return distributionOf(policy).OnDemandPercentageAboveBaseCapacity < 100
}

/** The types that instances may have; none when that is the launch template's business. */
export function instanceTypesOf(policy: MixedInstancesPolicy): string[] {
  return overridesOf(policy).flatMap(({ InstanceType }) => InstanceType ?? [])
}

function checkOverride(override: LaunchTemplateOverrides): void {
  for (const field of ['WeightedCapacity', 'InstanceRequirements', 'ImageId'] as const) {
    if (override[field] !== undefined) throw validationError(`${field} in a MixedInstancesPolicy is not simulated`)
  }
  if (!override.InstanceType)
    throw validationError('Every override of a MixedInstancesPolicy must have an InstanceType')
}

function checkDistribution(policy: MixedInstancesPolicy): void {
  const given = policy.InstancesDistribution ?? {}
  if (given.SpotMaxPrice) throw validationError('SpotMaxPrice is not simulated')
  if (given.DistributionSegments !== undefined) throw validationError('DistributionSegments are not simulated')
  const distribution = distributionOf(policy)
  checkOneOf('OnDemandAllocationStrategy', distribution.OnDemandAllocationStrategy, onDemandStrategies)
  checkOneOf('SpotAllocationStrategy', distribution.SpotAllocationStrategy, spotStrategies)
  checkRange('OnDemandBaseCapacity', distribution.OnDemandBaseCapacity, 0, Number.MAX_SAFE_INTEGER)
  checkRange('OnDemandPercentageAboveBaseCapacity', distribution.OnDemandPercentageAboveBaseCapacity, 0, 100)
  checkRange('SpotInstancePools', distribution.SpotInstancePools, 1, 20)
  if (given.SpotInstancePools !== undefined && distribution.SpotAllocationStrategy !== 'lowest-price') {
    throw validationError('SpotInstancePools can only be used with the SpotAllocationStrategy lowest-price')
  }
  if (isByPrice(policy)) checkPrices(policy)
}

/** A strategy that goes by price has to know all prices. */
function checkPrices(policy: MixedInstancesPolicy): void {
  const unlisted = instanceTypesOf(policy).find(type => listedUsdPerHour(type) === undefined)
  if (unlisted === undefined) return
  throw validationError(`An allocation strategy by price is not simulated for ${unlisted}, whose price is not known`)
}

function isByPrice(policy: MixedInstancesPolicy): boolean {
  const { OnDemandAllocationStrategy, SpotAllocationStrategy } = distributionOf(policy)
  const isSpotByPrice =
    SpotAllocationStrategy === 'lowest-price' || SpotAllocationStrategy === 'price-capacity-optimized'
  return OnDemandAllocationStrategy === 'lowest-price' || (usesSpot(policy) && isSpotByPrice)
}

function onDemandType(policy: MixedInstancesPolicy): string | undefined {
  const isByPrice = distributionOf(policy).OnDemandAllocationStrategy === 'lowest-price'
  return isByPrice ? cheapestFirst(policy)[0] : instanceTypesOf(policy)[0]
}

/** @param neighbours the group's Spot instances in the same zone: pools are filled evenly */
function spotType(policy: MixedInstancesPolicy, neighbours: readonly PurchasedInstance[]): string | undefined {
  const { SpotAllocationStrategy, SpotInstancePools } = distributionOf(policy)
  // With equal capacity everywhere the best pool is the first one in the list.
  if (SpotAllocationStrategy.startsWith('capacity-optimized')) return instanceTypesOf(policy)[0]
  const pools = SpotAllocationStrategy === 'lowest-price' ? SpotInstancePools : 1
  const countOf = (type: string) => neighbours.filter(({ instanceType }) => instanceType === type).length
  const candidates = cheapestFirst(policy).slice(0, pools)
  return candidates.toSorted((a, b) => countOf(a) - countOf(b))[0]
}

function cheapestFirst(policy: MixedInstancesPolicy): string[] {
  const priceOf = (type: string) => listedUsdPerHour(type) ?? Number.POSITIVE_INFINITY
  return instanceTypesOf(policy).toSorted((a, b) => priceOf(a) - priceOf(b))
}

function onDemandCount(live: readonly PurchasedInstance[]): number {
  return live.filter(({ market }) => market === 'on-demand').length
}

function overridesOf(policy: MixedInstancesPolicy): readonly LaunchTemplateOverrides[] {
  return policy.LaunchTemplate?.Overrides ?? []
}

function distributionOf({ InstancesDistribution: given = {} }: MixedInstancesPolicy): typeof defaults {
  const named = Object.entries(given).filter(([, value]) => value !== undefined)
  return { ...defaults, ...(Object.fromEntries(named) as Partial<typeof defaults>) }
}

function checkOneOf(field: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw validationError(`${field} must be one of ${allowed.join(', ')}, got ${value}`)
}

function checkRange(field: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw validationError(`${field} must be an integer from ${least} to ${most}, got ${value}`)
}
