// Load balancers: create, delete, describe, and their attributes.
import type {
  CreateLoadBalancerCommandInput,
  CreateLoadBalancerCommandOutput,
  DeleteLoadBalancerCommandInput,
  DeleteLoadBalancerCommandOutput,
  DescribeLoadBalancerAttributesCommandInput,
  DescribeLoadBalancerAttributesCommandOutput,
  DescribeLoadBalancersCommandInput,
  DescribeLoadBalancersCommandOutput,
  LoadBalancer,
  ModifyLoadBalancerAttributesCommandInput,
  ModifyLoadBalancerAttributesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { checkArn, loadBalancerArn } from './arns.ts'
import { changedAttributes, describeAttributes, initialAttributes } from './attribute-table.ts'
import { elbError, notSimulated, validationError } from './errors.ts'
import { deletionProtectionKey, loadBalancerAttributeTable } from './load-balancer-attributes.ts'
import { type LoadBalancingRegistry, rulesOf, type SimulatedLoadBalancer } from './load-balancing-registry.ts'
import { checkFilters, pageOf } from './paging.ts'
import { mergedTags } from './tags.ts'
import { checkName } from './target-group-settings.ts'

/** AWS says no more than that setting up takes a while; the console shows it for about two minutes. */
const provisioningMs = 120_000

/** Taken by AWS and without effect here. */
const refusedFields = ['CustomerOwnedIpv4Pool', 'EnablePrefixForIpv6SourceNat', 'IpamPools'] as const

export function loadBalancerOperations(registry: LoadBalancingRegistry) {
  const CreateLoadBalancer: Operation<CreateLoadBalancerCommandInput, CreateLoadBalancerCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const name = checkedBalancerName(input.Name)
    const existing = [...registry.loadBalancers.values()].find(balancer => balancer.name === name)
    const balancer = existing ? sameBalancer(existing, input) : create(registry, name, input, nowMs)
    return { LoadBalancers: [describe(balancer, nowMs)] }
  }

  const DeleteLoadBalancer: Operation<DeleteLoadBalancerCommandInput, DeleteLoadBalancerCommandOutput> = (
    { LoadBalancerArn },
    { nowMs },
  ) => {
    // "If the load balancer does not exist or has already been deleted, the call succeeds."
    const balancer = registry.loadBalancers.get(checkArn(LoadBalancerArn, 'load balancer'))
    if (balancer !== undefined) remove(registry, balancer, nowMs)
    return {}
  }

  const DescribeLoadBalancers: Operation<DescribeLoadBalancersCommandInput, DescribeLoadBalancersCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const page = pageOf(find(registry, input), input)
    return { LoadBalancers: page.items.map(balancer => describe(balancer, nowMs)), NextMarker: page.nextMarker }
  }

  const DescribeLoadBalancerAttributes: Operation<
    DescribeLoadBalancerAttributesCommandInput,
    DescribeLoadBalancerAttributesCommandOutput
  > = input => ({ Attributes: describeAttributes(registry.loadBalancer(input.LoadBalancerArn).attributes) })

  const ModifyLoadBalancerAttributes: Operation<
    ModifyLoadBalancerAttributesCommandInput,
    ModifyLoadBalancerAttributesCommandOutput
  > = input => {
    const balancer = registry.loadBalancer(input.LoadBalancerArn)
    const { attributes } = balancer
    balancer.attributes = changedAttributes(loadBalancerAttributeTable, attributes, input.Attributes, 'Load balancer')
    return { Attributes: describeAttributes(balancer.attributes) }
  }

  return {
    CreateLoadBalancer,
    DeleteLoadBalancer,
    DescribeLoadBalancers,
    DescribeLoadBalancerAttributes,
    ModifyLoadBalancerAttributes,
  }
}

function checkedBalancerName(name: string | undefined): string {
  const checked = checkName(name, 'load balancer')
  if (!checked.startsWith('internal-')) return checked
  throw validationError(`The load balancer name '${name}' cannot begin with 'internal-'`)
}

/** "If you attempt to create multiple load balancers with the same settings, each call succeeds." */
function sameBalancer(existing: SimulatedLoadBalancer, input: CreateLoadBalancerCommandInput): SimulatedLoadBalancer {
  if (existing.fingerprint === JSON.stringify(input)) return existing
  throw elbError(
    'DuplicateLoadBalancerName',
    `A load balancer with the same name '${existing.name}' exists, but with different settings`,
  )
}

function create(
  registry: LoadBalancingRegistry,
  name: string,
  input: CreateLoadBalancerCommandInput,
  nowMs: number,
): SimulatedLoadBalancer {
  checkSimulated(input)
  const zones = zonesOf(input)
  const tags = mergedTags(new Map(), input.Tags)
  const most = registry.quotas.loadBalancers
  if (registry.loadBalancers.size >= most) {
    throw elbError('TooManyLoadBalancers', `The maximum number of load balancers is '${most}'`)
  }
  const arn = loadBalancerArn(name, registry.nextOrdinal('load balancer'))
  const balancer = {
    arn,
    name,
    createdAtMs: nowMs,
    description: descriptionOf(arn, name, input, zones, nowMs),
    zones: new Set(zones.map(({ ZoneName }) => ZoneName)),
    fingerprint: JSON.stringify(input),
    attributes: initialAttributes(loadBalancerAttributeTable),
  }
  registry.loadBalancers.set(arn, balancer)
  registry.tags.set(arn, tags)
  registry.touch()
  return balancer
}

