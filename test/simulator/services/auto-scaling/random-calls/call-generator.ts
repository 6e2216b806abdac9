// Random calls: mostly such that make sense for the groups as they are, some that make none.
import type { RandomStream } from '../../../../../simulator/kernel/random.ts'
import type { AutoScalingService } from '../../../../../simulator/services/auto-scaling/auto-scaling-service.ts'
import type { SimulatedGroup } from '../../../../../simulator/services/auto-scaling/simulated-group.ts'
import { longestHeartbeatSeconds } from './fleet-watch.ts'

export interface RandomCall {
  readonly operation: keyof AutoScalingService['operations']
  readonly input: Readonly<Record<string, unknown>>
}

const groupNames = ['web', 'api']
const mostInstances = 12
const processes = [
  'Launch',
  'Terminate',
  'HealthCheck',
  'ReplaceUnhealthy',
  'ScheduledActions',
  'InstanceRefresh',
  'AlarmNotification',
]
const templates = ['1', '2', '3', '$Latest']
export const zones = ['us-east-1a', 'us-east-1b', 'us-east-1c']
const types = ['m5.large', 'm7g.large', 'm7i.large']

type Make = (group: SimulatedGroup) => Record<string, unknown>

export class CallGenerator {
  readonly #random: RandomStream
  readonly #service: AutoScalingService
  readonly #nowMs: () => number
  readonly #makers: readonly (readonly [number, RandomCall['operation'], Make])[]
  readonly #totalWeight: number

  constructor(random: RandomStream, service: AutoScalingService, nowMs: () => number) {
    this.#random = random
    this.#service = service
    this.#nowMs = nowMs
    this.#makers = this.#table()
    this.#totalWeight = this.#makers.reduce((sum, [weight]) => sum + weight, 0)
  }

