// Lifecycle hooks and the actions that they begin.
import type {
  CompleteLifecycleActionCommandInput,
  CompleteLifecycleActionCommandOutput,
  DeleteLifecycleHookCommandInput,
  DeleteLifecycleHookCommandOutput,
  DescribeLifecycleHooksCommandInput,
  DescribeLifecycleHooksCommandOutput,
  PutLifecycleHookCommandInput,
  PutLifecycleHookCommandOutput,
  RecordLifecycleActionHeartbeatCommandInput,
  RecordLifecycleActionHeartbeatCommandOutput,
} from '@aws-sdk/client-auto-scaling'
import type { Operation } from '../../kernel/service.ts'
import { validationError } from './errors.ts'
import type { GroupRegistry } from './group-registry.ts'
import { describeHook, parseResult, withHook } from './lifecycle-hooks.ts'
import type { SimulatedGroup } from './simulated-group.ts'
import type { LifecycleAction } from './simulated-instance.ts'

interface ActionName {
  readonly LifecycleHookName?: string
  readonly LifecycleActionToken?: string
  readonly InstanceId?: string
}

export function hookOperations(registry: GroupRegistry) {
  const PutLifecycleHook: Operation<PutLifecycleHookCommandInput, PutLifecycleHookCommandOutput> = (input, context) => {
    const group = registry.changeable(input.AutoScalingGroupName, context)
    group.hooks = withHook(group.hooks, input)
    return {}
  }

  const DeleteLifecycleHook: Operation<DeleteLifecycleHookCommandInput, DeleteLifecycleHookCommandOutput> = (
    { AutoScalingGroupName, LifecycleHookName = '' },
    context,
  ) => {
    const group = registry.changeable(AutoScalingGroupName, context)
    const hook = group.hooks.get(LifecycleHookName)
    if (hook === undefined) throw hookNotFound(LifecycleHookName)
    group.hooks = new Map([...group.hooks].filter(([name]) => name !== LifecycleHookName))
    group.fleet.actions.completeAll(hook)
    return {}
  }

  const DescribeLifecycleHooks: Operation<DescribeLifecycleHooksCommandInput, DescribeLifecycleHooksCommandOutput> = ({
    AutoScalingGroupName,
    LifecycleHookNames,
  }) => {
    const group = registry.get(AutoScalingGroupName)
    const names = LifecycleHookNames?.length ? LifecycleHookNames : [...group.hooks.keys()]
    return { LifecycleHooks: names.flatMap(name => describedHook(group, name)) }
  }

  const CompleteLifecycleAction: Operation<
    CompleteLifecycleActionCommandInput,
    CompleteLifecycleActionCommandOutput
  > = (input, context) => {
    const group = registry.operable(input.AutoScalingGroupName, context)
    const result = parseResult(input.LifecycleActionResult)
    group.fleet.actions.complete(openAction(group, input), result)
    return {}
  }

  const RecordLifecycleActionHeartbeat: Operation<
    RecordLifecycleActionHeartbeatCommandInput,
    RecordLifecycleActionHeartbeatCommandOutput
  > = (input, context) => {
    const group = registry.operable(input.AutoScalingGroupName, context)
    group.fleet.actions.heartbeat(openAction(group, input))
    return {}
  }

  return {
    PutLifecycleHook,
    DeleteLifecycleHook,
    DescribeLifecycleHooks,
    CompleteLifecycleAction,
    RecordLifecycleActionHeartbeat,
  }
}

function describedHook(group: SimulatedGroup, name: string) {
  const hook = group.hooks.get(name)
  return hook === undefined ? [] : [describeHook(group.name, hook)]
}

/** @throws ValidationError when nothing waits for that hook */
function openAction(group: SimulatedGroup, input: ActionName): LifecycleAction {
  const { LifecycleHookName = '', LifecycleActionToken: token, InstanceId: instanceId } = input
  if (token === undefined && instanceId === undefined) {
    throw validationError('Either LifecycleActionToken or InstanceId must be specified')
  }
  const action = group.fleet.actions.find(LifecycleHookName, { token, instanceId })
  if (action !== undefined) return action
  const named = token === undefined ? `instance ID ${instanceId}` : `token ${token}`
  throw validationError(`No active Lifecycle Action found with ${named}`)
}

function hookNotFound(name: string) {
  return validationError(`No lifecycle hook found with name ${name}`)
}
