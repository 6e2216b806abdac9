// What the doctor asks of EC2 Auto Scaling beyond what a tick needs: how a group is made, what scales it, and who shares its
// target groups. Asked by people, now and then; nothing here is called by the minute.
import {
  type AutoScalingClient,
  type AutoScalingGroup,
  paginateDescribeAutoScalingGroups,
  paginateDescribePolicies,
  paginateDescribeScheduledActions,
} from '@aws-sdk/client-auto-scaling'
import type { GroupDetails, PolicyDetails, ScheduledSize } from '../domain/doctor/examination.ts'
import { expiryActionName } from './fleet.ts'

/** DescribeAutoScalingGroups answers at most this many groups at once. */
const groupsPerCall = 100

/** A group among all of the region. */
export interface SurveyedGroup {
  readonly name: string
  readonly tags: Readonly<Record<string, string>>
  readonly targetGroupArns: readonly string[]
  readonly details: GroupDetails
}

export class GroupSurvey {
  readonly #client: AutoScalingClient

  constructor(client: AutoScalingClient) {
    this.#client = client
  }

  /** Every group of the region, opted in or not, without its instances. */
  async listAll(): Promise<SurveyedGroup[]> {
    const groups: SurveyedGroup[] = []
    const pages = paginateDescribeAutoScalingGroups(
      { client: this.#client, pageSize: groupsPerCall },
      { IncludeInstances: false },
    )
    for await (const { AutoScalingGroups = [] } of pages) groups.push(...AutoScalingGroups.map(toSurveyedGroup))
    return groups
  }

  async policies(name: string): Promise<PolicyDetails[]> {
    const policies: PolicyDetails[] = []
    const pages = paginateDescribePolicies({ client: this.#client }, { AutoScalingGroupName: name })
    for await (const { ScalingPolicies = [] } of pages) {
      for (const { PolicyName = '', PolicyType = '', Enabled } of ScalingPolicies) {
        policies.push({ name: PolicyName, type: PolicyType, enabled: Enabled !== false })
      }
    }
    return policies
  }

  /** Scheduled actions of the team; Penumbra's own is left out. */
  async scheduledSizes(name: string): Promise<ScheduledSize[]> {
    const sizes: ScheduledSize[] = []
    const pages = paginateDescribeScheduledActions({ client: this.#client }, { AutoScalingGroupName: name })
    for await (const { ScheduledUpdateGroupActions = [] } of pages) {
      for (const { ScheduledActionName = '', MinSize, DesiredCapacity } of ScheduledUpdateGroupActions) {
        if (ScheduledActionName === expiryActionName) continue
        const setsDesiredCapacity = DesiredCapacity !== undefined
        sizes.push({ name: ScheduledActionName, setsMinSize: MinSize !== undefined, setsDesiredCapacity })
      }
    }
    return sizes
  }
}

function toSurveyedGroup(group: AutoScalingGroup): SurveyedGroup {
  return {
    name: group.AutoScalingGroupName ?? '',
    tags: Object.fromEntries((group.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    targetGroupArns: group.TargetGroupARNs ?? [],
    details: detailsOf(group),
  }
}

function detailsOf(group: AutoScalingGroup): GroupDetails {
  const mixed = group.MixedInstancesPolicy?.LaunchTemplate
  const template = group.LaunchTemplate ?? mixed?.LaunchTemplateSpecification
  const otherTypes = (group.TrafficSources ?? []).flatMap(({ Type = 'elbv2' }) =>
    Type.startsWith('elb') ? [] : [Type],
  )
  return {
    // Left out it is the default version (LaunchTemplateSpecification).
    templateVersion: template && (template.Version ?? '$Default'),
    mixedTypes: (mixed?.Overrides ?? []).flatMap(({ InstanceType }) => InstanceType ?? []),
    classicLoadBalancers: group.LoadBalancerNames ?? [],
    otherSources: [...new Set(otherTypes)],
    collectsMetrics: (group.EnabledMetrics ?? []).length > 0,
  }
}
