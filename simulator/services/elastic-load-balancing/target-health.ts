// Which targets a target group has at one instant, and how they are. Pure but for what it asks the directory.
import type { TargetHealth } from '@aws-sdk/client-elastic-load-balancing-v2'
import type { FleetInstance, InstanceState } from '../auto-scaling/fleet-view.ts'
import { type CheckedHealth, type CheckSchedule, checkedHealth, type Outage } from './health-checks.ts'
import type { AttachedFleet, InstanceDirectory } from './instance-directory.ts'
import { type SimulatedTargetGroup, type TargetOrder, targetKey } from './simulated-target-group.ts'

/** A target of a target group, registered or draining. */
export interface Target {
  readonly id: string
  readonly port: number
  readonly instance: FleetInstance
  /** The Auto Scaling group to which the instance belongs. */
  readonly groupName: string | undefined
  readonly isRunning: boolean
  /** Epoch milliseconds. */
  readonly registeredAtMs: number
  /** Whether it is deregistering. */
  readonly isDraining: boolean
  /** Whether its group launched it into the target group: its lead time ran until it was healthy (design §11). */
  readonly isLaunchedInto: boolean
}

export interface TargetCondition extends CheckedHealth {
  /** Whether it answers requests at this instant, whatever its checks have found. */
  readonly outage: Outage | undefined
}

/** What the health of targets depends on beside the target group. */
export interface HealthContext {
  readonly directory: InstanceDirectory
  /** Zones that are enabled for a load balancer. */
  readonly zonesOf: (loadBalancerArn: string) => ReadonlySet<string>
  readonly outagesOf: (instanceId: string) => readonly Outage[]
  /** Where in its range a target's first check lies, 0 to 1; the same answer for the same target. */
  readonly drawFor: (targetGroupArn: string, target: Target) => number
  /** Seconds of registration before the first check can come, and the longest it takes with checks every 30 s. */
  readonly registration: { readonly minSeconds: number; readonly maxSeconds: number }
}

/** With this interval the first check comes up to `registration.maxSeconds` after registering. */
const referenceIntervalSeconds = 30

const descriptions = {
  'Elb.RegistrationInProgress': 'Target registration is in progress',
  'Elb.InitialHealthChecking': 'Initial health checks in progress',
  'Target.NotInUse': 'Target group is not configured to receive traffic from the load balancer',
  'Target.NotRegistered': 'Target is not registered to the target group',
  'Target.InvalidState': 'Target is in the stopped state',
  'Target.DeregistrationInProgress': 'Target deregistration is in progress',
  'Target.ResponseCodeMismatch': 'Health checks failed with these codes: [503]',
  'Target.Timeout': 'Request timed out',
  'Target.FailedHealthChecks': 'Health checks failed',
} as const

export const notRegistered = answer('unused', 'Target.NotRegistered')

/** Every target that is registered or draining at `nowMs`: those of the attached groups first, then those by hand. */
export function targetsOf(group: SimulatedTargetGroup, directory: InstanceDirectory, nowMs: number): Target[] {
  const targets: Target[] = []
  for (const attached of directory.attached(group.arn)) {
    for (const instance of attached.fleet.instances) {
      const isOrdered = group.orders.has(targetKey(instance.instanceId, group.settings.port))
      const target = isOrdered ? undefined : attachedTarget(group, attached, instance, nowMs)
      if (target !== undefined) targets.push(target)
    }
  }
  for (const order of group.orders.values()) {
    const target = orderedTarget(group, order, directory, nowMs)
    if (target !== undefined) targets.push(target)
  }
  return targets
}

/** While an instance is in one of these its group has deregistered it, and it drains. */
const leavingStates: ReadonlySet<InstanceState> = new Set(['EnteringStandby', 'Detaching', 'Terminating'])

/** An instance of an attached group is registered while it is in service, and drains when it leaves. */
function attachedTarget(
  group: SimulatedTargetGroup,
  attached: AttachedFleet,
  instance: FleetInstance,
  nowMs: number,
): Target | undefined {
  const { inServiceAtMs } = instance
  const { attachedAtMs, detachedAtMs = Number.POSITIVE_INFINITY } = attached
  if (inServiceAtMs === undefined || inServiceAtMs > nowMs || inServiceAtMs >= detachedAtMs) return undefined
  if (nowMs >= detachedAtMs + 1000 * group.behaviour.deregistrationDelaySeconds) return undefined
  const isLeaving = leavingStates.has(instance.state)
  if ((instance.state !== 'InService' && !isLeaving) || attached.isLeftOut(instance.instanceId)) return undefined
  return {
    id: instance.instanceId,
    port: group.settings.port,
    instance,
    groupName: attached.name,
    isRunning: true,
    registeredAtMs: Math.max(attachedAtMs, inServiceAtMs),
    isDraining: isLeaving || nowMs >= detachedAtMs,
    isLaunchedInto: inServiceAtMs >= attachedAtMs,
  }
}

