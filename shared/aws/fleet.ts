// EC2 Auto Scaling: the groups as they are, and the few changes that Penumbra makes to them.
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  CreateOrUpdateTagsCommand,
  DeleteScheduledActionCommand,
  DeleteTagsCommand,
  DescribeLifecycleHooksCommand,
  DescribeScheduledActionsCommand,
  PutScheduledUpdateGroupActionCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribePolicies,
  paginateDescribeScalingActivities,
  type ScalingPolicy,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
  type WarmPoolConfiguration,
} from '@aws-sdk/client-auto-scaling'
import type { LaunchDurations } from '../domain/capacity/lead-times.ts'
import type { ObservedGroup } from '../domain/fleet/observed-group.ts'
import type { ObservedPool } from '../domain/fleet/pool-steps.ts'
import type { FloorExpiry } from '../domain/fleet/remembered-loans.ts'
import { isOptedIn } from '../domain/group/settings.ts'
import { defaultTagKeys, type TagKeys } from '../domain/group/tag-keys.ts'
import { awsErrorKind } from './aws-errors.ts'

/** DescribeAutoScalingGroups answers at most this many groups at once. */
const groupsPerCall = 100

/** Scaling activities are kept for six weeks; as many pages as this hold the newest ones that matter for lead times. */
const activityPages = 3

export const expiryActionName = 'penumbra-floor-expiry'

/** Average CPU in percent, or requests per target and minute. */
export interface PolicyTracking {
  readonly metric: 'cpu' | 'requests'
  readonly target: number
}

/** Out of a pool AWS writes "Launching a new EC2 instance from warm pool: i-…", and of filling it "… into warm pool: i-…". */
const launchDescription = /^Launching a new EC2 instance( from warm pool)?:/

export interface Launches extends LaunchDurations {
  /** Start of the oldest activity that was seen, launch or not, epoch milliseconds; undefined: there was none. */
  readonly fromMs: number | undefined
}

export interface ScalingPolicies {
  readonly canScaleIn: boolean
  /** What target tracking keeps at its target; undefined where there is none that Penumbra understands. */
  readonly tracking: PolicyTracking | undefined
}

export class Fleet {
  readonly #client: AutoScalingClient
  readonly #tagKeys: TagKeys

  /** @param tagKeys by which it knows what is opted in, and marks what holds something of ours. @default penumbra's */
  constructor(client: AutoScalingClient, tagKeys: TagKeys = defaultTagKeys) {
    this.#client = client
    this.#tagKeys = tagKeys
  }

  /** Groups that are opted in or still hold something of ours. */
  async listTagged(): Promise<ObservedGroup[]> {
    const { enabled, managed } = this.#tagKeys
    return this.#describe({ Filters: [{ Name: 'tag-key', Values: [enabled, managed] }] })
  }

  /** The named groups with their instances; a group that is gone is missing from the answer. */
  async describe(names: readonly string[]): Promise<Map<string, ObservedGroup>> {
    const groups: ObservedGroup[] = []
    for (let from = 0; from < names.length; from += groupsPerCall) {
      groups.push(...(await this.#describe({ AutoScalingGroupNames: names.slice(from, from + groupsPerCall) })))
    }
    return new Map(groups.map(group => [group.name, group]))
  }

  async setMinSize(name: string, minSize: number): Promise<void> {
    await this.#client.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, MinSize: minSize }))
  }

  /** Scales in or out at once; the group's policies may change it again at any time. */
  async setDesiredCapacity(name: string, desiredCapacity: number): Promise<void> {
    await this.#client.send(
      new SetDesiredCapacityCommand({ AutoScalingGroupName: name, DesiredCapacity: desiredCapacity }),
    )
  }

  /** Asks AWS to give the team its MinSize back at `atMs` even if Penumbra is gone; repeating it moves the time. */
  async scheduleFloorExpiry(name: string, minSize: number, atMs: number): Promise<void> {
    await this.#client.send(
      new PutScheduledUpdateGroupActionCommand({
        AutoScalingGroupName: name,
        ScheduledActionName: expiryActionName,
        StartTime: new Date(atMs),
        MinSize: minSize,
      }),
    )
  }

