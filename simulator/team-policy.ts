// The team's own target-tracking policy, as it would be put through the API.
import type { TargetTrackingConfiguration } from '@aws-sdk/client-auto-scaling'
import { instanceRpsOf, type Scenario } from './scenario.ts'

/** How the team's own target-tracking policy measures load; a target in percent of one instance's capacity. */
export interface TargetTracking {
  readonly metric: 'cpu' | 'requests'
  readonly targetPercent: number
  /** 10: on the application's own high-resolution metrics; default 60: on those that AWS publishes. */
  readonly periodSeconds?: 10 | 60
}

/** Names of what the policy's metric is measured on: the group, and CloudWatch's `app/name/id` and `targetgroup/name/id`. */
interface PolicyTargets {
  readonly autoScalingGroupName: string
  readonly loadBalancer: string
  readonly targetGroup: string
}

export function targetTrackingConfiguration(
  scenario: Scenario,
  policy: TargetTracking,
  targets: PolicyTargets,
): TargetTrackingConfiguration {
  const { metric, targetPercent, periodSeconds = 60 } = policy
  return {
    ...(periodSeconds === 10 ? highResolution(scenario, metric, targets) : predefined(metric, targets)),
    TargetValue: metric === 'cpu' ? targetPercent : (targetPercent / 100) * instanceRpsOf(scenario) * periodSeconds,
  }
}

/** Whether the application has to publish its 10-second metrics, whatever the scenario says. */
export function needsFreshMetric({ periodSeconds }: TargetTracking): boolean {
  return periodSeconds === 10
}

function predefined(metric: TargetTracking['metric'], { loadBalancer, targetGroup }: PolicyTargets) {
  if (metric === 'cpu') {
    return { PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' as const } }
  }
  return {
    PredefinedMetricSpecification: {
      PredefinedMetricType: 'ALBRequestCountPerTarget' as const,
      ResourceLabel: `${loadBalancer}/${targetGroup}`,
    },
  }
}

function highResolution(scenario: Scenario, metric: TargetTracking['metric'], targets: PolicyTargets) {
  return {
    CustomizedMetricSpecification: {
      Namespace: scenario.freshMetric.namespace,
      MetricName: metric === 'cpu' ? 'CPUUtilization' : 'RequestCountPerTarget',
      Dimensions: [{ Name: 'AutoScalingGroupName', Value: targets.autoScalingGroupName }],
      Statistic: metric === 'cpu' ? ('Average' as const) : ('Sum' as const),
      Period: 10,
    },
  }
}