  /** A call on one of the groups there are; one that creates a group when it is missing. */
  next(): RandomCall {
    const name = this.pick(groupNames)
    const group = this.#service.group(name)
    if (group === undefined) return { operation: 'CreateAutoScalingGroup', input: this.#newGroup(name) }
    let left = this.#random.uniform() * this.#totalWeight
    for (const [weight, operation, make] of this.#makers) {
      left -= weight
      if (left < 0) return { operation, input: { AutoScalingGroupName: name, ...make(group) } }
    }
    throw new Error('got weights that do not add up')
  }

  integer(least: number, most: number): number {
    return least + Math.floor(this.#random.uniform() * (most - least + 1))
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.integer(0, items.length - 1)]
  }

  chance(probability: number): boolean {
    return this.#random.uniform() < probability
  }

  #table(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      ...this.#sizeCalls(),
      ...this.#poolCalls(),
      ...this.#hookCalls(),
      ...this.#instanceCalls(),
      ...this.#refreshCalls(),
      ...this.#policyCalls(),
    ]
  }

  #sizeCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [12, 'SetDesiredCapacity', group => ({ DesiredCapacity: this.integer(group.minSize - 1, group.maxSize + 1) })],
      [6, 'UpdateAutoScalingGroup', () => this.#sizes()],
      [2, 'UpdateAutoScalingGroup', () => this.#launchSource()],
      [2, 'UpdateAutoScalingGroup', () => this.#settings()],
      [0.2, 'DeleteAutoScalingGroup', () => ({ ForceDelete: this.chance(0.7) })],
      [3, 'SuspendProcesses', () => ({ ScalingProcesses: [this.pick(processes)] })],
      [5, 'ResumeProcesses', () => ({ ScalingProcesses: this.chance(0.5) ? [this.pick(processes)] : undefined })],
    ]
  }

  #poolCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [4, 'PutWarmPool', () => this.#warmPool()],
      [2, 'DeleteWarmPool', () => ({ ForceDelete: this.chance(0.7) })],
    ]
  }

  #hookCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [3, 'PutLifecycleHook', () => this.#hook()],
      [2, 'DeleteLifecycleHook', group => ({ LifecycleHookName: this.#hookName(group) })],
      [14, 'CompleteLifecycleAction', group => this.#lifecycleAction(group)],
      [2, 'RecordLifecycleActionHeartbeat', group => this.#lifecycleAction(group)],
    ]
  }

  #instanceCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [
        4,
        'DetachInstances',
        group => ({ ...this.#instances(group), ShouldDecrementDesiredCapacity: this.chance(0.5) }),
      ],
      [5, 'AttachInstances', () => ({ InstanceIds: this.#detachedIds() })],
      [4, 'EnterStandby', group => ({ ...this.#instances(group), ShouldDecrementDesiredCapacity: this.chance(0.5) })],
      [6, 'ExitStandby', group => this.#instances(group, 'Standby')],
      [5, 'SetInstanceProtection', group => ({ ...this.#instances(group), ProtectedFromScaleIn: this.chance(0.4) })],
      [3, 'SetInstanceHealth', group => this.#health(group)],
      [5, 'TerminateInstanceInAutoScalingGroup', group => this.#termination(group)],
    ]
  }

  #refreshCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [5, 'StartInstanceRefresh', () => this.#refresh()],
      [1, 'CancelInstanceRefresh', () => ({ WaitForTransitioningInstances: this.chance(0.7) })],
      [1, 'RollbackInstanceRefresh', () => ({})],
      [1, 'DescribeInstanceRefreshes', () => ({})],
    ]
  }

  #policyCalls(): (readonly [number, RandomCall['operation'], Make])[] {
    return [
      [1, 'PutScalingPolicy', () => this.#policy()],
      [1, 'DeletePolicy', () => ({ PolicyName: this.pick(['tracking-40', 'tracking-70']) })],
      [3, 'PutScheduledUpdateGroupAction', () => this.#scheduledAction()],
      [1, 'DeleteScheduledAction', () => ({ ScheduledActionName: `action-${this.integer(1, 4)}` })],
    ]
  }

  #newGroup(name: string): Record<string, unknown> {
    const MinSize = this.integer(0, 2)
    const MaxSize = this.integer(4, mostInstances)
    return {
      AutoScalingGroupName: name,
      MinSize,
      MaxSize,
      DesiredCapacity: this.integer(MinSize, MaxSize),
      AvailabilityZones: zones.slice(0, this.integer(1, 3)),
      LaunchTemplate: { LaunchTemplateName: 'web', Version: '1' },
      HealthCheckGracePeriod: this.pick([0, 60]),
    }
  }

  #sizes(): Record<string, unknown> {
    const [least, desired, most] = [0, 0, 0].map(() => this.integer(0, mostInstances)).toSorted((a, b) => a - b)
    const all = { MinSize: least, DesiredCapacity: desired, MaxSize: most }
    if (this.chance(0.3)) return all
    return this.pick([
      { MinSize: least },
      { MaxSize: most },
      { MinSize: most, MaxSize: least },
      { DesiredCapacity: desired },
    ])
  }

  #settings(): Record<string, unknown> {
    const TerminateHookAbandon = this.pick(['retain', 'terminate'])
    return this.pick([
      { NewInstancesProtectedFromScaleIn: this.chance(0.3) },
      { TerminationPolicies: [this.pick(['Default', 'NewestInstance'])] },
      { AvailabilityZones: zones.slice(0, this.integer(1, 3)) },
      { InstanceLifecyclePolicy: { RetentionTriggers: { TerminateHookAbandon } } },
    ])
  }

  #launchSource(): Record<string, unknown> {
    const template = { LaunchTemplateName: 'web', Version: this.pick(templates) }
    return this.chance(0.7) ? { LaunchTemplate: template } : { MixedInstancesPolicy: this.#mixedInstances() }
  }

  #mixedInstances(): Record<string, unknown> {
    const template = { LaunchTemplateName: 'web', Version: this.pick(templates) }
    const Overrides = types.slice(this.integer(0, 2)).map(InstanceType => ({ InstanceType }))
    const OnDemandPercentageAboveBaseCapacity = this.pick([0, 50, 100])
    return {
      LaunchTemplate: { LaunchTemplateSpecification: template, Overrides },
      InstancesDistribution: { OnDemandBaseCapacity: this.integer(0, 2), OnDemandPercentageAboveBaseCapacity },
    }
  }

  #warmPool(): Record<string, unknown> {
    return {
      MinSize: this.integer(0, 3),
      MaxGroupPreparedCapacity: this.pick([undefined, -1, this.integer(0, mostInstances)]),
      PoolState: this.pick(['Stopped', 'Running']),
      InstanceReusePolicy: { ReuseOnScaleIn: this.chance(0.5) },
    }
  }

  #hook(): Record<string, unknown> {
    const LifecycleTransition = this.pick([
      'autoscaling:EC2_INSTANCE_LAUNCHING',
      'autoscaling:EC2_INSTANCE_TERMINATING',
    ])
    return {
      LifecycleHookName: `${LifecycleTransition.slice(25).toLowerCase()}-${this.integer(1, 2)}`,
      LifecycleTransition,
      HeartbeatTimeout: this.integer(30, longestHeartbeatSeconds),
      DefaultResult: this.pick(['CONTINUE', 'ABANDON']),
    }
  }

  #hookName(group: SimulatedGroup): string {
    const names = [...group.hooks.keys()]
    return names.length > 0 ? this.pick(names) : 'nothing'
  }

  #lifecycleAction(group: SimulatedGroup): Record<string, unknown> {
    const waiting = [...group.instances, ...group.warmPool].filter(({ state }) => state.endsWith(':Wait'))
    const chosen = waiting.length > 0 ? this.pick(waiting) : undefined
    const hooks = [...(chosen?.trip?.actions.keys() ?? [])]
    return {
      LifecycleHookName: hooks.length > 0 ? this.pick(hooks) : this.#hookName(group),
      InstanceId: chosen?.instanceId ?? 'i-nothing',
      LifecycleActionResult: this.chance(0.8) ? 'CONTINUE' : 'ABANDON',
    }
  }

  /** One to three instances of the group, mostly in the state that the call asks for. */
  #instances(group: SimulatedGroup, state = 'InService'): { InstanceIds: string[] } {
    const fitting = [...group.instances, ...group.warmPool].filter(instance => instance.state === state)
    const candidates = fitting.length > 0 && this.chance(0.95) ? fitting : [...group.instances, ...group.warmPool]
    if (candidates.length === 0) return { InstanceIds: ['i-nothing'] }
    const chosen = Array.from({ length: this.integer(1, 3) }, () => this.pick(candidates))
    return { InstanceIds: [...new Set(chosen.map(({ instanceId }) => instanceId))] }
  }

  #detachedIds(): string[] {
    const detached = groupNames.flatMap(name => this.#service.group(name)?.detached ?? [])
    return [detached.length > 0 ? this.pick(detached).instanceId : 'i-nothing']
  }

  #health(group: SimulatedGroup): Record<string, unknown> {
    return {
      AutoScalingGroupName: undefined,
      InstanceId: this.#instances(group).InstanceIds[0],
      HealthStatus: this.chance(0.7) ? 'Unhealthy' : 'Healthy',
      ShouldRespectGracePeriod: this.chance(0.5),
    }
  }

  #termination(group: SimulatedGroup): Record<string, unknown> {
    const states = ['InService', 'Pending', 'Standby', 'Terminating:Retained', 'Warmed:Pending:Retained']
    const InstanceId = this.#instances(group, this.pick(states)).InstanceIds[0]
    return { AutoScalingGroupName: undefined, InstanceId, ShouldDecrementDesiredCapacity: this.chance(0.5) }
  }

  #refresh(): Record<string, unknown> {
    const template = { LaunchTemplateName: 'web', Version: this.pick(templates) }
    const desired = this.chance(0.8) ? { LaunchTemplate: template } : { MixedInstancesPolicy: this.#mixedInstances() }
    const max = this.pick([undefined, 100, 150])
    return {
      DesiredConfiguration: this.chance(0.7) ? desired : undefined,
      Preferences: {
        MinHealthyPercentage: max === undefined ? this.pick([undefined, 0, 50, 90, 100]) : this.pick([50, 90, 100]),
        MaxHealthyPercentage: max,
        InstanceWarmup: this.integer(0, 120),
        SkipMatching: this.chance(0.3),
        AutoRollback: this.chance(0.2),
        BakeTime: this.pick([undefined, 120]),
        CheckpointPercentages: this.pick([undefined, undefined, [50], [20, 50, 100]]),
        StandbyInstances: this.pick(['Ignore', 'Wait', 'Terminate']),
        ScaleInProtectedInstances: this.pick(['Ignore', 'Wait', 'Refresh']),
      },
    }
  }

  #policy(): Record<string, unknown> {
    const TargetValue = this.pick([40, 70])
    const PredefinedMetricSpecification = { PredefinedMetricType: 'ASGAverageCPUUtilization' }
    return {
      PolicyName: `tracking-${TargetValue}`,
      PolicyType: 'TargetTrackingScaling',
      TargetTrackingConfiguration: { TargetValue, PredefinedMetricSpecification },
    }
  }

  #scheduledAction(): Record<string, unknown> {
    return {
      ScheduledActionName: `action-${this.integer(1, 4)}`,
      StartTime: new Date(this.#nowMs() + this.integer(-10, 900) * 1000),
      ...this.#sizes(),
    }
  }
}
