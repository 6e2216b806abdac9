// Calls that take running instances out of a group, or into one: standby, detach, attach.
import type {
  Activity,
  AttachInstancesCommandInput,
  AttachInstancesCommandOutput,
  DetachInstancesCommandInput,
  DetachInstancesCommandOutput,
  EnterStandbyCommandInput,
  EnterStandbyCommandOutput,
  ExitStandbyCommandInput,
  ExitStandbyCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { CallContext, Operation } from '../../kernel/service.ts'
import { userRequestCause } from './causes.ts'
import type { DetachedInstances } from './detached-instances.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { checkedIds, instancesIn } from './named-instances.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { SimulatedInstance } from './simulated-instance.ts'

/** Source: user guide, ec2-auto-scaling-quotas.md. */
const maxInstanceIds = 20

interface RemovalInput {
  readonly AutoScalingGroupName: string | undefined
  readonly InstanceIds?: string[]
  readonly ShouldDecrementDesiredCapacity: boolean | undefined
}

interface Move {
  readonly kind: 'enter-standby' | 'exit-standby' | 'detach' | 'attach'
  /** What happens to the instance, in AWS's words. */
  readonly verb: string
  readonly capacityBefore: number
}

export function membershipOperations(registry: GroupRegistry, detached: DetachedInstances) {
  const EnterStandby: Operation<EnterStandbyCommandInput, EnterStandbyCommandOutput> = (input, context) => ({
    Activities: remove(registry, input, context, {
      kind: 'enter-standby',
      verb: 'moved to standby',
      doing: 'place into standby',
    }),
  })

  const DetachInstances: Operation<DetachInstancesCommandInput, DetachInstancesCommandOutput> = (input, context) => ({
    Activities: remove(registry, input, context, { kind: 'detach', verb: 'detached', doing: 'detach' }),
  })

  const ExitStandby: Operation<ExitStandbyCommandInput, ExitStandbyCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    const instances = instancesIn(group, checkedIds(input.InstanceIds, maxInstanceIds), ['Standby'])
    checkLaunching(group)
    // What would be above MaxSize is scaled in again, by the termination policy.
    const { desiredCapacity: capacityBefore, maxSize } = group
    group.setDesiredCapacity(Math.min(maxSize, capacityBefore + instances.length))
    const move = { kind: 'exit-standby', verb: 'moved out of standby', capacityBefore } as const
    return { Activities: moved(group, instances, move, context) }
  }

  const AttachInstances: Operation<AttachInstancesCommandInput, AttachInstancesCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    const ids = checkedIds(input.InstanceIds, maxInstanceIds)
    const instances = ids.map(id => attachable(id, group, registry, detached))
    checkLaunching(group)
    const { desiredCapacity: capacityBefore } = group
    if (capacityBefore + instances.length > group.maxSize) throw sizesInTheWay(group, 'attach', instances.length)
    group.setDesiredCapacity(capacityBefore + instances.length)
    for (const instance of instances) {
      detached.remove(instance)
      instance.launchConfigurationName = undefined
    }
    moved(group, instances, { kind: 'attach', verb: 'attached', capacityBefore }, context)
    return {}
  }
  return { EnterStandby, ExitStandby, DetachInstances, AttachInstances }
}

/** Takes instances out of service; unless DesiredCapacity goes down with them, others are launched in their place. */
function remove(
  registry: GroupRegistry,
  input: RemovalInput,
  context: CallContext,
  { doing, ...how }: Pick<Move, 'kind' | 'verb'> & { readonly doing: string },
): Activity[] {
  const group = registry.changeable(input.AutoScalingGroupName, context)
  const instances = instancesIn(group, checkedIds(input.InstanceIds, maxInstanceIds), ['InService'])
  const decrement = input.ShouldDecrementDesiredCapacity
  if (decrement === undefined) throw validationError('ShouldDecrementDesiredCapacity is required')
  const { desiredCapacity: capacityBefore } = group
  if (decrement) group.setDesiredCapacity(decremented(group, instances.length, doing))
  return moved(group, instances, { ...how, capacityBefore }, context)
}

/** @throws ValidationError when that would be less than MinSize */
function decremented(group: SimulatedGroup, count: number, doing: string): number {
  const after = group.desiredCapacity - count
  if (after >= group.minSize) return after
  throw sizesInTheWay(group, doing, count)
}

function sizesInTheWay({ name, minSize, maxSize, desiredCapacity }: SimulatedGroup, doing: string, count: number) {
  return validationError(
    `AutoScalingGroup ${name} has min-size=${minSize}, max-size=${maxSize}, and desired-size=${desiredCapacity}. To ${doing} ${count} ${count === 1 ? 'instance' : 'instances'}, please update the AutoScalingGroup sizes appropriately.`,
  )
}

function moved(
  group: SimulatedGroup,
  instances: readonly SimulatedInstance[],
  { kind, verb, capacityBefore }: Move,
  { nowMs }: CallContext,
): Activity[] {
  const activities = instances.map(instance => {
    const cause = userRequestCause(nowMs, instance.instanceId, verb, capacityBefore, group.desiredCapacity)
    return group.fleet.send(instance, kind, cause)
  })
  group.fleet.resize('')
  return activities.map(activity => ({ ...activity }))
}

/** Neither attaching nor leaving standby works while Launch is suspended (source: user guide, as-suspend-resume-processes.md). */
function checkLaunching({ name, suspendedProcesses }: SimulatedGroup): void {
  if (!suspendedProcesses.has('Launch')) return
  throw validationError(`The Launch process of AutoScalingGroup ${name} is suspended`)
}

/** Criteria: user guide, attach-instance-asg.md. */
function attachable(
  instanceId: string,
  { attributes, name }: SimulatedGroup,
  registry: GroupRegistry,
  detached: DetachedInstances,
): SimulatedInstance {
  const instance = detached.find(instanceId)
  if (instance === undefined) {
    const owner = registry.ownerOf(instanceId)
    throw validationError(
      owner
        ? `Instance ${instanceId} is already part of AutoScalingGroup:${owner.name}`
        : `Invalid Instance ID(s): [${instanceId}]`,
    )
  }
  if (attributes.AvailabilityZones.includes(instance.availabilityZone)) return instance
  throw validationError(
    `Instance ${instanceId} is in ${instance.availabilityZone}, which is none of the Availability Zones of AutoScalingGroup ${name}`,
  )
}
