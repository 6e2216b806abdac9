// Elastic Load Balancing alone, with instances that a test makes up.
import type {
  Action,
  CreateTargetGroupCommandInput,
  RuleCondition,
  TargetHealthDescription,
} from '@aws-sdk/client-elastic-load-balancing-v2'
import type { FleetInstance } from '../../../../simulator/services/auto-scaling/fleet-view.ts'
import {
  type ElasticLoadBalancingOptions,
  ElasticLoadBalancingService,
} from '../../../../simulator/services/elastic-load-balancing/elastic-load-balancing-service.ts'
import type { InstanceDirectory } from '../../../../simulator/services/elastic-load-balancing/instance-directory.ts'

export const startMs = Date.UTC(2026, 0, 5)
export const arnPrefix = 'arn:aws:elasticloadbalancing:us-east-1:123456789012'

/** What AWS says no with. */
export interface Refusal {
  readonly name: string
  readonly message: string
}

export class TestBalancer {
  readonly service: ElasticLoadBalancingService
  readonly operations: ElasticLoadBalancingService['operations']
  /** Instances that exist, by id; a stopped one is not running. */
  readonly instances = new Map<string, FleetInstance>()
  nowMs = startMs

  constructor(options: ElasticLoadBalancingOptions = {}) {
    const directory: InstanceDirectory = {
      version: 0,
      attached: () => [],
      find: id => {
        const instance = this.instances.get(id)
        return instance && { instance, group: undefined, isRunning: instance.isStopped !== true }
      },
    }
    this.service = new ElasticLoadBalancingService({ directory, ...options })
    this.operations = this.service.operations
  }

  get context() {
    return { nowMs: this.nowMs, caller: 'team' }
  }

  /** Lets seconds pass. */
  pass(seconds: number): void {
    this.nowMs += 1000 * seconds
  }

  /** A load balancer in us-east-1a and 1b. */
  balancer(Name = 'web'): string {
    const Subnets = ['subnet-us-east-1a', 'subnet-us-east-1b']
    const { LoadBalancers = [] } = this.operations.CreateLoadBalancer({ Name, Subnets }, this.context)
    return LoadBalancers[0].LoadBalancerArn ?? ''
  }

  targetGroup(Name = 'web', input: Partial<CreateTargetGroupCommandInput> = {}): string {
    const defaults = { Name, Protocol: 'HTTP', Port: 80, VpcId: 'vpc-1' } as const
    const { TargetGroups = [] } = this.operations.CreateTargetGroup({ ...defaults, ...input }, this.context)
    return TargetGroups[0].TargetGroupArn ?? ''
  }

  listener(LoadBalancerArn: string, action: Action, Port = 80): string {
    const input = { LoadBalancerArn, Protocol: 'HTTP', Port, DefaultActions: [action] } as const
    return this.operations.CreateListener({ ...input, DefaultActions: [action] }, this.context).Listeners?.[0]
      .ListenerArn as string
  }

  /** A load balancer whose listener forwards everything to one target group, both called `name`. */
  site(name = 'web') {
    const loadBalancer = this.balancer(name)
    const targetGroup = this.targetGroup(name)
    return { loadBalancer, targetGroup, listener: this.listener(loadBalancer, forward(targetGroup)) }
  }

  rule(ListenerArn: string, Priority: number, conditions: readonly RuleCondition[], action: Action): string {
    const input = { ListenerArn, Priority, Conditions: [...conditions], Actions: [action] }
    return this.operations.CreateRule(input, this.context).Rules?.[0].RuleArn ?? ''
  }

  /** Priority and target groups with their weights, in the order in which rules are evaluated. */
  rules(ListenerArn: string) {
    const { Rules = [] } = this.operations.DescribeRules({ ListenerArn }, this.context)
    return Rules.map(({ Priority, RuleArn }) => ({ priority: Priority, arn: RuleArn }))
  }

  /** A running instance that has been in service for long. */
  instance(instanceId: string, differences: Partial<FleetInstance> = {}): string {
    this.instances.set(instanceId, {
      instanceId,
      availabilityZone: 'us-east-1a',
      launchedAtMs: startMs - 600_000,
      inServiceAtMs: startMs - 400_000,
      state: 'InService',
      ...differences,
    })
    return instanceId
  }

  register(TargetGroupArn: string, ...ids: string[]): void {
    this.operations.RegisterTargets({ TargetGroupArn, Targets: ids.map(Id => ({ Id })) }, this.context)
  }

  deregister(TargetGroupArn: string, ...ids: string[]): void {
    this.operations.DeregisterTargets({ TargetGroupArn, Targets: ids.map(Id => ({ Id })) }, this.context)
  }

  targets(TargetGroupArn: string): TargetHealthDescription[] {
    return this.operations.DescribeTargetHealth({ TargetGroupArn }, this.context).TargetHealthDescriptions ?? []
  }

  /** `state reason` of the only target. */
  health(TargetGroupArn: string): string {
    const [{ TargetHealth: { State, Reason = '' } = {} }] = this.targets(TargetGroupArn)
    return `${State} ${Reason}`.trim()
  }

  setAttributes(TargetGroupArn: string, attributes: Readonly<Record<string, string>>): void {
    const Attributes = Object.entries(attributes).map(([Key, Value]) => ({ Key, Value }))
    this.operations.ModifyTargetGroupAttributes({ TargetGroupArn, Attributes }, this.context)
  }
}

/** Forwards to target groups with their weights; a single ARN is the short form. */
export function forward(targetGroups: string | Readonly<Record<string, number>>, stickySeconds?: number): Action {
  if (typeof targetGroups === 'string') return { Type: 'forward', TargetGroupArn: targetGroups }
  return {
    Type: 'forward',
    ForwardConfig: {
      TargetGroups: Object.entries(targetGroups).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
      ...(stickySeconds !== undefined && {
        TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: stickySeconds },
      }),
    },
  }
}

export function path(...Values: string[]): RuleCondition {
  return { Field: 'path-pattern', PathPatternConfig: { Values } }
}

export function methods(...Values: string[]): RuleCondition {
  return { Field: 'http-request-method', HttpRequestMethodConfig: { Values } }
}

/** The error that a call ends with. */
export function refusalOf(call: () => unknown): Refusal {
  try {
    call()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('got an answer, wanted an error')
}
