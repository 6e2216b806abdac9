// Targets: register, deregister, and how they are. By hand; what an Auto Scaling group registers follows from its instances.
import type {
  DeregisterTargetsCommandInput,
  DeregisterTargetsCommandOutput,
  DescribeTargetHealthCommandInput,
  DescribeTargetHealthCommandOutput,
  RegisterTargetsCommandInput,
  RegisterTargetsCommandOutput,
  TargetDescription,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { elbError, notSimulated, validationError } from './errors.ts'
import type { LoadBalancingRegistry } from './load-balancing-registry.ts'
import { type SimulatedTargetGroup, targetKey } from './simulated-target-group.ts'
import { describeHealth, type HealthContext, notRegistered, type Target, targetsOf } from './target-health.ts'

export function targetOperations(registry: LoadBalancingRegistry, context: HealthContext) {
  const { directory } = context

  const RegisterTargets: Operation<RegisterTargetsCommandInput, RegisterTargetsCommandOutput> = (input, { nowMs }) => {
    const group = registry.targetGroup(input.TargetGroupArn)
    const wanted = named(input.Targets, group)
    checkRunning(wanted, context)
    const registered = targetsOf(group, directory, nowMs).filter(target => !target.isDraining)
    const added = wanted.filter(({ id, port }) => !registered.some(other => other.id === id && other.port === port))
    checkQuotas(registry, group, context, added.length, nowMs)
    for (const { id, port } of added) {
      group.orders.set(targetKey(id, port), { id, port, registeredAtMs: nowMs, deregisteredAtMs: undefined })
    }
    registry.touch()
    return {}
  }

  const DeregisterTargets: Operation<DeregisterTargetsCommandInput, DeregisterTargetsCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const group = registry.targetGroup(input.TargetGroupArn)
    const leaving = new Set(named(input.Targets, group).map(({ id, port }) => targetKey(id, port)))
    // "If the specified target does not exist, the action returns successfully."
    for (const { id, port, registeredAtMs, isDraining } of targetsOf(group, directory, nowMs)) {
      const key = targetKey(id, port)
      if (leaving.has(key) && !isDraining) group.orders.set(key, { id, port, registeredAtMs, deregisteredAtMs: nowMs })
    }
    registry.touch()
    return {}
  }

  const DescribeTargetHealth: Operation<DescribeTargetHealthCommandInput, DescribeTargetHealthCommandOutput> = (
    input,
    { nowMs },
  ) => {
    if (input.Include?.length) throw notSimulated('Anomaly detection of targets')
    const group = registry.targetGroup(input.TargetGroupArn)
    const targets = targetsOf(group, directory, nowMs)
    if (input.Targets === undefined)
      return { TargetHealthDescriptions: targets.map(target => describe(group, target, nowMs)) }
    return {
      TargetHealthDescriptions: named(input.Targets, group).map(({ id, port }) => {
        const target = targets.find(other => other.id === id && other.port === port)
        if (target !== undefined) return describe(group, target, nowMs)
        return { Target: { Id: id, Port: port }, TargetHealth: { ...notRegistered } }
      }),
    }
  }

  const describe = (group: SimulatedTargetGroup, target: Target, nowMs: number): TargetHealthDescription => {
    const { port } = group.healthChecks
    return {
      Target: { Id: target.id, Port: target.port },
      HealthCheckPort: port === 'traffic-port' ? String(target.port) : port,
      TargetHealth: describeHealth(group, target, context, nowMs),
    }
  }

  return { RegisterTargets, DeregisterTargets, DescribeTargetHealth }
}

interface NamedTarget {
  readonly id: string
  readonly port: number
}

/** A target without a port has the target group's. */
function named(targets: readonly TargetDescription[] | undefined, group: SimulatedTargetGroup): NamedTarget[] {
  if (!targets?.length) throw validationError('At least one target must be specified')
  return targets.map(({ Id = '', Port = group.settings.port, AvailabilityZone, QuicServerId }) => {
    if (AvailabilityZone !== undefined) {
      throw validationError("You cannot specify an Availability Zone for targets of target type 'instance'")
    }
    if (QuicServerId !== undefined) throw notSimulated('QuicServerId')
    return { id: Id, port: Port }
  })
}

/** "If the target is an EC2 instance, it must be in the running state when you register it." */
function checkRunning(targets: readonly NamedTarget[], { directory }: HealthContext): void {
  const unknown = targets.filter(({ id }) => !/^i-[0-9a-f]{8,17}$/.test(id) || directory.find(id) === undefined)
  if (unknown.length > 0) {
    throw elbError('InvalidTarget', `The following targets are not valid instances: ${quoted(unknown)}`)
  }
  const stopped = targets.filter(({ id }) => directory.find(id)?.isRunning === false)
  if (stopped.length === 0) return
  throw elbError(
    'InvalidTarget',
    `The following targets are not in a running state and cannot be registered: ${quoted(stopped)}`,
  )
}

function checkQuotas(
  registry: LoadBalancingRegistry,
  group: SimulatedTargetGroup,
  { directory }: HealthContext,
  added: number,
  nowMs: number,
): void {
  const { targetsPerTargetGroup, targetsPerLoadBalancer } = registry.quotas
  const count = (other: SimulatedTargetGroup) => targetsOf(other, directory, nowMs).length
  if (count(group) + added > targetsPerTargetGroup) {
    throw elbError('TooManyTargets', `The maximum number of targets per target group is '${targetsPerTargetGroup}'`)
  }
  if (group.use === undefined) return
  const onBalancer = registry.targetGroupsOf(group.use.loadBalancerArn).reduce((sum, other) => sum + count(other), 0)
  if (onBalancer + added > targetsPerLoadBalancer) {
    throw elbError('TooManyTargets', `The maximum number of targets per load balancer is '${targetsPerLoadBalancer}'`)
  }
}

function quoted(targets: readonly NamedTarget[]): string {
  return targets.map(({ id }) => `'${id}'`).join(', ')
}
