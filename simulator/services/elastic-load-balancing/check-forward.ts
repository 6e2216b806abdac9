// What a forward action needs of its target groups and of the load balancer on which it stands.
import { elbError } from './errors.ts'
import {
  type LoadBalancingRegistry,
  rulesOf,
  type SimulatedListener,
  targetGroupArnsOf,
} from './load-balancing-registry.ts'
import type { ParsedAction } from './rule-actions.ts'
import type { SimulatedTargetGroup } from './simulated-target-group.ts'

/**
 * @param replacedRuleArn the rule whose action this one replaces, which then uses nothing any more
 * @throws TargetGroupNotFound, TargetGroupAssociationLimit, TooManyUniqueTargetGroupsPerLoadBalancer,
 * InvalidLoadBalancerAction
 */
export function checkForward(
  registry: LoadBalancingRegistry,
  loadBalancerArn: string,
  { action }: ParsedAction,
  replacedRuleArn?: string,
): void {
  if (action.type !== 'forward') return
  const groups = action.targetGroups.map(({ arn }) => registry.targetGroup(arn))
  for (const group of groups) checkAssociation(group, loadBalancerArn)
  checkUniqueTargetGroups(registry, loadBalancerArn, groups, replacedRuleArn)
  if (groups.length > 1) checkStickiness(groups, action.stickySeconds !== undefined)
}

/** "You can use each target group with only one load balancer." */
function checkAssociation({ arn, use }: SimulatedTargetGroup, loadBalancerArn: string): void {
  if (use === undefined || use.loadBalancerArn === loadBalancerArn) return
  throw elbError(
    'TargetGroupAssociationLimit',
    `Target group '${arn}' cannot be associated with more than one load balancer`,
  )
}

function checkUniqueTargetGroups(
  registry: LoadBalancingRegistry,
  loadBalancerArn: string,
  groups: readonly SimulatedTargetGroup[],
  replacedRuleArn: string | undefined,
): void {
  const others = registry.listenersOf(loadBalancerArn).flatMap(rulesOf)
  const used = others.filter(rule => rule.arn !== replacedRuleArn).flatMap(targetGroupArnsOf)
  const most = registry.quotas.targetGroupsPerLoadBalancer
  if (new Set([...used, ...groups.map(({ arn }) => arn)]).size <= most) return
  throw elbError(
    'TooManyUniqueTargetGroupsPerLoadBalancer',
    `The maximum number of unique target groups on load balancer '${loadBalancerArn}' is '${most}'`,
  )
}

/** Source: "Sticky sessions for your Application Load Balancer" in the user guide, considerations. */
function checkStickiness(groups: readonly SimulatedTargetGroup[], isGroupSticky: boolean): void {
  const sticky = groups.find(({ behaviour }) => behaviour.stickySeconds !== undefined)
  if (sticky === undefined) return
  if (sticky.behaviour.isStickyByApplication) {
    throw elbError(
      'InvalidLoadBalancerAction',
      `Target group '${sticky.arn}' has application-based stickiness, which does not work with weighted target groups`,
    )
  }
  if (isGroupSticky) return
  throw elbError(
    'InvalidLoadBalancerAction',
    'You must enable group stickiness on a rule if you enabled target stickiness on one of its target groups',
  )
}

/**
 * The same seen from the target group whose stickiness is turned on.
 * @throws InvalidConfigurationRequest
 */
export function checkStickyTargets(registry: LoadBalancingRegistry, { arn, use }: SimulatedTargetGroup): void {
  const listeners: SimulatedListener[] = use === undefined ? [] : registry.listenersOf(use.loadBalancerArn)
  for (const { arn: ruleArn, parsed } of listeners.flatMap(rulesOf)) {
    const { action } = parsed
    if (action.type !== 'forward' || action.targetGroups.length < 2 || action.stickySeconds !== undefined) continue
    if (!action.targetGroups.some(group => group.arn === arn)) continue
    throw elbError(
      'InvalidConfigurationRequest',
      `This target group appears behind a rule with group stickiness disabled (${ruleArn}). ` +
        'You must enable group stickiness before enabling target stickiness',
    )
  }
}