function checkSimulated(input: CreateLoadBalancerCommandInput): void {
  const { Type = 'application', IpAddressType = 'ipv4' } = input
  if (Type !== 'application') throw notSimulated(`A load balancer of type '${Type}'`)
  if (IpAddressType !== 'ipv4') throw notSimulated(`IP address type '${IpAddressType}'`)
  const refused = refusedFields.find(field => input[field] !== undefined)
  if (refused !== undefined) throw notSimulated(refused)
}

interface Zone {
  readonly ZoneName: string
  readonly SubnetId: string
}

function zonesOf({ Subnets, SubnetMappings }: CreateLoadBalancerCommandInput): Zone[] {
  if (Subnets !== undefined && SubnetMappings !== undefined) {
    throw validationError('You must specify either subnets or subnet mappings, but not both')
  }
  const subnets = Subnets ?? SubnetMappings?.map(({ SubnetId = '' }) => SubnetId) ?? []
  const zones = subnets.map((SubnetId, index) => ({ ZoneName: zoneOfSubnet(SubnetId, index), SubnetId }))
  const names = new Set(zones.map(({ ZoneName }) => ZoneName))
  if (names.size < 2)
    throw validationError('At least two subnets in two different Availability Zones must be specified')
  if (names.size === zones.length) return zones
  throw elbError(
    'InvalidConfigurationRequest',
    'A load balancer cannot be attached to multiple subnets in the same Availability Zone',
  )
}

/**
 * There is no VPC in the simulated region: `subnet-us-east-1a` lies in us-east-1a; of subnets with an id of AWS's kind the
 * first lies in us-east-1a, the next in us-east-1b, …
 */
function zoneOfSubnet(subnetId: string, index: number): string {
  const name = /^subnet-(.+)$/.exec(subnetId)?.[1]
  if (name === undefined) throw elbError('SubnetNotFound', `The subnet ID '${subnetId}' does not exist`)
  return /^([0-9a-f]{8}|[0-9a-f]{17})$/.test(name) ? `us-east-1${'abcdef'[index % 6]}` : name
}

function descriptionOf(
  arn: string,
  name: string,
  { Scheme = 'internet-facing', SecurityGroups = [] }: CreateLoadBalancerCommandInput,
  zones: readonly Zone[],
  nowMs: number,
): LoadBalancer {
  const prefix = Scheme === 'internal' ? 'internal-' : ''
  return {
    LoadBalancerArn: arn,
    DNSName: `${prefix}${name}-${arn.slice(-8)}.us-east-1.elb.amazonaws.com`,
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: new Date(nowMs),
    LoadBalancerName: name,
    Scheme,
    VpcId: 'vpc-simulated',
    Type: 'application',
    AvailabilityZones: zones.map(zone => ({ ...zone, LoadBalancerAddresses: [] })),
    SecurityGroups: [...SecurityGroups],
    IpAddressType: 'ipv4',
  }
}

function describe({ description, createdAtMs }: SimulatedLoadBalancer, nowMs: number): LoadBalancer {
  return { ...description, State: { Code: nowMs < createdAtMs + provisioningMs ? 'provisioning' : 'active' } }
}

function remove(registry: LoadBalancingRegistry, balancer: SimulatedLoadBalancer, nowMs: number): void {
  if (balancer.attributes[deletionProtectionKey] === 'true') {
    throw elbError(
      'OperationNotPermitted',
      `Load balancer '${balancer.arn}' cannot be deleted because deletion protection is enabled`,
    )
  }
  for (const listener of registry.listenersOf(balancer.arn)) {
    for (const { arn } of rulesOf(listener)) registry.tags.delete(arn)
    registry.tags.delete(listener.arn)
    registry.listeners.delete(listener.arn)
  }
  registry.tags.delete(balancer.arn)
  registry.loadBalancers.delete(balancer.arn)
  registry.refreshUse(nowMs)
}

function find(
  registry: LoadBalancingRegistry,
  { LoadBalancerArns, Names }: DescribeLoadBalancersCommandInput,
): SimulatedLoadBalancer[] {
  checkFilters({ LoadBalancerArns, Names })
  if (LoadBalancerArns) return LoadBalancerArns.map(arn => registry.loadBalancer(arn))
  const all = [...registry.loadBalancers.values()]
  return Names?.map(name => all.find(balancer => balancer.name === name) ?? missing(name)) ?? all
}

function missing(name: string): never {
  throw elbError('LoadBalancerNotFound', `Load balancers '[${name}]' not found`)
}
