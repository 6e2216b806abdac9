// Calls that change how many instances a group has, or which.
import type {
  SetDesiredCapacityCommandInput,
  SetDesiredCapacityCommandOutput,
  TerminateInstanceInAutoScalingGroupCommandInput,
  TerminateInstanceInAutoScalingGroupCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { CallContext, Operation } from '../../kernel/service.ts'
import { scalingActivityInProgress, validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { isLive, isRetained } from './lifecycle.ts'
import { checkedIds } from './named-instances.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

type TerminateInput = TerminateInstanceInAutoScalingGroupCommandInput

/** Source: TerminateInstanceInAutoScalingGroupType in the SDK. */
const maxInstanceIds = 100

export function capacityOperations(registry: GroupRegistry) {
  const SetDesiredCapacity: Operation<SetDesiredCapacityCommandInput, SetDesiredCapacityCommandOutput> = (
    { AutoScalingGroupName, DesiredCapacity, HonorCooldown },
    context,
  ) => {
    const group = registry.changeable(AutoScalingGroupName, context)
    const desiredCapacity = checkedCapacity(group, DesiredCapacity)
    if (HonorCooldown) checkCooldown(group, context.nowMs)
    group.changeSizes({ desiredCapacity }, () => 'a user request explicitly set group desired capacity')
    return {}
  }

  const TerminateInstanceInAutoScalingGroup: Operation<
    TerminateInput,
    TerminateInstanceInAutoScalingGroupCommandOutput
  > = (input, context) => {
    const targets = terminationTargets(registry, input, context)
    const decrement = input.ShouldDecrementDesiredCapacity
    if (decrement === undefined) throw validationError('ShouldDecrementDesiredCapacity is required')
    const { minSize, desiredCapacity } = targets.group
    if (decrement && desiredCapacity - targets.instances.length < minSize) {
      throw validationError(
        `Currently, desiredSize equals minSize (${minSize}). Terminating instance without replacement will violate group's min size constraint. Either set shouldDecrementDesiredCapacity flag to false or lower group's min size.`,
      )
    }
    const activities = targets.instances.map(instance => ({ ...targets.group.terminateInstance(instance, decrement) }))
    return input.InstanceIds === undefined ? { Activity: activities[0] } : { Activities: activities }
  }
  return { SetDesiredCapacity, TerminateInstanceInAutoScalingGroup }
}

function checkedCapacity({ minSize, maxSize }: SimulatedGroup, desiredCapacity: number | undefined): number {
  if (desiredCapacity === undefined) throw validationError('DesiredCapacity is required')
  const bound = desiredCapacity < minSize ? `below min value ${minSize}` : `above max value ${maxSize}`
  if (desiredCapacity >= minSize && desiredCapacity <= maxSize) return desiredCapacity
  throw validationError(`New SetDesiredCapacity value ${desiredCapacity} is ${bound} for the AutoScalingGroup.`)
}

/** @throws ScalingActivityInProgressFault while an activity is under way or the default cooldown after the last one runs */
function checkCooldown({ activities, attributes }: SimulatedGroup, nowMs: number): void {
  const current = activities.anyInProgress()
  if (current) {
    throw scalingActivityInProgress(`Scaling activity ${current.ActivityId} is in progress and blocks this action`)
  }
  const cooldownEndMs = (activities.latestEndMs() ?? Number.NEGATIVE_INFINITY) + attributes.DefaultCooldown * 1000
  if (nowMs < cooldownEndMs) {
    throw scalingActivityInProgress(`The cooldown period ends at ${new Date(cooldownEndMs).toISOString()}`)
  }
}

interface TerminationTargets {
  readonly group: SimulatedGroup
  readonly instances: readonly SimulatedInstance[]
}

function terminationTargets(registry: GroupRegistry, input: TerminateInput, context: CallContext): TerminationTargets {
  const { InstanceId, InstanceIds, AutoScalingGroupName } = input
  const ids = checkedIds(InstanceIds ?? (InstanceId === undefined ? [] : [InstanceId]), maxInstanceIds)
  if (InstanceIds !== undefined && AutoScalingGroupName === undefined) {
    throw validationError('InstanceIds requires AutoScalingGroupName')
  }
  const owner = AutoScalingGroupName ?? registry.ownerOf(ids[0])?.name ?? instanceNotFound(ids[0])
  const group = registry.changeable(owner, context)
  return { group, instances: ids.map(id => terminable(group, id)) }
}

/** "This operation cannot be called on instances in a warm pool" (source: TerminateInstanceInAutoScalingGroup in the SDK). */
function terminable(group: SimulatedGroup, instanceId: string): SimulatedInstance {
  const instance = group.fleet.find(instanceId)
  if (instance === undefined) return instanceNotFound(instanceId)
  if (isRetained(instance)) return instance
  if (group.warmPool.includes(instance)) throw validationError(`Instance ${instanceId} is in a warm pool`)
  if (isLive(instance) || instance.state === 'Standby') return instance
  throw scalingActivityInProgress(`Scaling activity ${instance.activityId} is in progress and blocks this action`)
}

function instanceNotFound(instanceId: string): never {
  throw validationError(`Instance Id not found - No managed instance found for instance ID ${instanceId}`)
}
