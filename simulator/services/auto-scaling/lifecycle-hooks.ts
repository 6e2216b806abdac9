// Lifecycle hooks of a group: what PutLifecycleHook takes and DescribeLifecycleHooks gives.
import type {
  LifecycleHook as HookDescription,
  LifecycleHookSpecification,
  PutLifecycleHookType,
} from '@aws-sdk/client-auto-scaling'
import { limitExceeded, validationError } from './errors.ts'

const transitions = ['autoscaling:EC2_INSTANCE_LAUNCHING', 'autoscaling:EC2_INSTANCE_TERMINATING'] as const
const results = ['CONTINUE', 'ABANDON'] as const

export type HookTransition = (typeof transitions)[number]
export type HookResult = (typeof results)[number]

export interface LifecycleHook {
  readonly name: string
  readonly transition: HookTransition
  readonly heartbeatTimeoutSeconds: number
  /** What counts when nobody completes the action in time. */
  readonly defaultResult: HookResult
  readonly notificationMetadata: string | undefined
}

/** Source: PutLifecycleHookType in the SDK; quotas: user guide, ec2-auto-scaling-quotas.md. */
const limits = { hooks: 50, leastTimeoutSeconds: 30, mostTimeoutSeconds: 7200, metadataLength: 4000 }
const defaults = { heartbeatTimeoutSeconds: 3600, defaultResult: 'ABANDON' } as const

/** "48 hours or 100 times the heartbeat timeout, whichever is smaller" (source: user guide, lifecycle-hooks.md). */
export function longestWaitSeconds(hook: LifecycleHook): number {
  return Math.min(48 * 3600, 100 * hook.heartbeatTimeoutSeconds)
}

type HookInput = PutLifecycleHookType | LifecycleHookSpecification

/**
 * The hooks with one added, or changed: what the change leaves out stays.
 * @throws ValidationError, LimitExceededFault
 */
export function withHook(hooks: ReadonlyMap<string, LifecycleHook>, input: HookInput): Map<string, LifecycleHook> {
  const hook = parseHook(input, hooks.get(input.LifecycleHookName ?? ''))
  const changed = new Map(hooks).set(hook.name, hook)
  if (changed.size > limits.hooks) {
    throw limitExceeded(`The number of lifecycle hooks is limited to ${limits.hooks} per group`)
  }
  return changed
}

/** @throws ValidationError */
export function parseResult(result: string | undefined): HookResult {
  const known = results.find(name => name === result)
  if (known === undefined) throw validationError(`Lifecycle action result must be CONTINUE or ABANDON, got ${result}`)
  return known
}

export function describeHook(groupName: string, hook: LifecycleHook): HookDescription {
  return {
    LifecycleHookName: hook.name,
    AutoScalingGroupName: groupName,
    LifecycleTransition: hook.transition,
    HeartbeatTimeout: hook.heartbeatTimeoutSeconds,
    GlobalTimeout: longestWaitSeconds(hook),
    DefaultResult: hook.defaultResult,
    ...(hook.notificationMetadata !== undefined && { NotificationMetadata: hook.notificationMetadata }),
  }
}

function parseHook(input: HookInput, current: LifecycleHook | undefined): LifecycleHook {
  const { LifecycleHookName: name, LifecycleTransition, NotificationMetadata, HeartbeatTimeout, DefaultResult } = input
  if (!name) throw validationError('LifecycleHookName is required')
  if (input.NotificationTargetARN) {
    throw validationError(`NotificationTargetARN is not simulated, got ${input.NotificationTargetARN}`)
  }
  return {
    name,
    transition: parseTransition(LifecycleTransition, current),
    heartbeatTimeoutSeconds: checkedTimeout(
      HeartbeatTimeout ?? current?.heartbeatTimeoutSeconds ?? defaults.heartbeatTimeoutSeconds,
    ),
    defaultResult:
      DefaultResult === undefined ? (current?.defaultResult ?? defaults.defaultResult) : parseResult(DefaultResult),
    notificationMetadata: checkedMetadata(NotificationMetadata ?? current?.notificationMetadata),
  }
}

function parseTransition(transition: string | undefined, current: LifecycleHook | undefined): HookTransition {
  if (transition === undefined && current !== undefined) return current.transition
  const known = transitions.find(name => name === transition)
  if (known === undefined) throw validationError(`Invalid lifecycle transition: ${transition}`)
  return known
}

function checkedTimeout(seconds: number): number {
  const { leastTimeoutSeconds: least, mostTimeoutSeconds: most } = limits
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return seconds
  throw validationError(`HeartbeatTimeout must be between ${least} and ${most} seconds, got ${seconds}`)
}

function checkedMetadata(metadata: string | undefined): string | undefined {
  if ((metadata?.length ?? 0) <= limits.metadataLength) return metadata
  throw validationError(
    `NotificationMetadata must have at most ${limits.metadataLength} characters, got ${metadata?.length}`,
  )
}
