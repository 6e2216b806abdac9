// Target groups: create, modify, delete, describe, and their attributes.
import type {
  CreateTargetGroupCommandInput,
  CreateTargetGroupCommandOutput,
  DeleteTargetGroupCommandInput,
  DeleteTargetGroupCommandOutput,
  DescribeTargetGroupAttributesCommandInput,
  DescribeTargetGroupAttributesCommandOutput,
  DescribeTargetGroupsCommandInput,
  DescribeTargetGroupsCommandOutput,
  ModifyTargetGroupAttributesCommandInput,
  ModifyTargetGroupAttributesCommandOutput,
  ModifyTargetGroupCommandInput,
  ModifyTargetGroupCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { checkArn, targetGroupArn } from './arns.ts'
import { changedAttributes, describeAttributes, initialAttributes } from './attribute-table.ts'
import { checkStickyTargets } from './check-forward.ts'
import { elbError } from './errors.ts'
import type { LoadBalancingRegistry } from './load-balancing-registry.ts'
import { checkFilters, pageOf } from './paging.ts'
import { SimulatedTargetGroup } from './simulated-target-group.ts'
import { mergedTags } from './tags.ts'
import { behaviourOf, checkTogether, targetGroupAttributeTable } from './target-group-attributes.ts'
import { changedHealthChecks, checkName, parseSettings } from './target-group-settings.ts'

export function targetGroupOperations(registry: LoadBalancingRegistry) {
  const fingerprints = new WeakMap<SimulatedTargetGroup, string>()

  const CreateTargetGroup: Operation<CreateTargetGroupCommandInput, CreateTargetGroupCommandOutput> = input => {
    const name = checkName(input.Name, 'target group')
    const fingerprint = JSON.stringify(input)
    const existing = [...registry.targetGroups.values()].find(group => group.name === name)
    // "If you attempt to create multiple target groups with the same settings, each call succeeds."
    if (existing !== undefined && fingerprints.get(existing) !== fingerprint) {
      throw elbError(
        'DuplicateTargetGroupName',
        `A target group with the same name '${name}' exists, but with different settings`,
      )
    }
    const group = existing ?? create(registry, name, input)
    fingerprints.set(group, fingerprint)
    return { TargetGroups: [group.describe()] }
  }

  const ModifyTargetGroup: Operation<ModifyTargetGroupCommandInput, ModifyTargetGroupCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const group = registry.targetGroup(input.TargetGroupArn)
    group.changeHealthChecks(changedHealthChecks(input, group.healthChecks), nowMs)
    registry.touch()
    return { TargetGroups: [group.describe()] }
  }

  const DeleteTargetGroup: Operation<DeleteTargetGroupCommandInput, DeleteTargetGroupCommandOutput> = input => {
    const group = registry.targetGroups.get(checkArn(input.TargetGroupArn, 'target group'))
    if (group?.use !== undefined) {
      throw elbError('ResourceInUse', `Target group '${group.arn}' is currently in use by a listener or a rule`)
    }
    registry.targetGroups.delete(input.TargetGroupArn ?? '')
    registry.tags.delete(input.TargetGroupArn ?? '')
    registry.touch()
    return {}
  }

  const DescribeTargetGroups: Operation<
    DescribeTargetGroupsCommandInput,
    DescribeTargetGroupsCommandOutput
  > = input => {
    const page = pageOf(find(registry, input), input)
    return { TargetGroups: page.items.map(group => group.describe()), NextMarker: page.nextMarker }
  }

  const DescribeTargetGroupAttributes: Operation<
    DescribeTargetGroupAttributesCommandInput,
    DescribeTargetGroupAttributesCommandOutput
  > = input => ({ Attributes: describeAttributes(registry.targetGroup(input.TargetGroupArn).attributes) })

  const ModifyTargetGroupAttributes: Operation<
    ModifyTargetGroupAttributesCommandInput,
    ModifyTargetGroupAttributesCommandOutput
  > = input => {
    const group = registry.targetGroup(input.TargetGroupArn)
    const next = changedAttributes(targetGroupAttributeTable, group.attributes, input.Attributes, 'Target group')
    checkTogether(next)
    if (behaviourOf(next).stickySeconds !== undefined) checkStickyTargets(registry, group)
    group.attributes = next
    registry.touch()
    return { Attributes: describeAttributes(next) }
  }

  return {
    CreateTargetGroup,
    ModifyTargetGroup,
    DeleteTargetGroup,
    DescribeTargetGroups,
    DescribeTargetGroupAttributes,
    ModifyTargetGroupAttributes,
  }
}

function create(
  registry: LoadBalancingRegistry,
  name: string,
  input: CreateTargetGroupCommandInput,
): SimulatedTargetGroup {
  const settings = parseSettings(input)
  const healthChecks = changedHealthChecks(input)
  const tags = mergedTags(new Map(), input.Tags)
  const most = registry.quotas.targetGroups
  if (registry.targetGroups.size >= most) {
    throw elbError('TooManyTargetGroups', `The maximum number of target groups is '${most}'`)
  }
  const arn = targetGroupArn(name, registry.nextOrdinal('target group'))
  const attributes = initialAttributes(targetGroupAttributeTable)
  const group = new SimulatedTargetGroup(arn, name, settings, healthChecks, attributes)
  registry.targetGroups.set(arn, group)
  registry.tags.set(arn, tags)
  return group
}

function find(
  registry: LoadBalancingRegistry,
  { LoadBalancerArn, TargetGroupArns, Names }: DescribeTargetGroupsCommandInput,
): SimulatedTargetGroup[] {
  checkFilters({ LoadBalancerArn, TargetGroupArns, Names })
  if (TargetGroupArns) return TargetGroupArns.map(arn => registry.targetGroup(arn))
  if (LoadBalancerArn !== undefined) return registry.targetGroupsOf(registry.loadBalancer(LoadBalancerArn).arn)
  const all = [...registry.targetGroups.values()]
  return Names?.map(name => all.find(group => group.name === name) ?? missing(name)) ?? all
}

function missing(name: string): never {
  throw elbError('TargetGroupNotFound', `Target groups '[${name}]' not found`)
}