  /** @returns undefined where none is scheduled */
  async floorExpiry(name: string): Promise<FloorExpiry | undefined> {
    const { ScheduledUpdateGroupActions = [] } = await this.#client.send(
      new DescribeScheduledActionsCommand({ AutoScalingGroupName: name, ScheduledActionNames: [expiryActionName] }),
    )
    const [{ MinSize, StartTime } = {}] = ScheduledUpdateGroupActions
    return MinSize === undefined || StartTime === undefined
      ? undefined
      : { minSize: MinSize, atMs: StartTime.getTime() }
  }

  /** Idempotent: an expiry that ran or never was is no error. */
  async cancelFloorExpiry(name: string): Promise<void> {
    try {
      await this.#client.send(
        new DeleteScheduledActionCommand({ AutoScalingGroupName: name, ScheduledActionName: expiryActionName }),
      )
    } catch (error) {
      if (awsErrorKind(error) !== 'not-found') throw error
    }
  }

  async markManaged(name: string): Promise<void> {
    await this.#client.send(
      new CreateOrUpdateTagsCommand({ Tags: [{ ...this.#managedTag(name), Value: 'true', PropagateAtLaunch: false }] }),
    )
  }

  async unmarkManaged(name: string): Promise<void> {
    await this.#client.send(new DeleteTagsCommand({ Tags: [this.#managedTag(name)] }))
  }

  /** Successful launches into the group since `sinceMs`, newest first: at most three pages of activities of any kind. */
  async launches(name: string, sinceMs: number): Promise<Launches> {
    const [cold, fromPool]: [number[], number[]] = [[], []]
    let fromMs: number | undefined
    const pages = paginateDescribeScalingActivities(
      { client: this.#client, pageSize: 100 },
      {
        AutoScalingGroupName: name,
        Filters: [
          { Name: 'StartTimeLowerBound', Values: [new Date(sinceMs).toISOString()] },
          { Name: 'Status', Values: ['Successful'] },
        ],
      },
    )
    let page = 0
    for await (const { Activities = [] } of pages) {
      for (const { Description = '', StartTime, EndTime } of Activities) {
        const launch = launchDescription.exec(Description)
        if (launch === null || StartTime === undefined || EndTime === undefined) continue
        const into = launch[1] === undefined ? cold : fromPool
        into.push((EndTime.getTime() - StartTime.getTime()) / 1000)
      }
      fromMs = Activities.at(-1)?.StartTime?.getTime() ?? fromMs
      if (++page === activityPages) break
    }
    return { cold, fromPool, fromMs }
  }

  /** Whether a hook holds a launching instance until it is ready: without one AWS stops an instance of a pool in mid-boot. */
  async hasLaunchHook(name: string): Promise<boolean> {
    const { LifecycleHooks = [] } = await this.#client.send(
      new DescribeLifecycleHooksCommand({ AutoScalingGroupName: name }),
    )
    return LifecycleHooks.some(hook => hook.LifecycleTransition === 'autoscaling:EC2_INSTANCE_LAUNCHING')
  }

  /** What the team's own policies do; those that are switched off do nothing. */
  async scalingPolicies(name: string): Promise<ScalingPolicies> {
    const policies: ScalingPolicy[] = []
    const pages = paginateDescribePolicies({ client: this.#client }, { AutoScalingGroupName: name })
    for await (const page of pages) policies.push(...(page.ScalingPolicies ?? []))
    const enabled = policies.filter(policy => policy.Enabled !== false)
    return {
      canScaleIn: enabled.some(canScaleIn),
      tracking: enabled.map(trackingOf).find(tracking => tracking !== undefined),
    }
  }

  async #describe(input: Parameters<typeof paginateDescribeAutoScalingGroups>[1]): Promise<ObservedGroup[]> {
    const groups: ObservedGroup[] = []
    const pages = paginateDescribeAutoScalingGroups({ client: this.#client, pageSize: groupsPerCall }, input)
    for await (const { AutoScalingGroups = [] } of pages) {
      groups.push(...AutoScalingGroups.map(group => toObservedGroup(group, this.#tagKeys)))
    }
    return groups
  }

  #managedTag(name: string) {
    return { ResourceId: name, ResourceType: 'auto-scaling-group', Key: this.#tagKeys.managed }
  }
}

function trackingOf({ TargetTrackingConfiguration: configuration }: ScalingPolicy): PolicyTracking | undefined {
  if (configuration?.TargetValue === undefined) return undefined
  switch (configuration.PredefinedMetricSpecification?.PredefinedMetricType) {
    case 'ASGAverageCPUUtilization':
      return { metric: 'cpu', target: configuration.TargetValue }
    case 'ALBRequestCountPerTarget':
      return { metric: 'requests', target: configuration.TargetValue }
    default:
      return undefined
  }
}

/** Target tracking does unless told not to; step and simple scaling do where an adjustment is negative. */
function canScaleIn({ TargetTrackingConfiguration, StepAdjustments, ScalingAdjustment }: ScalingPolicy): boolean {
  if (TargetTrackingConfiguration !== undefined) return TargetTrackingConfiguration.DisableScaleIn !== true
  const adjustments = [ScalingAdjustment, ...(StepAdjustments ?? []).map(step => step.ScalingAdjustment)]
  return adjustments.some(adjustment => (adjustment ?? 0) < 0)
}

function toObservedGroup(group: AutoScalingGroup, tagKeys: TagKeys): ObservedGroup {
  const tags = Object.fromEntries((group.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
  const instances = group.Instances ?? []
  return {
    name: group.AutoScalingGroupName ?? '',
    tags,
    optedIn: isOptedIn(tags, tagKeys),
    managed: tags[tagKeys.managed] !== undefined,
    minSize: group.MinSize ?? 0,
    maxSize: group.MaxSize ?? 0,
    desiredCapacity: group.DesiredCapacity ?? 0,
    inService: instances.filter(instance => instance.LifecycleState === 'InService').length,
    pending: instances.filter(instance => instance.LifecycleState?.startsWith('Pending')).length,
    terminating: instances.filter(instance => instance.LifecycleState?.startsWith('Terminating')).length,
    instanceType: instances[0]?.InstanceType,
    targetGroupArns: group.TargetGroupARNs ?? [],
    suspendedProcesses: (group.SuspendedProcesses ?? []).map(process => process.ProcessName ?? ''),
    operator: group.Operator?.Principal,
    pool: toObservedPool(group.WarmPoolConfiguration),
    poolSize: group.WarmPoolSize ?? 0,
    isWeighted: isWeighted(group),
    usesSpot: usesSpot(group),
    enabledMetrics: (group.EnabledMetrics ?? []).map(({ Metric = '' }) => Metric),
  }
}

function toObservedPool(configuration: WarmPoolConfiguration | undefined): ObservedPool | undefined {
  if (configuration === undefined) return undefined
  const { MinSize = 0, MaxGroupPreparedCapacity, PoolState = 'Stopped', Status, InstanceReusePolicy } = configuration
  return {
    minSize: MinSize,
    maxPrepared: MaxGroupPreparedCapacity === -1 ? undefined : MaxGroupPreparedCapacity,
    state: PoolState,
    reuseOnScaleIn: InstanceReusePolicy?.ReuseOnScaleIn === true,
    deleting: Status === 'PendingDelete',
  }
}

function usesSpot({ MixedInstancesPolicy: mixed }: AutoScalingGroup): boolean {
  return (mixed?.InstancesDistribution?.OnDemandPercentageAboveBaseCapacity ?? 100) < 100
}

/** One weight is enough: AWS then counts capacity units everywhere (LaunchTemplateOverrides, WeightedCapacity). */
function isWeighted({ MixedInstancesPolicy: mixed }: AutoScalingGroup): boolean {
  return mixed?.LaunchTemplate?.Overrides?.some(override => override.WeightedCapacity !== undefined) ?? false
}
