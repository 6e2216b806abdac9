// What a group does by itself: processes, its own metrics.
import type {
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
import { validationError } from './errors.ts'
import type { GroupMetrics } from './group-metrics.ts'
import type { GroupRegistry } from './group-registry.ts'

/**
 * Source: ScalingProcessQuery in the SDK. All but AZRebalance have an effect here.
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

  return {
    SuspendProcesses,
    ResumeProcesses,
    EnableMetricsCollection,
    DisableMetricsCollection,
  }
}

/** No list, or an empty one, means all of them. */
function knownNames(names: readonly string[] | undefined, known: readonly string[], kind: string): readonly string[] {
  if (!names?.length) return known
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined) throw validationError(`Invalid ${kind} name: ${unknown}`)
  return names
}
