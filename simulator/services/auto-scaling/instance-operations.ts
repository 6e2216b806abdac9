// Calls about single instances: what they are, whether they may be scaled in, whether they are well.
import type {
  AutoScalingInstanceDetails,
  DescribeAutoScalingInstancesCommandInput,
  DescribeAutoScalingInstancesCommandOutput,
  SetInstanceHealthCommandInput,
  SetInstanceHealthCommandOutput,
  SetInstanceProtectionCommandInput,
  SetInstanceProtectionCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { checkedIds, instancesIn } from './named-instances.ts'
import { page } from './paging.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import { describeInstance, type SimulatedInstance } from './simulated-instance.ts'

/** Both: SetInstanceProtectionQuery and DescribeAutoScalingInstancesType in the SDK. */
const maxInstanceIds = 50

export function instanceOperations(registry: GroupRegistry) {
  const SetInstanceProtection: Operation<SetInstanceProtectionCommandInput, SetInstanceProtectionCommandOutput> = (
    input,
    context,
  ) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    const isProtected = input.ProtectedFromScaleIn
    if (isProtected === undefined) throw validationError('ProtectedFromScaleIn is required')
    const states = ['InService', 'EnteringStandby', 'Standby'] as const
    const instances = instancesIn(group, checkedIds(input.InstanceIds, maxInstanceIds), states)
    for (const instance of instances) instance.isProtectedFromScaleIn = isProtected
    group.fleet.resize('')
    return {}
  }

  const SetInstanceHealth: Operation<SetInstanceHealthCommandInput, SetInstanceHealthCommandOutput> = (
    { InstanceId = '', HealthStatus, ShouldRespectGracePeriod = true },
    context,
  ) => {
    const group = registry.changeable(registry.ownerOf(InstanceId)?.name ?? unknownInstance(InstanceId), context)
    const instance = group.fleet.find(InstanceId) ?? unknownInstance(InstanceId)
    if (HealthStatus !== 'Healthy' && HealthStatus !== 'Unhealthy') {
      throw validationError(`Health status must be Healthy or Unhealthy, got ${HealthStatus}`)
    }
    const isInGrace = ShouldRespectGracePeriod && graceEndMs(group, instance) > context.nowMs
    if (HealthStatus === 'Unhealthy' && isInGrace) return {}
    instance.isHealthy = HealthStatus === 'Healthy'
    group.fleet.resize('')
    return {}
  }

  const DescribeAutoScalingInstances: Operation<
    DescribeAutoScalingInstancesCommandInput,
    DescribeAutoScalingInstancesCommandOutput
  > = input => {
    const { InstanceIds: ids } = input
    const all = [...registry.all()].flatMap(detailsOf)
    const list = {
      operation: 'DescribeAutoScalingInstances',
      items: ids?.length
        ? all.filter(({ InstanceId = '' }) => checkedIds(ids, maxInstanceIds).includes(InstanceId))
        : all,
      keyOf: ({ InstanceId = '' }: AutoScalingInstanceDetails) => InstanceId,
      defaultRecords: maxInstanceIds,
      maxRecords: maxInstanceIds,
    }
    const { items, nextToken } = page(list, input)
    return { AutoScalingInstances: [...items], NextToken: nextToken }
  }
  return { SetInstanceProtection, SetInstanceHealth, DescribeAutoScalingInstances }
}

/** Epoch milliseconds; it begins when the instance comes into service (source: user guide, health-check-grace-period). */
function graceEndMs({ attributes }: SimulatedGroup, { inServiceAtMs }: SimulatedInstance): number {
  return (inServiceAtMs ?? Number.NEGATIVE_INFINITY) + (attributes.HealthCheckGracePeriod ?? 0) * 1000
}

function detailsOf({ name, instances, warmPool }: SimulatedGroup): AutoScalingInstanceDetails[] {
  return [...instances, ...warmPool].map(instance => ({
    ...describeInstance(instance),
    AutoScalingGroupName: name,
    HealthStatus: instance.isHealthy ? 'HEALTHY' : 'UNHEALTHY',
  }))
}

function unknownInstance(instanceId: string): never {
  throw validationError(`Instance ${instanceId} not found`)
}