function orderedTarget(
  group: SimulatedTargetGroup,
  { id, port, registeredAtMs, deregisteredAtMs = Number.POSITIVE_INFINITY }: TargetOrder,
  directory: InstanceDirectory,
  nowMs: number,
): Target | undefined {
  if (nowMs >= deregisteredAtMs + 1000 * group.behaviour.deregistrationDelaySeconds) return undefined
  const found = directory.find(id)
  // AWS deregisters what is terminated.
  if (found === undefined) return undefined
  return {
    id,
    port,
    instance: found.instance,
    groupName: found.group?.name,
    isRunning: found.isRunning,
    registeredAtMs: registeredAtMs ?? deregisteredAtMs,
    isDraining: nowMs >= deregisteredAtMs,
    isLaunchedInto: false,
  }
}

/** What the checks say of a target that is checked at all; undefined while it is unused or draining. */
export function conditionOf(
  group: SimulatedTargetGroup,
  target: Target,
  context: HealthContext,
  nowMs: number,
): TargetCondition | undefined {
  const { use } = group
  const { instance } = target
  if (use === undefined || !target.isRunning || target.isDraining) return undefined
  if (!context.zonesOf(use.loadBalancerArn).has(instance.availabilityZone)) return undefined
  const own = context.outagesOf(target.id)
  const healthyFromMs = healthyFrom(group, target)
  // Nearly every target: it came healthy and has answered ever since.
  if (own.length === 0 && healthyFromMs !== undefined) {
    return { state: 'healthy', sinceMs: healthyFromMs, reason: undefined, outage: undefined }
  }
  const outages = [...outagesBeforeService(instance), ...own]
  const health = checkedHealth(scheduleOf(group, target, context), outages, nowMs)
  return { ...health, outage: outages.find(({ fromMs, toMs }) => fromMs <= nowMs && nowMs < toMs) }
}

/** As DescribeTargetHealth shows it. */
export function describeHealth(
  group: SimulatedTargetGroup,
  target: Target,
  context: HealthContext,
  nowMs: number,
): TargetHealth {
  if (target.isDraining) return answer('draining', 'Target.DeregistrationInProgress')
  if (!target.isRunning) return answer('unused', 'Target.InvalidState')
  const condition = conditionOf(group, target, context, nowMs)
  if (condition === undefined) return answer('unused', 'Target.NotInUse')
  if (condition.state === 'healthy') return { State: 'healthy' }
  if (condition.state === 'unhealthy') return answer('unhealthy', condition.reason ?? 'Target.FailedHealthChecks')
  const checkedFromMs = Math.max(target.registeredAtMs, group.use?.sinceMs ?? 0)
  const isRegistering = nowMs < checkedFromMs + 1000 * context.registration.minSeconds
  return answer('initial', isRegistering ? 'Elb.RegistrationInProgress' : 'Elb.InitialHealthChecking')
}

/** Nothing answers on an instance before it is in service. */
function outagesBeforeService({ inServiceAtMs, launchedAtMs }: FleetInstance): Outage[] {
  const toMs = inServiceAtMs ?? Number.POSITIVE_INFINITY
  return [{ fromMs: Math.min(launchedAtMs, toMs), toMs, reason: 'Target.FailedHealthChecks' }]
}

/** What its group has launched into a target group in use is healthy from the moment on that it is in service. */
function healthyFrom({ use }: SimulatedTargetGroup, { isLaunchedInto, registeredAtMs }: Target): number | undefined {
  return isLaunchedInto && registeredAtMs >= (use?.sinceMs ?? 0) ? registeredAtMs : undefined
}

/** Checks begin when the target is registered and a rule uses the group, whichever is later. */
function scheduleOf(group: SimulatedTargetGroup, target: Target, context: HealthContext): CheckSchedule {
  const usedSinceMs = group.use?.sinceMs ?? 0
  const fromMs = Math.max(target.registeredAtMs, usedSinceMs)
  const { intervalSeconds, healthyThreshold, unhealthyThreshold } = group.healthChecksAt(fromMs)
  const { minSeconds, maxSeconds } = context.registration
  const rangeSeconds = ((maxSeconds - minSeconds) * intervalSeconds) / referenceIntervalSeconds
  const leadSeconds = minSeconds + context.drawFor(group.arn, target) * rangeSeconds
  return {
    firstMs: fromMs + Math.ceil(1000 * leadSeconds),
    intervalMs: 1000 * intervalSeconds,
    healthyThreshold,
    unhealthyThreshold,
    healthyFromMs: healthyFrom(group, target),
  }
}

function answer(
  State: 'unused' | 'initial' | 'unhealthy' | 'draining',
  Reason: keyof typeof descriptions,
): TargetHealth {
  return { State, Reason, Description: descriptions[Reason] }
}
