// Attaching target groups to a group and detaching them, by both names that the API has for it.
import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
  AttachTrafficSourcesCommandInput,
  AttachTrafficSourcesCommandOutput,
  DescribeLoadBalancerTargetGroupsCommandInput,
  DescribeLoadBalancerTargetGroupsCommandOutput,
  DescribeTrafficSourcesCommandInput,
  DescribeTrafficSourcesCommandOutput,
  DetachLoadBalancerTargetGroupsCommandInput,
  DetachLoadBalancerTargetGroupsCommandOutput,
  DetachTrafficSourcesCommandInput,
  DetachTrafficSourcesCommandOutput,
  TrafficSourceIdentifier,
} from '@aws-sdk/client-auto-scaling'
import type { CallContext, Operation } from '../../kernel/service.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'
import { type SourceState, sourceStates } from './traffic-source-states.ts'
import type { TargetGroupDirectory } from './traffic-sources.ts'

/** Both calls: "You can specify up to 10". */
const maxPerCall = 10
const maxRecords = 50

/** @param directory what is known of target groups; without it every one exists and is healthy */
export function trafficSourceOperations(registry: GroupRegistry, directory: TargetGroupDirectory | undefined) {
  const attach = (groupName: string | undefined, arns: readonly string[], context: CallContext, operation: string) => {
    const group = registry.changeable(groupName, context)
    group.refreshes.checkNoneActive(operation)
    checkTargetGroups(arns, directory)
    group.trafficSources.attach(arns, context.nowMs)
    return {}
  }

  const detach = (groupName: string | undefined, arns: readonly string[], context: CallContext) => {
    const group = registry.changeable(groupName, context)
    const missing = arns.find(arn => !group.targetGroupARNs.includes(arn))
    if (missing !== undefined)
      throw validationError(`Trying to remove target groups that are not part of the group: ${missing}`)
    group.trafficSources.detach(arns, context.nowMs)
    return {}
  }

  const AttachLoadBalancerTargetGroups: Operation<
    AttachLoadBalancerTargetGroupsCommandInput,
    AttachLoadBalancerTargetGroupsCommandOutput
  > = (input, context) => {
    const arns = checkedArns(input.TargetGroupARNs)
    return attach(input.AutoScalingGroupName, arns, context, 'AttachLoadBalancerTargetGroups')
  }

  const DetachLoadBalancerTargetGroups: Operation<
    DetachLoadBalancerTargetGroupsCommandInput,
    DetachLoadBalancerTargetGroupsCommandOutput
  > = (input, context) => detach(input.AutoScalingGroupName, checkedArns(input.TargetGroupARNs), context)

  const AttachTrafficSources: Operation<AttachTrafficSourcesCommandInput, AttachTrafficSourcesCommandOutput> = (
    input,
    context,
  ) => {
    const arns = checkedArns(targetGroupArns(input.TrafficSources))
    return attach(input.AutoScalingGroupName, arns, context, 'AttachTrafficSources')
  }

  const DetachTrafficSources: Operation<DetachTrafficSourcesCommandInput, DetachTrafficSourcesCommandOutput> = (
    input,
    context,
  ) => detach(input.AutoScalingGroupName, checkedArns(targetGroupArns(input.TrafficSources)), context)

  const DescribeLoadBalancerTargetGroups: Operation<
    DescribeLoadBalancerTargetGroupsCommandInput,
    DescribeLoadBalancerTargetGroupsCommandOutput
  > = (input, { nowMs }) => {
    const items = sourceStates(registry.get(input.AutoScalingGroupName), directory, nowMs)
    const paged = page({ operation: 'DescribeLoadBalancerTargetGroups', items, keyOf, defaultRecords: 100 }, input)
    return {
      LoadBalancerTargetGroups: paged.items.map(({ arn, state }) => ({
        LoadBalancerTargetGroupARN: arn,
        State: state,
      })),
      NextToken: paged.nextToken,
    }
  }

  const DescribeTrafficSources: Operation<DescribeTrafficSourcesCommandInput, DescribeTrafficSourcesCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const group = registry.get(input.AutoScalingGroupName)
    const isAsked = checkedType(input.TrafficSourceType ?? 'elbv2') === 'elbv2'
    const items = isAsked ? sourceStates(group, directory, nowMs) : []
    const list = { operation: 'DescribeTrafficSources', items, keyOf, defaultRecords: maxRecords, maxRecords }
    const paged = page(list, input)
    return {
      TrafficSources: paged.items.map(({ arn, state }) => ({
        TrafficSource: arn,
        State: state,
        Identifier: arn,
        Type: 'elbv2',
      })),
      NextToken: paged.nextToken,
    }
  }

  return {
    AttachLoadBalancerTargetGroups,
    DetachLoadBalancerTargetGroups,
    DescribeLoadBalancerTargetGroups,
    AttachTrafficSources,
    DetachTrafficSources,
    DescribeTrafficSources,
  }
}

/** @throws ValidationError for a target group that does not exist */
export function checkTargetGroups(arns: readonly string[], directory: TargetGroupDirectory | undefined): void {
  if (directory === undefined || arns.every(arn => directory.has(arn))) return
  // AWS's words for load balancers.
  throw validationError('Provided Target Groups may not be valid. Please ensure they exist and try again.')
}

/** @throws ValidationError for traffic sources that are not simulated */
export function targetGroupArns(sources: readonly TrafficSourceIdentifier[] | undefined): string[] | undefined {
  return sources?.map(({ Identifier = '', Type }) => {
    if (checkedType(Type ?? 'elbv2') === 'elbv2') return Identifier
    throw validationError(`A traffic source of type ${Type} is not simulated`)
  })
}

function checkedType(type: string): string {
  if (['elb', 'elbv2', 'vpc-lattice'].includes(type)) return type
  throw validationError(`Traffic source type must be one of elb, elbv2 and vpc-lattice, got ${type}`)
}

function checkedArns(arns: readonly string[] = []): readonly string[] {
  if (arns.length >= 1 && arns.length <= maxPerCall) return arns
  throw validationError(`1 to ${maxPerCall} target groups must be specified, got ${arns.length}`)
}

function keyOf({ arn }: SourceState): string {
  return arn
}
