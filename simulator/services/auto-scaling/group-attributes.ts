// What a group is told at its creation and hands out again in its description, apart from its sizes and tags.
import type { CreateAutoScalingGroupType } from '@aws-sdk/client-auto-scaling'
import { validationError } from './errors.ts'
import { changedLaunchSource, type LaunchSource, launchSourceOf, namesLaunchSource } from './launch-source.ts'
import { checkMixedInstances } from './mixed-instances.ts'

const carriedFields = [
  'LaunchConfigurationName',
  'LaunchTemplate',
  'MixedInstancesPolicy',
  'DefaultCooldown',
  'AvailabilityZones',
  'HealthCheckType',
  'HealthCheckGracePeriod',
  'PlacementGroup',
  'VPCZoneIdentifier',
  'TerminationPolicies',
  'NewInstancesProtectedFromScaleIn',
  'CapacityRebalance',
  'ServiceLinkedRoleARN',
  'MaxInstanceLifetime',
  'Context',
  'DesiredCapacityType',
  'DefaultInstanceWarmup',
  'InstanceMaintenancePolicy',
  'InstanceLifecyclePolicy',
  'DeletionProtection',
  'Operator',
] as const

const terminationPolicies = new Set([
  'Default',
  'AllocationStrategy',
  'ClosestToNextInstanceHour',
  'NewestInstance',
  'OldestInstance',
  'OldestLaunchConfiguration',
  'OldestLaunchTemplate',
])

const defaults = {
  DefaultCooldown: 300,
  HealthCheckType: 'EC2',
  HealthCheckGracePeriod: 0,
  TerminationPolicies: ['Default'],
  NewInstancesProtectedFromScaleIn: false,
  CapacityRebalance: false,
  DeletionProtection: 'none',
} as const

type CarriedField = (typeof carriedFields)[number]
type CarriedInput = Partial<Pick<CreateAutoScalingGroupType, CarriedField>>

/** The fields under the SDK's own names, so that describing is copying. */
export type GroupAttributes = CarriedInput & {
  readonly DefaultCooldown: number
  readonly AvailabilityZones: string[]
}

/** Where an instance can be launched. */
export interface LaunchSite {
  readonly availabilityZone: string
  readonly subnetId?: string
}

/** @throws ValidationError without one thing to launch from, or anywhere to launch into */
export function initialAttributes(input: CarriedInput): GroupAttributes {
  checkLaunchSource(input)
  return checked({ ...defaults, TerminationPolicies: ['Default'], ...named(input) })
}

/** @throws ValidationError */
export function changedAttributes(current: GroupAttributes, change: CarriedInput): GroupAttributes {
  const { VPCZoneIdentifier, AvailabilityZones } = change
  const moved = VPCZoneIdentifier !== undefined && AvailabilityZones === undefined
  if (namesLaunchSource(change)) checkLaunchSource(change)
  const source = changedLaunchSource(current, change)
  const next = { ...current, ...named(change), ...source, ...(moved && { AvailabilityZones: undefined }) }
  // -1 takes the setting away again (source: DefaultInstanceWarmup in the SDK).
  if (next.DefaultInstanceWarmup === -1) next.DefaultInstanceWarmup = undefined
  return checked(next)
}

/** One site for each subnet, or for each zone where no subnets are named. */
export function launchSites({ AvailabilityZones, VPCZoneIdentifier }: GroupAttributes): LaunchSite[] {
  const subnets = subnetsOf(VPCZoneIdentifier)
  if (subnets.length === 0) return AvailabilityZones.map(availabilityZone => ({ availabilityZone }))
  return subnets.map((subnetId, index) => ({
    availabilityZone: AvailabilityZones[index % AvailabilityZones.length],
    subnetId,
  }))
}

function checkLaunchSource(input: LaunchSource): void {
  const named = Object.values(launchSourceOf(input)).filter(source => source !== undefined)
  if (named.length === 1) return
  throw validationError(
    'Valid requests must contain either LaunchTemplate, LaunchConfigurationName, InstanceId or MixedInstancesPolicy parameter.',
  )
}

function checked(attributes: CarriedInput): GroupAttributes {
  const { MixedInstancesPolicy, DesiredCapacityType = 'units' } = attributes
  if (MixedInstancesPolicy !== undefined) checkMixedInstances(MixedInstancesPolicy)
  if (DesiredCapacityType !== 'units') {
    throw validationError(`DesiredCapacityType ${DesiredCapacityType} is not simulated: only units is`)
  }
  return withZones(attributes)
}

function named(input: CarriedInput): CarriedInput {
  return Object.fromEntries(carriedFields.filter(field => input[field] !== undefined).map(f => [f, input[f]]))
}

/** A subnet's zone is not in the request; unless zones are named, the first subnet lies in us-east-1a, the next in 1b, … */
function withZones(attributes: CarriedInput): GroupAttributes {
  const unknown = attributes.TerminationPolicies?.find(policy => !terminationPolicies.has(policy))
  if (unknown !== undefined) throw validationError(`Invalid termination policy: ${unknown}`)
  const subnets = subnetsOf(attributes.VPCZoneIdentifier)
  const zones = attributes.AvailabilityZones ?? subnets.map((_, index) => `us-east-1${'abcdef'[index % 6]}`)
  if (zones.length === 0) throw validationError('At least one Availability Zone or VPC Subnet is required.')
  return { ...attributes, DefaultCooldown: attributes.DefaultCooldown ?? 300, AvailabilityZones: [...zones] }
}

function subnetsOf(vpcZoneIdentifier: string | undefined): string[] {
  return (vpcZoneIdentifier ?? '').split(',').flatMap(subnet => subnet.trim() || [])
}
