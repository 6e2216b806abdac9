// What a group does by itself and what it is connected to: processes, its own metrics, target groups.
import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
  DescribeLoadBalancerTargetGroupsCommandInput,
  DescribeLoadBalancerTargetGroupsCommandOutput,
  DisableMetricsCollectionCommandInput,
  DisableMetricsCollectionCommandOutput,
  EnableMetricsCollectionCommandInput,
  EnableMetricsCollectionCommandOutput,
  ResumeProcessesCommandInput,
  ResumeProcessesCommandOutput,
  SuspendProcessesCommandInput,
  SuspendProcessesCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { limitExceeded, validationError } from './errors.ts'
import type { GroupMetrics } from './group-metrics.ts'
import type { GroupRegistry } from './group-registry.ts'
import { page } from './paging.ts'

/**
 * Source: ScalingProcessQuery in the SDK. Launch, Terminate, ReplaceUnhealthy, AlarmNotification and ScheduledActions have an
 * effect here.
 */
const processNames = [
  'Launch',
  'Terminate',
  'AddToLoadBalancer',
  'AlarmNotification',
  'AZRebalance',
  'HealthCheck',
  'InstanceRefresh',
  'ReplaceUnhealthy',
  'ScheduledActions',
]

/** Source: EnableMetricsCollectionQuery in the SDK. WarmPoolMinSize is in the user guide alone: nobody can enable it. */
const groupMetrics = [
  'GroupMinSize',
  'GroupMaxSize',
  'GroupDesiredCapacity',
  ...['InService', 'Pending', 'Standby', 'Terminating', 'Total'].flatMap(state => [
    `Group${state}Instances`,
    `Group${state}Capacity`,
  ]),
  ...['Desired', 'Warmed', 'Pending', 'Terminating', 'Total'].map(state => `WarmPool${state}Capacity`),
  'GroupAndWarmPoolDesiredCapacity',
  'GroupAndWarmPoolTotalCapacity',
]

const maxTargetGroups = 50
const maxTargetGroupsPerCall = 10

export function processOperations(registry: GroupRegistry, metrics: GroupMetrics) {
  const SuspendProcesses: Operation<SuspendProcessesCommandInput, SuspendProcessesCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    group.setSuspended(knownNames(input.ScalingProcesses, processNames, 'process'), true)
    return {}
  }

  const ResumeProcesses: Operation<ResumeProcessesCommandInput, ResumeProcessesCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    group.setSuspended(knownNames(input.ScalingProcesses, processNames, 'process'), false)
    return {}
  }

  const EnableMetricsCollection: Operation<
    EnableMetricsCollectionCommandInput,
    EnableMetricsCollectionCommandOutput
  > = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    if (input.Granularity !== '1Minute') throw validationError(`Granularity must be 1Minute, got ${input.Granularity}`)
    for (const metric of knownNames(input.Metrics, groupMetrics, 'metric')) group.enabledMetrics.add(metric)
    metrics.ensureRunning()
    return {}
  }

  const DisableMetricsCollection: Operation<
    DisableMetricsCollectionCommandInput,
    DisableMetricsCollectionCommandOutput
  > = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    for (const metric of knownNames(input.Metrics, groupMetrics, 'metric')) group.enabledMetrics.delete(metric)
    return {}
  }

  const AttachLoadBalancerTargetGroups: Operation<
    AttachLoadBalancerTargetGroupsCommandInput,
    AttachLoadBalancerTargetGroupsCommandOutput
  > = ({ AutoScalingGroupName, TargetGroupARNs: arns = [] }, context) => {
    const group = registry.changeable(AutoScalingGroupName, context)
    if (arns.length < 1 || arns.length > maxTargetGroupsPerCall) {
      throw validationError(`1 to ${maxTargetGroupsPerCall} TargetGroupARNs must be specified, got ${arns.length}`)
    }
    group.refreshes.checkNoneActive('AttachLoadBalancerTargetGroups')
    const attached = [...new Set([...group.targetGroupARNs, ...arns])]
    if (attached.length > maxTargetGroups) {
      throw limitExceeded(`The number of target groups is limited to ${maxTargetGroups} per group`)
    }
    group.targetGroupARNs = attached
    return {}
  }

  const DescribeLoadBalancerTargetGroups: Operation<
    DescribeLoadBalancerTargetGroupsCommandInput,
    DescribeLoadBalancerTargetGroupsCommandOutput
  > = input => {
    const group = registry.get(input.AutoScalingGroupName)
    const state = group.instances.some(instance => instance.state === 'InService') ? 'InService' : 'Added'
    const list = {
      operation: 'DescribeLoadBalancerTargetGroups',
      items: group.targetGroupARNs,
      keyOf: (arn: string) => arn,
      defaultRecords: 100,
    }
    const { items, nextToken } = page(list, input)
    const states = items.map(arn => ({ LoadBalancerTargetGroupARN: arn, State: state }))
    return { LoadBalancerTargetGroups: states, NextToken: nextToken }
  }

  return {
    SuspendProcesses,
    ResumeProcesses,
    EnableMetricsCollection,
    DisableMetricsCollection,
    AttachLoadBalancerTargetGroups,
    DescribeLoadBalancerTargetGroups,
  }
}

/** No list, or an empty one, means all of them. */
function knownNames(names: readonly string[] | undefined, known: readonly string[], kind: string): readonly string[] {
  if (!names?.length) return known
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw validationError(`Invalid ${kind} name: ${unknown}`)
  return names
}
