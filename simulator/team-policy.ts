// The team's own target-tracking policy, as it would be put through the API.
import type { TargetTrackingConfiguration } from '@aws-sdk/client-auto-scaling'
import { instanceRpsOf, type Scenario } from './scenario.ts'

/** How the team's own target-tracking policy measures load; a target in percent of one instance's capacity. */
export interface TargetTracking {
  readonly metric: 'cpu' | 'requests'
  readonly targetPercent: number
}

/** CloudWatch's names of what the policy's metric is measured on: `app/name/id` and `targetgroup/name/id`. */
interface PolicyTargets {
  readonly loadBalancer: string
  readonly targetGroup: string
}

export function targetTrackingConfiguration(
  scenario: Scenario,
  { metric, targetPercent }: TargetTracking,
  targets: PolicyTargets,
): TargetTrackingConfiguration {
  if (metric === 'cpu') {
    return {
      PredefinedMetricSpecification: { PredefinedMetricType: 'ASGAverageCPUUtilization' },
      TargetValue: targetPercent,
    }
  }
  return {
    PredefinedMetricSpecification: {
      PredefinedMetricType: 'ALBRequestCountPerTarget',
      ResourceLabel: `${targets.loadBalancer}/${targets.targetGroup}`,
    },
    TargetValue: (targetPercent / 100) * instanceRpsOf(scenario) * 60,
  }
}
