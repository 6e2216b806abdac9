// What a listener does with requests: its rules in order, and the target groups behind its load balancer with the targets
// that they have at an instant. The load's side of the service; nothing here is an AWS call.
import type { FleetInstance, FleetView } from '../auto-scaling/fleet-view.ts'
import { loadBalancerDimension, targetGroupDimension } from './arns.ts'
import type { FailureReason } from './health-checks.ts'
import type { InstanceDirectory, NamedFleet } from './instance-directory.ts'
import { type LoadBalancingRegistry, rulesOf, type SimulatedListener } from './load-balancing-registry.ts'
import type { RuleAction } from './rule-actions.ts'
import type { RequestTest } from './rule-matching.ts'
import type { SimulatedTargetGroup } from './simulated-target-group.ts'
import type { TargetGroupBehaviour } from './target-group-attributes.ts'
import { conditionOf, type HealthContext, type Target, targetsOf } from './target-health.ts'

export interface RoutingRule {
  readonly arn: string
  readonly matches: RequestTest
  readonly action: RuleAction
}

/** A target that is checked: registered, in use, not draining. */
export interface CheckedTarget {
  /** `id:port`. */
  readonly key: string
  readonly instance: FleetInstance
  readonly groupName: string | undefined
  readonly state: 'initial' | 'healthy' | 'unhealthy'
  /** Epoch milliseconds at which it took that state. */
  readonly sinceMs: number
  /** How requests to it fail at this instant; undefined while it answers. */
  readonly failure: FailureReason | undefined
}

export interface TargetGroupView {
  readonly arn: string
  /** As CloudWatch names it: `targetgroup/name/id`. */
  readonly dimension: string
  readonly behaviour: TargetGroupBehaviour
  /** The groups of its targets. */
  readonly fleets: readonly NamedFleet[]
  checkedTargets(nowMs: number): CheckedTarget[]
  /**
   * The fleet whose instances in service are exactly the target group's healthy targets, all of them since they came into
   * service; undefined where it is not as simple as that.
   */
  plainFleet(): FleetView | undefined
}

export interface ListenerView {
  /** As CloudWatch names it: `app/name/id`. */
  readonly loadBalancerDimension: string
  readonly dnsName: string
  /** In the order in which they are evaluated; the last one matches everything. */
  readonly rules: readonly RoutingRule[]
  /** Every target group that the load balancer uses, requests or none. */
  readonly targetGroups: readonly TargetGroupView[]
}

export function listenerView(
  registry: LoadBalancingRegistry,
  listener: SimulatedListener,
  context: HealthContext,
  hasOutages: boolean,
): ListenerView {
  const { arn, description } = registry.loadBalancer(listener.loadBalancerArn)
  return {
    loadBalancerDimension: loadBalancerDimension(arn),
    dnsName: description.DNSName ?? '',
    rules: rulesOf(listener).map(rule => ({ arn: rule.arn, matches: rule.matches, action: rule.parsed.action })),
    targetGroups: registry.targetGroupsOf(arn).map(group => targetGroupView(group, context, hasOutages)),
  }
}

function targetGroupView(group: SimulatedTargetGroup, context: HealthContext, hasOutages: boolean): TargetGroupView {
  const attached = context.directory.attached(group.arn)
  const isPlain = !hasOutages && group.orders.size === 0 && attached.length === 1
  return {
    arn: group.arn,
    dimension: targetGroupDimension(group.arn),
    behaviour: group.behaviour,
    fleets: [...attached, ...orderedFleets(group, context.directory)],
    checkedTargets: nowMs =>
      targetsOf(group, context.directory, nowMs).flatMap(target => checkedTarget(group, target, context, nowMs) ?? []),
    plainFleet: isPlain ? plainFleetOf(group, context) : () => undefined,
  }
}

/** Groups with instances that were registered by hand. */
function orderedFleets({ orders }: SimulatedTargetGroup, directory: InstanceDirectory): NamedFleet[] {
  return [...orders.values()].flatMap(({ id }) => directory.find(id)?.group ?? [])
}

/** Instances that came into service before the group was attached or used had to be checked first: they are told apart. */
function plainFleetOf(group: SimulatedTargetGroup, context: HealthContext): () => FleetView | undefined {
  const [attached] = context.directory.attached(group.arn)
  const sinceMs = Math.max(attached.attachedAtMs, group.use?.sinceMs ?? Number.POSITIVE_INFINITY)
  const enabled = context.zonesOf(group.use?.loadBalancerArn ?? '')
  const isPlain = ({ instanceId, state, inServiceAtMs = Number.POSITIVE_INFINITY }: FleetInstance) =>
    state !== 'InService' || (inServiceAtMs >= sinceMs && !attached.isLeftOut(instanceId))
  let zones: readonly string[] | undefined
  let areZonesEnabled = false
  let isSettled = attached.detachedAtMs === undefined && attached.fleet.instances.every(isPlain)
  return () => {
    if (!isSettled) return undefined
    if (zones !== attached.zones) {
      zones = attached.zones
      areZonesEnabled = zones.every(zone => enabled.has(zone))
      isSettled = areZonesEnabled
    }
    return areZonesEnabled ? attached.fleet : undefined
  }
}

function checkedTarget(
  group: SimulatedTargetGroup,
  target: Target,
  context: HealthContext,
  nowMs: number,
): CheckedTarget | undefined {
  const condition = conditionOf(group, target, context, nowMs)
  if (condition === undefined) return undefined
  return {
    key: `${target.id}:${target.port}`,
    instance: target.instance,
    groupName: target.groupName,
    state: condition.state,
    sinceMs: condition.sinceMs,
    failure: condition.outage?.reason,
  }
}
