// EC2 Auto Scaling: the groups as they are, and the few changes that Penumbra makes to them.
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  CreateOrUpdateTagsCommand,
  DeleteScheduledActionCommand,
  DeleteTagsCommand,
  PutScheduledUpdateGroupActionCommand,
  paginateDescribeAutoScalingGroups,
  paginateDescribePolicies,
  paginateDescribeScalingActivities,
  type ScalingPolicy,
  SetDesiredCapacityCommand,
  UpdateAutoScalingGroupCommand,
} from '@aws-sdk/client-auto-scaling'
import type { ObservedGroup } from '../domain/fleet/observed-group.ts'
import { tagKeys } from '../domain/group/settings.ts'
import { awsErrorKind } from './aws-errors.ts'

/** DescribeAutoScalingGroups answers at most this many groups at once. */
const groupsPerCall = 100

/** Scaling activities are kept for six weeks; as many pages as this hold the newest ones that matter for lead times. */
const activityPages = 3

const expiryActionName = 'penumbra-floor-expiry'

/** Average CPU in percent, or requests per target and minute. */
export interface PolicyTracking {
  readonly metric: 'cpu' | 'requests'
  readonly target: number
}

export interface ScalingPolicies {
  readonly canScaleIn: boolean
  /** What target tracking keeps at its target; undefined where there is none that Penumbra understands. */
  readonly tracking: PolicyTracking | undefined
}

export class Fleet {
  readonly #client: AutoScalingClient

  constructor(client: AutoScalingClient) {
    this.#client = client
  }

  /** Groups that are opted in or still hold something of ours, with their tags but without their instances. */
  async listTagged(): Promise<ObservedGroup[]> {
    return this.#describe({
      Filters: [{ Name: 'tag-key', Values: [tagKeys.enabled, tagKeys.managed] }],
      IncludeInstances: false,
    })
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
      new CreateOrUpdateTagsCommand({ Tags: [{ ...managedTag(name), Value: 'true', PropagateAtLaunch: false }] }),
    )
  }

  async unmarkManaged(name: string): Promise<void> {
    await this.#client.send(new DeleteTagsCommand({ Tags: [managedTag(name)] }))
  }

  /** Seconds that successful launches since `sinceMs` took from the request to in service, newest first. */
  async launchSeconds(name: string, sinceMs: number): Promise<number[]> {
    const seconds: number[] = []
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
      for (const { Description, StartTime, EndTime } of Activities) {
        if (!Description?.startsWith('Launching') || StartTime === undefined || EndTime === undefined) continue
        seconds.push((EndTime.getTime() - StartTime.getTime()) / 1000)
      }
      if (++page === activityPages) break
    }
    return seconds
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
    for await (const { AutoScalingGroups = [] } of pages) groups.push(...AutoScalingGroups.map(toObservedGroup))
    return groups
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

function managedTag(name: string) {
  return { ResourceId: name, ResourceType: 'auto-scaling-group', Key: tagKeys.managed }
}

function toObservedGroup(group: AutoScalingGroup): ObservedGroup {
  const tags = Object.fromEntries((group.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value]))
  const instances = group.Instances ?? []
  return {
    name: group.AutoScalingGroupName ?? '',
    tags,
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
  }
}
