// Groups as a whole: create, update, delete, describe.
import type {
  CreateAutoScalingGroupCommandInput,
  CreateAutoScalingGroupCommandOutput,
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
  DescribeAutoScalingGroupsCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
  UpdateAutoScalingGroupCommandInput,
  UpdateAutoScalingGroupCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { constraints } from './causes.ts'
import { describeGroup } from './describe-group.ts'
import { resourceInUse, scalingActivityInProgress, validationError } from './errors.ts'
import { changedAttributes, initialAttributes } from './group-attributes.ts'
import type { GroupRegistry } from './group-registry.ts'
import { changedSizes, initialSizes, sizeChangeOf } from './group-sizes.ts'
import { namesLaunchSource } from './launch-source.ts'
import { isKept } from './lifecycle.ts'
import { type LifecycleHook, withHook } from './lifecycle-hooks.ts'
import { page } from './paging.ts'
import type { GroupStart, SimulatedGroup } from './simulated-group.ts'
import { checkGroupFilters, checkTags, matchesGroupFilters, mergedTags } from './tags.ts'
import { checkTargetGroups, targetGroupArns } from './traffic-source-operations.ts'
import type { TargetGroupDirectory } from './traffic-sources.ts'
import { checkPoolAllowed } from './warm-pool.ts'

/** Source: AutoScalingGroupNamesType in the SDK. */
const defaultRecords = 50

/** Better refused than silently without effect. */
const notSimulated = ['LoadBalancerNames', 'InstanceId'] as const

/** AWS's words (source: user guide, instance-refresh-overview.md, "Limitations"). */
const refreshedConfiguration =
  'An active instance refresh with a desired configuration exists. All configuration options derived from the desired configuration are not available for update while the instance refresh is active.'

/** @param targetGroups what is known of target groups; without it every one exists */
export function groupOperations(
  registry: GroupRegistry,
  create: (start: GroupStart) => SimulatedGroup,
  targetGroups: TargetGroupDirectory | undefined,
) {
  const CreateAutoScalingGroup: Operation<
    CreateAutoScalingGroupCommandInput,
    CreateAutoScalingGroupCommandOutput
  > = input => {
    const { AutoScalingGroupName: name, Tags = [], LifecycleHookSpecificationList = [] } = input
    if (!name) throw validationError('AutoScalingGroupName is required')
    const ignored = notSimulated.find(field => input[field] !== undefined)
    if (ignored !== undefined) throw validationError(`${ignored} is not simulated`)
    const sizes = initialSizes(sizeChangeOf(input))
    const attributes = initialAttributes(input)
    checkTags(Tags)
    const tags = mergedTags(new Map(), Tags)
    const targetGroupARNs = [...(input.TargetGroupARNs ?? []), ...(targetGroupArns(input.TrafficSources) ?? [])]
    checkTargetGroups(targetGroupARNs, targetGroups)
    const hooks = LifecycleHookSpecificationList.reduce(withHook, new Map<string, LifecycleHook>())
    registry.add(name, ordinal => create({ ordinal, name, attributes, tags, hooks, targetGroupARNs })).start(sizes)
    return {}
  }

  const UpdateAutoScalingGroup: Operation<UpdateAutoScalingGroupCommandInput, UpdateAutoScalingGroupCommandOutput> = (
    input,
    context,
  ) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    const change = sizeChangeOf(input)
    changedSizes(group, change)
    if (group.refreshes.ownsConfiguration && namesLaunchSource(input)) throw validationError(refreshedConfiguration)
    const attributes = changedAttributes(group.attributes, input)
    if (group.fleet.pool !== undefined) checkPoolAllowed(attributes)
    group.attributes = attributes
    group.changeSizes(change, sizes => `a user request update of AutoScalingGroup constraints to ${constraints(sizes)}`)
    return {}
  }

  const DeleteAutoScalingGroup: Operation<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput> = (
    { AutoScalingGroupName, ForceDelete = false },
    context,
  ) => {
    const group = registry.changeable(AutoScalingGroupName, context)
    checkDeletable(group, ForceDelete)
    group.delete()
    return {}
  }

  const DescribeAutoScalingGroups: Operation<
    DescribeAutoScalingGroupsCommandInput,
    DescribeAutoScalingGroupsCommandOutput
  > = input => {
    const list = {
      operation: 'DescribeAutoScalingGroups',
      items: askedGroups(registry, input),
      keyOf: (group: SimulatedGroup) => group.arn,
      defaultRecords,
    }
    const { items, nextToken } = page(list, input)
    const includeInstances = input.IncludeInstances !== false
    return { AutoScalingGroups: items.map(group => describeGroup(group, includeInstances)), NextToken: nextToken }
  }

  return { CreateAutoScalingGroup, UpdateAutoScalingGroup, DeleteAutoScalingGroup, DescribeAutoScalingGroups }
}

/** Unknown names are left out; none at all means every group. */
function askedGroups(registry: GroupRegistry, input: DescribeAutoScalingGroupsCommandInput): SimulatedGroup[] {
  const { AutoScalingGroupNames: names = [], MaxRecords = defaultRecords, Filters: filters = [] } = input
  if (names.length > MaxRecords) {
    throw validationError(`The number of AutoScalingGroupNames must not exceed ${MaxRecords}, got ${names.length}`)
  }
  checkGroupFilters(filters)
  const groups = names.length > 0 ? names.flatMap(name => registry.find(name) ?? []) : [...registry.all()]
  return groups.filter(group => matchesGroupFilters(group.tags, filters))
}

/** @throws ResourceInUseFault, ScalingActivityInProgressFault, ValidationError */
function checkDeletable(group: SimulatedGroup, force: boolean): void {
  const protection = group.attributes.DeletionProtection
  if (protection === 'prevent-all-deletion' || (force && protection === 'prevent-force-deletion')) {
    throw validationError(`AutoScalingGroup ${group.name} has DeletionProtection ${protection}`)
  }
  if (force) return
  if ([...group.instances, ...group.warmPool].some(isKept)) {
    throw resourceInUse(
      'You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.',
    )
  }
  if (group.instances.length + group.warmPool.length > 0) {
    throw scalingActivityInProgress(
      'You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.',
    )
  }
}
