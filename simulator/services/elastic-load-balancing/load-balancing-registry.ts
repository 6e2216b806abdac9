// Load balancers, listeners, rules and target groups of the region, and which load balancer uses which target group.
import type { LoadBalancer } from '@aws-sdk/client-elastic-load-balancing-v2'
import { checkArn, type ResourceKind } from './arns.ts'
import type { Attributes } from './attribute-table.ts'
import { elbError } from './errors.ts'
import type { LoadBalancingQuotas } from './quotas.ts'
import type { ParsedAction } from './rule-actions.ts'
import type { Condition } from './rule-conditions.ts'
import type { RequestTest } from './rule-matching.ts'
import type { SimulatedTargetGroup } from './simulated-target-group.ts'
import type { TagMap } from './tags.ts'

export interface SimulatedLoadBalancer {
  readonly arn: string
  readonly name: string
  readonly createdAtMs: number
  /** As it is described, but for its state. */
  readonly description: LoadBalancer
  readonly zones: ReadonlySet<string>
  /** The input of its creation: the same once more is not an error. */
  readonly fingerprint: string
  attributes: Attributes
}

export interface SimulatedRule {
  readonly arn: string
  /** Undefined for the default rule. */
  readonly priority: number | undefined
  readonly conditions: readonly Condition[]
  readonly matches: RequestTest
  readonly parsed: ParsedAction
}

export interface SimulatedListener {
  readonly arn: string
  readonly loadBalancerArn: string
  readonly fingerprint: string
  port: number
  protocol: 'HTTP' | 'HTTPS'
  certificateArn: string | undefined
  sslPolicy: string | undefined
  defaultRule: SimulatedRule
  /** Without the default rule, in no order. */
  rules: readonly SimulatedRule[]
}

export class LoadBalancingRegistry {
  readonly quotas: LoadBalancingQuotas
  readonly loadBalancers = new Map<string, SimulatedLoadBalancer>()
  readonly listeners = new Map<string, SimulatedListener>()
  readonly targetGroups = new Map<string, SimulatedTargetGroup>()
  readonly tags = new Map<string, TagMap>()
  #version = 0
  readonly #created = new Map<ResourceKind, number>()

  constructor(quotas: LoadBalancingQuotas) {
    this.quotas = quotas
  }

  /** Rises whenever anything changes that may change where requests go. */
  get version(): number {
    return this.#version
  }

  /** Where requests go has changed. */
  touch(): void {
    this.#version++
  }

  /** 0, 1, 2, … for each resource of a kind in turn. */
  nextOrdinal(kind: ResourceKind): number {
    const ordinal = this.#created.get(kind) ?? 0
    this.#created.set(kind, ordinal + 1)
    return ordinal
  }

  loadBalancer(arn: string | undefined): SimulatedLoadBalancer {
    const found = this.loadBalancers.get(checkArn(arn, 'load balancer'))
    if (found === undefined) throw elbError('LoadBalancerNotFound', `Load balancer '${arn}' not found`)
    return found
  }

  listener(arn: string | undefined): SimulatedListener {
    const found = this.listeners.get(checkArn(arn, 'listener'))
    if (found === undefined) throw elbError('ListenerNotFound', `Listener '${arn}' not found`)
    return found
  }

  rule(arn: string | undefined): { readonly listener: SimulatedListener; readonly rule: SimulatedRule } {
    checkArn(arn, 'listener rule')
    for (const listener of this.listeners.values()) {
      const rule = rulesOf(listener).find(candidate => candidate.arn === arn)
      if (rule !== undefined) return { listener, rule }
    }
    throw elbError('RuleNotFound', `Rule '${arn}' not found`)
  }

  targetGroup(arn: string | undefined): SimulatedTargetGroup {
    const found = this.targetGroups.get(checkArn(arn, 'target group'))
    if (found === undefined) throw elbError('TargetGroupNotFound', `Target groups '${arn}' not found`)
    return found
  }

  listenersOf(loadBalancerArn: string): SimulatedListener[] {
    return [...this.listeners.values()].filter(listener => listener.loadBalancerArn === loadBalancerArn)
  }

  /** Target groups that the load balancer's rules forward to, in the order of their creation. */
  targetGroupsOf(loadBalancerArn: string): SimulatedTargetGroup[] {
    return [...this.targetGroups.values()].filter(({ use }) => use?.loadBalancerArn === loadBalancerArn)
  }

  /** To be called after rules have changed: a target group is used from the first rule on that forwards to it. */
  refreshUse(nowMs: number): void {
    const used = new Map<string, string>()
    for (const listener of this.listeners.values()) {
      for (const rule of rulesOf(listener)) {
        for (const arn of targetGroupArnsOf(rule)) used.set(arn, listener.loadBalancerArn)
      }
    }
    for (const group of this.targetGroups.values()) {
      const loadBalancerArn = used.get(group.arn)
      if (loadBalancerArn === undefined) group.use = undefined
      else group.use ??= { loadBalancerArn, sinceMs: nowMs }
    }
    this.touch()
  }
}

/** In the order in which they are evaluated: by priority, the default rule last. */
export function rulesOf({ rules, defaultRule }: SimulatedListener): SimulatedRule[] {
  return [...rules].sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0)).concat(defaultRule)
}

export function targetGroupArnsOf({ parsed }: SimulatedRule): string[] {
  return parsed.action.type === 'forward' ? parsed.action.targetGroups.map(({ arn }) => arn) : []
}
