// Listener rules: create, modify, delete, describe, and their order.
import type {
  CreateRuleCommandInput,
  CreateRuleCommandOutput,
  DeleteRuleCommandInput,
  DeleteRuleCommandOutput,
  DescribeRulesCommandInput,
  DescribeRulesCommandOutput,
  ModifyRuleCommandInput,
  ModifyRuleCommandOutput,
  Rule,
  SetRulePrioritiesCommandInput,
  SetRulePrioritiesCommandOutput,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { Operation } from '../../kernel/service.ts'
import { ruleArn } from './arns.ts'
import { checkForward } from './check-forward.ts'
import { elbError, notSimulated, validationError } from './errors.ts'
import {
  type LoadBalancingRegistry,
  rulesOf,
  type SimulatedListener,
  type SimulatedRule,
} from './load-balancing-registry.ts'
import { checkFilters, pageOf } from './paging.ts'
import { parseActions } from './rule-actions.ts'
import { describeCondition, parseConditions } from './rule-conditions.ts'
import { requestTest } from './rule-matching.ts'
import { mergedTags } from './tags.ts'

/** Source: RulePriority in the SDK's model. */
const maximumPriority = 50_000

export function ruleOperations(registry: LoadBalancingRegistry) {
  const CreateRule: Operation<CreateRuleCommandInput, CreateRuleCommandOutput> = (input, { nowMs }) => {
    const listener = registry.listener(input.ListenerArn)
    const rule = create(registry, listener, input)
    listener.rules = [...listener.rules, rule]
    registry.refreshUse(nowMs)
    return { Rules: [describe(rule)] }
  }

  const ModifyRule: Operation<ModifyRuleCommandInput, ModifyRuleCommandOutput> = (input, { nowMs }) => {
    const { listener, rule } = changeableRule(registry, input.RuleArn, 'modified')
    const modified = changed(registry, listener, rule, input)
    listener.rules = listener.rules.map(other => (other === rule ? modified : other))
    registry.refreshUse(nowMs)
    return { Rules: [describe(modified)] }
  }

  const DeleteRule: Operation<DeleteRuleCommandInput, DeleteRuleCommandOutput> = (input, { nowMs }) => {
    const { listener, rule } = changeableRule(registry, input.RuleArn, 'deleted')
    listener.rules = listener.rules.filter(other => other !== rule)
    registry.tags.delete(rule.arn)
    registry.refreshUse(nowMs)
    return {}
  }

  const DescribeRules: Operation<DescribeRulesCommandInput, DescribeRulesCommandOutput> = input => {
    const { ListenerArn, RuleArns } = input
    checkFilters({ ListenerArn, RuleArns })
    if (ListenerArn === undefined && RuleArns === undefined) {
      throw validationError('You must specify either a listener ARN or rule ARNs')
    }
    const found = RuleArns?.map(arn => registry.rule(arn).rule) ?? rulesOf(registry.listener(ListenerArn))
    const page = pageOf(found, input)
    return { Rules: page.items.map(describe), NextMarker: page.nextMarker }
  }

  const SetRulePriorities: Operation<SetRulePrioritiesCommandInput, SetRulePrioritiesCommandOutput> = (
    input,
    { nowMs },
  ) => {
    const changes = prioritiesOf(registry, input)
    for (const listener of new Set([...changes.values()].map(change => change.listener))) {
      listener.rules = reordered(listener, changes)
    }
    registry.refreshUse(nowMs)
    return { Rules: [...changes.keys()].map(arn => describe(registry.rule(arn).rule)) }
  }

  return { CreateRule, ModifyRule, DeleteRule, DescribeRules, SetRulePriorities }
}

function create(
  registry: LoadBalancingRegistry,
  listener: SimulatedListener,
  input: CreateRuleCommandInput,
): SimulatedRule {
  const { loadBalancerArn } = listener
  const priority = checkedPriority(input.Priority)
  if (input.Transforms?.length) throw notSimulated('A rule with transforms')
  const conditions = parseConditions(input.Conditions)
  const parsed = parseActions(input.Actions)
  const tags = mergedTags(new Map(), input.Tags)
  if (listener.rules.some(rule => rule.priority === priority)) throw priorityInUse(priority)
  checkForward(registry, loadBalancerArn, parsed)
  const rules = registry.listenersOf(loadBalancerArn).reduce((sum, other) => sum + other.rules.length, 0)
  if (rules >= registry.quotas.rulesPerLoadBalancer) {
    throw elbError('TooManyRules', `The maximum number of rules on load balancer '${loadBalancerArn}' has been reached`)
  }
  const arn = ruleArn(listener.arn, registry.nextOrdinal('listener rule'))
  registry.tags.set(arn, tags)
  return { arn, priority, conditions, matches: requestTest(conditions), parsed }
}

/** Properties that are not given stay; a list that is given replaces the whole list. */
function changed(
  registry: LoadBalancingRegistry,
  { loadBalancerArn }: SimulatedListener,
  rule: SimulatedRule,
  input: ModifyRuleCommandInput,
): SimulatedRule {
  if (input.Transforms?.length) throw notSimulated('A rule with transforms')
  const conditions = input.Conditions === undefined ? rule.conditions : parseConditions(input.Conditions)
  const parsed = input.Actions === undefined ? rule.parsed : parseActions(input.Actions)
  checkForward(registry, loadBalancerArn, parsed, rule.arn)
  return { ...rule, conditions, matches: requestTest(conditions), parsed }
}

/** The default rule is its listener's: only ModifyListener changes it. */
function changeableRule(registry: LoadBalancingRegistry, arn: string | undefined, verb: string) {
  const found = registry.rule(arn)
  if (found.rule.priority !== undefined) return found
  throw elbError('OperationNotPermitted', `Default rule '${arn}' cannot be ${verb}`)
}

interface PriorityChange {
  readonly listener: SimulatedListener
  readonly priority: number
}

/** Checks everything before anything is changed, so that two rules can swap their places in one call. */
function prioritiesOf(
  registry: LoadBalancingRegistry,
  { RulePriorities = [] }: SetRulePrioritiesCommandInput,
): Map<string, PriorityChange> {
  if (RulePriorities.length === 0) throw validationError('At least one rule priority must be specified')
  const changes = new Map<string, PriorityChange>()
  for (const { RuleArn, Priority } of RulePriorities) {
    const { listener, rule } = changeableRule(registry, RuleArn, 'reordered')
    if (changes.has(rule.arn)) throw validationError(`Rule '${RuleArn}' was specified more than once`)
    changes.set(rule.arn, { listener, priority: checkedPriority(Priority) })
  }
  for (const listener of new Set([...changes.values()].map(change => change.listener))) {
    const seen = new Set<number>()
    for (const { priority } of reordered(listener, changes)) {
      if (priority !== undefined && seen.has(priority)) throw priorityInUse(priority)
      seen.add(priority ?? 0)
    }
  }
  return changes
}

/** "Any existing rules that you do not specify retain their current priority." */
function reordered({ rules }: SimulatedListener, changes: ReadonlyMap<string, PriorityChange>): SimulatedRule[] {
  return rules.map(rule => ({ ...rule, priority: changes.get(rule.arn)?.priority ?? rule.priority }))
}

function checkedPriority(priority: number | undefined): number {
  if (priority !== undefined && Number.isInteger(priority) && priority >= 1 && priority <= maximumPriority) {
    return priority
  }
  throw validationError(`Rule priority: got ${priority}, wanted 1 to ${maximumPriority}`)
}

function priorityInUse(priority: number): Error {
  return elbError('PriorityInUse', `Priority '${priority}' is currently in use`)
}

function describe({ arn, priority, conditions, parsed }: SimulatedRule): Rule {
  return {
    RuleArn: arn,
    Priority: priority === undefined ? 'default' : String(priority),
    Conditions: conditions.map(describeCondition),
    Actions: [structuredClone(parsed.description)],
    IsDefault: priority === undefined,
    Transforms: [],
  }
}
